package queue_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/queue"
)

// TestPauseOfAnOwner: nothing of an owner is begun, of a kind or of all, also what
// comes later and what is tried again; others are not kept waiting.
func TestPauseOfAnOwner(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.does(func(context.Context, queue.Job) error { return nil })
	s.insert(t, many("ann", 5)...) // two are let in
	if err := s.PauseOwner(t.Context(), quick, "ann"); err != nil {
		t.Fatal(err)
	}
	if n := len(s.jobs(t, queue.Waiting)); n != 5 {
		t.Errorf("%d jobs wait, want 5", n)
	}
	run(t, s.Queue)
	run(t, s.another(t))
	s.insert(t, queue.New{Kind: quick, ID: "later", Of: "ann"}, queue.New{Kind: quick, ID: "1", Of: "bob"}, queue.New{Kind: "shop.slow", ID: "1", Of: "ann"})
	s.await(t, queue.Done, 2)
	time.Sleep(200 * time.Millisecond)
	s.await(t, queue.Waiting, 6)
	all, err := s.OwnerPauses(t.Context())
	if err != nil || len(all) != 1 || all[0].Of != "ann" || all[0].Kind != quick {
		t.Errorf("%+v, %v", all, err)
	}
	if err := s.PauseOwner(t.Context(), "", "ann"); err != nil {
		t.Fatal(err)
	}
	if err := s.ResumeOwner(t.Context(), quick, "ann"); err != nil {
		t.Fatal(err)
	}
	s.insert(t, queue.New{Kind: "shop.slow", ID: "2", Of: "ann"})
	s.await(t, queue.Waiting, 7)
	if err := s.ResumeOwner(t.Context(), "", "ann"); err != nil {
		t.Fatal(err)
	}
	s.await(t, queue.Done, 9)
	if err := s.PauseOwner(t.Context(), "shop.unknown", "ann"); err == nil {
		t.Error("a kind that nobody declared was paused")
	}
}

// TestFailuresAndRates: what fails is told by kind and owner, and how quickly the
// rest goes.
func TestFailuresAndRates(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.does(func(_ context.Context, j queue.Job) error {
		if j.Of == "ann" || j.Of == "bob" && j.Attempt == 1 {
			return errors.New("no paper for " + j.Of)
		}
		return nil
	})
	run(t, s.Queue)
	s.insert(t, many("ann", 2)...)
	s.insert(t, many("bob", 3)...)
	s.insert(t, many("cas", 4)...)
	s.await(t, queue.Dead, 2)
	s.await(t, queue.Done, 7)
	all, err := s.Failing(t.Context(), queue.Filter{}, 10)
	if err != nil || len(all) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	if a := all[0]; a.Of != "ann" || a.Kind != quick || a.Jobs != 2 || a.Dead != 2 || a.Attempts != 6 || a.Error != "no paper for ann" || time.Since(a.LastAt) > time.Minute {
		t.Errorf("%+v", a)
	}
	if b := all[1]; b.Of != "bob" || b.Jobs != 3 || b.Dead != 0 || b.Attempts != 3 {
		t.Errorf("%+v", b)
	}
	rates, err := s.Rates(t.Context(), queue.Filter{})
	if err != nil || len(rates) != 1 || rates[0].Minute != 7 || rates[0].Hour != 7 || rates[0].Longest < rates[0].Waited || rates[0].Worked <= 0 {
		t.Errorf("%+v, %v", rates, err)
	}
	ann := "ann"
	for o, want := range map[queue.Operation]int{queue.ToRetry: 2, queue.ToCancel: 0, queue.ToHold: 0, queue.ToRelease: 0} {
		if n, err := s.Matching(t.Context(), o, queue.Filter{Of: &ann}); n != want || err != nil {
			t.Errorf("%s would be done to %d, %v, want %d", o, n, err, want)
		}
	}
	if len(s.jobs(t, queue.Dead)) != 2 {
		t.Error("counting has changed something")
	}
}
