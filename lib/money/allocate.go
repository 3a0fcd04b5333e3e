package money

import (
	"slices"

	"github.com/cockroachdb/apd/v3"
)

// Allocate divides a in proportion to the weights. The shares are whole units of
// the currency's digits, or of a's own decimals where a has more, and their sum is
// exactly a. Each share is rounded down in size, and the units left over go one
// each to the largest remainders, to the first of equal ones. So -a is divided
// exactly as a is.
//
// A weight of 0 gets 0, unless the weights sum to 0: then all count the same.
// Negative weights get shares of the opposite sign. There is one share for each
// weight and therefore nothing to hold a if there are none.
func (a Amount) Allocate(weights []Amount, c Currency) []Amount {
	if len(weights) == 0 {
		return nil
	}
	scale := max(a.scale, int32(c.Digits()))
	units := a.at(scale)
	shares := divide(units, coefficients(weights))
	amounts := make([]Amount, len(shares))
	for i, share := range shares {
		amounts[i] = Amount{canonical(share, scale)}
	}
	return amounts
}

// coefficients returns the weights as integers of the same proportions and with a
// positive sum.
func coefficients(weights []Amount) []apd.BigInt {
	var sum Amount
	var scale int32
	for _, w := range weights {
		sum = sum.Plus(w)
		scale = max(scale, w.scale)
	}
	parts := make([]apd.BigInt, len(weights))
	for i, w := range weights {
		switch sum.Sign() {
		case 0:
			parts[i].SetInt64(1)
		case 1:
			parts[i] = w.at(scale)
		default:
			parts[i] = w.neg().at(scale)
		}
	}
	return parts
}

// divide splits units in proportion to parts, whose sum is positive.
func divide(units apd.BigInt, parts []apd.BigInt) []apd.BigInt {
	var size, sum apd.BigInt
	size.Abs(&units)
	for i := range parts {
		sum.Add(&sum, &parts[i])
	}
	shares := make([]apd.BigInt, len(parts))
	remainders := make([]apd.BigInt, len(parts))
	left := apd.NewBigInt(0).Set(&size)
	for i := range parts {
		var product apd.BigInt
		product.Mul(&size, &parts[i])
		shares[i].DivMod(&product, &sum, &remainders[i])
		left.Sub(left, &shares[i])
	}
	giveOne(shares, largestFirst(remainders)[:left.Int64()])
	if units.Sign() < 0 {
		for i := range shares {
			shares[i].Neg(&shares[i])
		}
	}
	return shares
}

// largestFirst returns the indices of the remainders, largest first and equal ones
// in their order.
func largestFirst(remainders []apd.BigInt) []int {
	order := make([]int, len(remainders))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		return remainders[j].Cmp(&remainders[i])
	})
	return order
}

// giveOne adds one unit to each of the shares named by their index.
func giveOne(shares []apd.BigInt, indices []int) {
	one := apd.NewBigInt(1)
	for _, i := range indices {
		shares[i].Add(&shares[i], one)
	}
}
