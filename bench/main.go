package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// scenario measures figures that belong together.
type scenario struct {
	figures []string // names of what it measures
	filled  bool     // needs the tenants
	run     func(*lab, context.Context) ([]result, error)
}

// scenarios stand in the order in which they run: what wants an empty server
// comes first.
var scenarios = []scenario{
	{figures: []string{"first_start_ratio", "restart_s", "idle_memory_mb"}, run: (*lab).life},
	{figures: []string{"provision_shared_ratio", "provision_schema_ratio", "provision_database_ratio"}, run: (*lab).provisioning},
	{figures: []string{"order_get_ratio", "order_get_c64_ratio"}, filled: true, run: (*lab).getOrder},
	{figures: []string{"session_vs_token_ratio", "jwt_vs_token_ratio"}, filled: true, run: (*lab).signedIn},
	{figures: []string{"get_p95_at_500_ratio"}, filled: true, run: (*lab).getOrderCrowded},
	{figures: []string{"order_list_ratio"}, filled: true, run: (*lab).listOrders},
	{figures: []string{"client_search_ratio"}, filled: true, run: (*lab).searchClients},
	{figures: []string{"million_list_p95_ms", "million_list_ratio", "million_search_p95_ms", "million_summary_p95_ms"}, run: (*lab).million},
	{figures: []string{"thousand_tenants_p95_ratio"}, filled: true, run: (*lab).manyTenants},
	{figures: []string{"jobs_vs_river_ratio"}, run: (*lab).jobs},
	{figures: []string{"job_flood_p50_ms", "job_flood_max_ms"}, run: (*lab).jobFlood},
	{figures: []string{"order_create_vs_pgbench", "order_create_round_trips"}, filled: true, run: (*lab).createOrders},
	{figures: []string{"live_p99_ms", "live_two_p99_ms", "live_5000_memory_mb"}, filled: true, run: (*lab).live},
	{figures: []string{"delivery_ratio", "delivery_parallel_ratio", "delivery_hint_p50_ms", "write_events_ratio"}, run: (*lab).events},
}

// run measures; it returns 0 when every goal is reached, 1 when one is missed or
// could not be measured, 2 for a command line that cannot be meant.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	o, err := parse(args, errs)
	if err != nil {
		return 2
	}
	results, err := measure(ctx, o)
	if err != nil {
		fmt.Fprintln(errs, "bench:", err)
	}
	if tableErr := errors.Join(table(out, results), keep(o.out, results)); tableErr != nil {
		fmt.Fprintln(errs, "bench:", tableErr)
		return 1
	}
	if n := missed(results); n > 0 || err != nil {
		fmt.Fprintf(errs, "bench: %d of %d figures miss their goals\n", n, len(results))
		return 1
	}
	return 0
}

func parse(args []string, errs io.Writer) (options, error) {
	o := options{log: errs}
	var only string
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&only, "only", "", "measure these figures alone, parted by commas; a beginning is enough")
	flags.IntVar(&o.rounds, "rounds", 5, "paired rounds of each comparison")
	flags.DurationVar(&o.length, "length", 3*time.Second, "how long one side of a round takes")
	flags.BoolVar(&o.quick, "quick", false, "fewer tenants, records and rounds: to try the bench, not the server")
	flags.BoolVar(&o.keep, "keep", false, "leave the folder with data and logs")
	flags.StringVar(&o.out, "out", filepath.Join("bench", "out", "latest.json"), "file for the results")
	if err := flags.Parse(args); err != nil {
		return o, err //nolint:wrapcheck // flags has told it
	}
	if o.quick {
		o.rounds, o.length = min(o.rounds, 3), min(o.length, time.Second)
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	for _, name := range o.only {
		if !slices.ContainsFunc(scenarios, func(s scenario) bool { return s.among([]string{name}) }) {
			fmt.Fprintf(errs, "bench: there is no figure %q\n", name)
			return o, flag.ErrHelp
		}
	}
	if o.rounds < 1 || o.length <= 0 || flags.NArg() > 0 {
		flags.Usage()
		return o, flag.ErrHelp
	}
	return o, nil
}

// among tells whether the scenario measures one of the names; every scenario is
// among none.
func (s scenario) among(names []string) bool {
	return len(names) == 0 || slices.ContainsFunc(names, func(name string) bool {
		return slices.ContainsFunc(s.figures, func(figure string) bool { return strings.HasPrefix(figure, name) })
	})
}

// measure runs the scenarios asked for. One that fails counts as missed, and the
// others run on.
func measure(ctx context.Context, o options) (results []result, err error) {
	l, err := openLab(ctx, o)
	if l != nil {
		defer func() { err = errors.Join(err, l.close(context.WithoutCancel(ctx))) }()
	}
	if err != nil {
		return nil, err
	}
	life := scenarios[0]
	if life.among(o.only) {
		l.tellf("measuring %s", strings.Join(life.figures, ", "))
		results, err = life.run(l, ctx)
	} else {
		_, err = l.serve(ctx)
	}
	if err != nil {
		return results, fmt.Errorf("start the server: %w", err)
	}
	if err := l.connect(ctx); err != nil {
		return results, err
	}
	var failures []error
	for _, s := range scenarios[1:] {
		if !s.among(o.only) || ctx.Err() != nil {
			continue
		}
		if s.filled {
			if err := l.populate(ctx); err != nil {
				return results, fmt.Errorf("fill the server: %w", err)
			}
		}
		l.tellf("measuring %s", strings.Join(s.figures, ", "))
		found, err := s.run(l, ctx)
		results = append(results, found...)
		if err != nil {
			failures = append(failures, fmt.Errorf("measure %s: %w", strings.Join(s.figures, ", "), err))
		}
	}
	return results, errors.Join(append(failures, ctx.Err())...)
}
