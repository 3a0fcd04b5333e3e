// Package audit is the trail of who wrote what: one row for each write of each
// record, in the tenant's own placement and in the transaction of the write.
package audit
