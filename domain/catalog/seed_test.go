package catalog

import (
	"testing"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

func TestStandardRates(t *testing.T) {
	t.Parallel()
	if _, taxed := standardRates["US"]; taxed {
		t.Error("the United States have no single rate")
	}
	union := []entity.Country{
		"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
		"NL", "PL", "PT", "RO", "SE", "SI", "SK",
	}
	for _, c := range union { // Directive 2006/112/EC, article 97: at least 15 %
		if rate, err := money.ParsePercent(standardRates[c]); err != nil || rate.Cmp(money.MustPercent("15")) < 0 {
			t.Errorf("%s: %q %v", c, standardRates[c], err)
		}
	}
	for c, text := range standardRates {
		if rate, err := money.ParsePercent(text); !c.Valid() || err != nil || rate.Sign() <= 0 || rate.Cmp(money.MustPercent("30")) > 0 {
			t.Errorf("%s: %q %v", c, text, err)
		}
	}
}
