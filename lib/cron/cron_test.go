package cron_test

import (
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/cron"
)

func TestNext(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ expression, zone, after, want string }{
		{"30 6 * * 1-5", "", "2026-11-20T06:30:00Z", "2026-11-23T06:30:00Z"}, // Friday to Monday
		{"30 6 * * 1-5", "Europe/Berlin", "2026-11-23T05:29:59Z", "2026-11-23T05:30:00Z"},
		{"0 2 1 * *", "UTC", "2026-01-31T00:00:00Z", "2026-02-01T02:00:00Z"},
		{"@daily", "Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T18:30:00Z"},
		{"0 0 29 2 *", "", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z"},
		{"30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-30T00:30:00Z"}, // 02:30 is missing on the 29th
		{"30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}, // and comes once on the 25th of October
	} {
		e, err := cron.Parse(c.expression, c.zone)
		if err != nil {
			t.Errorf("%s: %v", c.expression, err)
			continue
		}
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Next(after).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %q after %s: %s, want %s", c.expression, c.zone, c.after, got, c.want)
		}
	}
}

func TestExpressionsThatCannotBeMeant(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"", ""},
		{"* * * *", ""},
		{"60 * * * *", ""},
		{"TZ=0", ""},
		{"CRON_TZ=UTC 0 0 * * *", ""},
		{"@every 1s", ""},
		{"0 0 30 2 *", ""},
		{"@daily", "Mars/Phobos"},
		{"@daily", "Local"},
	} {
		if _, err := cron.Parse(c[0], c[1]); err == nil {
			t.Errorf("%q in %q was read", c[0], c[1])
		}
	}
}
