package serial

import (
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	day := civil.New(2026, time.March, 9)
	for _, c := range []struct {
		series Series
		n      int64
		form   string
		number string
	}{
		{Series{"C-{n}", 0}, 7, "C-{n}", "C-7"},
		{Series{"INV-{year}-{n}", 5}, 42, "INV-2026-{n}", "INV-2026-00042"},
		{Series{"INV-{year}-{n}", 2}, 142, "INV-2026-{n}", "INV-2026-142"},
		{Series{"{n}/{month}/{year}", 0}, 3, "{n}/03/2026", "3/03/2026"},
		{Series{"RE{year}{n}", 4}, 1, "RE2026{n}", "RE20260001"},
		{Series{"{site} {n}", 3}, 1, "BER {n}", "BER 001"},
	} {
		form := c.series.Form(day, "BER")
		if got := c.series.Number(form, c.n); form != c.form || got != c.number {
			t.Errorf("%v: the form is %q and the number %q, want %q and %q", c.series, form, got, c.form, c.number)
		}
		if before, after := Around(form); before+"{n}"+after != form {
			t.Errorf("around the count of %q stand %q and %q", form, before, after)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, good := range []Series{
		{"{n}", 0},
		{"INV-{year}-{n}", 12},
		{"RE{year}{month}{n}", 4},
		{"F {n}/{year}", 0},
		{"{site}-{n}", 0},
	} {
		if err := good.Check(true); err != nil {
			t.Errorf("%v: %v", good, err)
		}
	}
	for _, bad := range []struct {
		series Series
		sited  bool
		code   string
	}{
		{Series{"", 0}, true, "no-count"},
		{Series{"INV-{year}", 0}, true, "no-count"},
		{Series{"{n}-{n}", 0}, true, "no-count"},
		{Series{"INV-{month}-{n}", 0}, true, "no-year"},
		{Series{"INV-{day}-{n}", 0}, true, "unknown-mark"},
		{Series{"{site}-{n}", 0}, false, "unknown-mark"},
		{Series{"INV-1{n}", 0}, true, "count-touches"},
		{Series{"{site}{n}", 0}, true, "count-touches"},
		{Series{"{n}{year}", 0}, true, "count-touches"},
		{Series{"{n}7", 0}, true, "count-touches"},
		{Series{"INV{n", 0}, true, "invalid-pattern"},
		{Series{"INV_{n}\n", 0}, true, "invalid-pattern"},
		{Series{" INV-{n}", 0}, true, "invalid-pattern"},
		{Series{"№{n}", 0}, true, "invalid-pattern"},
		{Series{strings.Repeat("A", 38) + "{n}", 0}, true, "too-long"},
		{Series{"{n}", -1}, true, "out-of-range"},
		{Series{"{n}", 13}, true, "out-of-range"},
	} {
		found := problem.From(bad.series.Check(bad.sited)).Errors
		if len(found) == 0 || found[0].Code != bad.code {
			t.Errorf("%q with %d digits: %v, want %s", bad.series.Pattern, bad.series.Digits, found, bad.code)
		}
	}
}
