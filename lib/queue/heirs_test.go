package queue_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/queue"
)

// TestWhoHasGoneIsInherited: jobs of a process that has gone are taken up soon, long
// before their time is over; those of a process that is there are left to it.
func TestWhoHasGoneIsInherited(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	var mu sync.Mutex
	worked := map[string]int{}
	release := make(chan struct{})
	s.does(func(_ context.Context, j queue.Job) error {
		mu.Lock()
		worked[j.ID]++
		mu.Unlock()
		if j.ID == "long" {
			<-release
		}
		return nil
	})
	s.insert(t, queue.New{Kind: quick, ID: "lost", Of: "ann"}, queue.New{Kind: quick, ID: "last", Of: "bob"})
	c, err := pgx.Connect(t.Context(), s.o.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.WithoutCancel(t.Context())) //nolint:errcheck // of a test
	const gone = `update river_job set state = 'running', attempted_by = '{before,gone}', attempted_at = now(),
attempt = case args->>'id' when 'last' then max_attempts else 1 end`
	if _, err := c.Exec(t.Context(), gone); err != nil {
		t.Fatal(err)
	}
	s.insert(t, queue.New{Kind: quick, ID: "long", Of: "cid"})
	run(t, s.Queue)
	run(t, s.another(t))
	lost := s.await(t, queue.Done, 1)[0]
	if lost.ID != "lost" || lost.Attempt != 2 || len(lost.Failures) != 1 || !strings.Contains(lost.Failures[0].Error, "gone") {
		t.Errorf("%+v", lost)
	}
	if last := s.await(t, queue.Dead, 1)[0]; last.ID != "last" || last.EndedAt.IsZero() {
		t.Errorf("%+v", last)
	}
	close(release)
	s.await(t, queue.Done, 2)
	mu.Lock()
	defer mu.Unlock()
	if worked["lost"] != 1 || worked["long"] != 1 || worked["last"] != 0 {
		t.Errorf("worked: %v", worked)
	}
}
