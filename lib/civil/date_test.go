package civil

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// dates draws any date, and now and then no date.
func dates() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date {
		return Date{rapid.Int32Range(0, lastDay).Draw(t, "day")}
	})
}

// realDates draws any date except no date.
func realDates() *rapid.Generator[Date] {
	return rapid.Custom(func(t *rapid.T) Date {
		return Date{rapid.Int32Range(firstDay, lastDay).Draw(t, "day")}
	})
}

func date(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestNew(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]Date{
		"2026-05-30": New(2026, time.May, 30),
		"2026-03-02": New(2026, time.February, 30),
		"2024-02-29": New(2024, time.February, 29),
		"2027-01-01": New(2026, 13, 1),
		"2025-12-31": New(2026, time.January, 0),
		"2000-01-01": FromDays2000(0),
		"1970-01-01": {unixDay},
		"0001-01-01": New(-4, time.May, 1),
		"9999-12-31": New(12026, time.May, 1),
	} {
		if got.String() != want || got != date(t, want) {
			t.Errorf("got %s; want %s", got, want)
		}
	}
}

func TestNoDate(t *testing.T) {
	t.Parallel()
	var none Date
	first := Date{firstDay}
	if !none.IsZero() || first.IsZero() || New(2026, time.May, 30).IsZero() {
		t.Error("IsZero is wrong")
	}
	if none.String() != "" || none.Year() != 0 || none.Month() != 0 || none.Day() != 0 || !none.Time(time.UTC).IsZero() {
		t.Error("no date has parts")
	}
	if none.AddDays(1) != none || none.AddMonths(-1) != none || none.DaysSince(first) != 0 || first.DaysSince(none) != 0 {
		t.Error("no date counts")
	}
	if !none.Before(first) || none.Compare(first) != -1 || none.Compare(Date{}) != 0 || none.After(first) {
		t.Error("no date is not before all dates")
	}
	if DateOf(time.Time{}) != none {
		t.Error("the zero time is a date")
	}
}

func TestAddDays(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-05-30", 0, "2026-05-30"},
		{"2026-05-30", 2, "2026-06-01"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2025-02-28", 1, "2025-03-01"},
		{"2026-01-01", -1, "2025-12-31"},
		{"1900-02-28", 1, "1900-03-01"},
		{"9999-12-31", 1, "9999-12-31"},
		{"0001-01-01", -1, "0001-01-01"},
		{"2026-05-30", math.MaxInt, "9999-12-31"},
		{"2026-05-30", math.MinInt, "0001-01-01"},
	} {
		if got := date(t, tt.from).AddDays(tt.n); got.String() != tt.want {
			t.Errorf("%s.AddDays(%d) = %s; want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestAddMonths(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-05-30", 0, "2026-05-30"},
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-01-31", 2, "2026-03-31"},
		{"2026-03-31", -1, "2026-02-28"},
		{"2026-10-31", 1, "2026-11-30"},
		{"2026-12-15", 1, "2027-01-15"},
		{"2026-01-15", -1, "2025-12-15"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-05-30", -26 * 12, "2000-05-30"},
		{"9999-11-30", 1, "9999-12-30"},
		{"9999-12-01", 1, "9999-12-31"},
		{"0001-01-31", -1, "0001-01-01"},
		{"2026-05-30", math.MaxInt, "9999-12-31"},
		{"2026-05-30", math.MinInt, "0001-01-01"},
	} {
		if got := date(t, tt.from).AddMonths(tt.n); got.String() != tt.want {
			t.Errorf("%s.AddMonths(%d) = %s; want %s", tt.from, tt.n, got, tt.want)
		}
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	early, late := New(2025, time.December, 31), New(2026, time.January, 1)
	if !early.Before(late) || late.Before(early) || early.Before(early) {
		t.Error("Before is wrong")
	}
	if !late.After(early) || early.After(late) || late.After(late) {
		t.Error("After is wrong")
	}
	if early.Compare(late) != -1 || late.Compare(early) != 1 || late.Compare(early.AddDays(1)) != 0 {
		t.Error("Compare is wrong")
	}
	if late.DaysSince(early) != 1 || early.DaysSince(late) != -1 {
		t.Error("DaysSince is wrong")
	}
	if m := map[Date]int{New(2026, time.May, 30): 1}; m[FromDays2000(9646)] != 1 {
		t.Error("a date made in another way is another key")
	}
}

func TestDays2000(t *testing.T) {
	t.Parallel()
	for days, want := range map[int32]string{
		0:             "2000-01-01",
		9646:          "2026-05-30",
		-1:            "1999-12-31",
		-10957:        "1970-01-01",
		math.MaxInt32: "9999-12-31",
		math.MinInt32: "0001-01-01",
	} {
		if got := FromDays2000(days); got.String() != want {
			t.Errorf("FromDays2000(%d) = %s; want %s", days, got, want)
		}
	}
	if got := New(2026, time.May, 30).DaysSince2000(); got != 9646 {
		t.Errorf("DaysSince2000 = %d; want 9646", got)
	}
}

// TestAgainstTime holds the arithmetic against that of package time.
func TestAgainstTime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, first, last := realDates().Draw(t, "date"), Date{firstDay}, Date{lastDay}
		midnight := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
		if d.String() != midnight.Format(time.DateOnly) || d.Weekday() != midnight.Weekday() || New(midnight.Date()) != d || d != first && DateOf(midnight) != d {
			t.Fatalf("%s is not %s", d, midnight)
		}
		if FromDays2000(d.DaysSince2000()) != d {
			t.Fatalf("%s came back as %s", d, FromDays2000(d.DaysSince2000()))
		}
		n := rapid.IntRange(-4_000_000, 4_000_000).Draw(t, "days")
		want := midnight.AddDate(0, 0, n)
		got := d.AddDays(n)
		if inRange := want.Year() >= 1 && want.Year() <= lastYear; inRange && (got != New(want.Date()) || got.DaysSince(d) != n) {
			t.Fatalf("%s.AddDays(%d) = %s; want %s", d, n, got, want)
		} else if !inRange && got != first && got != last {
			t.Fatalf("%s.AddDays(%d) = %s; want an end of the calendar", d, n, got)
		}
		months := rapid.IntRange(-200, 200).Draw(t, "months")
		wantMonths(t, d, months)
	})
}

