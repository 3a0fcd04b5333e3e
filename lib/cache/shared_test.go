package cache

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/redis/redistest"
)

// keeper seals as the installation's key ring does.
func keeper(t *testing.T) (seal, unseal func(context.Context, []byte) ([]byte, error)) {
	t.Helper()
	block, err := aes.NewCipher(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		t.Fatal(err)
	}
	seal = func(_ context.Context, plain []byte) ([]byte, error) { return aead.Seal(nil, nil, plain, nil), nil }
	unseal = func(_ context.Context, sealed []byte) ([]byte, error) { return aead.Open(nil, nil, sealed, nil) }
	return seal, unseal
}

// process is what another process would have: a cache with a connection of its own.
func process(t *testing.T, url string, s Spec[string, string]) *Cache[string, string] {
	t.Helper()
	c, shelf := silent(t, url, s)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { shelf.Run(ctx, slog.New(slog.DiscardHandler)); close(done) }()
	t.Cleanup(func() { stop(); <-done })
	return c
}

// silent is a process that does not tell later what it could not tell at once.
func silent(t *testing.T, url string, s Spec[string, string]) (*Cache[string, string], *redis.Shelf) {
	t.Helper()
	seal, unseal := keeper(t)
	shelf, err := redis.OpenShelf(url, seal, unseal)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shelf.Close)
	s.Shared = &Shared[string, string]{
		Shelf: shelf, Alone: 50 * time.Millisecond,
		Key:   func(k string) string { return "test:" + k },
		Parse: func(name string) (string, bool) { return strings.CutPrefix(name, "test:") },
	}
	return text(s), shelf
}

// admin speaks with a Redis past the caches.
func admin(t *testing.T, server *redistest.Server) func(lua string, keys ...string) []int64 {
	t.Helper()
	client, err := redis.Open(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return func(lua string, keys ...string) []int64 {
		t.Helper()
		numbers, err := client.Run(t.Context(), redis.NewScript(lua), keys)
		if err != nil {
			t.Fatalf("%s: %v", lua, err)
		}
		return numbers
	}
}

const (
	flush    = `redis.call('FLUSHALL') return {1}`
	theValue = "guildhall:cache:value:test:k"
)

// unasked must not be called.
func unasked(t *testing.T) func(context.Context, string) (string, error) {
	t.Helper()
	return func(context.Context, string) (string, error) {
		t.Error("loaded, though it is there")
		return "", errors.New("loaded")
	}
}

func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	first, second := process(t, server.URL(), Spec[string, string]{}), process(t, server.URL(), Spec[string, string]{})
	want(t, first, "one", says("one"))
	want(t, second, "one", unasked(t))
	want(t, second, "one", unasked(t))
	if second.counts.shared.Load() != 1 || second.counts.hits.Load() != 1 || second.counts.misses.Load() != 0 {
		t.Errorf("%d shared, %d hits, %d misses", second.counts.shared.Load(), second.counts.hits.Load(), second.counts.misses.Load())
	}
	first.Drop(t.Context(), "k")
	eventually(t, "the drop arrives", func() bool { v, _ := second.Get(t.Context(), "k", says("two")); return v == "two" })
	want(t, first, "two", unasked(t))
}

