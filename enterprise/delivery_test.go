package enterprise

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
)

// tell writes an event of a tenant with a delivery that is due at an instant.
func (b *bundle) tell(t *Tenant, at time.Time) uuid.UUID {
	b.tb.Helper()
	id := uuid.Must(uuid.NewV7())
	err := b.Do(b.tb.Context(), t.ID, func(home pg.Home) error {
		return pg.Write(b.tb.Context(), home, func(tx *pg.Tx) error {
			tx.Exec(`insert into system_event (tenant_id, id, type, occurred_at, entity, version, payload) values ($1, $2, 'NoteEvent', $3, 'crm.note', 1, '{}')`, id, at)
			tx.Exec(`insert into system_delivery (tenant_id, subscription, event_id, next_at) values ($1, 'crm.note', $2, $3)`, id, at)
			return nil
		})
	})
	if err != nil {
		b.tb.Fatal(err)
	}
	return id
}

// dueFor returns what a look around finds for a tenant.
func dueFor(t *testing.T, r *Rounds, all bool, tenant uuid.UUID) []dispatch.Due {
	t.Helper()
	due, err := r.Due(t.Context(), all)
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(due, func(d dispatch.Due) bool { return d.Tenant != tenant })
}

// TestRounds: wherever a tenant's rows live, what waits is found: by a look at all
// places, and by one at those that were written to.
func TestRounds(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	first := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	rounds := map[*Tenant]*Rounds{}
	for _, tier := range tiers {
		tenant, r := b.provision("due-"+string(tier), tier), b.NewRounds()
		rounds[tenant] = r
		if due := dueFor(t, r, true, tenant.ID); len(due) != 0 {
			t.Fatalf("%s: something waits before anything was told: %v", tier, due)
		}
		b.tell(tenant, first.Add(time.Hour))
		b.tell(tenant, first)
		want := []dispatch.Due{{Tenant: tenant.ID, At: first}}
		if due := dueFor(t, r, true, tenant.ID); !slices.Equal(due, want) {
			t.Errorf("%s: a look at all places found %v, want %v", tier, due, want)
		}
		b.tell(tenant, first.Add(-time.Hour))
	}
	deadline := time.Now().Add(30 * time.Second) // PostgreSQL's counters come late
	for tenant, r := range rounds {
		want := []dispatch.Due{{Tenant: tenant.ID, At: first.Add(-time.Hour)}}
		for due := dueFor(t, r, false, tenant.ID); !slices.Equal(due, want); due = dueFor(t, r, false, tenant.ID) {
			if time.Now().After(deadline) {
				t.Fatalf("%s: where something was written %v was found, want %v", tenant.Tier, due, want)
			}
			time.Sleep(50 * time.Millisecond)
		}
	}
}

