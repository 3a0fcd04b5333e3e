package system

import (
	"context"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/customfield"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Module is what every tenant has, whatever modules it uses.
func Module() entity.Module {
	return entity.Module{
		Name:  "system",
		Label: "System",
		Entities: []entity.Declared{
			entity.Declare[CustomField](), entity.Declare[Access](), entity.Declare[Retention](), entity.Declare[AlertRule](), entity.Declare[Alert](),
		},
		Migrations: Migrations,
		Actions: []entity.Action{
			entity.NewQuery("privacy/report", ReadPrivacy,
				"Tells what is kept about private persons, for how long, what they agreed to, and who has seen it.", Report),
			entity.ActionOn("keep", EditRetention, "Says for how long something is kept before it goes by itself.", setRetention),
		},
		Retentions: own(),
		Holdings: []entity.Holding{
			{Name: "system_audit", Label: "Audit trail", Table: "system_audit", Fields: []string{"actor_name", "address", "changes"}},
			{Name: "system_access", Label: "Access log", Table: "system_access", Fields: []string{"actor_name", "address", "query"}},
			{Name: "system_event", Label: "Events told", Table: "system_event", Fields: []string{"payload"}},
			{Name: "system_idempotency", Label: "Answers kept for repeated requests", Table: "system_idempotency", Fields: []string{"body"}},
		},
		Watch:  newWatcher().watch,
		Logs:   []audit.Log{audit.Reads()},
		Alerts: ownAlerts(),
		Seed:   seed,
		Roles: []entity.Role{
			{Name: "admin", Grants: []auth.Grant{{Permission: "system.*", Reach: auth.ReachTenant}}},
		},
	}
}

// seed gives a new tenant what it may then change.
func seed(ctx context.Context, tx *entity.Tx, _ entity.Tenant) error {
	if _, err := retentions(ctx, tx); err != nil {
		return err
	}
	return defaultRules(ctx, tx)
}

// CustomField is a field that a company has added to an entity for itself. Its
// values are kept with each record, under "custom".
type CustomField struct {
	entity.Base[CustomField]

	Extends  string           `entity:"required,filter"` // the entity that gets the field, such as sales.order
	Name     string           `entity:"required"`        // the field's name in the API: lower-case letters, digits and _
	Label    string           `entity:"required"`        // the field's name for people
	Kind     customfield.Kind `entity:"required"`        // what the field holds
	Choices  []string         // the values to choose from, for a choice
	Target   string           // the entity that a reference points at
	Required bool             // whether every record must have a value
	Help     string           `entity:"text"` // what people should know when they fill it in
}

// What a role can be granted on a company's own fields.
const (
	ReadCustomFields auth.Permission = "system.custom_field.read"
	EditCustomFields auth.Permission = "system.custom_field.edit"
)

// Entity declares the rest of what a custom field is.
func (CustomField) Entity() entity.Spec[CustomField] {
	return entity.Spec[CustomField]{
		Name:  "system.custom_field",
		Title: "{label}",
		List:  []string{"extends", "name", "label", "kind", "required"},
		Read:  ReadCustomFields,
		Edit:  EditCustomFields,
		Check: checkCustomField,
	}
}
