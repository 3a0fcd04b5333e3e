package queue_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/guildhall/guildhall/lib/queue"
)

// childURL names, to a process that a test starts, the database of the queue that it
// is to work; what its jobs do is named by childDoes.
const (
	childURL  = "GUILDHALL_TEST_QUEUE"
	childDoes = "GUILDHALL_TEST_QUEUE_DOES"
)

// longJob is the kind of the jobs in the midst of which processes end. Those that
// hang are taken to be lost when their time is over.
func longJob(does string) queue.Kind {
	k := queue.Kind{Name: "shop.long", Timeout: time.Minute, Each: 1}
	if does == "hang" {
		k.Timeout = 2 * time.Second
	}
	return k
}

// effect is what a job does in its tenant: once, however often it is worked, because
// what it writes bears the job's id.
func effect(ctx context.Context, pool *pgxpool.Pool, j queue.Job) error {
	if _, err := pool.Exec(ctx, `insert into effect (id) values ($1) on conflict do nothing`, j.ID); err != nil {
		return fmt.Errorf("have an effect: %w", err)
	}
	_, err := pool.Exec(ctx, `insert into attempt (id) values ($1)`, j.ID)
	return err
}

// child works the queue in a process of its own until it gets SIGTERM, and says when
// a job has had its effect.
func child() error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	pool, err := pgxpool.New(ctx, os.Getenv(childURL))
	if err != nil {
		return err
	}
	defer pool.Close()
	q, err := queue.Open(ctx, queue.Options{URL: os.Getenv(childURL), Kinds: []queue.Kind{longJob(os.Getenv(childDoes))}, Work: func(ctx context.Context, j queue.Job) error {
		if err := effect(ctx, pool, j); err != nil {
			return err
		}
		fmt.Println("begun " + strconv.FormatInt(j.Row, 10))
		switch os.Getenv(childDoes) {
		case "hang": // and not even hear that its time is over
			select {}
		case "wait": // until it is told to end
			<-ctx.Done()
			return ctx.Err()
		}
		time.Sleep(time.Second)
		return nil
	}})
	if err != nil {
		return err
	}
	defer q.Close()
	return q.Run(ctx)
}

// start starts a child and waits until it is in the midst of a job.
func start(t *testing.T, url, does string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "/proc/self/exe")
	cmd.Env = append(os.Environ(), childURL+"="+url, childDoes+"="+does)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // if the test has not ended it
	if !bufio.NewScanner(out).Scan() {
		t.Fatal("the process has begun no job")
	}
	return cmd
}

// TestProcessesThatEnd: a job in the midst of which its process is killed is taken up
// by another; one whose process is told to end is finished, or handed back when it
// takes too long. None is lost, and each has its effect once.
func TestProcessesThatEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, does string
		signal     syscall.Signal
		attempts   int           // in all
		within     time.Duration // of the end of the process
	}{
		{"finished", "finish", syscall.SIGTERM, 1, 5 * time.Second},
		{"handed back", "wait", syscall.SIGTERM, 2, 8 * time.Second},
		{"killed", "hang", syscall.SIGKILL, 2, 80 * time.Second},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newShop(t)
			s.o.Kinds, s.o.Rescue = []queue.Kind{longJob(c.does)}, 2*time.Second
			pool, err := pgxpool.New(t.Context(), s.o.URL)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(pool.Close)
			if _, err := pool.Exec(t.Context(), `set role none; create table effect (id text primary key); create table attempt (id text); grant all on effect, attempt to public`); err != nil {
				t.Fatal(err)
			}
			s.Queue = s.another(t)
			s.does(func(ctx context.Context, j queue.Job) error { return effect(ctx, pool, j) })
			s.insert(t, queue.New{Kind: "shop.long", ID: "one", Of: "ann"})
			process := start(t, s.o.URL, c.does)
			if err := process.Process.Signal(c.signal); err != nil {
				t.Fatal(err)
			}
			if err := process.Wait(); err != nil && c.signal == syscall.SIGTERM {
				t.Errorf("the process ended by %v", err)
			}
			ended := time.Now()
			run(t, s.Queue)
			for len(s.jobs(t, queue.Done)) == 0 {
				if time.Since(ended) > c.within {
					t.Fatalf("the job is not done %s after its process has ended: %+v", c.within, s.jobs(t, ""))
				}
				time.Sleep(50 * time.Millisecond)
			}
			var effects, attempts int
			err = pool.QueryRow(t.Context(), `select (select count(*) from effect), (select count(*) from attempt)`).Scan(&effects, &attempts)
			if err != nil || effects != 1 || attempts != c.attempts {
				t.Errorf("%d effects of %d attempts, want one of %d: %v", effects, attempts, c.attempts, err)
			}
			t.Logf("done %.1f s after the process had ended", time.Since(ended).Seconds())
		})
	}
}
