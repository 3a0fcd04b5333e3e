package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/guildhall/guildhall/bench/load"
)

// contender is one side of a comparison: requests to a server.
type contender struct {
	addr string
	next load.Request
}

// pair is what both sides did in one round.
type pair struct{ ours, floor load.Result }

// compare drives both sides in turns, each with its own open connections, and
// returns what they did round by round. Whoever begins changes from round to
// round. A round before the first counts for nothing: it warms caches and pools.
func compare(ctx context.Context, ours, floor contender, clients, rounds int, d time.Duration) (pairs []pair, err error) {
	a, err := load.Open(ctx, ours.addr, clients)
	if err != nil {
		return nil, fmt.Errorf("connect to Guildhall: %w", err)
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	b, err := load.Open(ctx, floor.addr, clients)
	if err != nil {
		return nil, fmt.Errorf("connect to the floor: %w", err)
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	for round := range rounds + 1 {
		var p pair
		turns := []func() error{
			func() (err error) { p.ours, err = clean(a.Run(ctx, d, ours.next)); return err },
			func() (err error) { p.floor, err = clean(b.Run(ctx, d, floor.next)); return err },
		}
		if round%2 == 1 {
			slices.Reverse(turns)
		}
		for _, turn := range turns {
			if err := turn(); err != nil {
				return nil, err
			}
		}
		if round > 0 {
			pairs = append(pairs, p)
		}
	}
	return pairs, nil
}

// clean refuses results that hold refusals: a server that refuses is fast.
func clean(r load.Result, err error) (load.Result, error) {
	if err == nil && r.Errors > 0 {
		err = fmt.Errorf("%d of %d requests were refused, such as: %s", r.Errors, r.Errors+len(r.Latencies), r.FirstError)
	}
	if err == nil && len(r.Latencies) == 0 {
		err = errors.New("no request was answered")
	}
	return r, err
}

// median returns the median over the rounds of what each comes to.
func median(pairs []pair, of func(pair) float64) float64 {
	values := make([]float64, len(pairs))
	for i, p := range pairs {
		values[i] = of(p)
	}
	return load.Median(values)
}

// speed is how many requests a second we do for each one of the floor's.
func speed(p pair) float64 { return p.ours.PerSecond() / p.floor.PerSecond() }

// slowness returns how many times longer than the floor's our percentile is.
func slowness(percent float64) func(pair) float64 {
	return func(p pair) float64 {
		return float64(p.ours.Percentile(percent)) / float64(p.floor.Percentile(percent))
	}
}

// rates tells the absolute figures behind a ratio.
func rates(pairs []pair) string {
	ours := median(pairs, func(p pair) float64 { return p.ours.PerSecond() })
	floor := median(pairs, func(p pair) float64 { return p.floor.PerSecond() })
	p95 := func(of func(pair) load.Result) float64 {
		return median(pairs, func(p pair) float64 { return milliseconds(of(p).Percentile(95)) })
	}
	return fmt.Sprintf("%.0f/s, p95 %.2f ms; floor %.0f/s, p95 %.2f ms", ours, p95(func(p pair) load.Result { return p.ours }),
		floor, p95(func(p pair) load.Result { return p.floor }))
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
