// Package monitor watches over an installation: which processes there are, whether
// what they stand on answers, and whether something is wrong that an operator must
// know of.
//
// Every process says every 15 seconds that it is there and what it has counted
// ([Monitor.Run]). One of them, whichever is first, judges the [Rules] by what all of
// them have counted, and has operators told. Everything that outlives a moment stands
// in the enterprise database: a process that ends, or a start of all of them, loses
// nothing. The same rules are there for Prometheus, by [Prometheus].
package monitor
