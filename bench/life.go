package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/guildhall/guildhall/bench/load"
)

// calm is how long a server is left alone before its memory is read.
const calm = 3 * time.Second

// firstStarts is on how many empty folders the server is started.
const firstStarts = 3

// life starts the server on empty folders, reads the memory that it and its
// PostgreSQL take when nobody asks anything, and starts it again on the last one.
func (l *lab) life(ctx context.Context) ([]result, error) {
	var first, again []float64
	for n := range firstStarts {
		if n > 0 {
			if err := errors.Join(l.server.Stop(), os.RemoveAll(l.in("data"))); err != nil {
				return nil, err
			}
		}
		took, err := l.serve(ctx)
		if err != nil {
			return nil, err
		}
		first = append(first, took.Seconds())
	}
	time.Sleep(calm)
	memory, err := proportional(l.server.PID())
	if err != nil {
		return nil, fmt.Errorf("read memory: %w", err)
	}
	for range l.rounds {
		if err := l.server.Stop(); err != nil {
			return nil, fmt.Errorf("stop the server: %w", err)
		}
		took, err := l.serve(ctx)
		if err != nil {
			return nil, err
		}
		again = append(again, took.Seconds())
	}
	return []result{
		measured("first_start_s", load.Median(first), atMost(2.5), "from an empty folder to ready, %.2f", first),
		measured("restart_s", load.Median(again), atMost(0.5), "%.2f", again),
		measured("idle_memory_mb", float64(memory)/1e6, atMost(80), "server and PostgreSQL together"),
	}, nil
}

// provisioning makes tenants of each tier, one after the other.
func (l *lab) provisioning(ctx context.Context) ([]result, error) {
	var results []result
	for _, tier := range []struct {
		name string
		n    int
		most float64
	}{{"shared", 20, 20}, {"schema", 5, 1200}, {"database", 5, 250}} {
		took := make([]float64, 0, tier.n)
		for i := range tier.n {
			_, d, err := l.control.provision(ctx, tier.name, fmt.Sprintf("made-%s-%d", tier.name, i))
			if err != nil {
				return results, err
			}
			took = append(took, milliseconds(d))
		}
		results = append(results, measured("provision_"+tier.name+"_ms", load.Median(took), atMost(tier.most), "median of %d", tier.n))
	}
	return results, nil
}
