package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/coder/websocket"
	"golang.org/x/sync/errgroup"

	"github.com/guildhall/guildhall/bench/driver"
)

// What is heard live: so many connections of each company hear of its clients while so
// many are made a second, all companies in turn.
const (
	ears         = 40   // connections of a company
	crowd        = 1000 // connections in all
	crowdLargest = 5000
	writesPerSec = 200
	warming      = 2 * time.Second // of writes that do not count: processes have just begun
	quietFor     = 3 * time.Second // after the last write everything was heard
)

// live measures how soon after a write begins those who look are told of it: by one
// process, and by two that share a Redis; and what many connections cost.
func (l *lab) live(ctx context.Context) (results []result, err error) {
	if err := l.populate(ctx); err != nil {
		return nil, err
	}
	one, err := l.listen(ctx, crowd, l.addr)
	if err != nil {
		return nil, err
	}
	two, err := l.listenAtTwo(ctx)
	if err != nil {
		return nil, err
	}
	most := crowdLargest
	if l.quick {
		most = crowd
	}
	many, err := l.listen(ctx, most, l.addr)
	if err != nil {
		return nil, err
	}
	return []result{
		measured("live_p99_ms", one.p99, atMost(100), "%s", one),
		measured("live_two_p99_ms", two.p99, atMost(100), "%s; half of them at the other process", two),
		measured("live_5000_memory_mb", many.memory, atMost(1024), "%s", many),
	}, nil
}

// listenAtTwo has two processes serve, which share a Redis and the server's PostgreSQL.
func (l *lab) listenAtTwo(ctx context.Context) (h heardLive, err error) {
	redis, err := driver.OpenRedis(ctx, l.dir)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, redis.Kill()) }()
	left, err := l.another(ctx, "left", redis)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, left.Stop()) }()
	right, err := l.another(ctx, "right", redis)
	if err != nil {
		return h, err
	}
	defer func() { err = errors.Join(err, right.Stop()) }()
	return l.listen(ctx, crowd, left.Addr, right.Addr)
}

// another starts one more process on the server's PostgreSQL.
func (l *lab) another(ctx context.Context, name string, redis *driver.Redis) (*driver.Process, error) {
	addr, err := driver.FreeAddr(ctx)
	if err != nil {
		return nil, err
	}
	process, _, err := driver.Program{
		File: l.in("guildhall"), Addr: addr, Ready: "/readyz", Log: l.in(name + ".log"),
		Args: []string{
			"serve", "--data", l.in("data"), "--listen", addr, "--drain-delay", "0s", "--rate-address", "0",
			"--database-url", l.cluster.URL("postgres"), "--redis-url", redis.URL,
		},
	}.Start(ctx)
	return process, err
}

// heardLive is what connections have heard.
type heardLive struct {
	p50, p99 float64 // ms from the beginning of the request to the hint
	heard    int
	missing  int     // hints that have not come
	memory   float64 // MB of the server while they stood, PostgreSQL left out
}

// String says what is behind the figure.
func (h heardLive) String() string {
	return fmt.Sprintf("p50 %.1f ms, p99 %.1f ms of %d hints from the beginning of the request, %d missing; the server had %.0f MB", h.p50, h.p99, h.heard, h.missing, h.memory)
}

// audience is what listens.
type audience struct {
	mu     sync.Mutex
	began  map[string]time.Time   // of the request that made a client, by its id
	heards map[string][]time.Time // when it was heard of
}

