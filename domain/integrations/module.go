package integrations

import (
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// SealedColumns lists what is sealed: table, column, and the column with the id of the
// key.
func SealedColumns() [][3]string {
	return [][3]string{{"integrations_webhook_secret", "sealed", "key_id"}}
}

// Module is everything that integrations adds to the product.
func Module(o Options) entity.Module {
	return entity.Module{
		Name: "integrations", Label: "Integrations",
		Entities: []entity.Declared{entity.Declare[Webhook]()},
		Actions: []entity.Action{
			entity.ActionOn("rotate-secret", EditWebhooks,
				"Makes the secret by which a webhook's messages are signed, and tells it this once. The one before signs for two more days, too.", rotate).ToldOnce(),
			entity.ActionOn("replay", EditWebhooks,
				"Sends events again: one, or those since an instant, of which the webhook is told.", replay),
			entity.NewQuery("webhook-deliveries", ReadWebhooks,
				"Lists what a webhook was sent and what was answered, the latest attempt first.", listDeliveries),
		},
		Subscriptions: append(lines(), o.broker()...),
		Roles: []entity.Role{
			{Name: "admin", Grants: []auth.Grant{
				{Permission: ReadWebhooks, Reach: auth.ReachTenant}, {Permission: EditWebhooks, Reach: auth.ReachTenant},
			}},
		},
		Retentions: []entity.Retention{{
			Name: "integrations.delivery", Label: "Log of what was sent to other systems", Days: 30, Minimum: 7, Table: "system_delivery_log", Log: true,
			Where: "at < $2 and id < least_uuid($2)", Why: "It tells what became of a message while somebody can still ask.",
		}},
		Migrations: migrations,
	}
}
