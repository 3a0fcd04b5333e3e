package identity_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// TestDepartmentsReachDown: the reach department takes in all departments below,
// and none above or beside.
func TestDepartmentsReachDown(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	tree, beside := departments(t, h), departments(t, h)
	leaf := &identity.Department{Name: "Leaf", Parent: tree[1].ID}
	readers := &identity.Role{Name: "readers", Title: "Readers", Grants: []identity.RoleGrant{{Permission: identity.ReadTokens, Reach: identity.ReachDepartment}}}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		return errors.Join(entity.Create(ctx, tx, leaf), entity.Create(ctx, tx, readers))
	})
	place := func(name string, d entity.ID[identity.Department]) entity.ID[identity.User] {
		u := hire(t, h, name, readers.ID)
		h.Do(t, change(u, func(u *identity.User) { u.Department = d }))
		var secret string
		h.Do(t, issue(u, &secret, h.Clock.Now().AddDate(1, 0, 0)))
		return u
	}
	top, sub, low, aside := place("top", tree[0].ID), place("sub", tree[1].ID), place("low", leaf.ID), place("aside", beside[0].ID)
	names := map[entity.ID[identity.User]]string{top: "top", sub: "sub", low: "low", aside: "aside"}
	for who, want := range map[entity.ID[identity.User]][]string{top: {"low", "sub", "top"}, sub: {"low", "sub"}, low: {"low"}, aside: {"aside"}} {
		c := h.Call()
		c.Actor = actor(t, h, who)
		listed, err := h.Registry.List(t.Context(), c, h.Plan(t, "identity.token"), nil)
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		for id, name := range names {
			if strings.Contains(string(listed.Body), `"user":{"id":"`+id.String()) {
				seen = append(seen, name)
			}
		}
		slices.Sort(seen)
		if !slices.Equal(seen, want) {
			t.Errorf("%s sees tokens of %v, want %v", names[who], seen, want)
		}
	}
}

// TestRightsAreHeldWhereTheyAreGiven: who holds a right at one site gives it to
// nobody at another, not even to themselves.
func TestRightsAreHeldWhereTheyAreGiven(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	here := one[identity.Site](t, h, "true").ID
	there := &identity.Site{Code: "THERE", Name: "There", Country: "DE", Currency: "EUR"}
	sell := []identity.RoleGrant{{Permission: "other.order.*", Reach: identity.ReachSite}}
	lead := &identity.Role{Name: "lead", Title: "Lead", Grants: append([]identity.RoleGrant{
		{Permission: "identity.*", Reach: identity.ReachTenant},
	}, sell...)}
	seller := &identity.Role{Name: "seller", Title: "Seller", Grants: sell}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		return errors.Join(entity.Create(ctx, tx, there), entity.Create(ctx, tx, lead), entity.Create(ctx, tx, seller))
	})
	at := func(sites ...entity.ID[identity.Site]) func(*identity.User) {
		return func(u *identity.User) { u.Sites = sites }
	}
	boss, near, far := hire(t, h, "boss", lead.ID), hire(t, h, "near"), hire(t, h, "far")
	h.Do(t, change(boss, at(here)))
	h.Do(t, change(near, at(here)))
	h.Do(t, change(far, at(there.ID)))
	a := actor(t, h, boss)
	gets := func(u *identity.User) { u.Roles = []entity.ID[identity.Role]{seller.ID} }
	if err := as(t, h, a, change(near, gets)); err != nil {
		t.Errorf("the role, at the same site: %v", err)
	}
	less := change(seller.ID, func(r *identity.Role) { r.Grants[0].Permission = "other.order.read" })
	if err := as(t, h, a, less); err != nil {
		t.Errorf("the role, while all who have it are at the same site: %v", err)
	}
	wantSlug(t, as(t, h, a, change(far, gets)), "not-held")
	wantSlug(t, as(t, h, a, change(near, at(here, there.ID))), "not-held")
	wantSlug(t, as(t, h, a, change(boss, at(here, there.ID))), "not-held")
	h.Do(t, change(far, gets))
	var secret string
	wantSlug(t, as(t, h, a, issue(far, &secret, h.Clock.Now().AddDate(1, 0, 0))), "not-held")
	wantSlug(t, as(t, h, a, change(seller.ID, func(r *identity.Role) { r.Title = "Salespeople" })), "not-held")
	for plural, id := range map[string]uuid.UUID{"identity.user": far.UUID(), "identity.role": seller.ID.UUID()} {
		c := h.Call()
		c.Actor = a
		_, err := h.Registry.Delete(t.Context(), c, h.Plan(t, plural), id)
		wantSlug(t, err, "not-held")
	}
}

