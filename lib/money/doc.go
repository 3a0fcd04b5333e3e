// Package money holds the exact decimals of business: amounts of money,
// quantities of goods and percentages, and the currencies amounts are in.
//
// Amount, Quantity and Percent are immutable values. Their zero value is 0,
// copies are independent, and two equal numbers have one representation, so 1.50
// and 1.5 are the same value. Arithmetic is exact: it neither rounds nor
// overflows nor fails, and only Round, RoundTo and Allocate end on a number of
// decimals. What people send in and what tables keep is smaller than that: at most
// MaxDigits digits before the decimal point and MaxDecimals after it. The Parse
// functions and the decoding of JSON enforce these limits, Validate checks the
// result of arithmetic against them, and reading from the database does not, so
// that sums and averages come through whole.
//
// An Amount carries no currency: the document that holds it does.
package money
