package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// fault is something that happens to the house.
type fault string

// The faults. Whatever is killed is started again after a moment.
const (
	killServer   fault = "server"       // one of the servers
	killServers  fault = "servers"      // all of them
	killPostgres fault = "postgres"     // with all its processes
	killRedis    fault = "redis"        //
	killAll      fault = "everything"   // servers, PostgreSQL and Redis
	stopServer   fault = "restart"      // of one of the servers, in good order
	cut          fault = "connections"  // to PostgreSQL
	deafen       fault = "receiver"     // it cannot be reached
	deafenHooks  fault = "webhooks"     // their receiver cannot be reached
	sickenHooks  fault = "webhooks-500" // their receiver answers 500
)

// dice are drawn from: what stands in it more often happens more often.
var dice = []fault{
	killServer, killServer, killServer, killServers, killPostgres, killPostgres, killPostgres, killRedis, killAll, stopServer, cut, cut, deafen, deafenHooks, sickenHooks,
}

// harm has faults happen at random moments, until there is enough. It closes
// faulted when those that were asked for by name have happened.
func (l *lab) harm(ctx context.Context, enough <-chan struct{}, faulted chan<- struct{}) error {
	left := slices.Clone(l.faults)
	if len(left) == 0 {
		close(faulted)
	}
	for {
		select {
		case <-enough:
			return nil
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // interrupted
		case <-time.After(l.moment()):
		}
		what := dice[l.random.IntN(len(dice))]
		if l.faults != nil {
			if len(left) == 0 {
				<-enough
				return nil
			}
			what, left = left[0], left[1:]
		}
		if err := l.suffer(ctx, what); err != nil {
			return fmt.Errorf("fault %s: %w", what, err)
		}
		l.summary.Faults[string(what)]++
		if l.faults != nil && len(left) == 0 {
			close(faulted)
		}
	}
}

// moment is a time until the next fault.
func (l *lab) moment() time.Duration { return l.pause/10 + l.some(l.pause) }

// some is a random time.
func (l *lab) some(most time.Duration) time.Duration {
	return time.Duration(l.random.Int64N(int64(most)))
}

// longestAway is how long what was killed is away at most, besides what its start
// takes.
const longestAway = 1500 * time.Millisecond

// suffer has one fault happen, and ends it.
func (l *lab) suffer(ctx context.Context, what fault) error {
	h := l.house
	away := l.some(longestAway)
	one := h.servers[l.random.IntN(len(h.servers))]
	switch what {
	case killServer:
		return down(ctx, away, one.kill, one.start)
	case stopServer:
		return down(ctx, away, one.running.Stop, one.start)
	case killServers:
		return down(ctx, away, h.killServers, h.startServers)
	case killPostgres:
		return down(ctx, away, h.killPostgres, h.startPostgres)
	case killRedis:
		return down(ctx, away, h.redis.Kill, h.redis.Start)
	case killAll:
		return down(ctx, away, h.killAll, h.startAll)
	case deafen:
		return down(ctx, away, l.receiver.deafen, l.receiver.listen)
	case deafenHooks:
		return down(ctx, away, l.hooks.deafen, l.hooks.listen)
	case sickenHooks:
		return down(ctx, away, l.hooks.sicken, l.hooks.heal)
	case cut:
		h.proxy.cut()
		return nil
	}
	return fmt.Errorf("nobody knows the fault %q", what)
}

// down has something be away for a while.
func down(ctx context.Context, away time.Duration, kill func() error, start func(context.Context) error) error {
	if err := kill(); err != nil {
		return err
	}
	time.Sleep(away)
	return start(ctx)
}

func (h *house) killServers() error {
	for _, s := range h.servers {
		if err := s.kill(); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) startServers(ctx context.Context) error {
	for _, s := range h.servers {
		if err := s.start(ctx); err != nil {
			return err
		}
	}
	return nil
}

// killAll kills what holds promises first: nothing is in good order then.
func (h *house) killAll() error {
	for _, kill := range []func() error{h.killPostgres, h.killServers, h.redis.Kill} {
		if err := kill(); err != nil {
			return err
		}
	}
	return nil
}

func (h *house) startAll(ctx context.Context) error {
	for _, start := range []func(context.Context) error{h.redis.Start, h.startPostgres, h.startServers} {
		if err := start(ctx); err != nil {
			return err
		}
	}
	return nil
}
