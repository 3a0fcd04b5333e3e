package money

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/jackc/pgx/v5/pgtype"
	"pgregory.net/rapid"
)

func TestScan(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		src  any
		want string
	}{
		"null":           {nil, "0"},
		"integer":        {int64(-12_300), "-12300"},
		"text":           {"12.30", "12.3"},
		"bytes":          {[]byte("-0.0500"), "-0.05"},
		"zeros":          {"0.0000", "0"},
		"an average":     {"3.3333333333333333", "3.3333333333333333"},
		"a large sum":    {"-123456789012345678901234567890.5", "-123456789012345678901234567890.5"},
		"beyond 64 bits": {"18446744073709551616", "18446744073709551616"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := MustAmount("1")
			if err := a.Scan(tt.src); err != nil || a.String() != tt.want {
				t.Errorf("Scan(%v) = %s, %v; want %s", tt.src, a, err, tt.want)
			}
		})
	}
	for _, src := range []any{"", "NaN", "1e5", []byte("Infinity"), 1.5, true, "1.", "-"} {
		var a Amount
		if err := a.Scan(src); !errors.Is(err, ErrSyntax) {
			t.Errorf("Scan(%v): %v; want ErrSyntax", src, err)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	type item struct {
		Price    Amount             `json:"price"`
		Quantity Quantity           `json:"quantity"`
		Discount Percent            `json:"discount"`
		Tip      *Amount            `json:"tip"`
		Fee      Amount             `json:"fee,omitzero"`
		Steps    map[Quantity]int64 `json:"steps"`
	}
	const text = `{"price":"12.3","quantity":"-3","discount":"7.5","tip":null,"steps":{"1.5":2}}`
	in := item{
		Price:    MustAmount("12.30"),
		Quantity: QuantityOf(-3),
		Discount: MustPercent("7.5"),
		Steps:    map[Quantity]int64{MustQuantity("1.50"): 2},
	}
	got, err := json.Marshal(in)
	if err != nil || string(got) != text {
		t.Fatalf("Marshal = %s, %v; want %s", got, err, text)
	}
	out := item{Fee: MustAmount("1")}
	if err := json.Unmarshal([]byte(`{"price":"12.3","quantity":"-3","discount":"\u0037.5","fee":null,"steps":{"1.5":2}}`), &out); err != nil {
		t.Fatal(err)
	}
	if out.Price != in.Price || out.Quantity != in.Quantity || out.Discount != in.Discount || !out.Fee.IsZero() || out.Steps[MustQuantity("1.5")] != 2 {
		t.Errorf("Unmarshal = %+v", out)
	}
	for text, want := range map[string]error{
		`1.5`:               ErrSyntax,
		`true`:              ErrSyntax,
		`{}`:                ErrSyntax,
		`""`:                ErrSyntax,
		`" 1"`:              ErrSyntax,
		`"1e5"`:             ErrSyntax,
		`"1.00001"`:         ErrTooPrecise,
		`"100000000000000"`: ErrTooLarge,
	} {
		a := MustAmount("1")
		if err := json.Unmarshal([]byte(text), &a); !errors.Is(err, want) {
			t.Errorf("Unmarshal(%s): %v; want %v", text, err, want)
		}
		if a != MustAmount("1") {
			t.Errorf("Unmarshal(%s) failed and left %s", text, a)
		}
	}
}

// TestDriver sends numbers through pgx's own encoding of numeric and back, in both
// formats of the wire.
func TestDriver(t *testing.T) {
	t.Parallel()
	types := pgtype.NewMap()
	rapid.Check(t, func(t *rapid.T) {
		in := wide().Draw(t, "amount")
		for _, format := range []int16{pgtype.TextFormatCode, pgtype.BinaryFormatCode} {
			wire, err := types.Encode(pgtype.NumericOID, format, in, nil)
			if err != nil {
				t.Fatalf("encode %s: %v", in, err)
			}
			var out Amount
			if err := types.Scan(pgtype.NumericOID, format, wire, &out); err != nil {
				t.Fatalf("scan %s: %v", in, err)
			}
			if !out.Equal(in) {
				t.Fatalf("%s came back as %s", in, out)
			}
		}
		wire, err := types.Encode(pgtype.NumericOID, pgtype.BinaryFormatCode, in, nil)
		if err != nil {
			t.Fatal(err)
		}
		digits := rapid.IntRange(0, 6).Draw(t, "digits")
		text, err := AppendNumericText(nil, wire, digits)
		if err != nil || string(text) != in.Text(digits) {
			t.Fatalf("AppendNumericText = %s, %v; want %s", text, err, in.Text(digits))
		}
	})
}
