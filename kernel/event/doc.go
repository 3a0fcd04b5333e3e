// Package event is the outbox: news that is written with the change it tells of,
// in the same transaction, so that a committed write is a kept promise.
package event
