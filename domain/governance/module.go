package governance

import (
	"context"
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The names of the module's entities.
const (
	nameOfAlert     = "governance.alert"
	nameOfRule      = "governance.alert_rule"
	nameOfRetention = "governance.retention"
)

// Module is everything that governance adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name:     "governance",
		Label:    "Governance",
		Entities: []entity.Declared{entity.Declare[Retention](), entity.Declare[AlertRule](), entity.Declare[Alert]()},
		Actions: []entity.Action{
			entity.NewQuery("privacy/report", ReadPrivacy,
				"Tells what is kept about private persons, for how long, what they agreed to, and who has seen it.", Report),
			entity.ActionOn("keep", EditRetention, "Says for how long something is kept before it goes by itself.", setRetention),
		},
		Roles: []entity.Role{
			{Name: "admin", Grants: []auth.Grant{{Permission: "governance.*", Reach: auth.ReachTenant}}},
		},
		Migrations: migrations,
		Watch:      newWatcher().watch,
		Alerts:     ownAlerts(),
		Retentions: []entity.Retention{{
			Name: nameOfAlert, Label: "Alerts that are resolved", Days: 365, Minimum: 30, Table: "governance_alert",
			Where: "status = 'resolved' and updated_at < $2", Why: "What was found out helps when it happens again.",
		}},
		Seed: seed,
	}
}

// seed gives a new company what it may then change.
func seed(ctx context.Context, tx *entity.Tx, _ entity.Tenant) error {
	if _, err := retentions(ctx, tx); err != nil {
		return err
	}
	return defaultRules(ctx, tx)
}
