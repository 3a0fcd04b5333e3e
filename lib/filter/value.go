package filter

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// nullWord is what a condition says instead of a value to mean that there is none.
const nullWord = "null"

// storable tells whether PostgreSQL takes the text at all.
func storable(s string) bool {
	return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0
}

// canonical returns the one way to write a value of the field's kind, and whether
// raw is such a value.
func (f *Field) canonical(raw string) (string, bool) {
	switch f.Kind {
	case Text:
		return raw, true
	case Choice:
		return raw, len(f.Choices) == 0 || slices.Contains(f.Choices, raw)
	case Bool:
		return raw, raw == "true" || raw == "false"
	case Int:
		n, err := strconv.ParseInt(raw, 10, 64)
		return strconv.FormatInt(n, 10), err == nil
	case Decimal:
		a, err := money.ParseAmount(raw)
		return a.String(), err == nil
	case Date:
		d, err := civil.ParseDate(raw)
		return d.String(), err == nil
	case Instant:
		return canonicalInstant(raw)
	case ID, IDs:
		return canonicalID(raw)
	case Unsorted:
	}
	return "", false
}

// canonicalInstant reads an instant, or a date that means its midnight in UTC, to
// the microsecond, which is what the database keeps.
func canonicalInstant(raw string) (string, bool) {
	t, err := time.Parse(time.RFC3339, raw)
	if err != nil {
		t, err = time.Parse(time.DateOnly, raw)
	}
	t = t.UTC().Truncate(time.Microsecond)
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return "", false
	}
	return t.Format(time.RFC3339Nano), true
}

// canonicalID takes the usual form with hyphens only.
func canonicalID(raw string) (string, bool) {
	id, err := uuid.Parse(raw)
	if err != nil || len(raw) != len(id.String()) {
		return "", false
	}
	return id.String(), true
}

// expects says in words what values of the field look like.
func (f *Field) expects() string {
	const few = 12
	switch f.Kind {
	case Choice:
		if len(f.Choices) > few {
			return "one of " + strings.Join(f.Choices[:few], ", ") + " and others"
		}
		return "one of " + strings.Join(f.Choices, ", ")
	case Bool:
		return "true or false"
	case Int:
		return "a whole number"
	case Decimal:
		return "a number with at most 14 digits before and 4 after the point"
	case Date:
		return "a date such as 2026-05-30"
	case Instant:
		return "an instant such as 2026-05-30T12:00:00Z, or a date"
	case ID, IDs:
		return "a UUID"
	case Text, Unsorted:
	}
	return "text"
}

// splitList takes a list of values apart at its commas, those behind a backslash
// excepted.
func splitList(raw string) []string {
	if strings.IndexByte(raw, '\\') < 0 {
		return strings.Split(raw, ",")
	}
	var out []string
	var value strings.Builder
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] == ',':
			out = append(out, value.String())
			value.Reset()
		case raw[i] == '\\' && i+1 < len(raw):
			i++
			value.WriteByte(raw[i])
		default:
			value.WriteByte(raw[i])
		}
	}
	return append(out, value.String())
}

// joinList puts together what splitList takes apart.
func joinList(values []string) string {
	escaped := make([]string, len(values))
	for i, v := range values {
		escaped[i] = strings.ReplaceAll(strings.ReplaceAll(v, `\`, `\\`), ",", `\,`)
	}
	return strings.Join(escaped, ",")
}
