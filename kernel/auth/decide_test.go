package auth_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/guildhall/guildhall/kernel/auth"
)

var now = time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)

// id makes an id that is the same each time.
func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

func TestCovers(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		held, want auth.Permission
		covers     bool
	}{
		{"sales.order.read", "sales.order.read", true},
		{"sales.order.read", "sales.order.reader", false},
		{"sales.order.*", "sales.order.read", true},
		{"sales.order.*", "sales.orders.read", false},
		{"sales.*", "sales.order.*", true},
		{"sales.order.*", "sales.*", false},
		{"*", "sales.order.read", true},
		{"", "sales.order.read", false},
	} {
		if got := tt.held.Covers(tt.want); got != tt.covers {
			t.Errorf("%q covers %q: %v", tt.held, tt.want, got)
		}
	}
}

// TestJudge follows the order of decisions: super, role, active exception, denied.
func TestJudge(t *testing.T) {
	t.Parallel()
	const want = auth.Permission("sales.order.confirm")
	me, site, elsewhere, top, sub, other := id(1), id(2), id(3), id(4), id(5), id(6)
	here := auth.Record{Entity: "sales.order", ID: id(9), Site: site, Owner: id(8), Department: sub}
	grant := func(r auth.Reach) *auth.Actor {
		return &auth.Actor{ID: me, Sites: []uuid.UUID{site}, Department: top, Departments: []uuid.UUID{top, sub}, Grants: []auth.Grant{{Permission: "sales.*", Reach: r}}}
	}
	except := func(e auth.Exception) *auth.Actor {
		a := grant(auth.ReachOwn)
		e.ID, e.Permission = id(7), want
		if e.Starts.IsZero() {
			e.Starts, e.Expires = now.Add(-time.Hour), now.Add(time.Second)
		}
		a.Exceptions = []auth.Exception{e}
		return a
	}
	at := func(site, owner, department uuid.UUID) auth.Record {
		return auth.Record{Entity: "sales.order", ID: id(9), Site: site, Owner: owner, Department: department}
	}
	both := grant(auth.ReachSite)
	both.Grants = append(both.Grants, auth.Grant{Permission: want, Reach: auth.ReachDepartment})
	onlyDepartment := grant(auth.ReachDepartment)
	onlyDepartment.Departments = nil
	for name, tt := range map[string]struct {
		actor   *auth.Actor
		record  auth.Record
		allowed bool
		by      uuid.UUID
	}{
		"nobody":                             {&auth.Actor{}, here, false, uuid.Nil},
		"nobody, on a record of nobody":      {&auth.Actor{}, at(uuid.Nil, uuid.Nil, uuid.Nil), false, uuid.Nil},
		"the system":                         {auth.System(id(99)), here, true, uuid.Nil},
		"tenant":                             {grant(auth.ReachTenant), at(elsewhere, other, other), true, uuid.Nil},
		"site":                               {grant(auth.ReachSite), here, true, uuid.Nil},
		"site, elsewhere":                    {grant(auth.ReachSite), at(elsewhere, other, sub), false, uuid.Nil},
		"site, no site":                      {grant(auth.ReachSite), at(uuid.Nil, other, other), true, uuid.Nil},
		"site, one's own elsewhere":          {grant(auth.ReachSite), at(elsewhere, me, other), true, uuid.Nil},
		"department":                         {grant(auth.ReachDepartment), at(elsewhere, other, top), true, uuid.Nil},
		"department, one below":              {grant(auth.ReachDepartment), at(elsewhere, other, sub), true, uuid.Nil},
		"department, another":                {grant(auth.ReachDepartment), at(site, other, other), false, uuid.Nil},
		"department, none":                   {grant(auth.ReachDepartment), at(site, other, uuid.Nil), false, uuid.Nil},
		"department alone":                   {onlyDepartment, at(elsewhere, other, top), true, uuid.Nil},
		"own":                                {grant(auth.ReachOwn), at(elsewhere, me, other), true, uuid.Nil},
		"own, another's":                     {grant(auth.ReachOwn), here, false, uuid.Nil},
		"site and department, by the site":   {both, at(site, other, other), true, uuid.Nil},
		"site and department, by department": {both, at(elsewhere, other, sub), true, uuid.Nil},
		"exception for the record":           {except(auth.Exception{Entity: "sales.order", Record: here.ID}), here, true, id(7)},
		"exception for another record":       {except(auth.Exception{Entity: "sales.order", Record: id(10)}), here, false, uuid.Nil},
		"exception for another entity":       {except(auth.Exception{Entity: "sales.quote", Record: here.ID}), here, false, uuid.Nil},
		"exception for no record":            {except(auth.Exception{}), auth.Record{}, false, uuid.Nil},
		"exception for the sites":            {except(auth.Exception{Reach: auth.ReachSite}), here, true, id(7)},
		"exception for the company":          {except(auth.Exception{Reach: auth.ReachTenant}), at(elsewhere, other, other), true, id(7)},
		"an exception that is not needed":    {except(auth.Exception{Reach: auth.ReachTenant}), at(elsewhere, me, other), true, uuid.Nil},
		"exception, over since now":          {except(auth.Exception{Reach: auth.ReachTenant, Starts: now.Add(-time.Hour), Expires: now}), here, false, uuid.Nil},
		"exception, from now on":             {except(auth.Exception{Reach: auth.ReachTenant, Starts: now, Expires: now.Add(time.Hour)}), here, true, id(7)},
		"exception, soon":                    {except(auth.Exception{Reach: auth.ReachTenant, Starts: now.Add(1), Expires: now.Add(time.Hour)}), here, false, uuid.Nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			allowed, by := tt.actor.At(now).Judge(want, tt.record)
			var used uuid.UUID
			if by != nil {
				used = by.ID
			}
			if allowed != tt.allowed || used != tt.by {
				t.Errorf("allowed %v by %s, want %v by %s", allowed, used, tt.allowed, tt.by)
			}
		})
	}
}

