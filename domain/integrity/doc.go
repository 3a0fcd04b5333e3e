// Package integrity looks, every night and when asked to, whether what must always
// be so is so: that a stock level is the sum of its moves, that an invoice is open
// by what was not paid. Modules declare what must hold as [entity.Check].
//
// Nothing here mends anything. What is found is written down, once however often it
// is found again, tells those in the company who are told of alerts, and is returned
// to whoever asked, so that the operators hear of it, too.
package integrity
