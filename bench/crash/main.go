package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// options are the command line.
type options struct {
	data, tier string
	rounds     int
	seed       uint64
	keep       bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run crashes and checks; it returns 0 when nothing is missing or wrong, 1 when
// anything is, 2 for a command line that cannot be meant.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	o, err := parse(args, errs)
	if err != nil {
		return 2
	}
	l, err := openLab(ctx, o, errs)
	if err == nil {
		err = l.work(ctx)
	}
	if err = errors.Join(err, l.close()); err != nil {
		l.wrong("stopped", "%v", err)
	}
	l.summary.OK = len(l.summary.Violations) == 0
	return driver.Conclude(out, errs, "crash", l.summary, l.summary.OK)
}

func parse(args []string, errs io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("crash", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&o.data, "data", "", "folder of Northwind's CSV files")
	flags.StringVar(&o.tier, "tier", "all", "where the history is traded: shared, schema, database, or all")
	flags.IntVar(&o.rounds, "rounds", 10, "how often the server is killed while it trades, and again while it makes companies")
	flags.Uint64Var(&o.seed, "seed", 0, "of the random moments; chosen by the clock when 0")
	flags.BoolVar(&o.keep, "keep", false, "leave the folder with data, logs and the journal")
	if err := flags.Parse(args); err != nil {
		return o, err //nolint:wrapcheck // flags has told it
	}
	if o.data == "" || o.rounds < 1 || flags.NArg() > 0 {
		flags.Usage()
		return o, flag.ErrHelp
	}
	if o.seed == 0 {
		o.seed = uint64(time.Now().UnixNano())
	}
	return o, nil
}

// lab is where everything happens: a server on a folder of its own, the proxy
// before it, and what has come of both.
type lab struct {
	options
	summary

	dir    string // of everything that is made
	random *rand.Rand
	errs   io.Writer
	server *server
	proxy  *proxy
	token  string            // of an operator
	tokens map[string]string // of the companies' owners, by the companies' ids
	usual  map[string]int    // how many records of a sort a new company has
}

// openLab builds the programs, starts the server and puts the proxy before it. The
// lab is returned even with an error, to be closed.
func openLab(ctx context.Context, o options, errs io.Writer) (*lab, error) {
	l := &lab{
		options: o, errs: errs, tokens: map[string]string{}, usual: map[string]int{},
		summary: summary{Seed: o.seed, Violations: []string{}, Crashes: []crash{}},
		random:  rand.New(rand.NewPCG(o.seed, 1)), //nolint:gosec // moments, not secrets
	}
	var err error
	if l.dir, err = os.MkdirTemp("", "guildhall-crash-"); err != nil {
		return l, err
	}
	if err := os.Chmod(l.dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as another user below it
		return l, err
	}
	for _, name := range []string{"cmd/guildhall", "bench/northwind"} {
		if err := driver.Build(ctx, "./"+name, l.in(filepath.Base(name))); err != nil {
			return l, err
		}
	}
	if l.server, err = newServer(ctx, l.in("guildhall"), l.in("data"), l.in("server.log")); err != nil {
		return l, err
	}
	if _, err := l.server.start(ctx); err != nil {
		return l, err
	}
	token, err := os.ReadFile(l.in("data/operator.token"))
	if err != nil {
		return l, err
	}
	l.token = trimmed(token)
	l.proxy, err = newProxy(ctx, l.server.program.Addr, l.in("journal.jsonl"))
	return l, err
}

func (l *lab) in(name string) string { return filepath.Join(l.dir, name) }

// tell says what is going on.
func (l *lab) tell(format string, args ...any) { fmt.Fprintf(l.errs, format+"\n", args...) }

// work is the whole course.
func (l *lab) work(ctx context.Context) error {
	l.tell("seed %d, folder %s", l.seed, l.dir)
	for round := range l.rounds {
		if err := l.crashBirth(ctx, round); err != nil {
			return fmt.Errorf("making companies, round %d: %w", round, err)
		}
	}
	if err := l.trade(ctx); err != nil {
		return err
	}
	if _, err := l.inspect(ctx); err != nil {
		return fmt.Errorf("check at the end: %w", err)
	}
	l.summary.Acknowledged, l.summary.Broken = l.proxy.journal.count(), int(l.proxy.broken.Load())
	l.summary.Failed = int(l.proxy.failed.Load())
	for _, fault := range l.proxy.journal.faults() {
		l.wrong("proxy", "%s", fault)
	}
	return nil
}

// close stops everything, and removes it unless it is to be looked at.
func (l *lab) close() error {
	var errs []error
	if l.proxy != nil {
		errs = append(errs, l.proxy.close())
	}
	if l.server != nil {
		errs = append(errs, l.server.stop())
	}
	if !l.keep && len(l.summary.Violations) == 0 && errors.Join(errs...) == nil {
		errs = append(errs, os.RemoveAll(l.dir))
	}
	return errors.Join(errs...)
}