// TestExceptionsCountOnlyAtATime: an actor that nobody asked the time for has none.
func TestExceptionsCountOnlyAtATime(t *testing.T) {
	t.Parallel()
	a := &auth.Actor{ID: id(1), Exceptions: []auth.Exception{{ID: id(2), Permission: "*", Reach: auth.ReachTenant, Starts: now, Expires: now.Add(time.Hour)}}}
	if a.Decide("sales.order.read", auth.Record{}) || a.May("sales.order.read") || a.Reach("sales.order.read") != auth.ReachNone {
		t.Error("an exception counts at no time")
	}
	as := a.At(now)
	if !as.Decide("sales.order.read", auth.Record{}) || len(as.At(now.Add(time.Hour)).Active()) != 0 || as.Held("sales.order.read").Somewhere() {
		t.Error("an exception does not count at its time, or after it, or like a role")
	}
}

func TestHolds(t *testing.T) {
	t.Parallel()
	here, there := []uuid.UUID{id(2)}, []uuid.UUID{id(2), id(3)}
	holder := func(r auth.Reach) *auth.Actor {
		return (&auth.Actor{
			ID: id(1), Sites: here, Department: id(2), Grants: []auth.Grant{{Permission: "sales.*", Reach: r}},
			Exceptions: []auth.Exception{{ID: id(9), Permission: "*", Reach: auth.ReachTenant, Starts: now, Expires: now.Add(1)}},
		}).At(now)
	}
	for _, tt := range []struct {
		held, given auth.Reach
		where       []uuid.UUID
		want        bool
	}{
		{auth.ReachTenant, auth.ReachTenant, there, true},
		{auth.ReachTenant, auth.ReachNone, there, true},
		{auth.ReachSite, auth.ReachTenant, here, false},
		{auth.ReachSite, auth.ReachSite, here, true},
		{auth.ReachSite, auth.ReachSite, there, false},
		{auth.ReachSite, auth.ReachDepartment, here, false},
		{auth.ReachSite, auth.ReachNone, here, false},
		{auth.ReachDepartment, auth.ReachDepartment, here, true},
		{auth.ReachDepartment, auth.ReachDepartment, there, false},
		{auth.ReachDepartment, auth.ReachSite, nil, false},
		{auth.ReachOwn, auth.ReachOwn, there, true},
		{auth.ReachNone, auth.ReachOwn, nil, false},
	} {
		if got := holder(tt.held).Holds(auth.Grant{Permission: "sales.order.*", Reach: tt.given}, tt.where, tt.where); got != tt.want {
			t.Errorf("who holds reach %d holds reach %d for somebody at %d places: %v", tt.held, tt.given, len(tt.where), got)
		}
	}
	if holder(auth.ReachTenant).Holds(auth.Grant{Permission: "*", Reach: auth.ReachOwn}, nil, nil) {
		t.Error("a prefix holds what is above it, or an exception is passed on")
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	a := &auth.Actor{
		ID: id(1), Sites: []uuid.UUID{id(2)}, Grants: []auth.Grant{{Permission: "sales.order.*", Reach: auth.ReachSite, Role: "sales"}},
		Exceptions: []auth.Exception{
			{ID: id(4), Permission: "sales.order.read", Reach: auth.ReachTenant, Starts: now.Add(-time.Hour), Expires: now},
			{ID: id(5), Permission: "sales.*", Entity: "sales.order", Record: id(9), Starts: now, Expires: now.Add(time.Hour)},
			{ID: id(6), Permission: "sales.*", Reach: auth.ReachTenant, Starts: now.Add(time.Minute), Expires: now.Add(time.Hour)},
		},
	}
	for name, tt := range map[string]struct {
		want    auth.Permission
		record  auth.Record
		allowed bool
		says    []string
	}{
		"by role":           {"sales.order.read", auth.Record{ID: id(3), Site: id(2)}, true, []string{"Allowed. The role sales grants sales.order.*"}},
		"anywhere":          {"sales.order.read", auth.Record{}, true, []string{"Allowed. The role sales"}},
		"by an exception":   {"sales.order.read", auth.Record{Entity: "sales.order", ID: id(9), Site: id(7)}, true, []string{"Allowed. An exception allows sales.* on one sales.order"}},
		"out of reach":      {"sales.order.read", auth.Record{Entity: "sales.order", ID: id(8), Site: id(7)}, false, []string{"but not for this", "none of them", "which is over", "but not before 2026-05-04T09:01:00Z"}},
		"granted by none":   {"crm.client.read", auth.Record{}, false, []string{"Denied. No role and no exception grants crm.client.read."}},
		"by the one prefix": {"sales.quote.read", auth.Record{Entity: "sales.quote", ID: id(9)}, false, []string{"one sales.order until", "not before"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := auth.Explain(a, tt.want, tt.record, now)
			text := x.Summary
			for _, r := range x.Reasons {
				text += "\n" + r.Text
			}
			if x.Allowed != tt.allowed {
				t.Errorf("allowed: %v\n%s", x.Allowed, text)
			}
			for _, says := range tt.says {
				if !strings.Contains(text, says) {
					t.Errorf("does not say %q:\n%s", says, text)
				}
			}
		})
	}
	if x := auth.Explain(auth.System(id(1)), "a.b", auth.Record{}, now); !x.Allowed || len(x.Reasons) != 1 {
		t.Errorf("the system: %+v", x)
	}
}

// TestExplanationsDecideAlike: an explanation comes to the same decision as Judge,
// and names the exception that Judge names.
func TestExplanationsDecideAlike(t *testing.T) {
	t.Parallel()
	some := rapid.Map(rapid.ByteRange(0, 3), id)
	pattern := rapid.SampledFrom([]auth.Permission{"*", "a.*", "a.b.*", "a.b.read", "a.b.edit", "c.*"})
	rapid.Check(t, func(t *rapid.T) {
		a := &auth.Actor{ID: some.Draw(t, "actor"), Sites: rapid.SliceOfN(some, 0, 2).Draw(t, "sites"), Departments: rapid.SliceOfN(some, 0, 2).Draw(t, "departments")}
		for range rapid.IntRange(0, 3).Draw(t, "grants") {
			a.Grants = append(a.Grants, auth.Grant{Permission: pattern.Draw(t, "granted"), Reach: auth.Reach(rapid.IntRange(1, 4).Draw(t, "reach"))})
		}
		for i := range rapid.IntRange(0, 3).Draw(t, "exceptions") {
			starts := now.Add(time.Duration(rapid.IntRange(-2, 1).Draw(t, "starts")) * time.Hour)
			a.Exceptions = append(a.Exceptions, auth.Exception{
				ID: id(byte(100 + i)), Permission: pattern.Draw(t, "excepted"), Reach: auth.Reach(rapid.IntRange(0, 4).Draw(t, "reach")),
				Entity: "a.b", Record: some.Draw(t, "record"), Starts: starts, Expires: starts.Add(time.Hour),
			})
		}
		r := auth.Record{Entity: "a.b", ID: id(rapid.ByteRange(1, 3).Draw(t, "id")), Site: some.Draw(t, "site"), Owner: some.Draw(t, "owner"), Department: some.Draw(t, "department")}
		allowed, by := a.At(now).Judge("a.b.read", r)
		x := auth.Explain(a, "a.b.read", r, now)
		if x.Allowed != allowed {
			t.Fatalf("decided %v, explained %+v", allowed, x)
		}
		for _, reason := range x.Reasons {
			if reason.Holds && by != nil && reason.Exception != by.ID {
				t.Fatalf("decided by %s, explained by %s", by.ID, fmt.Sprint(reason))
			}
			if reason.Holds {
				break
			}
		}
	})
}
