// Package limit bounds how often something may be done: requests of a user,
// attempts to sign in from an address. A [Policy] says how often, and of a key
// never more is admitted in any stretch of time as long as its window, wherever the
// stretch begins.
//
// What was admitted is kept as a log, oldest first. Up to 100 in a window the log
// has an entry for each; larger limits are counted in slots of a hundredth of the
// window, so that a key costs at most two kilobytes. A slot counts until all of it
// has left the window: a large limit may make its caller wait for a hundredth of the
// window more than is due, and never admits one too many.
//
// One process counts in memory. Several count together in Redis, by its clock.
// When Redis does not answer each counts alone, from what it has admitted itself:
// nobody is refused because of that, and those who find it out wait for half a
// second.
package limit