// TestDropInAnotherProcessDuringLoad has what was loaded before a drop reach neither
// Redis nor memory, whatever happens to the fence meanwhile.
func TestDropInAnotherProcessDuringLoad(t *testing.T) {
	t.Parallel()
	for name, then := range map[string]string{
		"dropped": "", "dropped, and all lost": flush, "another era": `redis.call('SET', 'guildhall:cache:fence:*', 'x') return {1}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := redistest.Start(t)
			reader, writer := process(t, server.URL(), Spec[string, string]{}), process(t, server.URL(), Spec[string, string]{})
			begun, release, first := make(chan struct{}), make(chan struct{}), make(chan string)
			go func() {
				v, err := reader.Get(t.Context(), "k", func(context.Context, string) (string, error) {
					close(begun)
					<-release
					return "old", nil
				})
				if err != nil {
					t.Error(err)
				}
				first <- v
			}()
			<-begun
			writer.Drop(t.Context(), "k")
			if then != "" {
				admin(t, server)(then)
			}
			close(release)
			if v := <-first; v != "old" {
				t.Errorf("who asked before got %q", v)
			}
			if n := admin(t, server)(`return {redis.call('EXISTS', KEYS[1])}`, theValue); n[0] != 0 {
				t.Error("the old value is in Redis")
			}
			want(t, writer, "new", says("new"))
			want(t, reader, "new", says("new"))
		})
	}
}

// TestRestartFromSnapshot brings back what Redis held before a drop: nobody believes
// it.
func TestRestartFromSnapshot(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	c := process(t, server.URL(), Spec[string, string]{})
	want(t, c, "old", says("old"))
	server.Save(t)
	c.Drop(t.Context(), "k")
	server.Kill(t)
	server.Restart(t)
	if n := admin(t, server)(`return {redis.call('EXISTS', KEYS[1])}`, theValue); n[0] != 1 {
		t.Fatal("the snapshot was not loaded: this test proves nothing")
	}
	eventually(t, "redis answers", func() bool {
		v, err := c.Get(t.Context(), "k", says("new"))
		if err != nil || v != "new" {
			t.Fatalf("got %q, %v", v, err)
		}
		c.DropHere(func(string) bool { return true })
		return c.counts.shared.Load() > 0
	})
}

// TestNobodyElseReadsOrWrites what is in Redis.
func TestNobodyElseReadsOrWrites(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	first, second := process(t, server.URL(), Spec[string, string]{}), process(t, server.URL(), Spec[string, string]{})
	ask := admin(t, server)
	want(t, first, "the bank account", says("the bank account"))
	if n := ask(`local body = redis.call('HGET', KEYS[1], 'body') return {string.find(body, 'bank') or 0, #body}`, theValue); n[0] != 0 || n[1] < 20 {
		t.Errorf("what lies in Redis can be read: %v", n)
	}
	ask(`redis.call('COPY', KEYS[1], KEYS[2]) return {1}`, theValue, theValue+"2")
	got, err := second.Get(t.Context(), "k2", says("loaded"))
	if err != nil || got != "loaded" {
		t.Errorf("the value of another key was believed: %q, %v", got, err)
	}
	ask(`redis.call('HSET', KEYS[1], 'body', '"forged"') return {1}`, theValue)
	want(t, second, "loaded", says("loaded"))
}

// gate is a way to Redis that can be shut.
type gate struct {
	url string

	mu    sync.Mutex
	shut  bool
	conns []net.Conn
}

func newGate(t *testing.T, server *redistest.Server) *gate {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{url: "redis://" + l.Addr().String()}
	t.Cleanup(func() { l.Close(); g.set(true) }) //nolint:errcheck // it has done its work
	to := strings.TrimPrefix(server.URL(), "redis://")
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", to)
			if err != nil || !g.admit(in, out) {
				in.Close() //nolint:errcheck // refused
				continue
			}
			go func() { _, _ = io.Copy(in, out); in.Close() }()  //nolint:errcheck // ends when either end is closed
			go func() { _, _ = io.Copy(out, in); out.Close() }() //nolint:errcheck // ends when either end is closed
		}
	}()
	return g
}

func (g *gate) admit(conns ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.conns = append(g.conns, conns...)
	return !g.shut
}

func (g *gate) set(shut bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = shut
	if shut {
		for _, c := range g.conns {
			c.Close() //nolint:errcheck // that is the point
		}
		g.conns = nil
	}
}

// TestWriterCannotReachRedis: it goes on by itself, and another process believes the
// old value until it is Keep old, and no longer.
func TestWriterCannotReachRedis(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	way := newGate(t, server)
	const keep = 2 * time.Second
	writer, reader := process(t, way.url, Spec[string, string]{Keep: keep}), process(t, server.URL(), Spec[string, string]{Keep: keep})
	loaded := time.Now()
	want(t, writer, "old", says("old"))
	most := time.Since(loaded) + keep
	want(t, reader, "old", unasked(t))
	way.set(true)
	writer.Drop(t.Context(), "k")
	want(t, writer, "new", says("new"))
	eventually(t, "the old value has gone", func() bool {
		age := time.Since(loaded)
		v, err := reader.Get(t.Context(), "k", says("new"))
		if err != nil || v == "old" && age > most {
			t.Fatalf("got %q, %v, after %v", v, err, age)
		}
		return v == "new"
	})
}

