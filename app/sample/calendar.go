package sample

import (
	"math"
	"time"
)

// Moments are counted in working days from the first one on: 3.5 is the middle of the
// fourth. They are the same whatever day of the week is today, so that the order of
// what happens is, too.
const (
	span   = 85      // working days, which are about four months
	never  = 1 << 30 // a moment that does not come
	opens  = 8 * time.Hour
	closes = 17 * time.Hour
	day    = 24 * time.Hour
)

// working turns days of the calendar into working days.
func working(days float64) float64 { return days * 5 / 7 }

// calendar tells moments as times, in UTC.
type calendar struct {
	last  time.Time     // the midnight at which the last working day begins
	until time.Duration // how far into that day it is
}

// calendarAt returns the calendar whose last working day is today, or the one before
// while nobody works yet, or at all.
func calendarAt(now time.Time) calendar {
	now = now.UTC()
	c := calendar{last: now.Truncate(day), until: closes}
	if !free(c.last) && now.Sub(c.last) >= opens {
		c.until = min(now.Sub(c.last), closes)
		return c
	}
	c.last = step(c.last, -1)
	return c
}

func free(at time.Time) bool { return at.Weekday() == time.Saturday || at.Weekday() == time.Sunday }

// step returns the working day before or after one.
func step(from time.Time, days int) time.Time {
	for from = from.AddDate(0, 0, days); free(from); {
		from = from.AddDate(0, 0, days)
	}
	return from
}

// date returns the midnight at which the day of a moment begins. It may lie ahead.
func (c calendar) date(at float64) time.Time {
	found, away := c.last, int(math.Floor(at))-(span-1)
	for ; away < 0; away++ {
		found = step(found, -1)
	}
	for ; away > 0; away-- {
		found = step(found, 1)
	}
	return found
}

// time returns when a moment is, within the hours of its day.
func (c calendar) time(at float64) time.Time {
	date, end := c.date(at), closes
	if date.Equal(c.last) {
		end = c.until
	}
	_, part := math.Modf(at)
	return date.Add(opens + time.Duration(part*float64(end-opens)))
}
