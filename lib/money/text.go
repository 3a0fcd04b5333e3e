package money

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/cockroachdb/apd/v3"
)

// parse reads a decimal within the limits. Zeros that do not change the value, in
// front or behind, do not count towards them.
func parse(s string) (decimal, error) {
	negative, whole, fraction, err := split(s)
	if err != nil {
		return decimal{}, err
	}
	if len(fraction) > MaxDecimals {
		return decimal{}, fmt.Errorf("%.40q: %w", s, ErrTooPrecise)
	}
	if len(whole) > MaxDigits {
		return decimal{}, fmt.Errorf("%.40q: %w", s, ErrTooLarge)
	}
	var n int64 // below 10^(MaxDigits+MaxDecimals)
	for _, part := range [...]string{whole, fraction} {
		for i := range len(part) {
			n = n*10 + int64(part[i]-'0')
		}
	}
	if negative {
		n = -n
	}
	return fromInt64(n, int32(len(fraction))), nil
}

// parseWide reads a decimal of any size, as the database may return it.
func parseWide(s string) (decimal, error) {
	negative, whole, fraction, err := split(s)
	if err != nil {
		return decimal{}, err
	}
	if len(whole)+len(fraction) == 0 {
		return decimal{}, nil
	}
	var coef apd.BigInt
	if _, ok := coef.SetString(whole+fraction, 10); !ok {
		return decimal{}, fmt.Errorf("%.40q: %w", s, ErrSyntax)
	}
	d := canonical(coef, int32(len(fraction)))
	if negative {
		return d.neg(), nil
	}
	return d, nil
}

// split checks the notation of a decimal and takes it apart: whole has no leading
// and fraction no trailing zeros.
func split(s string) (negative bool, whole, fraction string, err error) {
	rest, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(rest, ".")
	if !allDigits(whole) || point && !allDigits(fraction) {
		return false, "", "", fmt.Errorf("%.40q: %w", s, ErrSyntax)
	}
	return negative, strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0"), nil
}

// allDigits reports whether s is one or more ASCII digits.
func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// String returns the number in plain notation with no more decimals than it
// needs, such as "12.3". It never uses an exponent.
func (d decimal) String() string { return d.Text(0) }

// Text returns the number with at least the given number of decimals: 12.3 with 2
// is "12.30", and 12.345 with 2 keeps its third decimal.
func (d decimal) Text(digits int) string {
	var buf [32]byte
	return string(d.AppendText(buf[:0], digits))
}

// AppendText appends what Text returns to dst and returns the extended slice.
func (d decimal) AppendText(dst []byte, digits int) []byte {
	if d.Sign() < 0 {
		dst = append(dst, '-')
	}
	start := len(dst)
	var size apd.BigInt
	size.Abs(&d.coef)
	dst = size.Append(dst, 10)

	scale := int(d.scale)
	if missing := scale + 1 - (len(dst) - start); missing > 0 {
		dst = slices.Insert(dst, start, make([]byte, missing)...)
		for i := range missing {
			dst[start+i] = '0'
		}
	}
	if scale > 0 {
		dst = slices.Insert(dst, len(dst)-scale, '.')
	}
	return padDecimals(dst, scale, digits)
}

// padDecimals appends zeros to a number that has the given number of decimals, and
// a point where it had none, until it has at least the wanted ones.
func padDecimals(dst []byte, decimals, wanted int) []byte {
	if decimals == 0 && wanted > 0 {
		dst = append(dst, '.')
	}
	for ; decimals < wanted; decimals++ {
		dst = append(dst, '0')
	}
	return dst
}

// must returns the result of a Parse function and panics where that is an error.
// It is for numbers written in the program itself.
func must[T any](value T, err error) T {
	if err != nil {
		panic("money: " + err.Error())
	}
	return value
}

// quote returns the number as a JSON string.
func (d decimal) quote() []byte {
	dst := append(make([]byte, 0, 32), '"')
	return append(d.AppendText(dst, 0), '"')
}

// unquote returns the content of a JSON string that may hold a number.
func unquote(data []byte) (string, error) {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return "", fmt.Errorf("%.40s is not a JSON string: %w", data, ErrSyntax)
	}
	return s, nil
}
