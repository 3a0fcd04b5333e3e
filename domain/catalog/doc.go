// Package catalog holds what a company sells: its products in their categories,
// the vendors that supply them, the taxes on them, and the price lists that say
// what each client pays.
//
// [PriceLines] is the one place where a price is found.
package catalog
