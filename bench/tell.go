package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/guildhall/guildhall/bench/load"
)

// pace is how long after each other single writes begin, whose news is waited for.
const pace = 5 * time.Millisecond

// hint measures how long news takes to its handler when there is little to do: from
// the beginning of the transaction that tells it, commit and hint included, until
// the handler runs.
func (p *post) hint(ctx context.Context) ([]result, error) {
	var began time.Time
	if err := p.db.QueryRow(ctx, `select clock_timestamp()`).Scan(&began); err != nil {
		return nil, fmt.Errorf("look at the clock: %w", err)
	}
	us := &caller{base: "http://" + p.hears.Addr, token: p.tenants[1].token}
	tick := time.NewTicker(pace)
	defer tick.Stop()
	for until := time.Now().Add(2 * p.l.length); time.Now().Before(until); <-tick.C {
		client := map[string]string{"name": "Paced", "currency": "EUR"}
		if err := us.call(ctx, http.MethodPost, p.tenants[1].path("clients"), client, nil); err != nil {
			return nil, err
		}
	}
	if _, err := p.settled(ctx, p.ids(lanes)); err != nil {
		return nil, err
	}
	const sql = `select percentile_cont(0.5) within group (order by ms), percentile_cont(0.99) within group (order by ms), count(*) from (
  select 1000 * extract(epoch from w.handled_at - e.occurred_at)::float8 as ms
  from witness_effect w join system_event e on e.tenant_id = w.tenant_id and e.id = w.event_id where e.occurred_at > $1) all_of_them`
	var half, most float64
	var n int
	if err := p.db.QueryRow(ctx, sql, began).Scan(&half, &most, &n); err != nil {
		return nil, fmt.Errorf("read when events were heard: %w", err)
	}
	return []result{measured("delivery_hint_p50_ms", half, atMost(3), "p99 %.1f ms of %d, from the beginning of the transaction that tells it", most, n)}, nil
}

// Writes are compared in more rounds than elsewhere, which are longer: what they lose is
// less than what a machine's speed changes by from one second to the next, and what a
// round waits for at its end is to be little of it.
const often, long = 2, 2

// writes compares how many orders are made while both of the events of each are
// kept and delivered with how many are made by the same server when it keeps none.
// What is not delivered yet at the end of a round is waited for on its account.
func (p *post) writes(ctx context.Context) (results []result, err error) {
	s, err := openShop(ctx, p.hears.Addr, p.db, p.tenants[0])
	if err != nil {
		return nil, err
	}
	ours, err := load.Open(ctx, p.hears.Addr, writers)
	if err != nil {
		return nil, fmt.Errorf("connect to the server that hears: %w", err)
	}
	defer func() { err = errors.Join(err, ours.Close()) }()
	silent, err := load.Open(ctx, p.silent.Addr, writers)
	if err != nil {
		return nil, fmt.Errorf("connect to the silent server: %w", err)
	}
	defer func() { err = errors.Join(err, silent.Close()) }()
	crowds := []*load.Crowd{ours, silent}
	var pairs []pair
	for round := range often*p.l.rounds + 1 {
		var r [2]load.Result
		for turn := range r {
			side := (turn + round) % 2
			began := time.Now()
			if r[side], err = clean(crowds[side].Run(ctx, long*p.l.length, s.order)); err != nil {
				return nil, err
			}
			done, err := p.settled(ctx, p.ids(1))
			if err != nil {
				return nil, err
			}
			r[side].Elapsed = done.Sub(began)
		}
		if round == 0 {
			// The tables were planned for when they were empty; what is known of them
			// now PostgreSQL finds out by itself within a minute.
			if _, err := p.db.Exec(ctx, "analyze"); err != nil {
				return nil, fmt.Errorf("look how full tables are: %w", err)
			}
		} else {
			pairs = append(pairs, pair{ours: r[0], floor: r[1]})
		}
	}
	return []result{measured("write_events_ratio", median(pairs, speed), atLeast(0.9), "%s, without events", rates(pairs))}, nil
}