func wantMonths(t *rapid.T, d Date, n int) {
	got := d.AddMonths(n)
	month := 12*d.Year() + int(d.Month()) + n
	if month < 13 || month > 12*lastYear+12 {
		return
	}
	if 12*got.Year()+int(got.Month()) != month {
		t.Fatalf("%s.AddMonths(%d) = %s", d, n, got)
	}
	lastOfMonth := got.AddDays(1).Day() == 1 || got.AddDays(1) == got
	if got.Day() != d.Day() && (got.Day() > d.Day() || !lastOfMonth) {
		t.Fatalf("%s.AddMonths(%d) = %s", d, n, got)
	}
}

// TestTime visits zones that skip midnight and, in Apia, a whole day.
func TestTime(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		date, zone, want string
	}{
		{"2026-05-30", "UTC", "2026-05-30T00:00:00Z"},
		{"2026-03-29", "Europe/Berlin", "2026-03-29T00:00:00+01:00"},
		{"2018-11-04", "America/Sao_Paulo", "2018-11-04T01:00:00-02:00"},
		{"2011-12-30", "Pacific/Apia", "2011-12-31T00:00:00+14:00"},
		{"2011-12-31", "Pacific/Apia", "2011-12-31T00:00:00+14:00"},
		{"2026-04-24", "Africa/Cairo", "2026-04-24T01:00:00+03:00"},
		{"0001-01-01", "UTC", "0001-01-01T00:00:00Z"},
	} {
		loc, err := time.LoadLocation(tt.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := date(t, tt.date).Time(loc).Format(time.RFC3339); got != tt.want {
			t.Errorf("%s in %s begins at %s; want %s", tt.date, tt.zone, got, tt.want)
		}
	}
}

func TestTimeIsOnItsDay(t *testing.T) {
	t.Parallel()
	zones := []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Africa/Cairo", "Asia/Kathmandu", "Australia/Lord_Howe"}
	rapid.Check(t, func(t *rapid.T) {
		d := New(rapid.IntRange(1970, 2060).Draw(t, "year"), time.January, rapid.IntRange(1, 366).Draw(t, "day"))
		loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		begin := d.Time(loc)
		if DateOf(begin) != d {
			t.Fatalf("%s begins at %s", d, begin)
		}
		if before := DateOf(begin.Add(-2 * time.Hour)); before != d.AddDays(-1) {
			t.Fatalf("two hours before %s begins it is %s", d, before)
		}
	})
}
