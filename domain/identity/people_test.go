package identity_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

type deed = func(context.Context, *entity.Tx) error

// as runs code in a transaction of an actor.
func as(t *testing.T, h *entitytest.House, a *auth.Actor, do deed) error {
	t.Helper()
	c := h.Call()
	c.Actor = a
	return h.Registry.Do(t.Context(), c, do)
}

// actor returns a user as actor.
func actor(t *testing.T, h *entitytest.House, u entity.ID[identity.User]) *auth.Actor {
	t.Helper()
	var a *auth.Actor
	err := pg.Read(t.Context(), h.Home, func(tx *pg.Tx) (err error) {
		a, err = identity.ActorOf(t.Context(), tx, u)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// one finds the only record that a clause selects.
func one[T entity.Record[T]](t *testing.T, h *entitytest.House, where string, args ...any) *T {
	t.Helper()
	var found []*T
	h.Do(t, func(ctx context.Context, tx *entity.Tx) (err error) {
		found, err = entity.Find[T](ctx, tx, where, args...)
		return err
	})
	if len(found) != 1 {
		t.Fatalf("%d records where %s %v", len(found), where, args)
	}
	return found[0]
}

func role(t *testing.T, h *entitytest.House, name string) entity.ID[identity.Role] {
	t.Helper()
	return one[identity.Role](t, h, "name = $2", name).ID
}

func owner(t *testing.T, h *entitytest.House) *identity.User {
	t.Helper()
	return one[identity.User](t, h, "email = $2", h.Tenant.AdminEmail)
}

// hire makes a user with roles.
func hire(t *testing.T, h *entitytest.House, name string, roles ...entity.ID[identity.Role]) entity.ID[identity.User] {
	t.Helper()
	u := &identity.User{Email: entity.Email(name + "@acme.example"), Name: name, Roles: roles}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, u) })
	return u.ID
}

// change locks a record, changes it and writes it.
func change[T entity.Record[T]](id entity.ID[T], how func(*T)) deed {
	return func(ctx context.Context, tx *entity.Tx) error {
		rec, err := entity.Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		how(rec)
		return entity.Update(ctx, tx, rec)
	}
}

func block(id entity.ID[identity.User]) deed {
	return func(ctx context.Context, tx *entity.Tx) error {
		u, err := entity.Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		return entity.Move(ctx, tx, u, identity.UserBlocked)
	}
}

func wantSlug(t *testing.T, err error, slug string) {
	t.Helper()
	if !problem.Is(err, slug) {
		t.Errorf("want the problem %q, got %v", slug, err)
	}
}

// wantField wants a 422 about one field.
func wantField(t *testing.T, err error, pointer, code string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || len(p.Errors) != 1 || p.Errors[0].Pointer != pointer || p.Errors[0].Code != code {
		t.Errorf("want %s at %s, got %v", code, pointer, err)
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	site := one[identity.Site](t, h, "true")
	if site.Code != identity.MainSite || site.Country != "DE" || site.Currency != "EUR" || !site.Active || site.TimeZone != "UTC" {
		t.Errorf("main site: %+v", site)
	}
	ann := owner(t, h)
	if ann.Name != "owner" || !slices.Equal(ann.Sites, []entity.ID[identity.Site]{site.ID}) {
		t.Errorf("first user: %+v", ann)
	}
	if a := actor(t, h, ann.ID); a.Reach("sales.order.confirm") != auth.ReachTenant || a.Reach("identity.user.delete") != auth.ReachTenant {
		t.Errorf("the first user may only %v", a.Grants)
	}
	if r := one[identity.Role](t, h, "name = $2", "night-shift"); r.Title != "Night shift" || len(r.Grants) != 0 {
		t.Errorf("role of another module: %+v", r)
	}
	admin := one[identity.Role](t, h, "name = $2", "admin")
	if !slices.ContainsFunc(admin.Grants, func(g identity.RoleGrant) bool {
		return g.Permission == identity.EditUsers && g.Reach == identity.ReachTenant
	}) {
		t.Errorf("admin may only %v", admin.Grants)
	}
}

func TestNobodyGivesWhatTheyDoNotHold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := actor(t, h, hire(t, h, "admin", role(t, h, "admin")))
	boss := owner(t, h)
	clerk := hire(t, h, "clerk")
	ownerRole := role(t, h, identity.RoleOwner)
	for name, do := range map[string]deed{
		"a role with everything":               granting("*", identity.ReachOwn),
		"a role with a whole module":           granting("identity.*", identity.ReachTenant),
		"the owner's role to a user":           change(clerk, func(u *identity.User) { u.Roles = append(u.Roles, ownerRole) }),
		"a new owner":                          hiring("eve", ownerRole),
		"less to the owner's role":             change(ownerRole, func(r *identity.Role) { r.Grants = nil }),
		"another title to the owner's role":    change(ownerRole, func(r *identity.Role) { r.Title = "Chief" }),
		"another e-mail address to the owner":  change(boss.ID, func(u *identity.User) { u.Email = "eve@acme.example" }),
		"fewer roles to the owner":             change(boss.ID, func(u *identity.User) { u.Roles = nil }),
		"a block to the owner":                 block(boss.ID),
		"a permission that the actor half has": granting(identity.ReadUsers, identity.ReachTenant),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := admin
			if name == "a permission that the actor half has" {
				a = &auth.Actor{Kind: auth.KindUser, Grants: []auth.Grant{
					{Permission: identity.EditRoles, Reach: auth.ReachTenant}, {Permission: identity.ReadUsers, Reach: auth.ReachSite},
				}}
			}
			wantSlug(t, as(t, h, a, do), "not-held")
		})
	}
}

