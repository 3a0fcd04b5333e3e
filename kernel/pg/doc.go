// Package pg is the way to PostgreSQL: pools, tenant-scoped transactions,
// queries, migrations and the mapping of database errors.
//
// Round trips are what a request costs, so a [Tx] does not send a write when it
// is asked for: writes are queued and travel with the next read, or with
// COMMIT. The first thing a transaction sends is BEGIN and the tenant, in the
// same round trip as its first statements. A reading transaction sends neither
// BEGIN nor COMMIT: a pipeline is one implicit transaction, and the tenant's
// setting ends with it.
package pg
