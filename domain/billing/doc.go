// Package billing raises invoices and credit notes, takes and gives back payments,
// and knows who owes what.
//
// What was posted is never changed: an invoice leaves the books only by credit
// note or write-off. What follows from other rows is never set by hand: what an
// invoice has been paid is the sum of its allocations, what a payment has brought
// is the sum of its operations, and both are written in the transaction that
// changes the rows they follow from.
//
// Three sums hold at every moment, and the tables refuse to break them:
//
//	paid + credited + written off + open = total      of every posted invoice
//	refunded + allocated ≤ captured ≤ amount          of every payment
//	Σ credit notes ≤ invoice                          line by line, and in all
//
// Invoices and credit notes belong to an origin, such as an order, which billing
// knows by a reference alone; news about them travels upwards as events.
//
// Locks are taken in this order: a credit note or a draft, then payments, then
// posted invoices, each by id, then the counter of numbers.
package billing
