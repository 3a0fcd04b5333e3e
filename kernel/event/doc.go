// Package event is the outbox: news that is written with the change it tells of,
// in the same transaction, so that a committed write is a kept promise.
//
// With each event go its deliveries, a row for every [Subscription] that is to
// hear of it. A delivery is there until it was made: taken in the transaction of
// its effect ([Take]), or leased, made outside, and settled ([Lease], [Settle]).
// One that fails is tried again after 10, 20, 40, 80 and 160 seconds, and then
// lies with the dead letters ([Retry]) until somebody replays or discards it.
// Who runs all this is package dispatch.
package event
