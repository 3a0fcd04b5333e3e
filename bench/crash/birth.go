package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// hangUp is what happens besides kills while companies are made: those who asked
// for them go away.
const hangUp = "caller"

// longestBirth is how long after the requests the server is killed at the latest.
const longestBirth = 700 * time.Millisecond

// crashBirth has a company made on each tier and kills what makes them.
func (l *lab) crashBirth(ctx context.Context, round int) error {
	what := []string{killServer, killPostgres, killBoth, hangUp}[round%4]
	after := time.Duration(l.random.Int64N(int64(longestBirth)))
	tiers := []string{"shared", "schema", "database"}
	asking, leave := context.WithCancel(ctx)
	defer leave()
	l.proxy.dying.Store(true)
	var all sync.WaitGroup
	for _, tier := range tiers {
		all.Go(func() { _ = l.askFor(asking, l.proxy.url, born(round, tier), tier) }) // what became of it is looked at below
	}
	time.Sleep(after)
	if what == hangUp {
		leave()
		all.Wait()
	} else {
		if err := l.server.kill(what); err != nil {
			return err
		}
		all.Wait()
		if _, err := l.server.start(ctx); err != nil {
			return err
		}
	}
	l.proxy.dying.Store(false)
	b := &l.summary.Births
	if b.Killed == nil {
		b.Killed = map[string]int{}
	}
	b.Rounds++
	b.Killed[what]++
	for _, tier := range tiers {
		b.Asked++
		if err := l.grown(ctx, born(round, tier), tier, what); err != nil {
			return err
		}
	}
	l.tell("killed %s %.2f s into making companies: of %d so far %d were not begun, %d finished by themselves, %d by command",
		what, after.Seconds(), b.Asked, b.NotBegun, b.Active, b.ByCommand)
	return nil
}

func born(round int, tier string) string { return "born" + strconv.Itoa(round) + "-" + tier }

func (l *lab) askFor(ctx context.Context, base, slug, tier string) error {
	return driver.Ask(ctx, http.MethodPost, base+"/api/enterprise/clients/create", l.token, object{
		"name": "Born " + slug, "slug": slug, "tier": tier, "admin_email": "owner@" + slug + ".example", "country": "DE", "currency": "EUR",
	}, nil)
}

// grown looks what became of a company, has it finished if need be, and looks
// whether it is whole.
func (l *lab) grown(ctx context.Context, slug, tier, what string) error {
	c, found, err := l.settled(ctx, slug, what)
	switch {
	case err != nil:
		return err
	case !found:
		l.summary.Births.NotBegun++
		if err := l.askFor(ctx, l.proxy.url, slug, tier); err != nil {
			l.wrong(slug, "cannot be made after killing %s: %v", what, err)
			return nil
		}
	case c.Status == "active":
		l.summary.Births.Active++
	default:
		if what != hangUp {
			l.wrong(slug, "is still %s %s after the server was started again", c.Status, grace)
		}
		l.summary.Births.ByCommand++
		if err := l.resume(ctx, slug); err != nil {
			l.wrong(slug, "cannot be finished: %v", err)
			return nil
		}
	}
	if c, _, err = l.named(ctx, slug); err != nil {
		return err
	}
	return l.whole(ctx, c)
}

// grace is how long a server that was started again may go on finishing what the
// one before it had begun.
const grace = 10 * time.Second

// settled returns a company as a server leaves it that has had time to finish it.
func (l *lab) settled(ctx context.Context, slug, what string) (company, bool, error) {
	until := time.Now().Add(grace)
	for {
		c, found, err := l.named(ctx, slug)
		if err != nil || !found || c.Status == "active" || what == hangUp || time.Now().After(until) {
			return c, found, err
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// named finds a company by its slug.
func (l *lab) named(ctx context.Context, slug string) (company, bool, error) {
	all, err := l.companies(ctx, slug)
	for _, c := range all {
		if c.Slug == slug {
			return c, true, err
		}
	}
	return company{Slug: slug}, false, err
}

// resume has a company finished as an operator would. The server may still be at
// it, for those who have hung up: then it is busy for a moment.
func (l *lab) resume(ctx context.Context, slug string) (err error) {
	for range 20 {
		cmd := exec.CommandContext(ctx, l.in("guildhall"), "tenant", "resume", slug, "--data", l.in("data"))
		out, failed := cmd.CombinedOutput()
		if failed == nil {
			return nil
		}
		err = fmt.Errorf("%w: %s", failed, out)
		time.Sleep(250 * time.Millisecond)
	}
	return err
}

// whole looks whether a new company has what each has, once.
func (l *lab) whole(ctx context.Context, c company) error {
	if c.Status != "active" {
		l.wrong(c.Slug, "is %s", c.Status)
		return nil
	}
	for plural, n := range map[string]int{"sites": 1, "users": 1, "tax-rates": -1, "roles": -1, "locations": -1} {
		all, err := l.list(ctx, c, plural)
		if _, refused := errors.AsType[*driver.RefusalError](err); err != nil && !refused {
			return err
		}
		if n < 0 { // as many as the first company has
			if l.usual[plural] == 0 {
				l.usual[plural] = len(all)
			}
			n = l.usual[plural]
		}
		if err != nil || len(all) != n || n == 0 {
			l.wrong(c.Slug, "has %d %s, not %d (%v)", len(all), plural, n, err)
		}
	}
	token, err := l.enter(ctx, c)
	if err == nil {
		err = driver.Ask(ctx, http.MethodPost, l.path(c, "clients"), token, object{"name": "First", "currency": "EUR"}, nil)
	}
	if err != nil {
		l.wrong(c.Slug, "cannot work: %v", err)
	}
	return nil
}
