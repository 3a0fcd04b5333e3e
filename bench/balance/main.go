package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/guildhall/guildhall/bench/driver"
)

// options are the command line.
type options struct {
	data, tier    string
	minutes       float64
	seed          uint64
	compare, keep bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run disturbs and judges; it returns 0 when nobody has noticed, 1 when anybody has, 2
// for a command line that cannot be meant.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	o, err := parse(args, errs)
	if err != nil {
		return 2
	}
	l := &lab{options: o, errs: errs, summary: summary{Seed: o.seed, Disturbed: []json.RawMessage{}, Violations: []string{}}}
	if err := errors.Join(l.work(ctx), l.close()); err != nil {
		l.wrong("stopped: %v", err)
	}
	l.summary.OK = len(l.summary.Violations) == 0
	return driver.Conclude(out, errs, "balance", &l.summary, l.summary.OK)
}

func parse(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("balance", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.data, "data", "", "folder of Northwind's CSV files")
	flags.StringVar(&o.tier, "tier", "shared", "where the history is traded: shared, schema, database, or all")
	flags.Float64Var(&o.minutes, "minutes", 10, "how long processes are stopped; every one is once in each way")
	flags.Uint64Var(&o.seed, "seed", 0, "of the random moments; chosen by the clock when 0")
	flags.BoolVar(&o.compare, "compare", true, "trade first without HAProxy, and then through it with nobody stopped")
	flags.BoolVar(&o.keep, "keep", false, "leave the folder with data and logs")
	if err := flags.Parse(args); err != nil {
		return o, err //nolint:wrapcheck // flags has told it
	}
	if o.data == "" || o.minutes < 0 || flags.NArg() > 0 {
		flags.Usage()
		return o, flag.ErrHelp
	}
	if o.seed == 0 {
		o.seed = uint64(time.Now().UnixNano())
	}
	return o, nil
}

// summary is the result.
type summary struct {
	mu sync.Mutex

	OK         bool              `json:"ok"`
	Seed       uint64            `json:"seed"`
	Violations []string          `json:"violations"`
	Stops      stops             `json:"stops"`
	Requests   verdict           `json:"requests"`
	Ledger     ledger            `json:"ledger"`
	Missed     int               `json:"missed"`              // how often the schedule was done that was due while nobody was there
	Direct     json.RawMessage   `json:"direct,omitempty"`    // what the traders say: asking one API process
	Balanced   json.RawMessage   `json:"balanced,omitempty"`  // through HAProxy
	Disturbed  []json.RawMessage `json:"disturbed,omitempty"` // through HAProxy while processes are stopped
}

// lab is where everything happens.
type lab struct {
	options

	site    *site
	errs    io.Writer
	summary summary
}

func (l *lab) tell(format string, args ...any) { fmt.Fprintf(l.errs, format+"\n", args...) }

func (l *lab) wrong(format string, args ...any) {
	l.summary.mu.Lock()
	defer l.summary.mu.Unlock()
	l.summary.Violations = append(l.summary.Violations, fmt.Sprintf(format, args...))
}

// work is the whole course.
func (l *lab) work(ctx context.Context) error {
	if err := l.open(ctx); err != nil {
		return err
	}
	if l.compare {
		if err := l.calm(ctx); err != nil {
			return err
		}
	}
	sh, err := l.site.newShop(ctx)
	if err != nil {
		return err
	}
	return l.disturb(ctx, sh, l.trade)
}

// open builds the programs and starts the installation.
func (l *lab) open(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "guildhall-balance-")
	if err != nil {
		return err
	}
	l.tell("seed %d, folder %s", l.seed, dir)
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user below it
		return err
	}
	programs := []string{"cmd/guildhall"}
	if l.data != "" {
		programs = append(programs, "bench/northwind")
	}
	for _, name := range programs {
		if err := driver.Build(ctx, "github.com/guildhall/guildhall/"+name, filepath.Join(dir, filepath.Base(name))); err != nil {
			return err
		}
	}
	if l.site, err = newSite(ctx, dir); err != nil {
		return err
	}
	if err := l.site.start(ctx); err != nil {
		return err
	}
	return l.site.startProxy(ctx)
}

// calm trades while nobody is stopped.
func (l *lab) calm(ctx context.Context) (err error) {
	l.tell("trading with one API process")
	if l.summary.Direct, err = l.replay(ctx, "http://"+l.site.nodes[0].program.Addr, "direct"); err != nil {
		return err
	}
	l.tell("trading through HAProxy")
	l.summary.Balanced, err = l.replay(ctx, "http://"+l.site.front, "balanced")
	return err
}

// disturb stops processes while a shop and others work, and judges what came of it.
// The work ends when stop is closed.
func (l *lab) disturb(ctx context.Context, sh *shop, others ...func(ctx context.Context, stop <-chan struct{}) error) error {
	m := newMonkey(l.site, l.seed, l.tell)
	stop := make(chan struct{})
	group, gctx := errgroup.WithContext(ctx)
	for _, work := range append(others, sh.work) {
		group.Go(func() error { return work(gctx, stop) })
	}
	group.Go(func() error {
		defer close(stop)
		return m.play(gctx, time.Now().Add(time.Duration(l.minutes*float64(time.Minute))))
	})
	err := group.Wait()
	l.summary.Stops = m.stops
	if err != nil {
		return err //nolint:wrapcheck // the error of one of our own
	}
	faults, err := sh.check(ctx)
	if err != nil {
		return fmt.Errorf("look at the shop's quotes: %w", err)
	}
	for _, fault := range faults {
		l.wrong("%s", fault)
	}
	return l.examine(ctx)
}

// examine looks whether anything is wrong.
func (l *lab) examine(ctx context.Context) (err error) {
	if l.summary.Requests, err = l.site.judge(); err != nil {
		return err
	}
	for _, fault := range l.summary.Requests.Faults {
		l.wrong("failed: %s", fault)
	}
	begun, done, err := l.site.missed(ctx)
	if err != nil {
		return err
	}
	if begun != 1 || done != 1 {
		l.wrong("what was due while nobody was there was begun %d times and done %d times", begun, done)
	}
	l.summary.Missed = done
	if l.summary.Ledger, err = l.site.settle(ctx); err != nil {
		return err
	}
	for _, fault := range l.summary.Ledger.faults() {
		l.wrong("%s", fault)
	}
	return nil
}

// close stops everything, and removes it unless it is to be looked at.
func (l *lab) close() error {
	if l.site == nil {
		return nil
	}
	err := l.site.close()
	if !l.keep && len(l.summary.Violations) == 0 && err == nil {
		err = os.RemoveAll(l.site.dir)
	}
	return err
}
