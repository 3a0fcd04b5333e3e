// Package system holds what every placement has before any module: the tenant's
// own row, the audit trail, the outbox, number series, idempotency keys and
// custom fields, and the SQL procedures by which migrations make tables safe.
package system
