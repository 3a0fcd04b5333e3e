package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// settings are the command line.
type settings struct {
	data, url, token, tier, slug string
	patience                     time.Duration
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// run loads and checks; it returns 0 when everything is right, 1 when anything is
// not, 2 for a command line that cannot be meant.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	s, tiers, err := parse(args, errs)
	if err != nil {
		return 2
	}
	h, err := readHistory(s.data)
	if err != nil {
		fmt.Fprintln(errs, "northwind:", err)
		return 1
	}
	before, err := s.readCaches(ctx)
	if err != nil {
		fmt.Fprintln(errs, "northwind:", err) // it may be starting: what it counts begins at zero
	}
	outcomes := make([]outcome, len(tiers))
	var all sync.WaitGroup
	for i, tier := range tiers {
		all.Go(func() { outcomes[i] = s.load(ctx, h, tier, errs) })
	}
	all.Wait()
	after, err := s.readCaches(ctx)
	if err != nil {
		fmt.Fprintln(errs, "northwind:", err)
	}
	asked := after.since(before)
	fmt.Fprintf(errs, "%.0f cacheable reads, %.4f of them answered without the database\n", asked.Reads, asked.Ratio)
	ok := asked.Ratio >= leastHits
	for _, o := range outcomes {
		ok = ok && o.OK
	}
	return driver.Conclude(out, errs, "northwind", object{"ok": ok, "expected": h.expected(), "caches": asked, "tenants": outcomes}, ok)
}

func parse(args []string, errs io.Writer) (settings, []string, error) {
	var s settings
	flags := flag.NewFlagSet("northwind", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.StringVar(&s.data, "data", "", "folder of the CSV files")
	flags.StringVar(&s.url, "url", "http://127.0.0.1:8080", "address of the server")
	flags.StringVar(&s.token, "token", "", "token of an operator")
	flags.StringVar(&s.tier, "tier", "all", "shared, schema, database, or all")
	flags.StringVar(&s.slug, "slug", "northwind", "beginning of the tenants' slugs; the tier follows")
	flags.DurationVar(&s.patience, "patience", time.Minute, "how long a server that is away is waited for")
	if err := flags.Parse(args); err != nil {
		return s, nil, err //nolint:wrapcheck // flags has told it
	}
	tiers := []string{s.tier}
	switch s.tier {
	case "all":
		tiers = []string{"shared", "schema", "database"}
	case "shared", "schema", "database":
	default:
		fmt.Fprintf(errs, "northwind: there is no tier %q\n", s.tier)
		return s, nil, flag.ErrHelp
	}
	if s.data == "" || s.token == "" || flags.NArg() > 0 {
		flags.Usage()
		return s, nil, flag.ErrHelp
	}
	return s, tiers, nil
}

// api makes a client of the server for a token; prefix begins all its paths.
func (s settings) api(prefix, token string) *api {
	transport := &http.Transport{MaxIdleConns: workers, MaxIdleConnsPerHost: workers, IdleConnTimeout: time.Minute}
	return &api{
		base: strings.TrimSuffix(s.url, "/") + prefix, token: token, patience: s.patience,
		client: &http.Client{Transport: transport, Timeout: time.Minute},
	}
}

// load makes one tenant, trades its history and checks what came of it.
func (s settings) load(ctx context.Context, h *history, tier string, errs io.Writer) outcome {
	begin := time.Now()
	o := outcome{Tier: tier, Slug: s.slug + "-" + tier, Faults: []string{}, Stock: goods{Differences: []string{}}}
	operator := s.api("/api/enterprise/", s.token)
	t, err := found(ctx, operator, s.slug, tier)
	if err != nil {
		return o.stopped(fmt.Errorf("make the tenant: %w", err))
	}
	o.Tenant = t.ID
	secret, err := token(ctx, operator, t)
	if err != nil {
		return o.stopped(fmt.Errorf("make a token: %w", err))
	}
	c := &company{api: s.api("/api/v1/tenants/"+t.ID+"/", secret), h: h}
	fmt.Fprintf(errs, "%s: making the company in tenant %s\n", tier, t.ID)
	purchases := h.supply()
	if err := c.build(ctx); err != nil {
		return o.stopped(fmt.Errorf("make the company: %w", err))
	}
	var done atomic.Int64
	told := make(chan struct{})
	go progress(tier, len(h.Orders), &done, told, errs)
	err = c.replay(ctx, purchases, &done)
	if err == nil {
		err = c.retire(ctx)
	}
	close(told)
	if err != nil {
		o = o.stopped(err)
	}
	if err := o.check(ctx, c, purchases); err != nil {
		o = o.stopped(fmt.Errorf("check: %w", err))
	}
	o.measure(c.api, time.Since(begin))
	o.OK = len(o.Faults) == 0 && o.Errors == 0
	fmt.Fprintf(errs, "%s: %d requests in %.1f s, %d errors, %d faults\n", tier, o.Requests, o.Seconds, o.Errors, len(o.Faults))
	return o
}

// stopped notes what went wrong, joined errors one by one.
func (o outcome) stopped(err error) outcome {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			o = o.stopped(e)
		}
		return o
	}
	o.Faults = append(o.Faults, err.Error())
	return o
}

// check reads the books back and notes what is not as it should be.
func (o *outcome) check(ctx context.Context, c *company, purchases plan) (err error) {
	if o.Books, err = c.booked(ctx); err != nil {
		return err
	}
	o.Faults = append(o.Faults, differences(c.h.expected(), o.Books)...)
	var gaps []string
	if o.Invoices.First, o.Invoices.Last, gaps, err = c.invoiceNumbers(ctx); err != nil {
		return err
	}
	o.Invoices.Gaps = len(gaps)
	o.Faults = append(o.Faults, gaps...)
	if o.Stock, err = c.checkStock(ctx, c.h.expectedStock(purchases)); err != nil {
		return err
	}
	o.Faults = append(o.Faults, o.Stock.Differences...)
	return nil
}

// progress tells every other second how far a tenant has come.
func progress(tier string, orders int, done *atomic.Int64, told <-chan struct{}, errs io.Writer) {
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-told:
			return
		case <-tick.C:
			fmt.Fprintf(errs, "%s: %d of %d orders\n", tier, done.Load(), orders)
		}
	}
}
