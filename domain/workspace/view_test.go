package workspace

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// TestViews: who sees a view, and who changes it.
func TestViews(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	field, desk := f.department("Field"), f.department("Desk")
	ann, ben, cid := f.hire("Ann", "sales", field), f.hire("Ben", "sales", field), f.hire("Cid", "sales", desk)
	boss := f.hire("Boss", "manager", uuid.Nil)
	add := func(u *user, name, shared string) string {
		return u.do("views/add", fmt.Sprintf(`{"entity":"crm.client","name":%q,"query":"status=active&sort=name","shared":%q}`, name, shared))["id"].(string)
	}
	own, team, all := add(ann, "a own", "me"), add(ann, "b team", "team"), add(boss, "c all", "everyone")
	for who, want := range map[*user]string{ann: "a own,b team,c all", ben: "b team,c all", cid: "c all", boss: "c all"} {
		if got := names(who.ask("views", nil), "name"); got != want {
			t.Errorf("%s sees %s, want %s", who.name, got, want)
		}
	}
	for _, tt := range []struct {
		who        *user
		view, slug string
	}{{cid, own, "not-found"}, {cid, team, "not-found"}, {ben, own, "not-found"}, {ben, team, "not-yours"}, {cid, all, "missing-permission"}, {boss, own, "not-found"}} {
		for path, body := range map[string]string{"views/change": `{"view":%q,"name":"taken"}`, "views/remove": `{"view":%q}`} {
			_, err := tt.who.try(path, fmt.Sprintf(body, tt.view))
			refused(t, err, tt.slug, "")
		}
	}
	_, err := ann.try("views/change", `{"view":"`+own+`","shared":"everyone"}`)
	refused(t, err, "missing-permission", "")
	if got := ann.do("views/change", `{"view":"`+own+`","name":"renamed","pinned":true}`); got["name"] != "renamed" || got["query"] != "status=active&sort=name" || text(got["pinned"]) != "true" {
		t.Errorf("changed: %v", got)
	}
	second := f.hire("Second", "manager", uuid.Nil)
	if got := second.do("views/change", `{"view":"`+all+`","position":7}`); got["position"] != 7.0 || got["owner"] != boss.id.String() {
		t.Errorf("changed by who may: %v", got)
	}
	if got := names(ann.do("views/remove", `{"view":"`+own+`"}`), "name"); got != "b team,c all" {
		t.Errorf("left: %s", got)
	}
	// Who may not read the list does not hear of its views either.
	if got, err := f.Registry.Ask(t.Context(), without(ben.call(), "crm.client.read"), question(f, "views"), nil); err != nil || strings.Contains(string(got.Body), "team") {
		t.Errorf("without reading clients: %s %v", got.Body, err)
	}
}

func question(f *office, path string) *entity.ActionPlan {
	for _, a := range f.Registry.Actions() {
		if d := a.Describe(); d.Path == path && d.Query {
			return a
		}
	}
	return nil
}

func TestOneDefault(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann, boss := f.hire("Ann", "sales", uuid.Nil), f.hire("Boss", "manager", uuid.Nil)
	for _, name := range []string{"one", "two"} {
		ann.do("views/add", `{"entity":"crm.client","name":"`+name+`","is_default":true}`)
		boss.do("views/add", `{"entity":"crm.client","name":"`+name+` for all","is_default":true,"shared":"everyone"}`)
	}
	if got := entitytest.Select[string](t, f.House, `select string_agg(name, ',' order by name) from workspace_view where is_default`); got != "two,two for all" {
		t.Errorf("defaults: %s", got)
	}
}

func TestViewsRefused(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann := f.hire("Ann", "sales", uuid.Nil)
	for pointer, body := range map[string]string{
		"/entity": `{"entity":"no.such","name":"x"}`,
		"/name":   `{"entity":"crm.client","name":"  "}`,
		"/query":  `{"entity":"crm.client","name":"x","query":"a=%zz"}`,
		"/shared": `{"entity":"crm.client","name":"x","shared":"team"}`,
	} {
		_, err := ann.try("views/add", body)
		refused(t, err, "invalid", pointer)
	}
	_, err := ann.try("views/add", `{"entity":"crm.client","name":"x","query":"q=`+strings.Repeat("x", longestQuery)+`"}`)
	refused(t, err, "invalid", "/query")
	_, err = f.by(f.Call(), "views/add", `{"entity":"crm.client","name":"x"}`)
	refused(t, err, "not-a-user", "")
}

func TestPreferences(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann, ben := f.hire("Ann", "sales", uuid.Nil), f.hire("Ben", "sales", uuid.Nil)
	if got := text(ann.ask("preferences", nil)); got != `{"values":{}}` {
		t.Errorf("at first: %s", got)
	}
	ann.do("preferences/set", `{"values":{"scheme":"dark","grids":{"crm.client":{"columns":["name"],"widths":{"name":80}}}}}`)
	ann.do("preferences/set", `{"values":{"scheme":null,"grids":{"crm.client":{"widths":{"name":90.5}}}}}`)
	if got := text(ann.ask("preferences", nil)); got != `{"values":{"grids":{"crm.client":{"columns":["name"],"widths":{"name":90.5}}}}}` {
		t.Errorf("merged: %s", got)
	}
	if got := text(ben.ask("preferences", nil)); got != `{"values":{}}` {
		t.Errorf("somebody else's: %s", got)
	}
	long := strings.Repeat("k", longestKey+1)
	for pointer, body := range map[string]string{
		"/values":           `{"values":[1]}`,
		"/values/a/" + long: `{"values":{"a":{"` + long + `":1}}}`,
	} {
		_, err := ann.try("preferences/set", body)
		refused(t, err, "invalid", pointer)
	}
	_, err := ann.try("preferences/set", `{"values":{"a":"`+strings.Repeat("x", longestPreferences)+`"}}`)
	refused(t, err, "invalid", "/values")
}
