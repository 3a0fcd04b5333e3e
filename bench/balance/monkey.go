package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// stop is one process stopped one way.
type stop struct {
	node *node
	kill bool
}

func (s stop) String() string {
	if s.kill {
		return s.node.name + " by SIGKILL"
	}
	return s.node.name + " by SIGTERM"
}

// stops counts what the monkey has done.
type stops struct {
	Ended  map[string]int `json:"ended"`  // by SIGTERM, of each process
	Killed map[string]int `json:"killed"` // by SIGKILL
}

// Between two stops, and before a process returns, so much time goes by.
const (
	shortest = 100 * time.Millisecond
	longest  = 800 * time.Millisecond
)

// monkey stops processes, one at a time.
type monkey struct {
	*site
	stops

	random *rand.Rand
	tell   func(format string, args ...any)
}

func newMonkey(s *site, seed uint64, tell func(string, ...any)) *monkey {
	return &monkey{
		site: s, stops: stops{Ended: map[string]int{}, Killed: map[string]int{}}, tell: tell,
		random: rand.New(rand.NewPCG(seed, 1)), //nolint:gosec // moments, not secrets
	}
}

// play stops every process both ways, in an order of its own, and goes on so until a
// time. The round in which that comes is played to its end.
func (m *monkey) play(ctx context.Context, until time.Time) error {
	for first := true; first || time.Now().Before(until); first = false {
		var round []stop
		for _, n := range m.nodes {
			round = append(round, stop{n, false}, stop{n, true})
		}
		m.random.Shuffle(len(round), func(i, k int) { round[i], round[k] = round[k], round[i] })
		for _, s := range round {
			if err := m.pause(ctx); err != nil {
				return err
			}
			if err := m.stop(ctx, s); err != nil {
				return err
			}
		}
	}
	return nil
}

// stop stops a process and starts it again.
func (m *monkey) stop(ctx context.Context, s stop) error {
	began := time.Now()
	if err := m.busy(ctx); err != nil {
		return err
	}
	if s.kill {
		if err := s.node.kill(); err != nil {
			return err
		}
		m.Killed[s.node.name]++
	} else {
		if err := s.node.end(); err != nil {
			return err
		}
		m.Ended[s.node.name]++
	}
	down := time.Now()
	if err := m.pause(ctx); err != nil {
		return err
	}
	if err := s.node.start(ctx); err != nil {
		return err
	}
	m.tell("stopped %s in %.1f s; back %.1f s later", s, down.Sub(began).Seconds(), time.Since(down).Seconds())
	return m.seen(ctx, s.node)
}

// busy has jobs made, so that there is work under way when something is stopped.
func (m *monkey) busy(ctx context.Context) error {
	for _, kind := range []string{"enterprise.hints", "sales.quote-expiry", "system.retention"} {
		err := driver.Ask(ctx, http.MethodPost, "http://"+m.front+"/api/enterprise/schedules/run", m.token, map[string]string{"kind": kind}, nil)
		if err != nil {
			return fmt.Errorf("have %s done: %w", kind, err)
		}
	}
	return nil
}

// seen waits until HAProxy has seen that a process is back: were the other one stopped
// before, nobody would be there.
func (m *monkey) seen(ctx context.Context, n *node) error {
	if !slices.Contains(m.nodes[:apis], n) {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // interrupted
	case <-time.After(drainFor):
		return nil
	}
}

// pause lets some time go by.
func (m *monkey) pause(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err() //nolint:wrapcheck // interrupted
	case <-time.After(shortest + time.Duration(m.random.Int64N(int64(longest-shortest)))):
		return nil
	}
}
