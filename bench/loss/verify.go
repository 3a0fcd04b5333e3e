package main

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"
)

// verify holds every company against the journals, past the servers.
func (l *lab) verify(ctx context.Context) (err error) {
	ctx = context.WithoutCancel(ctx) // however late it is
	open, err := l.places(ctx)
	defer func() { err = errors.Join(err, closeAll(ctx, open)) }()
	if err != nil {
		return err
	}
	mine := map[*tenant][]*deed{}
	for _, d := range l.deeds {
		mine[d.tenant] = append(mine[d.tenant], d)
	}
	for _, t := range l.tenants {
		db, err := enter(ctx, open, t)
		if err != nil {
			return err
		}
		found, err := look(ctx, db, t)
		if err != nil {
			return fmt.Errorf("look into %s: %w", t.Slug, err)
		}
		l.judgeDeeds(t, found, mine[t])
		l.judgeEvents(t, found)
		l.judgeHook(t, found)
	}
	l.judgeReceivers()
	return nil
}

// ledger is what a company's rows say.
type ledger struct {
	events  map[string]news           // by id
	told    map[news]int              // how many events of a type a record has
	effects map[string]int            // inside, by event
	owed    []string                  // events that the company's webhook is to be told of
	named   map[string]map[string]int // by table and name: how many records
	waiting []string                  // deliveries
	dead    []string                  // letters
}

// news is what an event tells.
type news struct{ kind, record string }

const (
	sqlEvents  = `select id::text, type, coalesce(record::text, '') from system_event where tenant_id = $1`
	sqlEffects = `select event_id::text, count(*) from witness_effect where tenant_id = $1 group by 1`
	sqlClients = `select name, count(*) from crm_client where tenant_id = $1 group by 1`
	sqlOrders  = `select reference, count(*) from sales_order where tenant_id = $1 group by 1`
	sqlOwed    = `select e.id::text from system_event e join integrations_webhook w on w.tenant_id = e.tenant_id
where e.tenant_id = $1 and e.occurred_at > w.secret_set_at and e.entity <> 'system.job'`
	sqlWaiting = `select subscription || ' of ' || event_id from system_delivery where tenant_id = $1`
	sqlDead    = `select subscription || ' of ' || event_id || ': ' || errors::text from system_dead_letter where tenant_id = $1`
)

// look reads what a company's rows say.
func look(ctx context.Context, db *pgx.Conn, t *tenant) (*ledger, error) {
	found := &ledger{events: map[string]news{}, told: map[news]int{}, named: map[string]map[string]int{}}
	rows, err := db.Query(ctx, sqlEvents, t.ID)
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	var id string
	var n news
	_, err = pgx.ForEachRow(rows, []any{&id, &n.kind, &n.record}, func() error {
		found.events[id] = n
		found.told[n]++
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	for _, each := range []struct {
		sql  string
		into func(map[string]int)
	}{
		{sqlEffects, func(all map[string]int) { found.effects = all }},
		{sqlClients, func(all map[string]int) { found.named["crm_client"] = all }},
		{sqlOrders, func(all map[string]int) { found.named["sales_order"] = all }},
	} {
		all, err := counted(ctx, db, each.sql, t.ID)
		if err != nil {
			return nil, err
		}
		each.into(all)
	}
	if found.owed, err = listed(ctx, db, sqlOwed, t.ID); err != nil {
		return nil, err
	}
	if found.waiting, err = listed(ctx, db, sqlWaiting, t.ID); err != nil {
		return nil, err
	}
	found.dead, err = listed(ctx, db, sqlDead, t.ID)
	return found, err
}

// counted reads names with numbers.
func counted(ctx context.Context, db *pgx.Conn, sql, tenant string) (map[string]int, error) {
	rows, err := db.Query(ctx, sql, tenant)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	all := map[string]int{}
	var name string
	var n int
	_, err = pgx.ForEachRow(rows, []any{&name, &n}, func() error {
		all[name] = n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return all, nil
}

// listed reads lines.
func listed(ctx context.Context, db *pgx.Conn, sql, tenant string) ([]string, error) {
	rows, err := db.Query(ctx, sql, tenant)
	if err != nil {
		return nil, fmt.Errorf("list: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[string]) //nolint:wrapcheck // told as it is
}

// judgeDeeds holds a company's records and events against what was acknowledged.
func (l *lab) judgeDeeds(t *tenant, found *ledger, deeds []*deed) {
	for _, d := range deeds {
		want := 1
		if d.refuse {
			want = 0
		}
		if n := found.named[d.table][d.key]; d.table != "" && n != want {
			l.wrong("%s: %d records of %s are called %s, not %d", t.Slug, n, d.table, d.key, want)
		}
		for _, kind := range d.tells {
			if n := found.told[news{kind, d.record}]; n != 1 {
				l.wrong("%s: %s of %s (%s) was told %d times, not once", t.Slug, kind, d.key, d.record, n)
			}
		}
	}
}

// judgeEvents looks whether each event was heard, once inside, and nothing else was.
func (l *lab) judgeEvents(t *tenant, found *ledger) {
	arrived := l.receiver.of(t.ID)
	for id, n := range found.events {
		if times := found.effects[id]; times != 1 {
			l.wrong("%s: the %s %s has %d effects inside, not one", t.Slug, n.kind, id, times)
		}
		if arrived[id] == 0 {
			l.wrong("%s: the %s %s has not reached the receiver", t.Slug, n.kind, id)
		}
		l.summary.Repeated += max(0, arrived[id]-1)
	}
	for _, all := range []map[string]int{found.effects, arrived} {
		for id := range all {
			if _, told := found.events[id]; !told {
				l.wrong("%s: the event %s was heard and never committed", t.Slug, id)
			}
		}
	}
	for _, each := range found.waiting {
		l.wrong("%s: waits: %s", t.Slug, each)
	}
	for _, each := range found.dead {
		l.wrong("%s: was given up: %s", t.Slug, each)
	}
	l.summary.Events += len(found.events)
	for n := range maps.Values(found.effects) {
		l.summary.Effects += n
	}
}

// judgeReceivers tells what the receivers found wrong.
func (l *lab) judgeReceivers() {
	known, hooked := map[string]bool{}, map[string]bool{}
	for _, t := range l.tenants {
		known[t.ID], hooked[t.ID] = true, t.hooked
	}
	sum := &l.summary
	sum.Arrivals, sum.Turned = l.judgeReceiver("receiver", l.receiver, known)
	sum.Webhooks.Arrivals, sum.Webhooks.Turned = l.judgeReceiver("webhooks", l.hooks, hooked)
}

// judgeReceiver tells what one of them found wrong, and what came to nobody of those
// who are to be told. It returns how many messages have come, and how many of them
// were turned away.
func (l *lab) judgeReceiver(name string, r *receiver, known map[string]bool) (all, turned int) {
	for _, text := range r.faults {
		l.wrong("%s: %s", name, text)
	}
	for at, a := range r.arrivals {
		if !known[at.to] {
			l.wrong("%s: the message %s came for %q, which is no company that is told", name, at.id, at.to)
		}
		turned += a.away
	}
	return r.all, turned
}
