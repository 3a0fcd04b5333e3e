package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/guildhall/guildhall/bench/load"
	"github.com/guildhall/guildhall/lib/cluster"
)

// calm is how long a server is left alone before its memory is read: connections that
// it opened to begin with are given back a minute after.
const calm = 80 * time.Second

// firstStarts is on how many empty folders the server is started.
const firstStarts = 3

// life starts the server on empty folders, beside a bare PostgreSQL on others, starts it
// again on the last one, and reads the memory that it and its PostgreSQL take when nobody
// asks anything.
func (l *lab) life(ctx context.Context) ([]result, error) {
	var ratios, first, bare, again []float64
	for n := range firstStarts {
		if n > 0 {
			if err := errors.Join(l.server.Stop(), os.RemoveAll(l.in("data"))); err != nil {
				return nil, err
			}
		}
		floor, err := l.bareStart(ctx)
		if err != nil {
			return nil, err
		}
		took, err := l.serve(ctx)
		if err != nil {
			return nil, err
		}
		first, bare, ratios = append(first, took.Seconds()), append(bare, floor.Seconds()), append(ratios, took.Seconds()/floor.Seconds())
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
	results := []result{
		measured("first_start_ratio", load.Median(ratios), atMost(3.6), "from an empty folder to ready, %.2f s; a bare PostgreSQL %.2f s", first, bare),
		measured("restart_s", load.Median(again), atMost(0.5), "%.2f", again),
	}
	time.Sleep(calm)
	memory, err := together(l.server.PID(), held)
	if err != nil {
		return results, fmt.Errorf("read memory: %w", err)
	}
	all, err := together(l.server.PID(), whole)
	if err != nil {
		return results, fmt.Errorf("read memory: %w", err)
	}
	return append(results, measured("idle_memory_mb", float64(memory)/1e6, atMost(80),
		"server and PostgreSQL together; %.0f MB with the pages of their programs", float64(all)/1e6)), nil
}

// bareStart returns how long a PostgreSQL without anything takes from an empty folder.
func (l *lab) bareStart(ctx context.Context) (time.Duration, error) {
	began := time.Now()
	bare, err := cluster.Start(ctx, cluster.Options{Dir: l.in("bare")})
	if err != nil {
		return 0, fmt.Errorf("start a bare PostgreSQL: %w", err)
	}
	took := time.Since(began)
	return took, errors.Join(bare.Close(), os.RemoveAll(l.in("bare")))
}

// provisioning makes tenants of each tier, one after the other, after PostgreSQL has
// copied as many databases from what databases of tenants are copied from.
func (l *lab) provisioning(ctx context.Context) ([]result, error) {
	floor, err := l.copies(ctx)
	if err != nil {
		return nil, err
	}
	var results []result
	for _, tier := range []struct {
		name string
		n    int
		most float64
	}{{"shared", 20, 0.22}, {"schema", 5, 13}, {"database", 5, 2.8}} {
		took := make([]float64, 0, tier.n)
		for i := range tier.n {
			_, d, err := l.control.provision(ctx, tier.name, fmt.Sprintf("made-%s-%d", tier.name, i))
			if err != nil {
				return results, err
			}
			took = append(took, milliseconds(d))
		}
		results = append(results, measured("provision_"+tier.name+"_ratio", load.Median(took)/floor, atMost(tier.most),
			"%.0f ms, median of %d; PostgreSQL copies a database in %.0f ms", load.Median(took), tier.n, floor))
	}
	return results, nil
}

// copies returns how long PostgreSQL takes to copy a database, the median in milliseconds.
// The copies stay: dropping one has PostgreSQL write everything down, and what is measured
// next would pay for it.
func (l *lab) copies(ctx context.Context) (float64, error) {
	const n = 5
	var template string
	const sql = `select quote_ident(max(datname)) from pg_database where datname like 'guildhall\_template%'`
	if err := l.db.QueryRow(ctx, sql).Scan(&template); err != nil {
		return 0, fmt.Errorf("find what databases are copied from: %w", err)
	}
	took := make([]float64, 0, n)
	for i := range n {
		began := time.Now()
		if _, err := l.db.Exec(ctx, fmt.Sprintf("create database floor_copy_%d template %s", i, template)); err != nil {
			return 0, fmt.Errorf("copy a database: %w", err)
		}
		took = append(took, milliseconds(time.Since(began)))
	}
	return load.Median(took), nil
}
