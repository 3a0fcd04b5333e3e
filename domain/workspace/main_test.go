package workspace

import (
	"context"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/collaboration"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// office is a company whose people work at their desks.
type office struct {
	*entitytest.House

	t *testing.T
}

func newOffice(t *testing.T) *office {
	t.Helper()
	others := []entity.Module{
		governance.Module(), documents.Module(), crm.Module(), catalog.Module(), inventory.Module(), billing.Module(), sales.Module(),
		communications.Module(communications.Options{}), collaboration.Module(collaboration.Options{}), Module(Options{}),
	}
	people := identity.Module(append([]entity.Module{system.Module()}, others...)...)
	return &office{House: entitytest.New(t, append([]entity.Module{people}, others...)...), t: t}
}

// user is somebody who works in the company.
type user struct {
	f    *office
	id   uuid.UUID
	name string
}

// hire makes a user with a role, in a department or in none.
func (f *office) hire(name, role string, department uuid.UUID) *user {
	f.t.Helper()
	u := &identity.User{
		Name: name, Email: entity.Email(strings.ToLower(name) + "@acme.example"), Department: entity.ID[identity.Department](department),
		Roles: []entity.ID[identity.Role]{entity.ID[identity.Role](entitytest.Select[uuid.UUID](f.t, f.House, `select id from identity_role where name = $1`, role))},
		Sites: []entity.ID[identity.Site]{entity.ID[identity.Site](entitytest.Select[uuid.UUID](f.t, f.House, `select id from identity_site limit 1`))},
	}
	f.Do(f.t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, u) })
	return &user{f: f, id: u.ID.UUID(), name: name}
}

// department makes a department.
func (f *office) department(name string) uuid.UUID {
	f.t.Helper()
	d := &identity.Department{Name: name}
	f.Do(f.t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, d) })
	return d.ID.UUID()
}

func (u *user) call() entity.Call {
	u.f.t.Helper()
	c := u.f.Call()
	err := pg.Read(u.f.t.Context(), u.f.Home, func(tx *pg.Tx) (err error) {
		c.Actor, err = identity.ActorOf(u.f.t.Context(), tx, entity.ID[identity.User](u.id))
		return err
	})
	if err != nil {
		u.f.t.Fatal(err)
	}
	c.Actor.Tenant, c.Actor.SignedIn = u.f.Tenant.ID, true
	return c
}

// by has somebody call an action of the workspace with a body, as they are given.
func (f *office) by(c entity.Call, path, body string) (map[string]any, error) {
	f.t.Helper()
	c.Body = []byte(body)
	for _, a := range f.Registry.Actions() {
		if d := a.Describe(); d.Path == path && d.Module == "workspace" && !d.Query {
			answer, err := f.Registry.Act(f.t.Context(), c, a, uuid.Nil)
			return object(f.t, answer.Body), err
		}
	}
	f.t.Fatalf("there is no action %s", path)
	return nil, nil //nolint:nilnil // not reached
}

func (u *user) try(path, body string) (map[string]any, error) { return u.f.by(u.call(), path, body) }

func (u *user) do(path, body string) map[string]any {
	u.f.t.Helper()
	out, err := u.try(path, body)
	if err != nil {
		u.f.t.Fatalf("%s %s %s: %s", u.name, path, body, text(problem.From(err)))
	}
	return out
}

// ask has somebody ask a question.
func (u *user) ask(path string, params map[string][]string) map[string]any {
	u.f.t.Helper()
	for _, a := range u.f.Registry.Actions() {
		if d := a.Describe(); d.Path == path && d.Query {
			answer, err := u.f.Registry.Ask(u.f.t.Context(), u.call(), a, params)
			if err != nil {
				u.f.t.Fatalf("%s %s %v: %s", u.name, path, params, text(problem.From(err)))
			}
			return object(u.f.t, answer.Body)
		}
	}
	u.f.t.Fatalf("there is no question %s", path)
	return nil
}

// names returns a member of each thing in a list.
func names(list map[string]any, member string) string {
	var out []string
	data, _ := list["data"].([]any)
	for _, one := range data {
		out = append(out, one.(map[string]any)[member].(string))
	}
	return strings.Join(out, ",")
}

// clients makes clients by their names, and returns their ids.
func (f *office) clients(names ...string) []uuid.UUID {
	f.t.Helper()
	var ids []uuid.UUID
	f.Do(f.t, func(ctx context.Context, tx *entity.Tx) error {
		for _, name := range names {
			c := &crm.Client{Name: name, Currency: "EUR", Country: "DE"}
			if err := entity.Create(ctx, tx, c); err != nil {
				return err
			}
			ids = append(ids, c.ID.UUID())
		}
		return nil
	})
	return ids
}

// without returns a call of somebody who lacks a permission.
func without(c entity.Call, p auth.Permission) entity.Call {
	a := *c.Actor
	a.Grants = nil
	for _, g := range c.Actor.Grants {
		if !g.Permission.Covers(p) {
			a.Grants = append(a.Grants, g)
		}
	}
	c.Actor = &a
	return c
}

func object(t *testing.T, body []byte) map[string]any {
	t.Helper()
	out := map[string]any{}
	if len(body) == 0 {
		return out
	}
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return out
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// refused wants a problem, and a field that it points at.
func refused(t *testing.T, err error, slug, pointer string) {
	t.Helper()
	if !problem.Is(err, slug) || pointer != "" && !strings.Contains(text(problem.From(err)), `"pointer":"`+pointer+`"`) {
		t.Errorf("want %s at %q, got %v %s", slug, pointer, err, text(problem.From(err)))
	}
}
