package queue_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/queue"
)

func TestMain(m *testing.M) {
	if os.Getenv(childURL) == "" {
		os.Exit(pgtest.Run(m))
	}
	if err := child(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// shop is a queue whose jobs do what the test says.
type shop struct {
	*queue.Queue
	o  queue.Options
	mu sync.Mutex
	do func(context.Context, queue.Job) error
}

const quick = "shop.quick"

// newShop returns a queue that does not run yet.
func newShop(t *testing.T) *shop {
	t.Helper()
	address := pgtest.Database(t, "")
	role := "worker_" + strings.ToLower(strings.ReplaceAll(t.Name(), "/", "_"))
	c, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context())) //nolint:errcheck // of a test
	if _, err := c.Exec(t.Context(), "create role "+role+" login password 'x'"); err != nil {
		t.Fatal(err)
	}
	for range 2 { // doing it twice changes nothing
		if err := queue.Migrate(t.Context(), address, role); err != nil {
			t.Fatal(err)
		}
	}
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("role", role) // what it may is what this role may
	u.RawQuery = q.Encode()
	s := &shop{}
	s.o = queue.Options{
		URL: u.String(), Work: s.work, Retry: func(int) time.Duration { return 10 * time.Millisecond },
		Kinds: []queue.Kind{{Name: quick, Attempts: 3}, {Name: "shop.slow", Each: 1, Workers: 4, Timeout: 300 * time.Millisecond}},
	}
	s.Queue = s.another(t)
	return s
}

// another opens the queue for another process.
func (s *shop) another(t *testing.T) *queue.Queue {
	t.Helper()
	q, err := queue.Open(t.Context(), s.o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.Close)
	return q
}

func (s *shop) work(ctx context.Context, j queue.Job) error {
	s.mu.Lock()
	do := s.do
	s.mu.Unlock()
	return do(ctx, j)
}

// does says what jobs do from now on.
func (s *shop) does(do func(context.Context, queue.Job) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.do = do
}

// run has a queue work until the test ends.
func run(t *testing.T, q *queue.Queue) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := q.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { stop(); running.Wait() })
}

func (s *shop) insert(t *testing.T, all ...queue.New) {
	t.Helper()
	if err := s.Insert(t.Context(), all...); err != nil {
		t.Fatal(err)
	}
}