// TestNoWayAroundTheLastOwner tries every write of the API that could leave the
// company without an owner, as the owner.
func TestNoWayAroundTheLastOwner(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss, ownerRole := owner(t, h), role(t, h, identity.RoleOwner)
	hire(t, h, "clerk", role(t, h, "viewer"))
	users, roles := h.Plan(t, "identity.user"), h.Plan(t, "identity.role")
	call := func(body string) entity.Call {
		c := h.Call()
		c.Actor, c.Body = actor(t, h, boss.ID), []byte(body)
		return c
	}
	bulk := func(op entity.BulkOp, p *entity.Plan) error {
		_, err := h.Registry.Bulk(t.Context(), call(""), p, []entity.BulkOp{op}, true)
		return err
	}
	put := fmt.Sprintf(`{"email":%q,"name":"Owner"}`, boss.Email)
	for name, try := range map[string]struct {
		slug string
		do   func() (entity.Answer, error)
	}{
		"patch away the role": {"last-owner", func() (entity.Answer, error) {
			return h.Registry.Patch(t.Context(), call(`{"roles":[]}`), users, boss.ID.UUID())
		}},
		"put without the role": {"last-owner", func() (entity.Answer, error) {
			return h.Registry.Put(t.Context(), call(put), users, boss.ID.UUID())
		}},
		"delete": {"last-owner", func() (entity.Answer, error) {
			return h.Registry.Delete(t.Context(), call(""), users, boss.ID.UUID())
		}},
		"block": {"self-block", func() (entity.Answer, error) {
			return h.Registry.Step(t.Context(), call(`{}`), users, boss.ID.UUID(), "block")
		}},
		"delete the role": {"in-use", func() (entity.Answer, error) {
			return h.Registry.Delete(t.Context(), call(""), roles, ownerRole.UUID())
		}},
		"empty the role": {"last-owner", func() (entity.Answer, error) {
			return h.Registry.Patch(t.Context(), call(`{"grants":[]}`), roles, ownerRole.UUID())
		}},
		"narrow the role": {"last-owner", func() (entity.Answer, error) {
			return h.Registry.Patch(t.Context(), call(`{"grants":[{"permission":"*","reach":"site"}]}`), roles, ownerRole.UUID())
		}},
		"split the role": {"last-owner", func() (entity.Answer, error) {
			return h.Registry.Put(t.Context(), call(`{"name":"owner","title":"Owner","grants":[{"permission":"identity.*","reach":"tenant"}]}`), roles, ownerRole.UUID())
		}},
		"in bulk": {"last-owner", func() (entity.Answer, error) {
			return entity.Answer{}, bulk(entity.BulkOp{Op: "update", ID: boss.ID.UUID(), Body: []byte(`{"roles":[]}`)}, users)
		}},
		"a trial": {"last-owner", func() (entity.Answer, error) {
			c := call(`{"grants":[]}`)
			c.DryRun = true
			return h.Registry.Patch(t.Context(), c, roles, ownerRole.UUID())
		}},
	} {
		if _, err := try.do(); !problem.Is(err, try.slug) {
			t.Errorf("%s: want %s, got %v", name, try.slug, err)
		}
	}
	if a := actor(t, h, boss.ID); a.Reach("other.thing") != auth.ReachTenant {
		t.Errorf("the owner may only %v", a.Grants)
	}
}

