package redis_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/redis/redistest"
)

func open(t *testing.T, url string) *redis.Client {
	t.Helper()
	c, err := redis.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestScript(t *testing.T) {
	t.Parallel()
	c := open(t, redistest.Start(t).URL()+"/1")
	if err := c.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	add := redis.NewScript(`return {redis.call('INCRBY', KEYS[1], ARGV[1]), 7}`)
	for _, want := range []int64{3, 6} {
		got, err := c.Run(t.Context(), add, []string{"n"}, "3")
		if err != nil || len(got) != 2 || got[0] != want || got[1] != 7 {
			t.Fatalf("%v, %v", got, err)
		}
	}
	if _, err := c.Run(t.Context(), redis.NewScript(`return redis.call('NONSENSE')`), nil); err == nil || errors.Is(err, redis.ErrDown) {
		t.Errorf("a wrong script: %v", err)
	}
	if _, err := c.Run(t.Context(), redis.NewScript(`return {'a'}`), nil); err == nil || errors.Is(err, redis.ErrDown) {
		t.Errorf("an answer of words: %v", err)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Errorf("after refusals: %v", err)
	}
}

func TestDownAndUpAgain(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	server.Kill(t)
	c := open(t, server.URL())
	if err := c.Ping(t.Context()); !errors.Is(err, redis.ErrDown) {
		t.Fatalf("got %v", err)
	}
	asked, began := 0, time.Now()
	for range 1000 {
		err := c.Ping(t.Context())
		if !errors.Is(err, redis.ErrDown) {
			t.Fatalf("got %v", err)
		}
		if err.Error() != redis.ErrDown.Error() { // a reason: it was asked
			asked++
		}
	}
	if most := int(time.Since(began)/time.Second) + 1; asked > most {
		t.Errorf("a Redis that is down was asked %d times in %s", asked, time.Since(began))
	}
	server.Restart(t)
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		err := c.Ping(t.Context())
		if err == nil {
			break
		}
		if !errors.Is(err, redis.ErrDown) || time.Now().After(until) {
			t.Fatalf("got %v", err)
		}
	}
}

func TestCallerGone(t *testing.T) {
	t.Parallel()
	c := open(t, redistest.Start(t).URL())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Ping(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, redis.ErrDown) {
		t.Errorf("got %v", err)
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Errorf("Redis is believed to be down: %v", err)
	}
}

func TestAddressesThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "http://user:hunter2@host", "redis://user:hunter2@host/one", "redis://user:hunter2@[host"} {
		if c, err := redis.Open(url); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, %v", url, c, err)
		}
	}
}
