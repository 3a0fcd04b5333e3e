// Package audit is the trail of who wrote what and who read what: one row for each
// write of each record, in the tenant's own placement and in the transaction of
// the write; one row for each reading of an entity that is declared sensitive,
// written right after it.
package audit