func TestEverybodyGivesWhatTheyHold(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	admin := actor(t, h, hire(t, h, "admin", role(t, h, "admin")))
	clerk, viewer := hire(t, h, "clerk"), role(t, h, "viewer")
	for name, do := range map[string]deed{
		"a role with what they hold": granting(identity.EditUsers, identity.ReachSite),
		"a role that they hold":      change(clerk, func(u *identity.User) { u.Roles = []entity.ID[identity.Role]{viewer} }),
		"a block":                    block(clerk),
	} {
		if err := as(t, h, admin, do); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// granting makes a role with one grant.
func granting(p auth.Permission, r identity.Reach) deed {
	return func(ctx context.Context, tx *entity.Tx) error {
		return entity.Create(ctx, tx, &identity.Role{
			Name: "made", Title: "Made", Grants: []identity.RoleGrant{{Permission: p, Reach: r}},
		})
	}
}

func hiring(name string, roles ...entity.ID[identity.Role]) deed {
	return func(ctx context.Context, tx *entity.Tx) error {
		return entity.Create(ctx, tx, &identity.User{Email: entity.Email(name + "@acme.example"), Name: name, Roles: roles})
	}
}

func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss, ownerRole := owner(t, h).ID, role(t, h, identity.RoleOwner)
	hire(t, h, "clerk", role(t, h, "viewer"))
	blocked := hire(t, h, "former", ownerRole)
	h.Do(t, block(blocked))
	takings := map[string]deed{
		"blocked":          block(boss),
		"without the role": change(boss, func(u *identity.User) { u.Roles = nil }),
		"deleted": func(ctx context.Context, tx *entity.Tx) error {
			u, err := entity.Lock(ctx, tx, boss)
			if err != nil {
				return err
			}
			return entity.Delete(ctx, tx, u)
		},
		"with a lesser role": change(ownerRole, func(r *identity.Role) { r.Grants = []identity.RoleGrant{{Permission: "identity.*", Reach: "tenant"}} }),
		"with less reach":    change(ownerRole, func(r *identity.Role) { r.Grants[0].Reach = identity.ReachSite }),
	}
	for name, do := range takings {
		if err := h.Try(t, do); !problem.Is(err, "last-owner") {
			t.Errorf("%s: %v", name, err)
		}
	}
	h.Do(t, change(ownerRole, func(r *identity.Role) { // the line is another one, what it says is the same
		r.Grants = []identity.RoleGrant{{Permission: "*", Reach: identity.ReachTenant}}
	}))
	hire(t, h, "second", ownerRole)
	h.Do(t, takings["blocked"])
	h.Admin(t, "delete from identity_user where tenant_id = $1", h.Tenant.ID) // the whole company may go
}

// TestOwnersCannotBlockEachOther has two owners block each other at once, many
// times: one of them is always left.
func TestOwnersCannotBlockEachOther(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, ownerRole := owner(t, h).ID, role(t, h, identity.RoleOwner)
	second := hire(t, h, "second", ownerRole)
	for range 20 {
		errs := race(func() error { return h.Try(t, block(first)) }, func() error { return h.Try(t, block(second)) })
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("both were blocked, or neither: %v", errs)
		}
		wantSlug(t, errors.Join(errs...), "last-owner")
		h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
			gone, err := entity.LockWhere[identity.User](ctx, tx, "status = 'blocked'")
			if err != nil {
				return err
			}
			return entity.Move(ctx, tx, gone[0], identity.UserActive)
		})
	}
}

