package identity_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
)

// authenticate finds the actor behind a secret.
func authenticate(t *testing.T, h *entitytest.House, secret string) (*auth.Actor, error) {
	t.Helper()
	tenant, hash, ok := credential.Parse(credential.TokenMark, secret)
	if !ok || tenant != h.Tenant.ID {
		t.Fatalf("%q is of tenant %s, %v", secret, tenant, ok)
	}
	var a *auth.Actor
	err := pg.Read(t.Context(), h.Home, func(tx *pg.Tx) (err error) {
		before := tx.RoundTrips()
		a, err = identity.Authenticate(t.Context(), tx, hash[:], h.Clock.Now())
		if trips := tx.RoundTrips() - before; trips != 1 {
			t.Errorf("authenticating took %d round trips", trips)
		}
		return err
	})
	return a, err
}

func issue(user entity.ID[identity.User], secret *string, expires time.Time, scopes ...auth.Permission) deed {
	return func(ctx context.Context, tx *entity.Tx) (err error) {
		*secret, err = identity.IssueToken(ctx, tx, user, "test", scopes, expires)
		return err
	}
}

func TestToken(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	clerk := hire(t, h, "clerk", role(t, h, "viewer"))
	var secret string
	h.Do(t, issue(clerk, &secret, h.Clock.Now().Add(time.Hour)))
	a, err := authenticate(t, h, secret)
	if err != nil {
		t.Fatal(err)
	}
	stored := one[identity.Token](t, h, `"user" = $2`, clerk)
	if a.ID != clerk.UUID() || a.Kind != auth.KindUser || a.Tenant != h.Tenant.ID || a.Session != stored.ID.UUID() ||
		a.Expires == nil || a.Roles[0] != "viewer" {
		t.Errorf("actor: %+v", a)
	}
	if a.Reach(identity.ReadUsers) != auth.ReachTenant || a.Reach(identity.EditUsers) != auth.ReachNone || a.Reach(identity.ReadMe) == auth.ReachNone {
		t.Errorf("grants: %v", a.Grants)
	}
	if strings.Contains(secret, stored.Hash) || len(stored.Hash) != 64 || !strings.Contains(secret, "_"+stored.Prefix) {
		t.Errorf("kept: %+v of %s", stored, secret)
	}
	if seen := entitytest.Select[int](t, h, `select count(*) from system_audit where changes::text like '%' || $1 || '%'`, stored.Hash); seen != 0 {
		t.Error("the audit trail shows the digest")
	}
	for range 2 {
		h.Do(t, func(_ context.Context, tx *entity.Tx) error {
			identity.TokenUsed(tx.Tx, a.Session, tx.Now())
			return nil
		})
		h.Clock.Advance(time.Minute)
	}
	if used := one[identity.Token](t, h, "id = $2", stored.ID).LastUsedAt; !used.Equal(entitytest.Start) {
		t.Errorf("last used %s", used)
	}
	h.Clock.Advance(time.Hour)
	_, err = authenticate(t, h, secret)
	wantSlug(t, err, "invalid-token")
}

func TestTokenIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	clerk := hire(t, h, "clerk", role(t, h, "viewer"))
	var first, second string
	h.Do(t, issue(clerk, &first, time.Time{}))
	h.Do(t, issue(clerk, &second, time.Time{}))
	h.Clock.Advance(100 * 365 * 24 * time.Hour)
	if _, err := authenticate(t, h, first); err != nil {
		t.Errorf("a token without an end has ended: %v", err)
	}
	token := one[identity.Token](t, h, "prefix = $2", first[37:43])
	c := h.Call()
	c.Actor = actor(t, h, clerk)
	if _, err := h.Registry.Step(t.Context(), c, h.Plan(t, "identity.token"), token.ID.UUID(), "revoke"); err != nil {
		t.Fatalf("revoke one's own: %v", err)
	}
	_, err := authenticate(t, h, first)
	wantSlug(t, err, "invalid-token")
	if _, err := authenticate(t, h, second); err != nil {
		t.Errorf("another token was revoked, too: %v", err)
	}
	h.Do(t, block(clerk))
	_, err = authenticate(t, h, second)
	wantSlug(t, err, "invalid-token")
	wantSlug(t, h.Try(t, issue(clerk, &second, time.Time{})), "user-blocked")
}

