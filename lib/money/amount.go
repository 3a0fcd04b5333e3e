package money

// Amount is an exact sum of money in the currency that the document around it
// states. In JSON it is a string such as "12.3", in PostgreSQL a numeric.
//
// Amounts are compared with Equal or Cmp; == agrees with them for all amounts that
// pass Validate.
type Amount struct{ decimal }

// ParseAmount reads an amount in plain notation: an optional minus sign, digits,
// and optionally a point followed by digits. Its errors wrap ErrSyntax,
// ErrTooPrecise or ErrTooLarge. Zeros that do not change the value do not count
// towards the limits.
func ParseAmount(s string) (Amount, error) {
	d, err := parse(s)
	return Amount{d}, err
}

// MustAmount is ParseAmount for amounts written in the program: it panics where
// that returns an error.
func MustAmount(s string) Amount { return must(ParseAmount(s)) }

// Plus returns a + b.
func (a Amount) Plus(b Amount) Amount { return Amount{a.plus(b.decimal)} }

// Minus returns a - b.
func (a Amount) Minus(b Amount) Amount { return Amount{a.plus(b.neg())} }

// Neg returns -a.
func (a Amount) Neg() Amount { return Amount{a.neg()} }

// Times returns the exact product of a, as the price of one unit, and a quantity.
func (a Amount) Times(q Quantity) Amount { return Amount{a.times(q.decimal)} }

// Percent returns the exact portion a × p / 100.
func (a Amount) Percent(p Percent) Amount { return Amount{a.percent(p.decimal)} }

// Less returns a reduced by a discount: exactly a - a × p / 100.
func (a Amount) Less(p Percent) Amount { return a.Minus(a.Percent(p)) }

// Round returns a rounded to the digits of its currency, ties away from zero.
func (a Amount) Round(c Currency) Amount { return a.RoundTo(c.Digits()) }

// RoundTo returns a with at most the given number of decimals, ties away from
// zero: both 0.125 and -0.125 grow in size when rounded to 2. A negative number of
// digits counts as 0.
func (a Amount) RoundTo(digits int) Amount { return Amount{a.round(digits)} }

// Cmp returns -1, 0 or 1 for a below, equal to or above b.
func (a Amount) Cmp(b Amount) int { return a.cmp(b.decimal) }

// Equal reports whether a and b are the same number.
func (a Amount) Equal(b Amount) bool { return a.Cmp(b) == 0 }

// Min returns the smaller of a and b.
func (a Amount) Min(b Amount) Amount {
	if b.Cmp(a) < 0 {
		return b
	}
	return a
}

// Max returns the larger of a and b.
func (a Amount) Max(b Amount) Amount {
	if b.Cmp(a) > 0 {
		return b
	}
	return a
}
