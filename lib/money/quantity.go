package money

// Quantity is an exact number of units; the item around it says which unit. Its
// notation, limits and forms in JSON and PostgreSQL are those of Amount.
type Quantity struct{ decimal }

// ParseQuantity reads a quantity as ParseAmount reads an amount, with the same
// errors.
func ParseQuantity(s string) (Quantity, error) {
	d, err := parse(s)
	return Quantity{d}, err
}

// MustQuantity is ParseQuantity for quantities written in the program: it panics
// where that returns an error.
func MustQuantity(s string) Quantity { return must(ParseQuantity(s)) }

// QuantityOf returns the quantity of n whole units.
func QuantityOf(n int64) Quantity { return Quantity{fromInt64(n, 0)} }

// Plus returns q + r.
func (q Quantity) Plus(r Quantity) Quantity { return Quantity{q.plus(r.decimal)} }

// Minus returns q - r.
func (q Quantity) Minus(r Quantity) Quantity { return Quantity{q.plus(r.neg())} }

// Neg returns -q.
func (q Quantity) Neg() Quantity { return Quantity{q.neg()} }

// Cmp returns -1, 0 or 1 for q below, equal to or above r.
func (q Quantity) Cmp(r Quantity) int { return q.cmp(r.decimal) }

// Equal reports whether q and r are the same number.
func (q Quantity) Equal(r Quantity) bool { return q.Cmp(r) == 0 }

// Min returns the smaller of q and r.
func (q Quantity) Min(r Quantity) Quantity {
	if r.Cmp(q) < 0 {
		return r
	}
	return q
}

// Max returns the larger of q and r.
func (q Quantity) Max(r Quantity) Quantity {
	if r.Cmp(q) > 0 {
		return r
	}
	return q
}
