// Command crash kills a working server, again and again, and looks whether
// anything that it had promised is missing.
//
//	go run ./bench/crash --data NORTHWIND_DIR [--rounds 10] [--seed N]
//
// It starts a server on a folder of its own and trades the Northwind history
// through it (see bench/northwind), by way of a proxy that notes every write which
// the server acknowledged. At random moments it kills the server, its PostgreSQL,
// or both, as a power cut would, starts the server again and checks, before
// anybody may go on:
//
//   - every acknowledged write is there, at least in the version acknowledged;
//   - no document is half made: sums are those of the lines, what was shipped has
//     left the stock, what was posted has a number, every record has its trail;
//   - invoice numbers are 1 to n in each company;
//   - nothing is reserved for an order that is over;
//   - the stock agrees with its ledger.
//
// At the end the history must have come to every cent that the files lead to.
// Before that it kills the server while it makes companies on all tiers, and looks
// whether they are finished.
//
// The result is one JSON object on the standard output; the progress goes to the
// standard error. The exit status is 1 when anything was missing or wrong.
package main
