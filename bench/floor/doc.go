// Command floor answers some of Guildhall's questions the way a plain program
// would: net/http, pgx and encoding/json, one round trip, the tenant in the WHERE
// clause, and nothing else. It knows no tokens, no permissions, no row-level
// security and no log. What Guildhall costs is measured against it; the answers
// are the same, so that the work is too.
//
//	floor -url postgres://… -listen 127.0.0.1:9000
//
//	GET /ready
//	GET /{tenant}/orders/{id}    one order with its lines
//	GET /{tenant}/orders         the newest 50 orders with their clients
//	GET /{tenant}/clients?q=…    the newest 50 clients whose text contains q
//	POST /outbox/fill?rows=N     makes a queue of N messages, a table of its own
//	POST /outbox/drain?loops=N   takes all of them, a hundred at a time, and says how long it took
//
// It trusts everybody and is for measuring only.
package main