// jobs returns the jobs in a state, "" for all.
func (s *shop) jobs(t *testing.T, state queue.State) []queue.Job {
	t.Helper()
	all, err := s.List(t.Context(), queue.Filter{State: state}, 0, 10_000)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// await waits until so many jobs stand in a state.
func (s *shop) await(t *testing.T, state queue.State, want int) []queue.Job {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		all := s.jobs(t, state)
		if len(all) == want {
			return all
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d jobs are %s, want %d; all: %+v", len(all), state, want, s.jobs(t, ""))
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func many(of string, n int) []queue.New {
	all := make([]queue.New, n)
	for i := range all {
		all[i] = queue.New{Kind: quick, ID: fmt.Sprintf("%s-%d", of, i), Of: of}
	}
	return all
}

func TestJobsAreWorkedOnce(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var mu sync.Mutex
	worked := map[string]int{}
	s.does(func(ctx context.Context, j queue.Job) error {
		mu.Lock()
		worked[j.ID]++
		mu.Unlock()
		return s.Progress(ctx, j.Row, 0.5, "half of it")
	})
	run(t, s.Queue)
	run(t, s.another(t))
	for range 3 {
		s.insert(t, many("ann", 20)...)
	}
	done := s.await(t, queue.Done, 20)
	if len(s.jobs(t, "")) != 20 || done[0].Share != 0.5 || done[0].Word != "half of it" || done[0].Of != "ann" || done[0].EndedAt.IsZero() {
		t.Errorf("%+v", done[0])
	}
	mu.Lock()
	defer mu.Unlock()
	for id, n := range worked {
		if n != 1 {
			t.Errorf("%s was worked %d times", id, n)
		}
	}
}

func TestNobodyKeepsOthersWaiting(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var mu sync.Mutex
	now, most := map[string]int{}, map[string]int{}
	s.does(func(_ context.Context, j queue.Job) error {
		mu.Lock()
		now[j.Of]++
		most[j.Of] = max(most[j.Of], now[j.Of])
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		mu.Lock()
		now[j.Of]--
		mu.Unlock()
		return nil
	})
	s.insert(t, many("flood", 5_000)...)
	run(t, s.Queue)
	run(t, s.another(t))
	time.Sleep(300 * time.Millisecond)
	began := time.Now()
	s.insert(t, queue.New{Kind: quick, ID: "one", Of: "bob"})
	whose := "bob"
	for {
		all, err := s.List(t.Context(), queue.Filter{Of: &whose, State: queue.Done}, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) == 1 {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("a single job took %s beside a flood", took)
	}
	mu.Lock()
	defer mu.Unlock()
	if most["flood"] != 2 {
		t.Errorf("%d jobs of one owner ran at once, want 2", most["flood"])
	}
}

func TestFailuresAreTriedAgain(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.does(func(context.Context, queue.Job) error { return errors.New("no paper") })
	run(t, s.Queue)
	s.insert(t, queue.New{Kind: quick, ID: "1", Of: "ann"})
	dead := s.await(t, queue.Dead, 1)[0]
	if len(dead.Failures) != 3 || dead.LastError() != "no paper" || dead.Failures[2].Attempt != 3 {
		t.Errorf("%+v", dead)
	}
	s.does(func(context.Context, queue.Job) error { return nil })
	n, err := s.Retry(t.Context(), queue.Filter{Rows: []int64{dead.Row}})
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	s.await(t, queue.Done, 1)
}

func TestPutOffIsNoAttempt(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var mu sync.Mutex
	times := 0
	s.does(func(context.Context, queue.Job) error {
		mu.Lock()
		defer mu.Unlock()
		times++
		if times < 5 {
			return fmt.Errorf("not now: %w", queue.Later(time.Millisecond))
		}
		return nil
	})
	run(t, s.Queue)
	s.insert(t, queue.New{Kind: quick, ID: "1", Of: "ann"})
	if j := s.await(t, queue.Done, 1)[0]; len(j.Failures) != 0 || j.Attempt != 1 {
		t.Errorf("%+v", j)
	}
}

func TestHoldAndCancel(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.does(func(ctx context.Context, j queue.Job) error {
		if j.Of != "long" {
			return nil
		}
		<-ctx.Done()
		return fmt.Errorf("stopped: %w", context.Cause(ctx))
	})
	s.insert(t, many("ann", 10)...)
	count := func(what string, want int) func(int, error) {
		return func(n int, err error) {
			t.Helper()
			if n != want || err != nil {
				t.Fatalf("%s: %d, %v, want %d", what, n, err, want)
			}
		}
	}
	count("hold", 10)(s.Hold(t.Context(), queue.Filter{Kind: quick}))
	run(t, s.Queue)
	time.Sleep(100 * time.Millisecond)
	if held := s.jobs(t, queue.Held); len(held) != 10 {
		t.Fatalf("%d jobs are held", len(held))
	}
	first := s.jobs(t, "")[9].Row
	count("release one", 1)(s.Release(t.Context(), queue.Filter{Rows: []int64{first}}))
	s.await(t, queue.Done, 1)
	count("cancel", 9)(s.Cancel(t.Context(), queue.Filter{State: queue.Held}))
	s.await(t, queue.Cancelled, 9)
	s.insert(t, queue.New{Kind: quick, ID: "x", Of: "long"})
	s.await(t, queue.Running, 1)
	count("cancel what runs", 1)(s.Cancel(t.Context(), queue.Filter{State: queue.Running}))
	s.await(t, queue.Cancelled, 10)
}

func TestPauseOfAKind(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.does(func(context.Context, queue.Job) error { return nil })
	if err := s.Pause(t.Context(), quick); err != nil {
		t.Fatal(err)
	}
	run(t, s.Queue)
	s.insert(t, queue.New{Kind: quick, ID: "1", Of: "ann"}, queue.New{Kind: "shop.slow", ID: "1", Of: "ann"})
	s.await(t, queue.Done, 1)
	if j := s.jobs(t, queue.Ready); len(j) != 1 || j[0].Kind != quick {
		t.Fatalf("%+v", j)
	}
	counts, err := s.Counts(t.Context(), queue.Filter{})
	if err != nil || len(counts) != 2 || counts[0].Kind != quick || !counts[0].Paused || counts[0].Jobs != 1 || counts[1].Minute != 1 {
		t.Fatalf("%+v, %v", counts, err)
	}
	if err := s.Resume(t.Context(), quick); err != nil {
		t.Fatal(err)
	}
	s.await(t, queue.Done, 2)
	if err := s.Pause(t.Context(), "shop.unknown"); err == nil {
		t.Error("a kind that nobody declared was paused")
	}
}

func TestTimeEnds(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.does(func(ctx context.Context, _ queue.Job) error {
		<-ctx.Done()
		return fmt.Errorf("stopped: %w", ctx.Err())
	})
	run(t, s.Queue)
	s.insert(t, queue.New{Kind: "shop.slow", ID: "1", Of: "ann"})
	deadline := time.Now().Add(10 * time.Second)
	for {
		if all := s.jobs(t, ""); len(all[0].Failures) > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("a job lasts longer than it may")
		}
		time.Sleep(10 * time.Millisecond)
	}
}
