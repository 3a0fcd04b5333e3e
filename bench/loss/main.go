package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// options are the command line, and what the tests choose besides.
type options struct {
	events  int
	seed    uint64
	minutes int
	keep    bool

	tenants, writers int
	pause            time.Duration // between two faults, at most
	faults           []fault       // in this order, and no more; drawn for as long as is written when nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	o, err := parse(os.Args[1:], os.Stderr)
	if err != nil {
		os.Exit(2)
	}
	os.Exit(run(ctx, o, os.Stdout, os.Stderr))
}

// run writes, kills and looks; it returns 0 when nothing was lost, doubled or made
// up, and 1 otherwise.
func run(ctx context.Context, o options, out, errs io.Writer) int {
	ctx, cancel := context.WithTimeout(ctx, time.Duration(o.minutes)*time.Minute)
	defer cancel()
	l, err := openLab(ctx, o, errs)
	if err == nil {
		err = l.work(ctx)
	}
	if err = errors.Join(err, l.close()); err != nil {
		l.wrong("stopped: %v", err)
	}
	l.summary.OK = l.summary.Wrong == 0
	return driver.Conclude(out, errs, "loss", l.summary, l.summary.OK)
}

func parse(args []string, errs io.Writer) (options, error) {
	o := options{tenants: 30, writers: 8, pause: 6 * time.Second}
	flags := flag.NewFlagSet("loss", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.IntVar(&o.events, "events", 20_000, "how many events are written at least")
	flags.Uint64Var(&o.seed, "seed", 0, "of the faults and their moments; chosen by the clock when 0")
	flags.IntVar(&o.minutes, "minutes", 30, "how long everything may take")
	flags.BoolVar(&o.keep, "keep", false, "leave the folder with data, logs and the journals")
	if err := flags.Parse(args); err != nil {
		return o, err //nolint:wrapcheck // flags has told it
	}
	if o.events < 1 || o.minutes < 1 || flags.NArg() > 0 {
		flags.Usage()
		return o, flag.ErrHelp
	}
	if o.seed == 0 {
		o.seed = uint64(time.Now().UnixNano())
	}
	return o, nil
}
