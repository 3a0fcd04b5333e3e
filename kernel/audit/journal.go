package audit

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Place runs do where the rows of a tenant live at that moment.
type Place func(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error

// Journal keeps who read what, after the answer was given: what is read within a
// moment is written together. A process that stops in order writes all that is
// left. It may be used by any number of goroutines.
type Journal struct {
	place Place
	log   *slog.Logger

	mu      sync.Mutex
	waiting map[uuid.UUID][]Access // by tenant; each that is there has a writer
	writers sync.WaitGroup
	stop    chan struct{} // closed by Close
	failed  []error       // of writers that ended with something left
}

const (
	// gather is how long the first reading waits for others to be written with it.
	gather = 50 * time.Millisecond
	// longestPause is how long a writer waits at most before it tries again.
	longestPause = time.Minute
	// mostWaiting bounds the accesses of a tenant that wait to be written. Beyond it
	// a reader writes its own before it is answered.
	mostWaiting = 10_000
	// mostAtOnce bounds the accesses that one statement writes.
	mostAtOnce = 1_000
)

// NewJournal returns a journal. Whoever makes it closes it.
func NewJournal(place Place, log *slog.Logger) *Journal {
	return &Journal{place: place, log: log, waiting: map[uuid.UUID][]Access{}, stop: make(chan struct{})}
}

// Note takes accesses of a tenant in, to be written soon. Only when too many are
// waiting already, or the journal is closed, it writes them itself, in one round
// trip, and fails when that fails: what cannot be kept is not shown.
func (j *Journal) Note(ctx context.Context, home pg.Home, all []Access) error {
	if j.take(home.Tenant, all) { //nolint:contextcheck // what is written later outlives the request
		return nil
	}
	return WriteAccess(ctx, home, all)
}

// take puts accesses in line and sees that somebody writes them.
func (j *Journal) take(tenant uuid.UUID, all []Access) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	line, writing := j.waiting[tenant]
	if j.closed() || len(line)+len(all) > mostWaiting {
		return false
	}
	j.waiting[tenant] = append(line, all...)
	if !writing {
		j.writers.Go(func() { j.write(tenant) })
	}
	return true
}

func (j *Journal) closed() bool {
	select {
	case <-j.stop:
		return true
	default:
		return false
	}
}

// write writes what waits for a tenant until nothing does. After a failure it
// waits longer each time; once the journal is closed it tries once more.
func (j *Journal) write(tenant uuid.UUID) {
	ctx := context.Background() // outlives the requests that read
	pause := gather
	for {
		last := j.wait(pause)
		batch := j.next(tenant)
		if len(batch) == 0 {
			return
		}
		err := j.place(ctx, tenant, func(home pg.Home) error { return WriteAccess(ctx, home, batch) })
		switch {
		case err == nil:
			j.written(tenant, len(batch))
			pause = 0
		case last:
			j.mu.Lock()
			j.failed = append(j.failed, err)
			j.mu.Unlock()
			return
		default:
			pause = min(max(2*pause, gather), longestPause)
			j.log.ErrorContext(ctx, "keep who read", "tenant", tenant, "again_in", pause, "error", err)
		}
	}
}

// wait waits, but not beyond the closing of the journal; it tells whether that
// has come.
func (j *Journal) wait(pause time.Duration) (closed bool) {
	t := time.NewTimer(pause)
	defer t.Stop()
	select {
	case <-j.stop:
		return true
	case <-t.C:
		return j.closed()
	}
}

// next returns what is to be written next. When nothing waits, the writer is done.
func (j *Journal) next(tenant uuid.UUID) []Access {
	j.mu.Lock()
	defer j.mu.Unlock()
	line := j.waiting[tenant]
	if len(line) == 0 {
		delete(j.waiting, tenant)
	}
	return line[:min(len(line), mostAtOnce)]
}

// written drops what was written from the line.
func (j *Journal) written(tenant uuid.UUID, n int) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.waiting[tenant] = j.waiting[tenant][n:]
}

// Close writes all that waits, and returns once it is written or cannot be. What
// is noted later is written at once.
func (j *Journal) Close() error {
	j.mu.Lock()
	if !j.closed() {
		close(j.stop)
	}
	j.mu.Unlock()
	j.writers.Wait()
	return errors.Join(j.failed...)
}
