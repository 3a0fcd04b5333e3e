package money_test

import (
	"fmt"

	"github.com/guildhall/guildhall/lib/money"
)

// The total of an item is exact until it is rounded, once, to the currency.
func Example() {
	price, quantity := money.MustAmount("41.99"), money.MustQuantity("2.5")
	total := price.Times(quantity).Less(money.MustPercent("7.5"))
	fmt.Println(total, "is", total.Round("EUR").Text(2), "EUR")
	// Output: 97.101875 is 97.10 EUR
}

// Shares sum to the whole, and the cents left over go to the largest remainders.
func ExampleAmount_Allocate() {
	weights := []money.Amount{money.MustAmount("10"), money.MustAmount("10"), money.MustAmount("0")}
	fmt.Println(money.MustAmount("0.05").Allocate(weights, "EUR"))
	// Output: [0.03 0.02 0]
}
