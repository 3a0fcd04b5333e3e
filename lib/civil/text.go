package civil

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrSyntax says that a text is not a date in the form 2026-05-30, or not a day of
// the calendar. It is compared by errors.Is.
var ErrSyntax = errors.New("not a date in the form YYYY-MM-DD")

// ParseDate reads a date in the form 2026-05-30 and nothing else. Its errors wrap
// ErrSyntax.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() == 0 {
		return Date{}, fmt.Errorf("%.20q: %w", s, ErrSyntax)
	}
	return fromUTC(t), nil
}

// String returns the date in the form 2026-05-30, or "" for no date.
func (d Date) String() string {
	var buf [len(time.DateOnly)]byte
	return string(d.AppendText(buf[:0]))
}

// AppendText appends what String returns to dst and returns the extended slice.
func (d Date) AppendText(dst []byte) []byte {
	if d.IsZero() {
		return dst
	}
	y, m, day := d.utc().Date()
	return append(dst,
		digit(y/1000), digit(y/100), digit(y/10), digit(y), '-',
		digit(int(m)/10), digit(int(m)), '-',
		digit(day/10), digit(day))
}

// digit returns the last decimal digit of n.
func digit(n int) byte { return '0' + byte(n%10) }

// Value returns the date as text, which PostgreSQL reads as a date, or nil for no
// date. It never fails.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil //nolint:nilnil // NULL is a value here, and what no date is stored as.
	}
	return d.String(), nil
}

// Scan reads a date from a time, whose zone does not matter, or from text; NULL is
// no date.
func (d *Date) Scan(src any) error {
	var err error
	switch src := src.(type) {
	case nil:
		*d = Date{}
	case time.Time:
		*d = New(src.Date())
	case string:
		*d, err = ParseDate(src)
	case []byte:
		*d, err = ParseDate(string(src))
	default:
		err = fmt.Errorf("scan %T as a date: %w", src, ErrSyntax)
	}
	return err
}

// MarshalText returns what String returns. It never fails.
func (d Date) MarshalText() ([]byte, error) { return d.AppendText(nil), nil }

// UnmarshalText reads a date as ParseDate does; empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON returns the date as a JSON string, or null for no date. It never
// fails.
func (d Date) MarshalJSON() ([]byte, error) {
	if d.IsZero() {
		return []byte("null"), nil
	}
	dst := append(make([]byte, 0, len(`"2026-05-30"`)), '"')
	return append(d.AppendText(dst), '"'), nil
}

// UnmarshalJSON reads a date from a JSON string as ParseDate does; null is no date,
// and an empty string is not.
func (d *Date) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*d = Date{}
		return nil
	}
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("%.20s is not a JSON string: %w", data, ErrSyntax)
	}
	parsed, err := ParseDate(s)
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
