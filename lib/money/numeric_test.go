package money

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"

	"github.com/cockroachdb/apd/v3"
)

// TestNumeric reads what numeric_send of PostgreSQL 15 returns.
func TestNumeric(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		wire   string
		digits int
		want   string
	}{
		{"0000000000000000", 0, "0"},
		{"0000000000000002", 2, "0.00"},
		{"00010000000000000001", 0, "1"},
		{"00010000000000000001", 2, "1.00"},
		{"00010000400000000001", 2, "-1.00"},
		{"0002000000000001000c0bb8", 0, "12.3"},
		{"0002000000000002000c0bb8", 2, "12.30"},
		{"0002000040000003000c0d7a", 2, "-12.345"},
		{"0001ffff000000040001", 2, "0.0001"},
		{"0001ffff400000011388", 2, "-0.50"},
		{"0001fffe000000080001", 2, "0.00000001"},
		{"00010001000000000001", 0, "10000"},
		{"00010002000000000001", 2, "100000000.00"},
		{"00050003000000040063270f270f270f270f", 2, "99999999999999.9999"},
		{"00050003400000040063270f270f270f270f", 2, "-99999999999999.9999"},
		{"00010005000000000001", 0, "100000000000000000000"},
		{"000b000700000009000c0d801ed204d2162e23340d801ed204d2162e2328", 0, "123456789012345678901234567890.123456789"},
		{"0001fffb000000140001", 0, "0.00000000000000000001"},
	} {
		wire, err := hex.DecodeString(tt.wire)
		if err != nil {
			t.Fatal(err)
		}
		text, err := AppendNumericText([]byte("x = "), wire, tt.digits)
		if err != nil || string(text) != "x = "+tt.want {
			t.Errorf("AppendNumericText(%s, %d) = %s, %v; want %s", tt.wire, tt.digits, text, err, tt.want)
		}
		var a Amount
		if err := a.DecodeNumeric(wire); err != nil || a.Text(tt.digits) != tt.want {
			t.Errorf("DecodeNumeric(%s) = %s, %v; want %s", tt.wire, a.Text(tt.digits), err, tt.want)
		}
		if parsed, err := ParseAmount(tt.want); err == nil && a != parsed {
			t.Errorf("%s decoded is not == %s parsed", a, parsed)
		}
	}
}

func TestNumericRefuses(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"NaN":               "00000000c0000000",
		"infinity":          "00000000d0000020",
		"negative infinity": "00000000f0000020",
		"unknown sign":      "0000000000010000",
		"nothing":           "",
		"half a header":     "00000000",
		"missing digits":    "0002000000000001000c",
		"spare bytes":       "0001000000000001000c00",
		"negative count":    "ffff000000000000",
		"digit of 10000":    "00010000000000002710",
		"negative digit":    "0001000000000000ffff",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wire, err := hex.DecodeString(in)
			if err != nil {
				t.Fatal(err)
			}
			dst, err := AppendNumericText([]byte("x"), wire, 2)
			if !errors.Is(err, ErrNumeric) || string(dst) != "x" {
				t.Errorf("AppendNumericText = %s, %v; want ErrNumeric", dst, err)
			}
			a := MustAmount("1")
			if err := a.DecodeNumeric(wire); !errors.Is(err, ErrNumeric) || a != MustAmount("1") {
				t.Errorf("DecodeNumeric = %s, %v; want ErrNumeric", a, err)
			}
		})
	}
}

// FuzzNumeric compares both readers of binary numerics with a third one that leaves
// all arithmetic and printing to apd.
func FuzzNumeric(f *testing.F) {
	f.Add([]byte{0, 0, 0, 0, 0, 0, 0, 0}, uint8(2))
	f.Add([]byte{0, 2, 0, 0, 0x40, 0, 0, 3, 0, 12, 0x0d, 0x7a}, uint8(2))
	f.Add([]byte{0, 1, 0xff, 0xfe, 0, 0, 0, 8, 0, 1}, uint8(0))
	f.Add([]byte{0, 3, 0, 5, 0x40, 0, 0, 0, 0, 0, 0, 1, 0, 0}, uint8(9))
	f.Add([]byte{0, 0, 0, 0, 0xc0, 0, 0, 0}, uint8(0))
	f.Fuzz(func(t *testing.T, wire []byte, minDigits uint8) {
		if len(wire) >= 4 && (wire[2] > 0 && wire[2] < 0xff) {
			wire[2] = 0 // keeps the text short
		}
		want, finite := referenceNumeric(wire)
		text, err := AppendNumericText(nil, wire, int(minDigits))
		if (err == nil) != finite {
			t.Fatalf("AppendNumericText(%x): %v", wire, err)
		}
		var a Amount
		if err := a.DecodeNumeric(wire); (err == nil) != finite {
			t.Fatalf("DecodeNumeric(%x): %v", wire, err)
		}
		if !finite {
			return
		}
		if want := referenceText(want, int32(minDigits)); string(text) != want {
			t.Fatalf("AppendNumericText(%x) = %s; want %s", wire, text, want)
		}
		if got := a.Text(int(minDigits)); got != string(text) {
			t.Fatalf("DecodeNumeric(%x) = %s; want %s", wire, got, text)
		}
	})
}

func referenceNumeric(wire []byte) (value *apd.Decimal, finite bool) {
	if len(wire) < 8 {
		return nil, false
	}
	header := func(i int) int { return int(int16(binary.BigEndian.Uint16(wire[2*i:]))) }
	count, weight, sign := header(0), header(1), header(2)
	if sign != 0 && sign != 0x4000 || len(wire) != 8+2*count {
		return nil, false
	}
	value = new(apd.Decimal)
	for i := range count {
		digit := header(4 + i)
		if digit < 0 || digit > 9999 {
			return nil, false
		}
		group := apd.New(int64(digit), int32(4*(weight-i)))
		if _, err := apd.BaseContext.Add(value, value, group); err != nil {
			return nil, false
		}
	}
	value.Negative = sign != 0 && !value.IsZero()
	return value, true
}

func referenceText(value *apd.Decimal, minDigits int32) string {
	value.Reduce(value)
	if value.Exponent > -minDigits {
		if _, err := apd.BaseContext.WithPrecision(200_000).Quantize(value, value, -minDigits); err != nil {
			return err.Error()
		}
	}
	return value.Text('f')
}
