package money

import (
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// amount draws amounts within the limits, often small ones and zero.
func amount() *rapid.Generator[Amount] {
	const limit = 999_999_999_999_999_999 // 10^(MaxDigits+MaxDecimals) - 1
	return rapid.Custom(func(t *rapid.T) Amount {
		return Amount{fromInt64(rapid.Int64Range(-limit, limit).Draw(t, "units"), MaxDecimals)}
	})
}

// wide draws amounts within and far beyond the limits.
func wide() *rapid.Generator[Amount] {
	return rapid.Custom(func(t *rapid.T) Amount {
		a := amount().Draw(t, "a")
		for range rapid.IntRange(0, 4).Draw(t, "factors") {
			a = a.Times(Quantity(amount().Draw(t, "factor")))
		}
		return a
	})
}

// rat returns the value of a as computed by math/big, which knows nothing of this
// package.
func rat(t *rapid.T, a Amount) *big.Rat {
	r, ok := new(big.Rat).SetString(a.String())
	if !ok {
		t.Fatalf("math/big cannot read %s", a)
	}
	return r
}

func TestArithmeticIsExact(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := wide().Draw(t, "a"), wide().Draw(t, "b")
		x, y := rat(t, a), rat(t, b)
		hundredth := big.NewRat(1, 100)
		portion := new(big.Rat).Mul(new(big.Rat).Mul(x, y), hundredth)

		for name, tt := range map[string]struct {
			got  Amount
			want *big.Rat
		}{
			"plus":    {a.Plus(b), new(big.Rat).Add(x, y)},
			"minus":   {a.Minus(b), new(big.Rat).Sub(x, y)},
			"neg":     {a.Neg(), new(big.Rat).Neg(x)},
			"times":   {a.Times(Quantity(b)), new(big.Rat).Mul(x, y)},
			"percent": {a.Percent(Percent(b)), portion},
			"less":    {a.Less(Percent(b)), new(big.Rat).Sub(x, portion)},
		} {
			if rat(t, tt.got).Cmp(tt.want) != 0 {
				t.Fatalf("%s of %s and %s = %s; want %s", name, a, b, tt.got, tt.want.FloatString(40))
			}
			wantCanonical(t, tt.got)
		}
		if a.Cmp(b) != x.Cmp(y) || a.Equal(b) != (x.Cmp(y) == 0) || a.Sign() != x.Sign() {
			t.Fatalf("%s and %s compare wrongly", a, b)
		}
		if rat(t, a).Cmp(x) != 0 || rat(t, b).Cmp(y) != 0 {
			t.Fatal("an operand has changed")
		}
	})
}

// wantCanonical fails unless a has the one representation of its value.
func wantCanonical(t *rapid.T, a Amount) {
	again, err := parseWide(a.String())
	if err != nil {
		t.Fatalf("%s cannot be read back: %v", a, err)
	}
	if a.scale != again.scale || !a.Equal(Amount{again}) {
		t.Fatalf("%s has scale %d; read back %d", a, a.scale, again.scale)
	}
	if a.Validate() == nil && a != (Amount{again}) {
		t.Fatalf("%s is not == itself read back", a)
	}
}

func TestRoundTo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := wide().Draw(t, "a")
		digits := rapid.IntRange(0, 12).Draw(t, "digits")
		got := a.RoundTo(digits)
		wantCanonical(t, got)

		if int(got.scale) > digits {
			t.Fatalf("%s.RoundTo(%d) = %s", a, digits, got)
		}
		half := Amount{fromInt64(5, int32(digits)+1)}
		switch size(a.Minus(got)).Cmp(half) {
		case 1:
			t.Fatalf("%s.RoundTo(%d) = %s is more than half a unit away", a, digits, got)
		case 0:
			if size(got).Cmp(size(a)) < 0 {
				t.Fatalf("%s.RoundTo(%d) = %s breaks the tie towards zero", a, digits, got)
			}
		}
		if a.Neg().RoundTo(digits) != got.Neg() && a.Validate() == nil {
			t.Fatalf("%s and its opposite round differently", a)
		}
		if again := got.RoundTo(digits); !again.Equal(got) {
			t.Fatalf("%s rounds again to %s", got, again)
		}
	})
}

func TestTextRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := amount().Draw(t, "a")
		digits := rapid.IntRange(0, 20).Draw(t, "digits")
		got, err := ParseAmount(a.Text(digits))
		if err != nil || got != a {
			t.Fatalf("%s came back from %s as %s, %v", a, a.Text(digits), got, err)
		}
	})
}
