// Package migrate brings the tables of a place (a schema of a database) to the
// state that the binary knows.
//
// A [Plan] is an ordered list of modules with their files migrations/NNN_name.sql,
// plain SQL that goes forward only. What was applied is written down in the table
// system_migration of the same schema, with a checksum: a file that was changed
// after it ran is refused by name. A fresh place gets all files in one
// transaction, an existing one a transaction for each file. A file whose first
// line is
//
//	-- migrate: no transaction
//
// runs alone, outside a transaction, and holds one statement that may run again
// (create index concurrently if not exists …).
//
// Files run as the role that is to own what they create, with search_path on the
// schema alone, and find the role that is to be granted access in the setting
// guildhall.serving_role. Why this is not goose stands in docs/adr/0006-migrations.md.
package migrate
