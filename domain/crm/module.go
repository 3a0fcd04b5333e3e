package crm

import (
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that crm adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name:  "crm",
		Label: "Clients",
		Entities: []entity.Declared{
			entity.Declare[Client](),
			entity.Declare[Contact](),
			entity.Declare[Address](),
			entity.Declare[Consent](),
			entity.Declare[Lead](),
			entity.Declare[Activity](),
		},
		Actions: []entity.Action{
			entity.ActionOn("personal-data", ExportClients, "Collects everything that is kept about a client, to hand it to them.", exportClient),
		},
		Events:     []entity.EventType{entity.Event[LeadConverted]()},
		Roles:      defaultRoles(),
		Migrations: migrations,
		Alerts: []entity.Alert{
			{Name: "A client's tax number changed", Subject: "crm.client", Verbs: []string{"update"}, Fields: []string{"vat_number"}, Times: 1, Minutes: 60},
			{Name: "Many clients deleted", Subject: "crm.client", Verbs: []string{"delete", "anonymise"}, Times: 10, Minutes: 60},
		},
		Tallies: []entity.Tally{{
			Name: "crm.consent", SQL: `select purpose, status, count(*) from crm_consent where tenant_id = $1 group by 1, 2 order by 1, 2`,
		}},
		Retentions: []entity.Retention{{
			Name: "crm.lead", Label: "Leads of which nothing came: they are made anonymous", Days: 365, Minimum: 30, Table: "crm_lead",
			Where: leadIsOld, Purge: forgetLeads, Why: "Somebody who has declined may come back after a while.",
		}, oldLinkRetention()},
		Forget: forgetLinks,
		Refusals: map[string]entity.Refusal{
			"crm_client_lead_key": {Slug: "already-converted", Detail: "The lead has become a client already."},
		},
	}
}

// defaultRoles is what the default roles may do in this module.
func defaultRoles() []entity.Role {
	grants := func(reach auth.Reach, permissions ...auth.Permission) []auth.Grant {
		out := make([]auth.Grant, len(permissions))
		for i, p := range permissions {
			out[i] = auth.Grant{Permission: p, Reach: reach}
		}
		return out
	}
	return []entity.Role{
		{Name: "admin", Grants: grants(auth.ReachTenant, "crm.*")},
		{Name: "manager", Grants: grants(auth.ReachTenant, "crm.*")},
		{Name: "sales", Grants: grants(auth.ReachSite,
			ReadClients, EditClients, ReadContacts, EditContacts, ReadAddresses, EditAddresses, ReadConsents, EditConsents,
			ReadLeads, EditLeads, ConvertLeads, ReadActivities, EditActivities)},
		{Name: "warehouse", Grants: grants(auth.ReachTenant, ReadClients, ReadContacts, ReadAddresses)},
		{Name: "accountant", Grants: append(
			grants(auth.ReachTenant, ReadClients, EditClients, SetCredit, ReadContacts, EditContacts, ReadAddresses, EditAddresses, ReadActivities),
			grants(auth.ReachOwn, EditActivities)...)},
		{Name: "viewer", Grants: grants(auth.ReachTenant, ReadClients, ReadContacts, ReadAddresses, ReadLeads, ReadActivities)},
	}
}
