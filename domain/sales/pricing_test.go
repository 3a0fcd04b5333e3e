package sales

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/guildhall/guildhall/lib/money"
)

func line(quantity, price, discount, tax string) *Item {
	p, d := money.MustAmount(price), money.MustPercent(discount)
	return &Item{Quantity: money.MustQuantity(quantity), Price: &p, Discount: &d, TaxPercent: money.MustPercent(tax)}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name                   string
		terms                  Terms
		items                  []*Item
		gross, net, tax, total string
	}{
		{"one line", Terms{Currency: "EUR"}, []*Item{line("3", "41", "0", "19")}, "123", "123", "23.37", "146.37"},
		{"half a cent goes up", Terms{Currency: "EUR"}, []*Item{line("1", "0.125", "0", "0")}, "0.13", "0.13", "0", "0.13"},
		{"a line's discount", Terms{Currency: "EUR"}, []*Item{line("2", "9.99", "10", "0")}, "19.98", "17.98", "0", "17.98"},
		{
			"the document's discount goes on each line",
			Terms{Currency: "EUR", Discount: money.MustPercent("10")},
			[]*Item{line("1", "0.05", "0", "0"), line("1", "0.05", "0", "0")},
			"0.1", "0.1", "0", "0.1", // 0.045 twice, rounded each
		},
		{
			"both discounts, rounded once",
			Terms{Currency: "EUR", Discount: money.MustPercent("7.25")},
			[]*Item{line("3", "19.99", "12.5", "7")},
			"59.97", "48.67", "3.41", "52.08",
		},
		{
			"freight and its tax",
			Terms{Currency: "EUR", Freight: money.MustAmount("5"), FreightTaxPercent: money.MustPercent("19")},
			[]*Item{line("1", "10", "0", "19")},
			"10", "10", "2.85", "17.85",
		},
		{
			"freight is not taxed unless said",
			Terms{Currency: "EUR", Freight: money.MustAmount("5")},
			[]*Item{line("1", "10", "0", "19")},
			"10", "10", "1.9", "16.9",
		},
		{"no cents in Japan", Terms{Currency: "JPY"}, []*Item{line("3", "33.5", "0", "10")}, "101", "101", "10", "111"},
		{"tax is rounded by line", Terms{Currency: "EUR"}, []*Item{line("1", "0.03", "0", "19"), line("1", "0.03", "0", "19")}, "0.06", "0.06", "0.02", "0.08"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tt.terms.total(tt.items)
			for _, c := range []struct {
				what string
				got  money.Amount
				want string
			}{{"gross", tt.terms.Gross, tt.gross}, {"net", tt.terms.Net, tt.net}, {"tax", tt.terms.Tax, tt.tax}, {"total", tt.terms.Total, tt.total}} {
				if !c.got.Equal(money.MustAmount(c.want)) {
					t.Errorf("%s is %s, want %s", c.what, c.got, c.want)
				}
			}
		})
	}
}

// Whatever is bought, the sums are the sums of the lines, to the cent.
func TestTotalsAreSums(t *testing.T) {
	t.Parallel()
	percent := rapid.Custom(func(t *rapid.T) string {
		return money.QuantityOf(int64(rapid.IntRange(0, 100).Draw(t, "percent"))).String()
	})
	rapid.Check(t, func(t *rapid.T) {
		terms := Terms{
			Currency: money.Currency(rapid.SampledFrom([]string{"EUR", "JPY", "KWD"}).Draw(t, "currency")),
			Discount: money.MustPercent(percent.Draw(t, "discount")), FreightTaxPercent: money.MustPercent(percent.Draw(t, "freight tax")),
			Freight: money.MustAmount(money.QuantityOf(int64(rapid.IntRange(0, 1000).Draw(t, "freight"))).String()),
		}
		var items []*Item
		for range rapid.IntRange(1, 8).Draw(t, "lines") {
			price := money.MustAmount("0.0001").Times(money.QuantityOf(int64(rapid.IntRange(0, 10_000_000).Draw(t, "price"))))
			item := line("1", "1", percent.Draw(t, "line discount"), percent.Draw(t, "tax"))
			item.Price, item.Quantity = &price, money.QuantityOf(int64(rapid.IntRange(1, 999).Draw(t, "quantity")))
			items = append(items, item)
		}
		terms.total(items)
		net, tax := money.Amount{}, terms.freightTax()
		for _, item := range items {
			net, tax = net.Plus(item.Net), tax.Plus(item.Tax)
			if !item.Net.Round(terms.Currency).Equal(item.Net) || !item.Tax.Round(terms.Currency).Equal(item.Tax) {
				t.Fatalf("%s and %s are finer than %s", item.Net, item.Tax, terms.Currency)
			}
		}
		if !terms.Net.Equal(net) || !terms.Tax.Equal(tax) || !terms.Total.Equal(net.Plus(tax).Plus(terms.Freight)) {
			t.Fatalf("net %s, tax %s, total %s; the lines sum to %s and %s", terms.Net, terms.Tax, terms.Total, net, tax)
		}
	})
}
