package money

import (
	"database/sql/driver"
	"fmt"
)

// Value returns the number as decimal text, which PostgreSQL reads as numeric. It
// never fails.
func (d decimal) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads a number of any size from decimal text or an int64; NULL becomes 0.
func (d *decimal) Scan(src any) error {
	var err error
	switch src := src.(type) {
	case nil:
		*d = decimal{}
	case int64:
		*d = fromInt64(src, 0)
	case string:
		*d, err = parseWide(src)
	case []byte:
		*d, err = parseWide(string(src))
	default:
		err = fmt.Errorf("scan %T as a decimal: %w", src, ErrSyntax)
	}
	return err
}

// MarshalText returns what String returns. It never fails.
func (d decimal) MarshalText() ([]byte, error) { return d.AppendText(nil, 0), nil }

// UnmarshalText reads a decimal as the Parse functions do, with the same errors.
func (d *decimal) UnmarshalText(text []byte) error {
	parsed, err := parse(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MarshalJSON returns the number as a JSON string, so that no reader passes it
// through a binary float. It never fails.
func (d decimal) MarshalJSON() ([]byte, error) { return d.quote(), nil }

// UnmarshalJSON reads a decimal from a JSON string as the Parse functions do, with
// the same errors; null becomes 0, and a JSON number is refused.
func (d *decimal) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*d = decimal{}
		return nil
	}
	s, err := unquote(data)
	if err != nil {
		return err
	}
	return d.UnmarshalText([]byte(s))
}
