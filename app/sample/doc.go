// Package sample fills a company with records to look at: for a demonstration, and for
// the owner of a new company who wants to see how it feels before the first order.
package sample
