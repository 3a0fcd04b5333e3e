package civil

import "time"

// Date is a day of the Gregorian calendar from 0001-01-01 to 9999-12-31. The zero
// value is no date. Dates are compared by == and may be keys of maps.
//
// Arithmetic that would leave the range ends at its first or last day. No date
// stays no date under arithmetic and comes before all dates.
type Date struct { //nolint:recvcheck // A date is a value; only decoding needs its place.
	day int32 // days since 0000-12-31; 0 is no date
}

// Days since 0000-12-31 of some dates.
const (
	firstDay = 1         // 0001-01-01
	unixDay  = 719_163   // 1970-01-01
	day2000  = 730_120   // 2000-01-01
	lastDay  = 3_652_059 // 9999-12-31
)

const (
	secondsPerDay = 24 * 60 * 60
	monthsPerYear = 12
	lastYear      = 9999
)

// New returns the given day. Months and days beyond their range continue in the
// neighbouring ones, as time.Date does: 30 February 2026 is 2 March.
func New(y int, m time.Month, d int) Date {
	return fromUTC(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the day of t in t's own location. The zero time, although it is
// also midnight of 0001-01-01 in UTC, is no date.
func DateOf(t time.Time) Date {
	if t.IsZero() {
		return Date{}
	}
	return New(t.Date())
}

// FromDays2000 returns the date that many days after 2000-01-01, which is how
// PostgreSQL sends dates. Its infinities become the first and the last date.
func FromDays2000(days int32) Date { return fromDay(int64(days) + day2000) }

// fromUTC returns the day of a midnight in UTC.
func fromUTC(midnight time.Time) Date {
	return fromDay(midnight.Unix()/secondsPerDay + unixDay)
}

func fromDay(day int64) Date {
	return Date{int32(min(max(day, firstDay), lastDay))}
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d == Date{} }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.day < e.day }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.day > e.day }

// Compare returns -1, 0 or 1 for d before, equal to or after e.
func (d Date) Compare(e Date) int {
	switch {
	case d.day < e.day:
		return -1
	case d.day > e.day:
		return 1
	default:
		return 0
	}
}

// AddDays returns the date n days later, or earlier if n is negative.
func (d Date) AddDays(n int) Date {
	if d.IsZero() {
		return d
	}
	n = min(max(n, -lastDay), lastDay)
	return fromDay(int64(d.day) + int64(n))
}

// AddMonths returns the same day of the month n months later, or earlier if n is
// negative. Where that month is too short it is its last day: a month after
// 31 January is 28 or 29 February.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	const all = monthsPerYear * lastYear
	y, m, day := d.utc().Date()
	month := m + time.Month(min(max(n, -all), all))
	end := time.Date(y, month+1, 0, 0, 0, 0, 0, time.UTC)
	return fromUTC(end.AddDate(0, 0, min(day-end.Day(), 0)))
}

// DaysSince returns the number of days from e to d, which is negative if d is
// earlier. It is 0 if either is no date.
func (d Date) DaysSince(e Date) int {
	if d.IsZero() || e.IsZero() {
		return 0
	}
	return int(d.day - e.day)
}

// DaysSince2000 returns the number of days since 2000-01-01, which is how
// PostgreSQL receives dates. It says nothing about no date, which is NULL there.
func (d Date) DaysSince2000() int32 { return d.day - day2000 }

// Year returns the year, or 0 for no date.
func (d Date) Year() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Year()
}

// Month returns the month, or 0 for no date.
func (d Date) Month() time.Month {
	if d.IsZero() {
		return 0
	}
	return d.utc().Month()
}

// Day returns the day of the month, or 0 for no date.
func (d Date) Day() int {
	if d.IsZero() {
		return 0
	}
	return d.utc().Day()
}

// Weekday returns the day of the week. It says nothing about no date.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Time returns the moment at which the day begins in loc: midnight, or where the
// clocks skip midnight the first moment after. No date is the zero time.
func (d Date) Time(loc *time.Location) time.Time {
	if d.IsZero() {
		return time.Time{}
	}
	y, m, day := d.utc().Date()
	t := time.Date(y, m, day, 0, 0, 0, 0, loc)
	if DateOf(t).Before(d) {
		_, t = t.ZoneBounds()
	}
	return t
}

// utc returns midnight of the day in UTC.
func (d Date) utc() time.Time {
	return time.Unix((int64(d.day)-unixDay)*secondsPerDay, 0).UTC()
}
