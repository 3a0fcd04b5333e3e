package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

// document is an API's document, as far as a test reads it.
type document struct {
	Paths      map[string]map[string]json.RawMessage
	Components map[string]map[string]json.RawMessage
}

// TestModulesThatAreOff: with each module off by itself, and on by itself, the
// tenant's own document lists exactly the operations that answer, its references
// lead somewhere, and its meta knows nothing of what is off. It touches no company
// but its own, as TestRaces: both run at once when all other tests are over.
func TestModulesThatAreOff(t *testing.T) { //nolint:tparallel // its parts are about one company
	t.Parallel()
	s := newSurface(t)
	acme, owner := s.tenant(enterprise.Shared)
	var whole document
	if err := json.Unmarshal(s.get("/api/openapi.json", "").want(200).body, &whole); err != nil {
		t.Fatal(err)
	}
	known, err := s.app.Enterprise.Modules(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range known {
		for _, on := range []bool{true, false} {
			if m.Name == "identity" && !on { // nobody could prove who they are in a tenant without people
				continue
			}
			modules := map[string]bool{}
			for _, other := range known {
				modules[other.Name] = (other.Name == m.Name) == on || other.Name == "identity"
			}
			t.Run(fmt.Sprintf("%s %t", m.Name, on), func(t *testing.T) {
				s := &surface{T: t, app: s.app, url: s.url, admin: s.admin}
				body, err := json.Marshal(map[string]any{"modules": modules})
				if err != nil {
					t.Fatal(err)
				}
				s.put("/api/enterprise/clients/"+acme.ID.String(), s.admin, string(body)).want(200)
				s.checkEdition(&whole, owner, on)
				s.checkMeta(modules, owner)
			})
		}
	}
}

// checkEdition holds the tenant's document against what answers. What it shows is asked
// for when told to: it answers whatever else is on or off.
func (s *surface) checkEdition(whole *document, owner string, shown bool) {
	s.Helper()
	got := s.get("/api/client/openapi.json", owner).want(200)
	var own document
	if err := json.Unmarshal(got.body, &own); err != nil {
		s.Fatal(err)
	}
	for _, ref := range strings.Split(string(got.body), `"$ref":"#/components/`)[1:] {
		ref, _, _ = strings.Cut(ref, `"`)
		kind, name, _ := strings.Cut(ref, "/")
		if own.Components[kind][name] == nil {
			s.Errorf("the reference %s leads nowhere", ref)
		}
	}
	const canonical = "/api/v1/tenants/{tenantId}/"
	operations := 0
	for path, methods := range whole.Paths {
		below, ofTenants := strings.CutPrefix(path, canonical)
		for method := range methods {
			listed := own.Paths[path][method] != nil
			if !ofTenants {
				if listed && !strings.HasPrefix(path, "/api/auth/") && !strings.HasPrefix(path, "/.well-known/") && !strings.HasPrefix(path, "/api/public/") {
					s.Errorf("the tenant's document has %s %s", method, path)
				}
				continue
			}
			if listed {
				operations++
				if !shown {
					continue
				}
			}
			below := strings.NewReplacer("{id}", uuid.NewString(), "{name}", "x").Replace(below)
			a := s.call(strings.ToUpper(method), "/api/client/"+below, owner, nothing(method), "Idempotency-Key", uuid.NewString())
			if there := a.status != http.StatusNotFound || a.field("detail") != "There is no such path."; there != listed {
				s.Errorf("%s %s answers %d %s, and is it in the document? %t", method, below, a.status, a.body, listed)
			}
		}
	}
	if operations < 20 {
		s.Errorf("the document has only %d operations", operations)
	}
}

// nothing is a body with which a request does nothing.
func nothing(method string) string {
	if method == "get" || method == "delete" {
		return ""
	}
	return `{"no_such_field":1}`
}

// checkMeta: what the tenant is told of itself names no module that is off.
func (s *surface) checkMeta(modules map[string]bool, owner string) {
	s.Helper()
	for _, path := range []string{"meta", "meta/entities", "meta/permissions", "meta/flows"} {
		var told any
		if err := json.Unmarshal(s.get("/api/client/"+path, owner).want(200).body, &told); err != nil {
			s.Fatal(err)
		}
		s.checkNames(path, told, modules)
	}
	off := slices.DeleteFunc(slices.Collect(maps.Keys(modules)), func(m string) bool { return modules[m] })
	for _, name := range off {
		s.get("/api/client/meta/entities/"+name+".order", owner).want(404)
	}
}

// checkNames looks for names of what is off in all that was told but the texts for
// people, which give examples.
func (s *surface) checkNames(at string, told any, modules map[string]bool) {
	s.Helper()
	switch told := told.(type) {
	case map[string]any:
		for name, v := range told {
			if name != "help" && name != "summary" && name != "choices" {
				s.checkNames(at+"."+name, v, modules)
			}
		}
	case []any:
		for _, v := range told {
			s.checkNames(at, v, modules)
		}
	case string:
		module, _, _ := strings.Cut(told, ".")
		if on, known := modules[module]; known && !on {
			s.Errorf("%s tells of %s", at, told)
		}
	}
}
