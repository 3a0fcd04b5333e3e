package money

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/apd/v3"
)

// Limits of what is parsed and stored. Each number within them fits PostgreSQL's
// numeric(18,4).
const (
	// MaxDigits is the largest number of digits before the decimal point: the
	// absolute value is below 10^MaxDigits.
	MaxDigits = 14
	// MaxDecimals is the largest number of digits after the decimal point.
	MaxDecimals = 4
)

// Reasons for refusing a number, to be compared by errors.Is.
var (
	// ErrSyntax says that a text is not a decimal in plain notation: an optional
	// minus sign, digits, and optionally a point followed by digits.
	ErrSyntax = errors.New("not a decimal number")
	// ErrTooPrecise says that a number has more than MaxDecimals decimals.
	ErrTooPrecise = fmt.Errorf("more than %d decimals", MaxDecimals)
	// ErrTooLarge says that a number has more than MaxDigits digits before the
	// decimal point.
	ErrTooLarge = fmt.Errorf("more than %d digits before the decimal point", MaxDigits)
)

// decimal is the number coef / 10^scale. Its scale is never negative and as small
// as the value allows, and a coefficient that fits an int64 is held in place, so
// that equal numbers within the limits are also equal by ==.
//
// Copies may share the memory of a coefficient too large to be held in place.
// Results are therefore always computed into a new apd.BigInt, never into one that
// belongs to a decimal.
type decimal struct { //nolint:recvcheck // A decimal is a value; only decoding needs its place.
	coef  apd.BigInt
	scale int32
}

// canonical returns coef / 10^scale in its one representation. The caller gives
// up coef.
func canonical(coef apd.BigInt, scale int32) decimal {
	ten := apd.NewBigInt(10)
	for scale > 0 && !coef.IsInt64() {
		var quotient, remainder apd.BigInt
		quotient.QuoRem(&coef, ten, &remainder)
		if remainder.Sign() != 0 {
			return decimal{coef: coef, scale: scale}
		}
		coef = quotient
		scale--
	}
	if !coef.IsInt64() {
		return decimal{coef: coef, scale: scale}
	}
	return fromInt64(coef.Int64(), scale)
}

// fromInt64 returns n / 10^scale.
func fromInt64(n int64, scale int32) decimal {
	if n == 0 {
		return decimal{}
	}
	for scale > 0 && n%10 == 0 {
		n /= 10
		scale--
	}
	var d decimal
	d.coef.SetInt64(n)
	d.scale = scale
	return d
}

// Sign returns -1, 0 or 1 for a number below, equal to or above 0.
func (d decimal) Sign() int { return d.coef.Sign() }

// IsZero reports whether the number is 0.
func (d decimal) IsZero() bool { return d.coef.Sign() == 0 }

// Validate returns ErrTooPrecise or ErrTooLarge, wrapped with the number, if it is
// beyond the limits of storage, and nil otherwise.
func (d decimal) Validate() error {
	if d.scale > MaxDecimals {
		return fmt.Errorf("%s: %w", d, ErrTooPrecise)
	}
	limit := pow10(MaxDigits + d.scale)
	if d.coef.CmpAbs(&limit) >= 0 {
		return fmt.Errorf("%s: %w", d, ErrTooLarge)
	}
	return nil
}

func (d decimal) plus(e decimal) decimal {
	x, y, scale := align(d, e)
	var sum apd.BigInt
	sum.Add(&x, &y)
	return canonical(sum, scale)
}

func (d decimal) neg() decimal {
	var opposite apd.BigInt
	opposite.Neg(&d.coef)
	return canonical(opposite, d.scale)
}

func (d decimal) times(e decimal) decimal {
	var product apd.BigInt
	product.Mul(&d.coef, &e.coef)
	return canonical(product, d.scale+e.scale)
}

// percent returns the exact portion d × p / 100.
func (d decimal) percent(p decimal) decimal {
	var product apd.BigInt
	product.Mul(&d.coef, &p.coef)
	return canonical(product, d.scale+p.scale+2)
}

func (d decimal) cmp(e decimal) int {
	x, y, _ := align(d, e)
	return x.Cmp(&y)
}

// round returns d with at most the given number of decimals, ties away from zero.
func (d decimal) round(digits int) decimal {
	if int(d.scale) <= digits {
		return d
	}
	scale := int32(max(digits, 0))
	unit := pow10(d.scale - scale)
	var quotient, remainder, twice apd.BigInt
	quotient.QuoRem(&d.coef, &unit, &remainder)
	twice.Add(&remainder, &remainder)
	if twice.CmpAbs(&unit) >= 0 {
		quotient.Add(&quotient, apd.NewBigInt(int64(d.Sign())))
	}
	return canonical(quotient, scale)
}

// align returns the coefficients of both numbers at their larger scale.
func align(d, e decimal) (x, y apd.BigInt, scale int32) {
	scale = max(d.scale, e.scale)
	return d.at(scale), e.at(scale), scale
}

// at returns the coefficient of d at a scale that is no smaller than its own.
func (d decimal) at(scale int32) apd.BigInt {
	if d.scale == scale {
		return d.coef
	}
	factor := pow10(scale - d.scale)
	var coef apd.BigInt
	coef.Mul(&d.coef, &factor)
	return coef
}

// pow10 returns 10^n for n >= 0.
func pow10(n int32) apd.BigInt {
	const fitting = 18 // the largest power of ten in an int64
	var power apd.BigInt
	if n > fitting {
		power.Exp(apd.NewBigInt(10), apd.NewBigInt(int64(n)), nil)
		return power
	}
	p := int64(1)
	for range n {
		p *= 10
	}
	power.SetInt64(p)
	return power
}
