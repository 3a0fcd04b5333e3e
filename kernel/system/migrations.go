package system

import "embed"

// Migrations holds migrations/*.sql, which come before those of any module.
//
//go:embed migrations/*.sql
var Migrations embed.FS
