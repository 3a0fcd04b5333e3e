package money

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"

	"github.com/cockroachdb/apd/v3"
)

// ErrNumeric says that bytes are not a finite number in PostgreSQL's binary format
// of numeric: damaged, NaN or an infinity.
var ErrNumeric = errors.New("not a finite binary numeric")

const (
	numericHeader   = 8      // bytes before the digits
	numericNegative = 0x4000 // sign of a negative number; 0 is positive, all others are not finite
	groupBase       = 10_000 // a binary digit counts to this base
	groupDigits     = 4      // decimal digits in a binary digit
)

// numeric is a view of a number in PostgreSQL's binary format, which is int16
// count, int16 weight, uint16 sign, uint16 display scale, and count groups of four
// decimal digits as int16. Its value is the sum of group i × 10000^(weight-i).
// Neither the first nor the last group is zero, and 0 has no groups.
type numeric struct {
	groups   []byte // two bytes each, big endian, below groupBase
	weight   int
	negative bool
}

func readNumeric(src []byte) (numeric, error) {
	if len(src) < numericHeader || len(src) != numericHeader+2*int(binary.BigEndian.Uint16(src)) {
		return numeric{}, fmt.Errorf("%d bytes: %w", len(src), ErrNumeric)
	}
	sign := binary.BigEndian.Uint16(src[4:])
	if sign&^numericNegative != 0 {
		return numeric{}, fmt.Errorf("sign %#x: %w", sign, ErrNumeric)
	}
	groups := src[numericHeader:]
	for rest := groups; len(rest) >= 2; rest = rest[2:] {
		if group := binary.BigEndian.Uint16(rest); group >= groupBase {
			return numeric{}, fmt.Errorf("digit %d: %w", group, ErrNumeric)
		}
	}
	weight := int(int16(binary.BigEndian.Uint16(src[2:])))
	return trim(groups, weight, sign == numericNegative), nil
}

// trim returns a number without groups of zeros at its ends.
func trim(groups []byte, weight int, negative bool) numeric {
	for len(groups) >= 2 && groups[len(groups)-1]|groups[len(groups)-2] == 0 {
		groups = groups[:len(groups)-2]
	}
	for len(groups) >= 2 && groups[0]|groups[1] == 0 {
		groups = groups[2:]
		weight--
	}
	if len(groups) == 0 {
		return numeric{}
	}
	return numeric{groups: groups, weight: weight, negative: negative}
}

// DecodeNumeric sets the receiver to a number in PostgreSQL's binary format of
// numeric, whatever its size. NaN, infinities and damaged input give ErrNumeric,
// wrapped, and leave the receiver as it was.
func (d *decimal) DecodeNumeric(src []byte) error {
	n, err := readNumeric(src)
	if err != nil {
		return err
	}
	var coef, group apd.BigInt
	base := apd.NewBigInt(groupBase)
	for rest := n.groups; len(rest) >= 2; rest = rest[2:] {
		coef.Mul(&coef, base)
		coef.Add(&coef, group.SetUint64(uint64(binary.BigEndian.Uint16(rest))))
	}
	if n.negative {
		coef.Neg(&coef)
	}
	scale := int32(groupDigits * (len(n.groups)/2 - 1 - n.weight))
	if scale < 0 {
		factor := pow10(-scale)
		coef.Mul(&coef, &factor)
		scale = 0
	}
	*d = canonical(coef, scale)
	return nil
}

// AppendNumericText appends the decimal text of a number in PostgreSQL's binary
// format of numeric to dst and returns the extended slice. The text has at least
// minDigits decimals, as Text of Amount has. NaN, infinities and damaged input give
// ErrNumeric, wrapped, and dst as it was. It allocates only where dst must grow.
func AppendNumericText(dst, src []byte, minDigits int) ([]byte, error) {
	n, err := readNumeric(src)
	if err != nil {
		return dst, err
	}
	if n.negative {
		dst = append(dst, '-')
	}
	whole := min(2*max(n.weight+1, 0), len(n.groups))
	dst = appendWhole(dst, n.groups[:whole], n.weight)
	return appendFraction(dst, n.groups[whole:], n.weight, minDigits), nil
}

// appendWhole appends the digits before the decimal point, of which the last
// groups are not sent where they are zero.
func appendWhole(dst, groups []byte, weight int) []byte {
	if len(groups) < 2 {
		return append(dst, '0')
	}
	dst = strconv.AppendUint(dst, uint64(binary.BigEndian.Uint16(groups)), 10)
	for rest := groups[2:]; len(rest) >= 2; rest = rest[2:] {
		dst = appendGroup(dst, binary.BigEndian.Uint16(rest))
	}
	for i := len(groups) / 2; i <= weight; i++ {
		dst = appendGroup(dst, 0)
	}
	return dst
}

// appendFraction appends the decimal point and the digits after it, of which the
// first groups are not sent where they are zero.
func appendFraction(dst, groups []byte, weight, minDigits int) []byte {
	if len(groups) == 0 {
		return padDecimals(dst, 0, minDigits)
	}
	dst = append(dst, '.')
	start := len(dst)
	for i := weight + 1; i < 0; i++ {
		dst = appendGroup(dst, 0)
	}
	for rest := groups; len(rest) >= 2; rest = rest[2:] {
		dst = appendGroup(dst, binary.BigEndian.Uint16(rest))
	}
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return padDecimals(dst, len(dst)-start, minDigits)
}

// appendGroup appends the four decimal digits of a group.
func appendGroup(dst []byte, group uint16) []byte {
	return append(dst,
		'0'+byte(group/1000),
		'0'+byte(group/100%10),
		'0'+byte(group/10%10),
		'0'+byte(group%10))
}
