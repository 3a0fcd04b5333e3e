package entitytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Run holds every entity to what all share: create, read, list, filter by each
// operator, update, stale versions, frozen states, permissions, isolation, every
// state and step, the audit trail, the outbox and the company's own fields.
// Entities that are only views, and those without a sample, are held to reading
// alone; a sample for what does not exist fails.
func Run(t *testing.T, h *House, samples Samples) {
	t.Helper()
	if h.Other.Tenant == uuid.Nil {
		h.Other = h.AddTenant(t, entity.Tenant{Name: "Other", Slug: "other", Country: "FR", Currency: "EUR", AdminEmail: "owner@other.example"})
	}
	names := slices.Collect(maps.Keys(samples))
	for _, p := range h.Registry.Plans() {
		names = slices.DeleteFunc(names, func(n string) bool { return n == p.Name })
		s := &suite{House: h, plan: p, d: p.Describe(), maker: &Maker{Registry: h.Registry, Call: h.Call, Samples: samples}}
		s.other = h.Call()
		s.other.Home = h.Other
		s.other.Actor = auth.System(h.Other.Tenant)
		t.Run(p.Name, func(t *testing.T) {
			s.reads(t)
			if p.View {
				return
			}
			if samples[p.Name] == "" {
				t.Fatalf("there is no sample of %s", p.Name)
			}
			t.Run("life", s.life)
			t.Run("refusals", s.refusals)
			t.Run("filters", s.filters)
			t.Run("isolation", s.isolation)
			t.Run("permissions", s.permissions)
			t.Run("flow", s.flow)
			t.Run("custom", s.custom)
		})
	}
	for _, n := range names {
		t.Errorf("there is a sample of %s, but no such entity", n)
	}
}

type suite struct {
	*House
	plan  *entity.Plan
	d     entity.Description
	maker *Maker
	other entity.Call
}

func (s *suite) body(t *testing.T) []byte {
	t.Helper()
	return s.maker.Body(t, s.d.Name)
}

func (s *suite) create(t *testing.T) (entity.Answer, uuid.UUID) {
	t.Helper()
	return s.maker.Make(t, s.d.Name)
}

func (s *suite) reads(t *testing.T) {
	t.Helper()
	for _, params := range []url.Values{{}, {"limit": {"1"}, "count": {"bounded"}}, {"fields": {"*"}}} {
		if _, err := s.Registry.List(t.Context(), s.Call(), s.plan, params); err != nil {
			t.Errorf("list %v: %v %s", params, err, detail(err))
		}
	}
	if s.d.Searchable {
		if _, err := s.Registry.List(t.Context(), s.Call(), s.plan, url.Values{"q": {"a%_\\b"}}); err != nil {
			t.Errorf("search: %v %s", err, detail(err))
		}
	}
	for _, f := range s.d.Fields {
		if f.Target == "" || f.Type != "reference" {
			continue
		}
		if _, err := s.Registry.List(t.Context(), s.Call(), s.plan, url.Values{"include": {f.Name}}); err != nil {
			t.Errorf("include %s: %v %s", f.Name, err, detail(err))
		}
	}
	_, err := s.Registry.Get(t.Context(), s.Call(), s.plan, uuid.New(), nil)
	wantProblem(t, "get what is not there", err, http.StatusNotFound, "not-found")
}