// listen opens connections at processes in turn and has clients made at the first.
func (l *lab) listen(ctx context.Context, connections int, addrs ...string) (h heardLive, err error) {
	l.tellf("%d connections listen", connections)
	a := &audience{began: map[string]time.Time{}, heards: map[string][]time.Time{}}
	tenants := l.small[:connections/ears]
	ctx, hangUp := context.WithCancel(ctx)
	var readers sync.WaitGroup
	defer func() { hangUp(); readers.Wait() }()
	var dialing errgroup.Group
	dialing.SetLimit(16)
	for i := range connections {
		t, addr := tenants[i%len(tenants)], addrs[(i/len(tenants))%len(addrs)]
		dialing.Go(func() error {
			conn, err := subscribe(ctx, addr, t)
			if err != nil {
				return err
			}
			readers.Go(func() { a.hear(ctx, conn) })
			return nil
		})
	}
	if err := dialing.Wait(); err != nil {
		return h, fmt.Errorf("open connections: %w", err)
	}
	if err := l.tell(ctx, a, addrs[0], tenants); err != nil {
		return h, err
	}
	size, err := alone(l.server.PID(), whole)
	if err != nil {
		return h, err
	}
	h = a.sum()
	h.memory = float64(size) / (1 << 20)
	return h, nil
}

// subscribe connects and hears of a company's clients from then on.
func subscribe(ctx context.Context, addr string, t tenant) (*websocket.Conn, error) {
	conn, answer, err := websocket.Dial(ctx, "ws://"+addr+t.path("events/stream"), &websocket.DialOptions{
		HTTPHeader: http.Header{"Authorization": {"Bearer " + t.token}},
	})
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if answer.Body != nil {
		_ = answer.Body.Close() // the library has read it
	}
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"op":"subscribe","topics":["clients"]}`)); err != nil {
		return nil, fmt.Errorf("subscribe: %w", err)
	}
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return nil, fmt.Errorf("subscribe: %w", err)
		}
		if bytes.Contains(text, []byte(`"subscribed"`)) {
			return conn, nil
		}
	}
}

// hear writes down when hints come, until the connection ends.
func (a *audience) hear(ctx context.Context, conn *websocket.Conn) {
	defer conn.CloseNow()
	for {
		_, text, err := conn.Read(ctx)
		if err != nil {
			return // what it has not heard is missing
		}
		now := time.Now()
		if text[0] != '[' {
			text = slices.Concat([]byte{'['}, text, []byte{']'})
		}
		var hints []struct{ ID string }
		if err := json.Unmarshal(text, &hints); err != nil {
			return
		}
		a.mu.Lock()
		for _, one := range hints {
			if one.ID != "" {
				a.heards[one.ID] = append(a.heards[one.ID], now)
			}
		}
		a.mu.Unlock()
	}
}

// tell makes clients at an even pace, and waits until they were heard of.
func (l *lab) tell(ctx context.Context, a *audience, addr string, tenants []tenant) error {
	var writing errgroup.Group
	writing.SetLimit(64)
	tick := time.NewTicker(time.Second / writesPerSec)
	defer tick.Stop()
	warm := int(warming/time.Second) * writesPerSec
	for i := range warm + int(3*l.length/time.Second)*writesPerSec {
		<-tick.C
		t := tenants[i%len(tenants)]
		writing.Go(func() error {
			var made struct{ ID string }
			us := &caller{base: "http://" + addr, token: t.token}
			began := time.Now()
			if err := us.call(ctx, http.MethodPost, t.path("clients"), map[string]string{"name": "Heard", "currency": "EUR"}, &made); err != nil {
				return err
			}
			if i >= warm {
				a.mu.Lock()
				a.began[made.ID] = began
				a.mu.Unlock()
			}
			return nil
		})
	}
	if err := writing.Wait(); err != nil {
		return fmt.Errorf("make clients: %w", err)
	}
	time.Sleep(quietFor)
	return nil
}

// sum says how soon everything was heard, and what was not.
func (a *audience) sum() heardLive {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []float64
	var h heardLive
	for id, began := range a.began {
		for _, at := range a.heards[id] {
			all = append(all, float64(at.Sub(began))/float64(time.Millisecond))
		}
		h.missing += ears - len(a.heards[id])
	}
	slices.Sort(all)
	if h.heard = len(all); h.heard > 0 {
		h.p50, h.p99 = all[len(all)/2], all[len(all)*99/100]
	}
	return h
}
