package money

// Percent is an exact percentage: 7.5 means 7.5 %. It may be negative or above
// 100. Its notation, limits and forms in JSON and PostgreSQL are those of Amount.
type Percent struct{ decimal }

// ParsePercent reads a percentage, without a percent sign, as ParseAmount reads an
// amount, with the same errors.
func ParsePercent(s string) (Percent, error) {
	d, err := parse(s)
	return Percent{d}, err
}

// MustPercent is ParsePercent for percentages written in the program: it panics
// where that returns an error.
func MustPercent(s string) Percent { return must(ParsePercent(s)) }

// Cmp returns -1, 0 or 1 for p below, equal to or above q.
func (p Percent) Cmp(q Percent) int { return p.cmp(q.decimal) }

// Equal reports whether p and q are the same number.
func (p Percent) Equal(q Percent) bool { return p.Cmp(q) == 0 }
