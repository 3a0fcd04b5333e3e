// Command loss writes records in many companies at once while servers, PostgreSQL
// and Redis are killed under it, and looks afterwards whether any event was lost,
// heard twice, or heard without having been committed.
//
//	go run ./bench/loss [-events 20000] [-seed N] [-minutes 30]
//
// It runs PostgreSQL and Redis of its own and two servers on them, which reach
// PostgreSQL through a proxy that can cut every connection. The servers are
// guildhall with one module more, bench/witness, which hears of every event: inside,
// where it leaves a row, and outside, at a receiver that writes each message to its
// disk before it answers, refuses some at first, and answers others too late.
//
// Ten of the companies have a webhook besides, made by the API: its receiver proves each
// message by its signature and is away, or answers 500 to everything, now and then.
//
// Eight writers work in thirty companies on all three tiers. Each write has an
// Idempotency-Key; a write of which nobody knows whether it was done is sent again
// with the same key, to any server, until somebody says what became of it. What the
// servers have said is the journal.
//
// At the end everything is left alone until nothing waits any more, and then looked
// at past the servers, in every company:
//
//   - each acknowledged write has its record and its events, once; what was refused
//     left nothing;
//   - every event has left one effect inside, and no effect is of anything else;
//   - every event has reached the receiver, under one id and with one body, and
//     nothing else has;
//   - every event has reached the webhook of its company, if there is one, under its id,
//     rightly signed, and no message has reached another company's;
//   - nothing waits, and nothing lies with the dead letters.
//
// The progress is one line on the standard error, the result one JSON object on the
// standard output. The exit status is 1 when anything was lost, doubled or made up.
package main
