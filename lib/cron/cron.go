package cron

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Expression says when something is due.
type Expression struct {
	inner cron.Schedule
	zone  *time.Location
}

// Parse reads an expression such as "30 6 * * 1-5", "0 2 1 * *" or "@hourly"; the
// time zone is one of IANA's, UTC when empty. The error is a sentence for whoever
// wrote it.
//
// A time that a day does not have, because clocks go forward, is left out on that
// day; one that it has twice, because they go back, comes once, unless every hour is meant.
func Parse(expression, zone string) (Expression, error) {
	where, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		return Expression{}, fmt.Errorf("%q is no time zone, such as Europe/Berlin", zone)
	}
	expression = strings.TrimSpace(expression)
	// Zones are given apart, and an interval would begin whenever the program does.
	if strings.Contains(expression, "=") || strings.HasPrefix(expression, "@every") {
		return Expression{}, fmt.Errorf("%q is not five fields, such as 30 6 * * 1-5, nor @daily or the like", expression)
	}
	inner, err := cron.ParseStandard(expression)
	if err != nil {
		return Expression{}, fmt.Errorf("%q is not five fields, such as 30 6 * * 1-5, nor @daily or the like: %w", expression, err)
	}
	e := Expression{inner: inner, zone: where}
	if e.Next(time.Now()).IsZero() {
		return Expression{}, fmt.Errorf("%q never comes", expression)
	}
	return e, nil
}

// Next returns the first instant after another at which it is due, in UTC; zero
// when that is not within five years.
func (e Expression) Next(after time.Time) time.Time {
	next := e.inner.Next(after.In(e.zone))
	for !next.IsZero() && e.again(next) {
		next = e.inner.Next(next)
	}
	if next.IsZero() {
		return next
	}
	return next.UTC()
}

// everyHour is how the library marks a field of hours that is "*".
const everyHour = 1 << 63

// again tells whether the clock showed the same an hour ago.
func (e Expression) again(at time.Time) bool {
	spec, fields := e.inner.(*cron.SpecSchedule)
	return fields && spec.Hour&everyHour == 0 && at.Add(-time.Hour).Hour() == at.Hour()
}
