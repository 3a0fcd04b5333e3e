package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/bench/load"
)

// deliver compares how fast the server delivers what is due with how fast a bare
// loop takes rows out of a table: one tenant with one loop, and eight tenants with
// as many loops as the server has workers.
func (p *post) deliver(ctx context.Context) (results []result, err error) {
	for _, each := range []struct {
		name           string
		tenants, loops int
		goal           goal
	}{{"delivery_ratio", 1, 1, atLeast(0.5)}, {"delivery_parallel_ratio", lanes, 4, goal{}}} {
		var ratios, ours, floor []float64
		for round := range p.l.rounds + 1 {
			mine, err := p.delivered(ctx, each.tenants)
			if err != nil {
				return results, err
			}
			bare, err := p.drained(ctx, each.loops)
			if err != nil {
				return results, err
			}
			if round > 0 { // the one before warms both sides
				ratios, ours, floor = append(ratios, mine/bare), append(ours, mine), append(floor, bare)
			}
		}
		results = append(results, measured(each.name, load.Median(ratios), each.goal,
			"%.0f/s; %d bare loops %.0f/s", load.Median(ours), each.loops, load.Median(floor)))
	}
	return results, nil
}

// due is how many deliveries, and messages of the floor, a round has.
func (p *post) due() int {
	if p.l.quick {
		return 8_000
	}
	return 40_000
}

const (
	sqlOwe = `with told as (
  insert into system_event (tenant_id, id, type, occurred_at, entity, record, version, payload)
  select t.id, (substr(least_uuid(now())::text, 1, 15) || substr(gen_random_uuid()::text, 16))::uuid, 'OrderConfirmedEvent', now(), 'sales.order',
    gen_random_uuid(), 2, jsonb_build_object('title', 'Order ' || n, 'client', gen_random_uuid(), 'total', jsonb_build_object('amount', '62.50', 'currency', 'EUR'))
  from unnest($1::uuid[]) as t (id), generate_series(1, $2::bigint) n returning tenant_id, id
) insert into system_delivery (tenant_id, subscription, event_id, next_at) select tenant_id, 'witness.inside', id, $3 from told`
	sqlForget = `delete from system_event where tenant_id = any($1::uuid[]) and type = 'OrderConfirmedEvent' and actor is null`
	sqlOwed   = `select exists (select from system_delivery where tenant_id = any($1::uuid[]))`
)

// Before deliveries are due, their rows are written, and the server has looked
// where rows were written.
const (
	lead    = 5 * time.Second
	noticed = 1500 * time.Millisecond
)

// delivered has deliveries become due at one instant, for so many tenants together,
// and returns how many were made in a second after it.
func (p *post) delivered(ctx context.Context, tenants int) (float64, error) {
	ids := p.ids(tenants)
	if _, err := p.db.Exec(ctx, sqlForget, ids); err != nil {
		return 0, fmt.Errorf("forget earlier events: %w", err)
	}
	if err := settle(ctx, p.db); err != nil {
		return 0, err
	}
	at := time.Now().Add(lead)
	if _, err := p.db.Exec(ctx, sqlOwe, ids, p.due()/tenants, at); err != nil {
		return 0, fmt.Errorf("write deliveries: %w", err)
	}
	if _, err := p.db.Exec(ctx, `vacuum analyze system_delivery`); err != nil {
		return 0, fmt.Errorf("count deliveries: %w", err)
	}
	if time.Until(at) < noticed {
		return 0, errors.New("the deliveries were written too late")
	}
	time.Sleep(time.Until(at))
	done, err := p.settled(ctx, ids)
	return float64(p.due()) / done.Sub(at).Seconds(), err
}

func (p *post) ids(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = p.tenants[i].ID
	}
	return ids
}

// settled waits until nothing waits for the tenants, and returns when that was.
func (p *post) settled(ctx context.Context, ids []string) (time.Time, error) {
	const longest, between = time.Minute, 5 * time.Millisecond
	for until := time.Now().Add(longest); ; time.Sleep(between) {
		var owed bool
		if err := p.db.QueryRow(ctx, sqlOwed, ids).Scan(&owed); err != nil {
			return time.Time{}, fmt.Errorf("look what is owed: %w", err)
		}
		switch now := time.Now(); {
		case !owed:
			return now, nil
		case now.After(until):
			return now, fmt.Errorf("the deliveries are not made after %s", longest)
		}
	}
}

// drained has the floor fill and drain its queue, and returns how many rows it took
// in a second.
func (p *post) drained(ctx context.Context, loops int) (float64, error) {
	floor := &caller{base: "http://" + p.floor.Addr}
	if err := floor.call(ctx, http.MethodPost, "/outbox/fill?rows="+strconv.Itoa(p.due()), nil, nil); err != nil {
		return 0, err
	}
	var took struct {
		Rows    int
		Seconds float64
	}
	if err := floor.call(ctx, http.MethodPost, "/outbox/drain?loops="+strconv.Itoa(loops), nil, &took); err != nil {
		return 0, err
	}
	if took.Rows != p.due() {
		return 0, fmt.Errorf("the floor took %d of %d messages", took.Rows, p.due())
	}
	return float64(took.Rows) / took.Seconds, nil
}
