package civil

import (
	"encoding/json"
	"errors"
	"regexp"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"
)

func TestParseDateRefuses(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "2026", "2026-05", "2026-5-30", "26-05-30", "2026-05-3", "20260530", "2026/05/30", "30.05.2026",
		"2026-05-30 ", " 2026-05-30", "2026-05-30T00:00:00Z", "2026-05-301", "+2026-05-30", "-2026-05-30", "12026-05-30",
		"2026-02-29", "2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "0000-01-01", "infinity", "2026-05-3٠",
	} {
		if d, err := ParseDate(s); !errors.Is(err, ErrSyntax) || !d.IsZero() {
			t.Errorf("ParseDate(%q) = %s, %v; want ErrSyntax", s, d, err)
		}
	}
}

func TestScan(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	want := New(2026, time.May, 30)
	for name, src := range map[string]any{
		"text":         "2026-05-30",
		"bytes":        []byte("2026-05-30"),
		"time":         time.Date(2026, 5, 30, 0, 0, 0, 0, time.UTC),
		"time in zone": time.Date(2026, 5, 30, 0, 30, 0, 0, berlin),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var d Date
			if err := d.Scan(src); err != nil || d != want {
				t.Errorf("Scan(%v) = %s, %v", src, d, err)
			}
		})
	}
	d := want
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("Scan(nil) = %s, %v", d, err)
	}
	for _, src := range []any{"", "infinity", 5, int64(5), true} {
		if err := d.Scan(src); !errors.Is(err, ErrSyntax) {
			t.Errorf("Scan(%v): %v; want ErrSyntax", src, err)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	type quote struct {
		Placed  Date         `json:"placed"`
		Closed  Date         `json:"closed"`
		Due     Date         `json:"due,omitzero"`
		Reminds map[Date]int `json:"reminds"`
	}
	day := New(2026, time.May, 30)
	const text = `{"placed":"2026-05-30","closed":null,"reminds":{"2026-05-30":1}}`
	got, err := json.Marshal(quote{Placed: day, Reminds: map[Date]int{day: 1}})
	if err != nil || string(got) != text {
		t.Fatalf("Marshal = %s, %v; want %s", got, err, text)
	}
	out := quote{Closed: day}
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	if out.Placed != day || !out.Closed.IsZero() || out.Reminds[day] != 1 {
		t.Errorf("Unmarshal = %+v", out)
	}
	for _, text := range []string{`""`, `"2026-5-30"`, `20260530`, `{}`, `true`, `"null"`} {
		d := day
		if err := json.Unmarshal([]byte(text), &d); !errors.Is(err, ErrSyntax) || d != day {
			t.Errorf("Unmarshal(%s) = %s, %v; want ErrSyntax", text, d, err)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := dates().Draw(t, "date")
		text, err := in.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var out Date
		if err := out.UnmarshalText(text); err != nil || out != in {
			t.Fatalf("%s came back as %s, %v", in, out, err)
		}
		if string(in.AppendText([]byte("on "))) != "on "+in.String() || string(text) != in.String() {
			t.Fatalf("%s is also written %s", in, text)
		}
	})
	d := Date{firstDay}
	if err := d.UnmarshalText([]byte("soon")); !errors.Is(err, ErrSyntax) || d != (Date{firstDay}) {
		t.Errorf("UnmarshalText = %s, %v; want ErrSyntax", d, err)
	}
}

// TestDriver sends dates through pgx's own encoding of date and back, in both
// formats of the wire.
func TestDriver(t *testing.T) {
	t.Parallel()
	types := pgtype.NewMap()
	rapid.Check(t, func(t *rapid.T) {
		in := dates().Draw(t, "date")
		for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
			wire, err := types.Encode(pgtype.DateOID, format, in, nil)
			if err != nil {
				t.Fatalf("encode %s: %v", in, err)
			}
			if in.IsZero() != (wire == nil) {
				t.Fatalf("%s is sent as %x", in, wire)
			}
			var out Date
			if err := types.Scan(pgtype.DateOID, format, wire, &out); err != nil || out != in {
				t.Fatalf("%s came back as %s, %v", in, out, err)
			}
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2026-05-30", "2024-02-29", "2026-02-29", "0001-01-01", "9999-12-31", "0000-00-00", "2026-05-30T00:00:00Z"} {
		f.Add(seed)
	}
	form := regexp.MustCompile(`\A\d{4}-\d{2}-\d{2}\z`)
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			if !errors.Is(err, ErrSyntax) || !d.IsZero() {
				t.Fatalf("ParseDate(%q) = %s, %v", s, d, err)
			}
			return
		}
		if !form.MatchString(s) || d.IsZero() || d.String() != s {
			t.Fatalf("ParseDate(%q) = %s", s, d)
		}
	})
}
