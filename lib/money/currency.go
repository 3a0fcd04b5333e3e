package money

import (
	"errors"
	"fmt"

	"github.com/bojanz/currency"
)

// ErrCurrency says that a text is not the ISO 4217 code of a currency in use.
var ErrCurrency = errors.New("not an ISO 4217 currency code")

// Currency is an ISO 4217 code in upper case, such as "EUR". The zero value is no
// currency and not valid.
type Currency string

// ParseCurrency returns the currency with the given code. Its error wraps
// ErrCurrency; lower case is refused.
func ParseCurrency(s string) (Currency, error) {
	if c := Currency(s); c.Valid() {
		return c, nil
	}
	return "", fmt.Errorf("%.10q: %w", s, ErrCurrency)
}

// Valid reports whether c is the code of a currency in use.
func (c Currency) Valid() bool { return c != "" && currency.IsValid(string(c)) }

// CurrencyOf returns the currency of a country, by its ISO 3166-1 alpha-2 code; ""
// for a country that is unknown or has none of its own.
func CurrencyOf(country string) Currency {
	code, _ := currency.ForCountryCode(country)
	return Currency(code)
}

// Digits returns the number of decimals of the currency's smallest unit: 2 for
// EUR, 0 for JPY, 3 for KWD; 2 where c is not valid.
func (c Currency) Digits() int {
	digits, ok := currency.GetDigits(string(c))
	if !ok {
		return 2
	}
	return int(digits)
}
