package identity_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// town is a company whose records stand in every way that records can.
type town struct {
	*entitytest.House
	sites, users, departments []uuid.UUID
	records                   map[string][]auth.Record // by entity
	exceptions                []entity.ID[identity.Exception]
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{House: newHouse(t), records: map[string][]auth.Record{}}
	w.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		var above entity.ID[identity.Department]
		for i := range 3 {
			s := &identity.Site{Code: fmt.Sprintf("S%d", i), Name: "Site", Country: "DE", Currency: "EUR"}
			d := &identity.Department{Name: "Department", Parent: above}
			u := &identity.User{Name: "User", Email: entity.Email(fmt.Sprintf("u%d@acme.example", i))}
			for _, err := range []error{entity.Create(ctx, tx, s), entity.Create(ctx, tx, d), entity.Create(ctx, tx, u)} {
				if err != nil {
					return err
				}
			}
			above = d.ID
			w.sites, w.departments, w.users = append(w.sites, s.ID.UUID()), append(w.departments, d.ID.UUID()), append(w.users, u.ID.UUID())
			w.records["identity.site"] = append(w.records["identity.site"], auth.Record{Entity: "identity.site", ID: s.ID.UUID()})
			w.records["identity.user"] = append(w.records["identity.user"], auth.Record{Entity: "identity.user", ID: u.ID.UUID(), Owner: u.ID.UUID()})
		}
		return nil
	})
	w.Do(t, w.tokens)
	w.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		for range 3 {
			e := &identity.Exception{
				User: entity.ID[identity.User](w.users[0]), Permission: "*", Reach: "tenant", Reason: "test", Starts: tx.Now(), Expires: tx.Now().Add(time.Hour),
			}
			if err := entity.Create(ctx, tx, e); err != nil {
				return err
			}
			w.exceptions = append(w.exceptions, e.ID)
		}
		return nil
	})
	return w
}

// tokens makes a token for each site, owner and department there is, and for none.
func (w *town) tokens(ctx context.Context, tx *entity.Tx) error {
	for n, site := range append([]uuid.UUID{uuid.Nil}, w.sites...) {
		for m, owner := range append([]uuid.UUID{uuid.Nil}, w.users...) {
			for k, department := range append([]uuid.UUID{uuid.Nil}, w.departments...) {
				k := &identity.Token{
					User: entity.ID[identity.User](w.users[0]), Name: "token", Hash: fmt.Sprint(n, m, k),
					Scope: entity.Scope{Site: site, Owner: owner, Department: department},
				}
				if err := entity.Create(ctx, tx, k); err != nil {
					return err
				}
				r := entity.RecordOf(tx, k)
				w.records["identity.token"] = append(w.records["identity.token"], r)
			}
		}
	}
	return nil
}

// actor draws somebody with some rights on what the town has.
func (w *town) actor(t *rapid.T) *auth.Actor {
	pattern := rapid.SampledFrom([]auth.Permission{"*", "identity.*", "identity.token.*", "identity.token.read", "identity.token.revoke", "identity.user.read", "identity.site.read"})
	pick := func(of []uuid.UUID, name string) []uuid.UUID {
		return rapid.SliceOfN(rapid.SampledFrom(of), 0, 2).Draw(t, name)
	}
	first := rapid.IntRange(0, len(w.departments)).Draw(t, "department")
	a := &auth.Actor{
		Kind: auth.KindUser, ID: rapid.SampledFrom(w.users).Draw(t, "user"), Tenant: w.Tenant.ID, Sites: pick(w.sites, "sites"),
		Departments: w.departments[first:],
	}
	if len(a.Departments) > 0 {
		a.Department = a.Departments[0]
	}
	for range rapid.IntRange(0, 2).Draw(t, "grants") {
		a.Grants = append(a.Grants, auth.Grant{Permission: pattern.Draw(t, "granted"), Reach: auth.Reach(rapid.IntRange(1, 4).Draw(t, "reach"))})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "exceptions") {
		about := rapid.SampledFrom([]string{"identity.token", "identity.user", "identity.site"}).Draw(t, "entity")
		starts := entitytest.Start.Add(time.Duration(rapid.IntRange(-1, 1).Draw(t, "starts")) * time.Hour)
		a.Exceptions = append(a.Exceptions, auth.Exception{
			ID: w.exceptions[i].UUID(), Permission: pattern.Draw(t, "excepted"), Reach: auth.Reach(rapid.IntRange(0, 4).Draw(t, "reach")),
			Entity: about, Record: rapid.SampledFrom(w.records[about]).Draw(t, "record").ID, Starts: starts, Expires: starts.Add(time.Hour),
		})
	}
	return a
}

// seen lists what an actor sees of an entity, and whether they may look at all.
func (w *town) seen(t *testing.T, c entity.Call, p *entity.Plan) (ids []uuid.UUID, may bool) {
	t.Helper()
	answer, err := w.Registry.List(t.Context(), c, p, url.Values{"limit": {"200"}})
	if problem.Is(err, "missing-permission") {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	var page struct{ Data []struct{ ID uuid.UUID } }
	if err := json.Unmarshal(answer.Body, &page); err != nil {
		t.Fatal(err)
	}
	for _, r := range page.Data {
		ids = append(ids, r.ID)
	}
	return ids, true
}

// TestListsDecideAlike: whoever acts, a list has the records on which they are
// decided to hold the permission, and no others, and so has a look at one record.
func TestListsDecideAlike(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	rapid.Check(t, func(r *rapid.T) {
		a := w.actor(r)
		c := w.Call()
		c.Actor = a
		now := a.At(entitytest.Start)
		for name, records := range w.records {
			p := w.Plan(t, name)
			ids, may := w.seen(t, c, p)
			if may != now.May(p.Read) {
				r.Fatalf("%s may look at %s: %v", a.ID, name, may)
			}
			for _, record := range records {
				if allowed := now.Decide(p.Read, record); allowed != slices.Contains(ids, record.ID) {
					r.Fatalf("decided %v on %+v, listed %v", allowed, record, !allowed)
				}
			}
			one := rapid.SampledFrom(records).Draw(r, "one")
			_, err := w.Registry.Get(t.Context(), c, p, one.ID, nil)
			if (err == nil) != now.Decide(p.Read, one) {
				r.Fatalf("a look at %+v: %v", one, err)
			}
		}
	})
}
