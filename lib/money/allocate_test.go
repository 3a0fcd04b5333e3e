package money

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestAllocate(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		amount, weights string
		currency        Currency
		want            string
	}{
		"thirds":               {"10", "1 1 1", "EUR", "3.34 3.33 3.33"},
		"thirds of a credit":   {"-10", "1 1 1", "EUR", "-3.34 -3.33 -3.33"},
		"two units left":       {"0.05", "1 1 1", "EUR", "0.02 0.02 0.01"},
		"largest remainder":    {"100", "10.1 20.2 69.7", "JPY", "10 20 70"},
		"proportions":          {"100", "50 30 20", "EUR", "50 30 20"},
		"fewer than one each":  {"0.02", "1 1 1", "EUR", "0.01 0.01 0"},
		"zero weight":          {"10", "0 1 2", "EUR", "0 3.33 6.67"},
		"all weights zero":     {"10", "0 0 0", "EUR", "3.34 3.33 3.33"},
		"weights cancel":       {"10", "5 -5", "EUR", "5 5"},
		"a discount line":      {"8", "100 -20", "EUR", "10 -2"},
		"negative weights":     {"10", "-1 -3", "EUR", "2.5 7.5"},
		"finer than currency":  {"0.001", "1 1", "EUR", "0.001 0"},
		"zero amount":          {"0", "1 2", "EUR", "0 0"},
		"one":                  {"-7.77", "0.0001", "EUR", "-7.77"},
		"none":                 {"10", "", "EUR", ""},
		"yen":                  {"100", "1 1 1", "JPY", "34 33 33"},
		"fils":                 {"1", "1 1 1", "KWD", "0.334 0.333 0.333"},
		"weights of any scale": {"6", "0.0001 0.0002", "EUR", "2 4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := join(MustAmount(tt.amount).Allocate(amounts(tt.weights), tt.currency))
			if got != tt.want {
				t.Errorf("%s by %s: %s; want %s", tt.amount, tt.weights, got, tt.want)
			}
		})
	}
}

// TestAllocateTies divides among more shares than a sort that is not stable would
// leave in their order.
func TestAllocateTies(t *testing.T) {
	t.Parallel()
	weights := make([]Amount, 100)
	for i := range weights {
		weights[i] = MustAmount([]string{"1", "2"}[i%2])
	}
	const left = 21 // 0.71 less a cent for each of the 50 larger weights
	for i, share := range MustAmount("0.71").Allocate(weights, "EUR") {
		var want Amount
		if i%2 == 1 || i < 2*left {
			want = MustAmount("0.01")
		}
		if share != want {
			t.Fatalf("share %d is %s; want %s", i, share, want)
		}
	}
}

func TestAllocateProperties(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a := wide().Draw(t, "amount")
		weights := rapid.SliceOfN(amount(), 1, 12).Draw(t, "weights")
		c := rapid.SampledFrom([]Currency{"JPY", "EUR", "KWD", "CLF"}).Draw(t, "currency")
		shares := a.Allocate(weights, c)

		if len(shares) != len(weights) {
			t.Fatalf("%d shares for %d weights", len(shares), len(weights))
		}
		if !sum(shares).Equal(a) {
			t.Fatalf("the shares %s sum to %s, not %s", join(shares), sum(shares), a)
		}
		if !slices.EqualFunc(negated(shares), a.Neg().Allocate(weights, c), Amount.Equal) {
			t.Fatal("the opposite amount is divided differently")
		}
		if !slices.EqualFunc(shares, a.Allocate(negated(weights), c), Amount.Equal) {
			t.Fatal("opposite weights divide differently")
		}
		total := sum(weights)
		for i, share := range shares {
			if weights[i].IsZero() && !total.IsZero() && !share.IsZero() {
				t.Fatalf("weight 0 got %s", share)
			}
			if int(share.scale) > max(c.Digits(), int(a.scale)) {
				t.Fatalf("share %s is finer than %s and %s", share, c, a)
			}
			if !total.IsZero() && !withinOneUnit(share, a, weights[i], total, max(c.Digits(), int(a.scale))) {
				t.Fatalf("share %s of %s is too far from %s/%s", share, a, weights[i], total)
			}
		}
	})
}

// withinOneUnit reports whether |share × total - a × weight| < |total| units.
func withinOneUnit(share, a, weight, total Amount, digits int) bool {
	difference := share.Times(Quantity(total)).Minus(a.Times(Quantity(weight)))
	unit := Amount{fromInt64(1, int32(digits))}
	return size(difference).Cmp(size(total.Times(Quantity(unit)))) < 0
}

func size(a Amount) Amount { return a.Max(a.Neg()) }

func sum(amounts []Amount) Amount {
	var s Amount
	for _, a := range amounts {
		s = s.Plus(a)
	}
	return s
}

func negated(amounts []Amount) []Amount {
	out := make([]Amount, len(amounts))
	for i, a := range amounts {
		out[i] = a.Neg()
	}
	return out
}

func amounts(words string) []Amount {
	var out []Amount
	for word := range strings.FieldsSeq(words) {
		out = append(out, MustAmount(word))
	}
	return out
}

func join(amounts []Amount) string {
	words := make([]string, len(amounts))
	for i, a := range amounts {
		words[i] = a.String()
	}
	return strings.Join(words, " ")
}
