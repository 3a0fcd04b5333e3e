package governance_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/customfield"
	"github.com/guildhall/guildhall/lib/problem"
)

// guarded is a house with a rule about its own fields.
type guarded struct {
	*testing.T
	*entitytest.House

	rule entity.ID[governance.AlertRule]
	made int
	mu   sync.Mutex
}

func newGuarded(t *testing.T, edit func(*governance.AlertRule)) *guarded {
	t.Helper()
	g := &guarded{T: t, House: newHouse(t)}
	rule := &governance.AlertRule{
		Name: "Fields", Subject: "system.custom_field", Verbs: []string{"create"}, Times: 3, Minutes: 10, Severity: governance.Critical,
		Tells: []string{"admin"}, Active: true,
	}
	if edit != nil {
		edit(rule)
	}
	g.House.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, rule) })
	g.rule = rule.ID
	return g
}

func (g *guarded) user(name string) entity.Call {
	c := g.CallAs("system.*")
	c.Actor.Kind, c.Actor.Name = auth.KindUser, name
	return c
}

// field makes a field in the name of somebody.
func (g *guarded) field(c entity.Call) (id entity.ID[system.CustomField]) {
	g.Helper()
	g.mu.Lock()
	g.made++
	name := "f" + strconv.Itoa(g.made)
	g.mu.Unlock()
	err := g.Registry.Do(g.Context(), c, func(ctx context.Context, tx *entity.Tx) error {
		f := &system.CustomField{Extends: "governance.alert", Name: name, Label: name, Kind: customfield.Text}
		err := entity.Create(ctx, tx, f)
		id = f.ID
		return err
	})
	if err != nil {
		g.Error(err)
	}
	return id
}

// want compares the alerts of the rule: status, name of the actor, count.
func (g *guarded) want(what string, want ...string) {
	g.Helper()
	got := entitytest.Select[[]string](g.T, g.House, `select coalesce(array_agg(concat_ws(' ', status, nullif(actor_name, ''), count) order by id), '{}')
from governance_alert where rule = $1`, g.rule)
	if fmt.Sprint(got) != fmt.Sprint(want) {
		g.Errorf("%s: the alerts are %q, want %q", what, got, want)
	}
}

func (g *guarded) step(verb, body string) error {
	g.Helper()
	c := g.CallAs(governance.HandleAlerts, governance.ReadAlerts)
	c.Body = []byte(body)
	id := entitytest.Select[uuid.UUID](g.T, g.House, `select id from governance_alert where rule = $1 order by id desc limit 1`, g.rule)
	_, err := g.Registry.Step(g.Context(), c, g.Plan(g.T, "governance.alert"), id, verb)
	return err
}

// TestABurstMakesOneAlert goes with one rule through its life.
func TestABurstMakesOneAlert(t *testing.T) {
	t.Parallel()
	g := newGuarded(t, nil)
	ann, bob := g.user("Ann"), g.user("Bob")
	for range 5 {
		g.field(g.Call()) // the system itself
	}
	g.field(ann)
	g.field(bob)
	g.field(ann)
	dry := ann
	dry.DryRun = true
	g.field(dry)
	g.want("too few")
	g.field(ann)
	g.want("enough", "open Ann 3")
	g.field(ann)
	g.field(bob)
	g.want("more", "open Ann 4")
	if err := g.step("acknowledge", `{}`); err != nil {
		t.Error(err)
	}
	g.Clock.Advance(9 * time.Minute)
	g.field(ann)
	g.want("acknowledged", "acknowledged Ann 5")
	if err := g.step("resolve", `{}`); err == nil {
		t.Error("resolved without a note")
	}
	if err := g.step("resolve", `{"note":"She tidies up"}`); err != nil {
		t.Error(err)
	}
	g.Clock.Advance(time.Second)
	g.field(ann)
	g.field(ann)
	g.want("resolved", "resolved Ann 5")
	g.field(ann)
	g.want("again", "resolved Ann 5", "open Ann 3")

	g.Clock.Advance(11 * time.Minute)
	g.field(ann)
	g.field(ann)
	g.want("later", "resolved Ann 5", "open Ann 3")
	g.field(ann)
	g.want("another burst", "resolved Ann 5", "open Ann 3", "open Ann 3")
	if tells := entitytest.Select[string](t, g.House, `select tells[1] || severity from governance_alert where rule = $1 limit 1`, g.rule); tells != "admincritical" {
		t.Errorf("the alert tells %s", tells)
	}
}

// TestAtOnce: many who do the same at the same moment make one alert, which counts
// all of them, and none is missed.
func TestAtOnce(t *testing.T) {
	t.Parallel()
	for _, counted := range []governance.Counted{governance.CountedByUser, governance.CountedForAll} {
		t.Run(string(counted), func(t *testing.T) {
			t.Parallel()
			g := newGuarded(t, func(r *governance.AlertRule) { r.Counted, r.Times = counted, 20 })
			ann := g.user("Ann")
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() { g.field(ann) })
			}
			all.Wait()
			if counted == governance.CountedForAll {
				g.want("all", "open 20")
				return
			}
			g.want("each", "open Ann 20")
		})
	}
}

