// Package civil holds calendar dates: days without a time of day and without a time
// zone, such as the day an order is placed or an invoice is due.
package civil