// TestDeadLetters: a delivery that was given up is found, listed for operators, and
// replayed or discarded by them, with a trace.
func TestDeadLetters(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	for _, tier := range tiers {
		tenant := b.provision("dead-"+string(tier), tier)
		bury := func() event.DeadLetter {
			t.Helper()
			id := b.tell(tenant, b.now())
			var dead []event.DeadLetter
			err := b.Do(t.Context(), tenant.ID, func(home pg.Home) error {
				return pg.Write(t.Context(), home, func(tx *pg.Tx) (err error) {
					d := event.Delivery{Subscription: "crm.note", Attempt: 6, Event: event.Event{ID: id}}
					tx.Exec(`update system_delivery set attempt = 5 where tenant_id = $1 and event_id = $2`, id)
					if gone, err := event.Retry(tx, d, b.now(), errKilled, uuid.Must(uuid.NewV7())); err != nil || !gone {
						t.Errorf("%s: after six attempts it is not dead: %v", tier, err)
					}
					dead, err = event.Unlisted(t.Context(), tx, 10)
					return err
				})
			})
			if err != nil || len(dead) != 1 {
				t.Fatalf("%s: %d dead letters, %v", tier, len(dead), err)
			}
			if due := dueFor(t, b.NewRounds(), true, tenant.ID); !slices.Contains(due, dispatch.Due{Tenant: tenant.ID, Unlisted: true}) {
				t.Errorf("%s: nobody finds that it is to be listed: %v", tier, due)
			}
			for range 2 {
				if err := b.Bury(t.Context(), tenant.ID, dead); err != nil {
					t.Fatal(err)
				}
			}
			return dead[0]
		}
		listed := func() []DeadLetter {
			t.Helper()
			all, err := b.DeadLetters(t.Context(), DeadLetterFilter{Tenant: tenant.ID, Subscription: "crm.note", EventType: "NoteEvent"})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		dead := bury()
		if all := listed(); len(all) != 1 || all[0].Error != errKilled.Error() || all[0].Slug != tenant.Slug || all[0].EventID != dead.EventID {
			t.Fatalf("%s: listed: %+v", tier, all)
		}
		if n, err := b.ReplayDeadLetters(t.Context(), ann(), tenant.ID, []uuid.UUID{dead.ID, uuid.New()}); err != nil || n != 1 {
			t.Fatalf("%s: replayed %d, %v", tier, n, err)
		}
		if due := dueFor(t, b.NewRounds(), true, tenant.ID); len(due) != 1 || due[0].Unlisted || len(listed()) != 0 {
			t.Errorf("%s: after the replay %v waits, and %d are listed", tier, due, len(listed()))
		}
		b.deliverAll(tenant)
		dead = bury()
		if n, err := b.DiscardDeadLetters(t.Context(), ann(), tenant.ID, []uuid.UUID{dead.ID}, "sent by hand"); err != nil || n != 1 {
			t.Fatalf("%s: discarded %d, %v", tier, n, err)
		}
		if due := dueFor(t, b.NewRounds(), true, tenant.ID); len(due) != 0 || len(listed()) != 0 {
			t.Errorf("%s: after it was discarded %v waits, and %d are listed", tier, due, len(listed()))
		}
		trail, err := b.Audit(t.Context(), tenant.ID, uuid.Nil, 10)
		if err != nil {
			t.Fatal(err)
		}
		var verbs []string
		for _, e := range trail {
			verbs = append(verbs, e.Verb)
		}
		if !slices.Contains(verbs, "dead_letter.replay") || !slices.Contains(verbs, "dead_letter.discard") {
			t.Errorf("%s: the trail tells of %q", tier, verbs)
		}
	}
}

// deliverAll empties a tenant's queue.
func (b *bundle) deliverAll(t *Tenant) {
	b.tb.Helper()
	err := b.Do(b.tb.Context(), t.ID, func(home pg.Home) error {
		return pg.Write(b.tb.Context(), home, func(tx *pg.Tx) error {
			tx.Exec(`delete from system_delivery where tenant_id = $1`)
			return nil
		})
	})
	if err != nil {
		b.tb.Fatal(err)
	}
}

// TestUpkeep: there is room for the events of three months, old events go, those
// that are still to be delivered stay, and events that came when there was no room
// are moved to where they belong.
func TestUpkeep(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	now := time.Now()
	cfg.Clock = func() time.Time { return now }
	b := open(t, cfg)
	var tenants []*Tenant
	for _, tier := range tiers {
		tenants = append(tenants, b.provision("room-"+string(tier), tier))
	}
	tables := func(tenant *Tenant) string { return pg.Quote(b.place(tenant).Schema) + ".system_event" }
	ask := func(tenant *Tenant, sql string, args ...any) int {
		return admin[int](t, b.place(tenant).Database, sql, args...)[0]
	}
	months := func(tenant *Tenant) []string {
		return admin[string](t, b.place(tenant).Database, `select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname = $1 and c.relname ~ '^system_event_\d{4}_\d{2}$' order by 1`, b.place(tenant).Schema)
	}
	upkeep := func() {
		t.Helper()
		for range 2 {
			if err := b.Upkeep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	late := now.AddDate(0, 5, 0)
	for _, tenant := range tenants {
		b.tell(tenant, now)
		ask(tenant, `with told as (insert into `+tables(tenant)+` (tenant_id, id, type, occurred_at, entity, version, payload)
values ($1, $2, 'LateEvent', now(), 'crm.note', 1, '{}') returning 1) select count(*)::int from told`, tenant.ID, idFrom(late))
	}
	first, last := "system_event_"+now.UTC().Format("2006_01"), "system_event_"+late.UTC().AddDate(0, 0, 1-late.UTC().Day()).AddDate(0, 2, 0).Format("2006_01")
	now = late
	upkeep()
	for _, tenant := range tenants {
		if got := months(tenant); !slices.Contains(got, first) || !slices.Contains(got, last) {
			t.Errorf("%s: while something of %s waits, the months are %q", tenant.Tier, first, got)
		}
		if n := ask(tenant, `select count(*)::int from `+tables(tenant)+`_rest`); n != 0 {
			t.Errorf("%s: %d events are where no month takes them", tenant.Tier, n)
		}
		b.deliverAll(tenant)
	}
	upkeep()
	for _, tenant := range tenants {
		if got := months(tenant); slices.Contains(got, first) {
			t.Errorf("%s: what was told five months ago and delivered is still there: %q", tenant.Tier, got)
		}
		if n := ask(tenant, `select count(*)::int from `+tables(tenant)+` where type = 'LateEvent'`); n != 1 {
			t.Errorf("%s: the event of this month is gone", tenant.Tier)
		}
	}
	made := b.provision("room-made-later", Database) // from a template that nobody may have open
	if got := months(made); !slices.Contains(got, last) {
		t.Errorf("a database that was made later has the months %q", got)
	}
}

// idFrom is an id that was made at an instant.
func idFrom(at time.Time) uuid.UUID {
	id := uuid.Must(uuid.NewV7())
	for i, ms := 5, at.UnixMilli(); i >= 0; i, ms = i-1, ms>>8 {
		id[i] = byte(ms)
	}
	return id
}