// TestDropIsToldLater: whoever could not tell of a change tells it as soon as Redis
// answers, and until then looks for nothing there.
func TestDropIsToldLater(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	way := newGate(t, server)
	writer, shelf := silent(t, way.url, Spec[string, string]{})
	reader := process(t, server.URL(), Spec[string, string]{})
	want(t, writer, "old", says("old"))
	want(t, reader, "old", unasked(t))
	way.set(true)
	writer.Drop(t.Context(), "k")
	way.set(false)
	time.Sleep(1100 * time.Millisecond) // until Redis is asked again
	want(t, writer, "new", says("new"))
	want(t, reader, "old", unasked(t))
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { shelf.Run(ctx, slog.New(slog.DiscardHandler)); close(done) }()
	defer func() { stop(); <-done }()
	eventually(t, "the drop arrives", func() bool { v, _ := reader.Get(t.Context(), "k", says("new")); return v == "new" })
	eventually(t, "the writer uses Redis again", func() bool {
		writer.DropHere(func(string) bool { return true })
		want(t, writer, "new", says("new"))
		return writer.counts.shared.Load() > 0
	})
}

// TestTroubleInMidLoad reads in two processes while values change, Redis is emptied,
// killed and started again. Nobody ever sees a value older than one that was
// acknowledged longer ago than the bound; the process that writes, none older than
// its last.
func TestTroubleInMidLoad(t *testing.T) {
	t.Parallel()
	const (
		lasting = 4 * time.Second
		bound   = time.Second // in another process: as long as a lost connection goes unnoticed, or Alone
	)
	server := redistest.Start(t)
	spec := Spec[string, string]{Keep: time.Minute}
	writer, reader := process(t, server.URL(), spec), process(t, server.URL(), spec)
	var truth history
	load := func(ctx context.Context, _ string) (string, error) {
		n := truth.written.Load()
		time.Sleep(200 * time.Microsecond) // the value grows old on its way
		return strconv.FormatInt(n, 10), ctx.Err()
	}
	stop := time.Now().Add(lasting)
	var reads [2]atomic.Int64
	var all sync.WaitGroup
	for at, c := range []*Cache[string, string]{writer, reader} {
		for range 4 {
			all.Go(func() {
				for time.Now().Before(stop) {
					least := truth.least(time.Duration(at) * bound)
					text, err := c.Get(t.Context(), "k", load)
					var got int64
					if _, scan := fmt.Sscan(text, &got); err != nil || scan != nil || got < least {
						t.Errorf("process %d: got %q, %v; %d was acknowledged", at, text, err, least)
						return
					}
					reads[at].Add(1)
				}
			})
		}
	}
	all.Go(func() {
		for time.Now().Before(stop) {
			n := truth.written.Add(1)
			writer.Drop(t.Context(), "k")
			truth.acknowledge(n)
			time.Sleep(2 * time.Millisecond)
		}
	})
	for time.Now().Before(stop.Add(-time.Second)) {
		ask := admin(t, server)
		for range 20 {
			ask(flush)
			time.Sleep(10 * time.Millisecond)
		}
		server.Kill(t)
		time.Sleep(100 * time.Millisecond)
		server.Restart(t)
		time.Sleep(time.Second + 100*time.Millisecond) // until it is asked again
	}
	all.Wait()
	for at, c := range []*Cache[string, string]{writer, reader} {
		t.Logf("process %d: %d reads, %d from memory, %d shared, %d loaded", at, reads[at].Load(), c.counts.hits.Load(), c.counts.shared.Load(), c.counts.misses.Load())
		if c.counts.shared.Load() == 0 || c.counts.hits.Load() == 0 {
			t.Errorf("process %d used no cache: this test proves nothing", at)
		}
	}
}

// history is what was written, and when it was acknowledged.
type history struct {
	written atomic.Int64

	mu    sync.Mutex
	acked []time.Time // of value 1, 2, …
}

func (h *history) acknowledge(n int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if int(n) != len(h.acked)+1 {
		panic("acknowledged out of turn")
	}
	h.acked = append(h.acked, time.Now())
}

// least is the newest value that was acknowledged longer ago than a bound.
func (h *history) least(bound time.Duration) int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	before := time.Now().Add(-bound)
	n, _ := slices.BinarySearchFunc(h.acked, before, time.Time.Compare)
	return int64(n)
}
