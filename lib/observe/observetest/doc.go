// Package observetest listens to all that a server is told and answers, and finds
// what of it has got into the log.
package observetest