// life: what was created is what is read, in the list and in the history, and can
// be written back as it was read.
func (s *suite) life(t *testing.T) {
	made, id := s.create(t)
	got, err := s.Registry.Get(t.Context(), s.Call(), s.plan, id, nil)
	if err != nil {
		t.Fatalf("get: %v", err)
	}
	if want, is := decode(t, made.Body), decode(t, got.Body); !equal(want, is) {
		t.Errorf("read back:\n%s\nwas created as:\n%s", got.Body, made.Body)
	}
	if got.Version != made.Version || made.Version < 1 {
		t.Errorf("version %d was created, %d is read", made.Version, got.Version)
	}
	h, err := s.Registry.History(t.Context(), s.Call(), s.plan, id, nil)
	if err != nil || !strings.Contains(string(h.Body), `"verb":"create"`) {
		t.Errorf("history: %s %v", h.Body, err)
	}
	events := Select[int](t, s.House, `select count(*) from system_event where record = $1 and type = $2`, id, s.d.Events["create"])
	if events != 1 {
		t.Errorf("%d events %s were written, want 1", events, s.d.Events["create"])
	}
	c := s.Call()
	c.Body, c.Version = got.Body, got.Version
	put, err := s.Registry.Put(t.Context(), c, s.plan, id)
	if err != nil && !problem.Is(err, "frozen") {
		t.Errorf("put back what was read: %v %s", err, detail(err))
	}
	if err == nil && put.Version != got.Version {
		t.Errorf("putting back what was read changed it:\n%s\nwas:\n%s", put.Body, got.Body)
	}
	s.remove(t)
}

// remove: a deleted record is gone, with its lines.
func (s *suite) remove(t *testing.T) {
	t.Helper()
	made, id := s.create(t)
	c := s.Call()
	c.Version = made.Version
	if _, err := s.Registry.Delete(t.Context(), c, s.plan, id); err != nil {
		if !problem.Is(err, "frozen") && !problem.Is(err, "in-use") {
			t.Errorf("delete: %v %s", err, detail(err))
		}
		return
	}
	_, err := s.Registry.Get(t.Context(), s.Call(), s.plan, id, nil)
	wantProblem(t, "get what was deleted", err, http.StatusNotFound, "not-found")
}

// refusals: a bad body is a problem that names the field, and leaves nothing.
func (s *suite) refusals(t *testing.T) {
	count := func() int {
		return Select[int](t, s.House, "select count(*) from "+s.d.Table+" where tenant_id = $1", s.Tenant.ID)
	}
	sample := decode(t, s.body(t))
	before := count()
	try := func(what, pointer, code string, body map[string]any) {
		t.Helper()
		c := s.Call()
		c.Body = encode(t, body)
		_, err := s.Registry.Create(t.Context(), c, s.plan)
		var p *problem.Problem
		if !errors.As(err, &p) || !slices.ContainsFunc(p.Errors, func(f problem.FieldError) bool { return f.Pointer == pointer && (code == "" || f.Code == code) }) {
			t.Errorf("%s: want a problem at %s %s, got %v %s", what, pointer, code, err, detail(err))
		}
	}
	try("unknown field", "/no_such_field", "unknown-field", with(sample, "no_such_field", 1))
	for _, f := range s.d.Fields {
		switch {
		case f.ReadOnly:
			try("read-only "+f.Name, "/"+f.Name, "readonly", with(sample, f.Name, "x"))
		case f.Type == "flag" || f.Type == "custom":
		default:
			try("wrong type of "+f.Name, "/"+f.Name, "", with(sample, f.Name, map[string]any{"a": true}))
		}
		if f.Limit > 0 && !f.ReadOnly && f.Type == "text" {
			try("too long "+f.Name, "/"+f.Name, "too-long", with(sample, f.Name, strings.Repeat("x", f.Limit+1)))
		}
		if f.Type == "reference" && !f.ReadOnly {
			c := s.Call()
			c.Body = encode(t, with(sample, f.Name, uuid.NewString()))
			if _, err := s.Registry.Create(t.Context(), c, s.plan); err == nil {
				t.Errorf("a reference %s to nothing was taken", f.Name)
			} else if problem.From(err).Status >= http.StatusInternalServerError {
				t.Errorf("a reference %s to nothing: %v", f.Name, err)
			}
		}
	}
	if after := count(); after != before {
		t.Errorf("refused bodies left %d records", after-before)
	}
	made, id := s.create(t)
	c := s.Call()
	c.Version = made.Version + 7
	c.Body = []byte(`{}`)
	_, err := s.Registry.Patch(t.Context(), c, s.plan, id)
	wantProblem(t, "patch a stale version", err, http.StatusPreconditionFailed, "stale")
}

