// Package documents prints what a company sends to its clients: quotes, order
// confirmations, packing slips, invoices, credit notes, reminders and statements.
//
// It knows no order and no invoice. Whoever has something to print fills a [Document],
// which says what stands in it, in no language; [Print] spells it out in the language
// of the reader, on the [Letterhead] of the site, and makes a PDF of it. All words
// stand in one place, words.go and the files beside it: another language is another
// file with the same keys.
//
// What was sent must stay what it was. [Original] keeps the first PDF of a record that
// no longer changes, with its hash, among the files of the company, and hands out
// these bytes from then on. A file whose hash has changed is refused.
package documents
