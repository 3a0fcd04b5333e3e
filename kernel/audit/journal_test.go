package audit_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func reading(records ...uuid.UUID) audit.Access {
	return audit.Access{
		ID: uuid.Must(uuid.NewV7()), At: entitytest.Start, ActorKind: auth.KindUser, ActorName: "Ann", Verb: "list",
		Entity: "crm.contact", Records: records, Query: `q="a\b"`, Rows: len(records),
	}
}

func written(t *testing.T, h *entitytest.House) int {
	t.Helper()
	return entitytest.Select[int](t, h, `select count(*)::int from system_access where query = 'q="a\b"' and rows = cardinality(records)`)
}

func TestJournalWritesAllBeforeItCloses(t *testing.T) {
	t.Parallel()
	h := entitytest.New(t)
	here := func(_ context.Context, _ uuid.UUID, do func(pg.Home) error) error { return do(h.Home) }
	j := audit.NewJournal(here, slog.New(slog.DiscardHandler))
	const many = 2_500 // more than one statement writes
	for i := range many {
		if err := j.Note(t.Context(), h.Home, []audit.Access{reading(make([]uuid.UUID, i%3)...)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if n := written(t, h); n != many {
		t.Errorf("%d of %d accesses were written", n, many)
	}
	if err := j.Note(t.Context(), h.Home, []audit.Access{reading()}); err != nil || written(t, h) != many+1 {
		t.Errorf("what is noted after the end is lost: %v", err)
	}
}

func TestJournalTriesAgain(t *testing.T) {
	t.Parallel()
	h := entitytest.New(t)
	tries := 0
	second := func(_ context.Context, _ uuid.UUID, do func(pg.Home) error) error {
		tries++
		if tries == 1 {
			return errors.New("out of reach")
		}
		return do(h.Home)
	}
	j := audit.NewJournal(second, slog.New(slog.DiscardHandler))
	if err := j.Note(t.Context(), h.Home, []audit.Access{reading()}); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); written(t, h) == 0; {
		if time.Now().After(deadline) {
			t.Fatal("nothing was written after a failure")
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}

func TestJournalTellsWhatItCouldNotWrite(t *testing.T) {
	t.Parallel()
	gone := errors.New("out of reach")
	j := audit.NewJournal(func(context.Context, uuid.UUID, func(pg.Home) error) error { return gone }, slog.New(slog.DiscardHandler))
	if err := j.Note(t.Context(), pg.Home{Tenant: uuid.New()}, []audit.Access{reading()}); err != nil {
		t.Fatal(err)
	}
	if err := j.Close(); !errors.Is(err, gone) {
		t.Errorf("got %v, want %v", err, gone)
	}
}