// filters: each operator of each field is taken, and finds or does not find.
func (s *suite) filters(t *testing.T) {
	values := map[string]string{
		"text": "x", "flag": "true", "number": "1", "amount": "1", "quantity": "1", "percent": "1", "date": "2026-05-04",
		"instant": "2026-05-04T00:00:00Z", "reference": uuid.NewString(), "references": uuid.NewString(), "record": uuid.NewString(),
		"currency": "EUR", "country": "DE", "email": "a@b.example", "phone": "123", "link": "https://a.example", "language": "de", "kind": "sales.order", "verb": "create",
	}
	_, id := s.create(t)
	for _, f := range s.d.Fields {
		for _, op := range f.Filter {
			value := values[f.Type]
			if len(f.Choices) > 0 {
				value = f.Choices[0]
			}
			name := f.Name + "[" + op + "]"
			a, err := s.Registry.List(t.Context(), s.Call(), s.plan, url.Values{name: {value}, "sort": {f.Name}})
			if err != nil && !strings.Contains(detail(err), "?sort") {
				t.Errorf("filter %s=%s: %v %s", name, value, err, detail(err))
			}
			_ = a
		}
	}
	a, err := s.Registry.List(t.Context(), s.Call(), s.plan, url.Values{"id": {id.String()}})
	if err != nil || !strings.Contains(string(a.Body), id.String()) {
		t.Errorf("filter by id: %s %v", a.Body, err)
	}
}

// isolation: another tenant, with every right of its own, finds nothing.
func (s *suite) isolation(t *testing.T) {
	_, id := s.create(t)
	c := s.other
	_, err := s.Registry.Get(t.Context(), c, s.plan, id, nil)
	wantProblem(t, "get", err, http.StatusNotFound, "not-found")
	_, err = s.Registry.History(t.Context(), c, s.plan, id, nil)
	wantProblem(t, "history", err, http.StatusNotFound, "not-found")
	a, err := s.Registry.List(t.Context(), c, s.plan, url.Values{"id": {id.String()}})
	if err != nil || strings.Contains(string(a.Body), id.String()) {
		t.Errorf("another tenant's list: %s %v", a.Body, err)
	}
	c.Body = []byte(`{}`)
	_, err = s.Registry.Patch(t.Context(), c, s.plan, id)
	wantProblem(t, "patch", err, http.StatusNotFound, "not-found")
	_, err = s.Registry.Delete(t.Context(), c, s.plan, id)
	wantProblem(t, "delete", err, http.StatusNotFound, "not-found")
	for _, step := range s.d.Steps {
		_, err = s.Registry.Step(t.Context(), c, s.plan, id, step.Verb)
		wantProblem(t, step.Verb, err, http.StatusNotFound, "not-found")
	}
}

// permissions: without its permission, nothing goes.
func (s *suite) permissions(t *testing.T) {
	_, id := s.create(t)
	nobody := s.CallAs()
	_, err := s.Registry.List(t.Context(), nobody, s.plan, nil)
	wantProblem(t, "list", err, http.StatusForbidden, "missing-permission")
	_, err = s.Registry.Get(t.Context(), nobody, s.plan, id, nil)
	wantProblem(t, "get", err, http.StatusForbidden, "missing-permission")
	reader := s.CallAs(s.d.Read)
	if _, err = s.Registry.Get(t.Context(), reader, s.plan, id, nil); err != nil {
		t.Errorf("get with %s: %v", s.d.Read, err)
	}
	reader.Body = s.body(t)
	_, err = s.Registry.Create(t.Context(), reader, s.plan)
	wantProblem(t, "create", err, http.StatusForbidden, "missing-permission")
	reader.Body = []byte(`{}`)
	_, err = s.Registry.Patch(t.Context(), reader, s.plan, id)
	wantProblem(t, "patch", err, http.StatusForbidden, "missing-permission")
	_, err = s.Registry.Delete(t.Context(), reader, s.plan, id)
	wantProblem(t, "delete", err, http.StatusForbidden, "missing-permission")
	for _, step := range s.d.Steps {
		if step.Need != s.d.Read {
			_, err = s.Registry.Step(t.Context(), reader, s.plan, id, step.Verb)
			wantProblem(t, step.Verb, err, http.StatusForbidden, "missing-permission")
		}
	}
}

