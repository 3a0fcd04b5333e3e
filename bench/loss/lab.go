package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// lab is where everything happens.
type lab struct {
	options

	dir      string // of everything that is made
	errs     io.Writer
	random   *rand.Rand // of the faults; the writers have their own
	house    *house
	receiver *receiver
	hooks    *receiver // of the companies' webhooks
	tenants  []*tenant

	told    atomic.Int64 // events that the acknowledged writes are to have told
	unknown atomic.Int64 // writes that had to be asked for again

	mu      sync.Mutex
	summary summary
	deeds   []*deed // that the servers have answered for
}

// openLab starts everything and makes the companies. The lab is returned even with
// an error, to be closed.
func openLab(ctx context.Context, o options, errs io.Writer) (*lab, error) {
	l := &lab{
		options: o, errs: errs, random: rand.New(rand.NewPCG(o.seed, 1)), //nolint:gosec // moments, not secrets
		summary: summary{Seed: o.seed, Violations: []string{}, Faults: map[string]int{}},
	}
	var err error
	if l.dir, err = os.MkdirTemp("", "guildhall-loss-"); err != nil {
		return l, err
	}
	if err := os.Chmod(l.dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user below it
		return l, err
	}
	fmt.Fprintf(errs, "seed %d, folder %s\n", o.seed, l.dir)
	if l.receiver, err = openReceiver(ctx, l.in("arrivals.jsonl")); err != nil {
		return l, err
	}
	if l.hooks, err = openReceiver(ctx, l.in("hooks.jsonl")); err != nil {
		return l, err
	}
	l.hooks.secrets = map[string]string{}
	if l.house, err = openHouse(ctx, l.dir, l.receiver.url); err != nil {
		return l, err
	}
	err = l.found(ctx)
	return l, err
}

func (l *lab) in(name string) string { return filepath.Join(l.dir, name) }

// work writes while everything is killed, waits until nothing waits any more, and
// looks.
func (l *lab) work(ctx context.Context) error {
	began := time.Now()
	if err := l.write(ctx); err != nil {
		return err
	}
	l.summary.Seconds = time.Since(began).Seconds()
	if err := l.drain(ctx); err != nil {
		return err
	}
	l.summary.Drained = time.Since(began).Seconds() - l.summary.Seconds
	l.summary.Unknown = int(l.unknown.Load())
	return l.verify(ctx)
}

// write has the writers write until there are enough events, and faults happen
// until they have.
func (l *lab) write(ctx context.Context) error {
	enough := make(chan struct{})
	var writers, others sync.WaitGroup
	errs := make([]error, l.writers+1)
	faulted := make(chan struct{}) // the faults that were asked for have happened
	others.Go(func() { errs[l.writers] = l.harm(ctx, enough, faulted) })
	others.Go(func() { l.progress(enough) })
	for i := range l.writers {
		writers.Go(func() { errs[i] = l.newWriter(i).write(ctx, faulted) })
	}
	writers.Wait()
	close(enough)
	others.Wait()
	return errors.Join(errs...)
}

// progress says how far the writers are, on one line.
func (l *lab) progress(enough <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		l.tell("%d of %d events written, %d writes had to be asked for again, %d messages received", l.told.Load(), l.events, l.unknown.Load(), l.receiver.count())
		select {
		case <-enough:
			fmt.Fprintln(l.errs)
			return
		case <-tick.C:
		}
	}
}

// tell writes over the line of the progress.
func (l *lab) tell(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.errs, "\r\033[K"+format, args...)
}

// close stops everything, and removes it unless it is to be looked at.
func (l *lab) close() error {
	var errs []error
	if l.house != nil {
		errs = append(errs, l.house.close())
	}
	for _, r := range []*receiver{l.receiver, l.hooks} {
		if r != nil {
			errs = append(errs, r.close())
		}
	}
	if !l.keep && l.summary.Wrong == 0 && errors.Join(errs...) == nil {
		errs = append(errs, os.RemoveAll(l.dir))
	}
	return errors.Join(errs...)
}
