package money

import (
	"regexp"
	"strings"
	"testing"

	"github.com/cockroachdb/apd/v3"
)

// FuzzParseAmount holds the parser against the grammar as a regular expression and
// against apd.
func FuzzParseAmount(f *testing.F) {
	for _, seed := range []string{"0", "-0.00", "12.30", "007", "1e3", "+1", ".5", "5.", "NaN", "99999999999999.9999", "100000000000000", "0.00001", "1.00000"} {
		f.Add(seed)
	}
	plain := regexp.MustCompile(`\A-?\d+(\.\d+)?\z`)
	limit := apd.New(1, MaxDigits)
	f.Fuzz(func(t *testing.T, s string) {
		s = s[:min(len(s), 1000)] // apd refuses very long numbers
		a, err := ParseAmount(s)
		if !plain.MatchString(s) {
			if err == nil {
				t.Fatalf("%q was parsed as %s", s, a)
			}
			return
		}
		want, _, wantErr := apd.NewFromString(s)
		if wantErr != nil {
			t.Fatal(wantErr)
		}
		want.Reduce(want)
		var size apd.Decimal
		size.Abs(want)
		fits := size.Cmp(limit) < 0 && want.Exponent >= -MaxDecimals
		if fits != (err == nil) {
			t.Fatalf("%q: %v", s, err)
		}
		wide, err := parseWide(s)
		if err != nil {
			t.Fatalf("%q is not accepted from the database: %v", s, err)
		}
		if text := strings.TrimPrefix(want.Text('f'), "-"); wide.Sign() != want.Sign() || strings.TrimPrefix(wide.String(), "-") != text {
			t.Fatalf("%q was read as %s; want %s", s, wide, text)
		}
		if fits && a != (Amount{wide}) {
			t.Fatalf("%q was parsed as %s and read as %s", s, a, wide)
		}
	})
}

// FuzzUnmarshalJSON checks that whatever is accepted is within the limits and comes
// back as it was.
func FuzzUnmarshalJSON(f *testing.F) {
	for _, seed := range []string{`"1.5"`, `null`, `"\u0031"`, `1.5`, `""`, `"`, `{}`, `"1" `} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a, b Amount
		if err := a.UnmarshalJSON(data); err != nil {
			return
		}
		if err := a.Validate(); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		text, err := a.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if err := b.UnmarshalJSON(text); err != nil || a != b {
			t.Fatalf("%s became %s and then %s, %v", data, text, b, err)
		}
	})
}
