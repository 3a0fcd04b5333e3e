package money

import (
	"encoding/hex"
	"testing"
)

func BenchmarkAppendNumericText(b *testing.B) {
	for name, text := range map[string]string{
		"12.30":        "0002000000000002000c0bb8",
		"1234567.8":    "0003000100000002007b11d71f40",
		"14+4 digits":  "00050003400000040063270f270f270f270f",
		"zero as 0.00": "0000000000000002",
	} {
		wire, err := hex.DecodeString(text)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			dst := make([]byte, 0, 64)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := AppendNumericText(dst, wire, 2); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecodeNumeric(b *testing.B) {
	wire, err := hex.DecodeString("0003000100000002007b11d71f40")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var a Amount
		if err := a.DecodeNumeric(wire); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkItemTotal(b *testing.B) {
	price, quantity, discount := MustAmount("41.99"), MustQuantity("2.5"), MustPercent("7.5")
	b.ReportAllocs()
	for b.Loop() {
		if price.Times(quantity).Less(discount).Round("EUR").IsZero() {
			b.Fatal("a total of 0")
		}
	}
}

func BenchmarkParseAmount(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseAmount("1234567.89"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppendText(b *testing.B) {
	a := MustAmount("1234567.8")
	dst := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		a.AppendText(dst, 2)
	}
}

// TestAppendNumericTextAllocatesNothing guards the path that every list takes.
func TestAppendNumericTextAllocatesNothing(t *testing.T) {
	wire, err := hex.DecodeString("0003000100000002007b11d71f40")
	if err != nil {
		t.Fatal(err)
	}
	dst := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() {
		if _, err := AppendNumericText(dst, wire, 2); err != nil {
			t.Error(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