// TestOneOwnerOfTwentyStays has twenty owners taken away at once, each in one of
// the ways there are.
func TestOneOwnerOfTwentyStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	owners := []entity.ID[identity.User]{owner(t, h).ID}
	for i := range 19 {
		own := &identity.Role{Name: fmt.Sprintf("owner-%d", i), Title: "Owner", Grants: []identity.RoleGrant{{Permission: "*", Reach: identity.ReachTenant}}}
		h.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, own) })
		owners = append(owners, hire(t, h, own.Name, own.ID))
	}
	var deeds []func() error
	for i, id := range owners {
		deeds = append(deeds, func() error {
			switch i % 4 {
			case 0:
				return h.Try(t, block(id))
			case 1:
				return h.Try(t, change(id, func(u *identity.User) { u.Roles = nil }))
			case 2:
				_, err := h.Registry.Delete(t.Context(), h.Call(), h.Plan(t, "identity.user"), id.UUID())
				return err
			default:
				own := one[identity.Role](t, h, "name = $2", fmt.Sprintf("owner-%d", i-1))
				return h.Try(t, change(own.ID, func(r *identity.Role) { r.Grants = nil }))
			}
		})
	}
	refused := 0
	for _, err := range race(deeds...) {
		if err != nil {
			wantSlug(t, err, "last-owner")
			refused++
		}
	}
	left := entitytest.Select[int](t, h, `select count(distinct u.id) from identity_user u join identity_role_grant g on g.role = any(u.roles)
		where u.tenant_id = $1 and u.status = 'active' and g.permission = '*' and g.reach = 'tenant'`, h.Tenant.ID)
	if left != 1 || refused != 1 {
		t.Errorf("%d owners are left, %d deeds were refused", left, refused)
	}
}

func TestUsersKeepTheirProfile(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	clerk := hire(t, h, "clerk")
	a := actor(t, h, clerk)
	if _, id, err := do(t, h, a, "me/update", uuid.Nil, `{"name":"Ann Clerk","phone":"+49 30 123"}`); err != nil || id != clerk.UUID() {
		t.Fatalf("%s: %v", id, err)
	}
	if _, _, err := do(t, h, a, "me/update", uuid.Nil, `{"job_title":"Clerk","phone":""}`); err != nil {
		t.Fatal(err)
	}
	if u := one[identity.User](t, h, "id = $2", clerk); u.Name != "Ann Clerk" || u.JobTitle != "Clerk" || u.Phone != "" {
		t.Errorf("profile: %+v", u)
	}
	for _, body := range []string{`{"email":"eve@acme.example"}`, `{"roles":[]}`, `{"sites":[]}`, `{"name":""}`, `{"status":"blocked"}`} {
		if _, _, err := do(t, h, a, "me/update", uuid.Nil, body); problem.From(err).Status != 422 {
			t.Errorf("%s: %v", body, err)
		}
	}
	c := h.Call()
	c.Actor, c.Body = a, []byte(`{"name":"Eve"}`)
	_, err := h.Registry.Patch(t.Context(), c, h.Plan(t, "identity.user"), clerk.UUID())
	wantSlug(t, err, "missing-permission")
}

func TestExplainUsers(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	clerk := entity.ID[identity.User](o.clerk.ID)
	ask := func(a *auth.Actor, about uuid.UUID, body string) (string, error) {
		answer, _, err := do(t, o.House, a, "explain", about, body)
		return string(answer.Body), err
	}
	says := func(a *auth.Actor, body string, parts ...string) {
		t.Helper()
		text, err := ask(a, clerk.UUID(), body)
		for _, part := range parts {
			if err != nil || !strings.Contains(text, part) {
				t.Errorf("%s: does not say %q: %s %v", body, part, text, err)
			}
		}
	}
	read := `{"permission":"identity.site.read"}`
	says(o.admin, read, `"allowed":false`, "No role and no exception grants identity.site.read")
	says(o.clerk, read, `"allowed":false`)
	says(o.clerk, `{"permission":"identity.me.update"}`, `"allowed":true`, "Being a user grants")
	_, err := ask(o.clerk, o.admin.ID, read)
	wantSlug(t, err, "not-found") // what a clerk may not see
	site := fmt.Sprintf(`{"permission":"identity.site.read","entity":"identity.site","record":%q}`, o.site)
	_, err = ask(o.clerk, clerk.UUID(), site)
	wantSlug(t, err, "not-found")
	id, _ := o.except(t, identity.ReadSites, o.record())
	says(o.admin, site, `"allowed":true`, id.String(), "An exception allows identity.site.read on one identity.site")
	o.Do(t, change(clerk, func(u *identity.User) { u.Roles = []entity.ID[identity.Role]{role(t, o.House, "viewer")} }))
	says(o.admin, site, `"allowed":true`, "Allowed. The role viewer grants identity.site.read on all records", id.String())
	o.Do(t, block(clerk))
	says(o.admin, site, `"allowed":false`, "blocked")
	_, err = ask(o.admin, clerk.UUID(), `{"permission":"identity.site.read","entity":"identity.site"}`)
	wantField(t, err, "/record", "required")
}
