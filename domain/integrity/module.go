package integrity

import (
	"embed"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that integrity adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name:       "integrity",
		Label:      "Integrity",
		Entities:   []entity.Declared{entity.Declare[Finding]()},
		Migrations: migrations,
		Logs:       []audit.Log{findings()},
		Alerts: []entity.Alert{{
			Name: "The books do not agree", Subject: "integrity.finding", Times: 1, Minutes: 2 * 24 * 60, Counted: "all", Severity: "critical",
		}},
		Retentions: []entity.Retention{{
			Name: "integrity.finding", Label: "Findings that are over", Days: 365, Minimum: 30, Table: "integrity_finding",
			Where: "ended_at < $2", Why: "What was wrong helps to understand what is.",
		}},
		Roles: []entity.Role{
			{Name: "admin", Grants: []auth.Grant{{Permission: "integrity.*", Reach: auth.ReachTenant}}},
			{Name: "manager", Grants: []auth.Grant{{Permission: ReadFindings, Reach: auth.ReachTenant}}},
			{Name: "accountant", Grants: []auth.Grant{{Permission: ReadFindings, Reach: auth.ReachTenant}}},
		},
	}
}

// findings lets rules count what is found. A rule that counts by user counts each
// record by itself.
func findings() audit.Log {
	return audit.Log{
		Subject: "integrity.finding", Table: "integrity_finding", Made: "created_at", Verb: "name", Actor: "record", Name: "said", Record: "record",
	}
}