func TestTokenNarrowsRights(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := owner(t, h).ID
	var secret string
	h.Do(t, issue(boss, &secret, time.Time{}, "sales.*", identity.ReadUsers, identity.IssueTokens))
	a, err := authenticate(t, h, secret)
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[auth.Permission]auth.Reach{
		"sales.order.confirm": auth.ReachTenant, identity.ReadUsers: auth.ReachTenant,
		identity.EditUsers: auth.ReachNone, "billing.invoice.read": auth.ReachNone, "*": auth.ReachNone,
	} {
		if got := a.Reach(p); got != want {
			t.Errorf("%s: reach %d, want %d", p, got, want)
		}
	}
	wantSlug(t, as(t, h, a, issue(boss, &secret, time.Time{})), "not-held") // no token makes a wider one
	if err := as(t, h, a, issue(boss, &secret, time.Time{}, "sales.order.read")); err != nil {
		t.Errorf("a narrower token: %v", err)
	}
	viewer := hire(t, h, "viewer", role(t, h, "viewer"))
	h.Do(t, issue(viewer, &secret, time.Time{}, "sales.*", "identity.*"))
	if a, err = authenticate(t, h, secret); err != nil || a.Reach(identity.EditUsers) != auth.ReachNone || a.Reach(identity.ReadUsers) != auth.ReachTenant {
		t.Errorf("a scope gave more than the roles: %v %v", a, err)
	}
}

func TestTokenForOthers(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	boss := owner(t, h).ID
	clerk := hire(t, h, "clerk", role(t, h, "viewer"))
	admin := hire(t, h, "admin", role(t, h, "admin"))
	var secret string
	wantSlug(t, as(t, h, actor(t, h, clerk), issue(admin, &secret, time.Time{})), "missing-permission")
	wantSlug(t, as(t, h, actor(t, h, admin), issue(boss, &secret, time.Time{})), "not-held")
	if err := as(t, h, actor(t, h, boss), issue(clerk, &secret, time.Time{})); err != nil {
		t.Errorf("the owner for a clerk: %v", err)
	}
	wantField(t, as(t, h, actor(t, h, clerk), issue(clerk, &secret, h.Clock.Now())), "/expires_at", "in-the-past")
	wantField(t, as(t, h, actor(t, h, clerk), issue(clerk, &secret, time.Time{}, "sales.**")), "/scopes/0", "invalid-permission")
}

func TestIssueActionAndMe(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	clerk := hire(t, h, "clerk", role(t, h, "viewer"))
	c := h.Call()
	c.Actor, c.Body = actor(t, h, clerk), []byte(`{"name":"till","scopes":["identity.user.read"]}`)
	var issued struct{ Secret string }
	answer(t, h, c, "tokens/issue", &issued)
	a, err := authenticate(t, h, issued.Secret)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.Registry.Create(t.Context(), c, h.Plan(t, "identity.token")); err == nil {
		t.Error("a token was made without the action")
	}
	c.Actor, c.Body = a, nil
	var me struct {
		User                             struct{ ID string }
		Email, Tenant, Company, Currency string
		Roles                            []string
		Permissions                      []struct{ Permission, Reach string }
	}
	answer(t, h, c, "me", &me)
	if me.User.ID != clerk.String() || me.Email != "clerk@acme.example" || me.Tenant != h.Tenant.ID.String() || me.Company != "Acme" ||
		me.Currency != "EUR" || me.Roles[0] != "viewer" {
		t.Errorf("me: %+v", me)
	}
	if len(me.Permissions) != 2 || me.Permissions[1].Permission != "identity.user.read" || me.Permissions[1].Reach != "tenant" {
		t.Errorf("permissions: %+v", me.Permissions)
	}
}

// answer runs the action of a path and decodes what it says.
func answer(t *testing.T, h *entitytest.House, c entity.Call, path string, into any) {
	t.Helper()
	for _, a := range h.Registry.Actions() {
		d := a.Describe()
		if d.Path != path {
			continue
		}
		run := func() (entity.Answer, error) { return h.Registry.Act(t.Context(), c, a, uuid.Nil) }
		if d.Query {
			run = func() (entity.Answer, error) { return h.Registry.Ask(t.Context(), c, a, nil) }
		}
		got, err := run()
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if err := json.Unmarshal(got.Body, into); err != nil {
			t.Fatalf("%s: %v", got.Body, err)
		}
		return
	}
	t.Fatalf("there is no action %s", path)
}