// race does all at once and returns what came of each.
func race(deeds ...func() error) []error {
	errs := make([]error, len(deeds))
	var wg sync.WaitGroup
	for i, do := range deeds {
		wg.Go(func() { errs[i] = do() })
	}
	wg.Wait()
	return errs
}

func TestUsersBlockNotThemselves(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	second := hire(t, h, "second", role(t, h, identity.RoleOwner))
	wantSlug(t, as(t, h, actor(t, h, second), block(second)), "self-block")
}

func TestListsOfIDsPointAtRecords(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	viewer := role(t, h, "viewer")
	clerk := hire(t, h, "clerk", viewer)
	wantField(t, h.Try(t, hiring("eve", entity.NewID[identity.Role]())), "/roles", "unknown-reference")
	wantField(t, h.Try(t, change(clerk, func(u *identity.User) { u.Sites = []entity.ID[identity.Site]{entity.NewID[identity.Site]()} })),
		"/sites", "unknown-reference")
	remove := func() error {
		_, err := h.Registry.Delete(t.Context(), h.Call(), h.Plan(t, "identity.role"), viewer.UUID())
		return err
	}
	wantSlug(t, remove(), "in-use")
	h.Do(t, change(clerk, func(u *identity.User) { u.Roles = nil }))
	if err := remove(); err != nil {
		t.Errorf("delete a role that nobody has any more: %v", err)
	}
}

// TestRolesInUseStay has a role deleted while somebody gets it, many times: nobody
// is left with a role that is none.
func TestRolesInUseStay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for i := range 20 {
		name := "made-" + strconv.Itoa(i)
		r := &identity.Role{Name: name, Title: "Made"}
		h.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, r) })
		errs := race(func() error { return h.Try(t, hiring(name, r.ID)) }, func() error {
			_, err := h.Registry.Delete(t.Context(), h.Call(), h.Plan(t, "identity.role"), r.ID.UUID())
			return err
		})
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("a role was given and deleted, or neither: %v", errs)
		}
	}
}

func TestChainsAreNoCircles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, b, c := hire(t, h, "a"), hire(t, h, "b"), hire(t, h, "c")
	reports := func(who, to entity.ID[identity.User]) deed {
		return change(who, func(u *identity.User) { u.Manager = to })
	}
	h.Do(t, reports(a, b))
	h.Do(t, reports(b, c))
	wantField(t, h.Try(t, reports(c, a)), "/manager", "cycle")
	wantField(t, h.Try(t, reports(c, c)), "/manager", "cycle")
	move := func(d, under *identity.Department) deed {
		return change(d.ID, func(d *identity.Department) { d.Parent = under.ID })
	}
	// Each is moved below a child of the other, so that no row is locked by both.
	for range 10 {
		x, y := departments(t, h), departments(t, h)
		wantField(t, h.Try(t, move(x[0], x[1])), "/parent", "cycle")
		errs := race(func() error { return h.Try(t, move(x[0], y[1])) }, func() error { return h.Try(t, move(y[0], x[1])) })
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("two moves that close a circle: %v", errs)
		}
		wantField(t, errors.Join(errs...), "/parent", "cycle")
	}
}

// departments makes a department and one within it.
func departments(t *testing.T, h *entitytest.House) [2]*identity.Department {
	t.Helper()
	top := &identity.Department{Name: "Top"}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, top) })
	sub := &identity.Department{Name: "Sub", Parent: top.ID}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, sub) })
	return [2]*identity.Department{top, sub}
}