// TestRulesCountAtOnce: what is changed in a rule holds for the next write, and what
// does not fit it is not counted.
func TestRulesCountAtOnce(t *testing.T) {
	t.Parallel()
	g := newGuarded(t, func(r *governance.AlertRule) { r.Times = 1; r.Verbs = []string{"update"}; r.Fields = []string{"label"} })
	ann := g.user("Ann")
	id := g.field(ann)
	edit := func(how func(*system.CustomField)) {
		t.Helper()
		err := g.Registry.Do(t.Context(), ann, func(ctx context.Context, tx *entity.Tx) error {
			f, err := entity.Lock(ctx, tx, id)
			if err != nil {
				return err
			}
			how(f)
			return entity.Update(ctx, tx, f)
		})
		if err != nil {
			t.Error(err)
		}
	}
	edit(func(f *system.CustomField) { f.Help = "a label" })
	g.want("another field")
	edit(func(f *system.CustomField) { f.Label = "L" })
	g.want("the field", "open Ann 1")
	rule := func(how func(*governance.AlertRule)) error {
		return g.Registry.Do(t.Context(), g.Call(), func(ctx context.Context, tx *entity.Tx) error {
			r, err := entity.Lock(ctx, tx, g.rule)
			if err != nil {
				return err
			}
			how(r)
			return entity.Update(ctx, tx, r)
		})
	}
	if err := rule(func(r *governance.AlertRule) { r.Active = false }); err != nil {
		t.Fatal(err)
	}
	edit(func(f *system.CustomField) { f.Label = "M" })
	g.want("a rule that rests", "open Ann 1")
	for name, how := range map[string]func(*governance.AlertRule){
		"unknown entity": func(r *governance.AlertRule) { r.Subject = "no.such" },
		"never":          func(r *governance.AlertRule) { r.Times = 0 },
		"no time":        func(r *governance.AlertRule) { r.Minutes = -1 },
		"fields":         func(r *governance.AlertRule) { r.Subject = "system.access" },
	} {
		if err := rule(how); !problem.Is(err, "invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReadingVeryMuch: the access log counts by records that were shown.
func TestReadingVeryMuch(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader := uuid.New()
	read := func(rows int) {
		t.Helper()
		err := audit.WriteAccess(t.Context(), h.Home, []audit.Access{{
			ID: uuid.Must(uuid.NewV7()), At: h.Clock.Now(), ActorKind: auth.KindUser, Actor: reader, ActorName: "Ann", Verb: "list", Entity: "crm.contact", Rows: rows,
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	for range 9 {
		read(200)
	}
	count := func() int {
		return entitytest.Select[int](t, h, `select coalesce(max(count), 0)::int from governance_alert where actor = $1 and name = 'Somebody reads very much'`, reader)
	}
	if count() != 0 {
		t.Errorf("1,800 records are very much: %d", count())
	}
	read(200)
	read(50)
	if count() != 2050 {
		t.Errorf("the alert counts %d", count())
	}
}

// TestNoneIsMissed: of two who meet a rule together at the same moment, neither of
// whom sees what the other has written, the second waits for the first.
func TestNoneIsMissed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	reader := uuid.New()
	read := func(before func()) error {
		return pg.Write(t.Context(), h.Home, func(tx *pg.Tx) error {
			id := uuid.Must(uuid.NewV7())
			tx.Exec(`insert into system_access (tenant_id, id, created_at, updated_at, actor_kind, actor, verb, subject, rows)
values ($1, $2, $3, $3, 'user', $4, 'list', 'crm.contact', 1000)`, id, h.Clock.Now(), reader)
			audit.Reads().Watch(tx, h.Clock.Now(), id)
			err := tx.Flush(t.Context())
			before()
			return err
		})
	}
	second := make(chan error, 1)
	err := read(func() {
		go func() { second <- read(func() {}) }()
		select {
		case err := <-second:
			second <- err
		case <-time.After(200 * time.Millisecond): // it waits
		}
	})
	if err := errors.Join(err, <-second); err != nil {
		t.Fatal(err)
	}
	if n := entitytest.Select[int](t, h, `select coalesce(sum(count), 0)::int from governance_alert where actor = $1`, reader); n != 2000 {
		t.Errorf("the alert counts %d records, want 2,000", n)
	}
}

func BenchmarkWatch(b *testing.B) {
	h := newHouse(b)
	c := h.CallAs("system.*")
	c.Actor.Kind = auth.KindUser
	n := 0
	for b.Loop() {
		n++
		err := h.Registry.Do(b.Context(), c, func(ctx context.Context, tx *entity.Tx) error {
			name := "f" + strconv.Itoa(n)
			return entity.Create(ctx, tx, &system.CustomField{Extends: "governance.alert", Name: name, Label: name, Kind: customfield.Text})
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// TestNobodyWaitsForAnothersRules: a transaction that reads the rules while it waits
// for a lock keeps nobody of the tenant waiting, least of all the one that has the
// lock.
func TestNobodyWaitsForAnothersRules(t *testing.T) {
	g := newGuarded(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	const lock = `select pg_advisory_xact_lock(4711) where $1::uuid is not null`
	locked := make(chan struct{})
	var both sync.WaitGroup
	var errs [2]error
	create := func(ctx context.Context, tx *entity.Tx, name string) error {
		return entity.Create(ctx, tx, &system.CustomField{Extends: "governance.alert", Name: name, Label: name, Kind: customfield.Text})
	}
	both.Go(func() {
		errs[0] = g.Registry.Do(ctx, g.user("holder"), func(ctx context.Context, tx *entity.Tx) error {
			tx.Exec(lock)
			if err := tx.Flush(ctx); err != nil {
				return err
			}
			close(locked)
			time.Sleep(300 * time.Millisecond) // by then the other waits
			return create(ctx, tx, "holder")
		})
	})
	both.Go(func() {
		<-locked
		errs[1] = g.Registry.Do(ctx, g.user("waiter"), func(ctx context.Context, tx *entity.Tx) error {
			if err := create(ctx, tx, "waiter"); err != nil {
				return err
			}
			tx.Exec(lock) // goes with the reading of the rules
			return nil
		})
	})
	both.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Error(err)
	}
}