// flow: every step, from every state, is refused exactly where it is not declared.
func (s *suite) flow(t *testing.T) {
	for _, state := range s.d.States {
		for _, step := range s.d.Steps {
			_, id := s.create(t)
			// Past the triggers of the table, for this connection alone: nobody waits, and nobody plans again.
			s.Admin(t, fmt.Sprintf(`set session_replication_role = replica; update %s set status = '%s' where id = '%s'`, s.d.Table, state, id))
			c := s.Call()
			c.Body = []byte(`{}`)
			_, err := s.Registry.Step(t.Context(), c, s.plan, id, step.Verb)
			declared := slices.Contains(step.From, state)
			if illegal := problem.Is(err, "illegal-step"); illegal == declared {
				t.Errorf("%s from %s: declared %v, got %v %s", step.Verb, state, declared, err, detail(err))
			}
			if err != nil && problem.From(err).Status >= http.StatusInternalServerError {
				t.Errorf("%s from %s: %v", step.Verb, state, err)
			}
		}
	}
}

// custom: a company's own field is checked, kept, shown and filtered by.
func (s *suite) custom(t *testing.T) {
	c := s.Call()
	c.Body = fmt.Appendf(nil, `{"extends":%q,"name":"grade","label":"Grade","kind":"choice","choices":["a","b"]}`, s.d.Name)
	made, err := s.Registry.Create(t.Context(), c, s.Plan(t, "system.custom_field"))
	if err != nil {
		t.Fatalf("add a field: %v %s", err, detail(err))
	}
	defer func() {
		if _, err := s.Registry.Delete(t.Context(), s.Call(), s.Plan(t, "system.custom_field"), uuid.MustParse(idOf(made))); err != nil {
			t.Errorf("remove the field: %v", err)
		}
	}()
	sample := decode(t, s.body(t))
	c.Body = encode(t, with(sample, "custom", map[string]any{"grade": "z"}))
	if _, err = s.Registry.Create(t.Context(), c, s.plan); !strings.Contains(detail(err), `"/custom/grade"`) {
		t.Errorf("a value outside the choices: %v %s", err, detail(err))
	}
	c.Body = encode(t, with(decode(t, s.body(t)), "custom", map[string]any{"grade": "a"}))
	a, err := s.Registry.Create(t.Context(), c, s.plan)
	if err != nil || !strings.Contains(string(a.Body), `"custom":{"grade":"a"}`) {
		t.Fatalf("a value: %s %v %s", a.Body, err, detail(err))
	}
	found, err := s.Registry.List(t.Context(), s.Call(), s.plan, url.Values{"grade": {"a"}, "sort": {"grade"}})
	if err != nil || !strings.Contains(string(found.Body), idOf(a)) {
		t.Errorf("filter by the field: %s %v %s", found.Body, err, detail(err))
	}
}

func wantProblem(t *testing.T, what string, err error, status int, slug string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || p.Status != status || p.Type != slug {
		t.Errorf("%s: want %d %s, got %v", what, status, slug, err)
	}
}

func decode(t *testing.T, body []byte) map[string]any {
	t.Helper()
	out := map[string]any{}
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return out
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func with(body map[string]any, name string, value any) map[string]any {
	out := maps.Clone(body)
	out[name] = value
	return out
}

func equal(a, b map[string]any) bool {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return bytes.Equal(x, y)
}
