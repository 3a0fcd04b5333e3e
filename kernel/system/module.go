package system

import (
	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/customfield"
)

// Module is what every tenant has, whatever modules it uses.
func Module() entity.Module {
	return entity.Module{
		Name:       "system",
		Label:      "System",
		Entities:   []entity.Declared{entity.Declare[CustomField](), entity.Declare[Access](), entity.Declare[Change]()},
		Migrations: Migrations,
		Retentions: retentions(),
		Holdings: []entity.Holding{
			{Name: "system_audit", Label: "Audit trail", Table: "system_audit", Fields: []string{"actor_name", "address", "changes"}},
			{Name: "system_access", Label: "Access log", Table: "system_access", Fields: []string{"actor_name", "address", "query"}},
			{Name: "system_event", Label: "Events told", Table: "system_event", Fields: []string{"payload"}},
			{Name: "system_idempotency", Label: "Answers kept for repeated requests", Table: "system_idempotency", Fields: []string{"body"}},
		},
		Logs:   []audit.Log{audit.Reads()},
		Alerts: []entity.Alert{{Name: "Somebody reads very much", Subject: "system.access", Times: 2000, Minutes: 60}},
		Roles: []entity.Role{
			{Name: "admin", Grants: []auth.Grant{{Permission: "system.*", Reach: auth.ReachTenant}}},
			// Whoever fills in records must know which fields the company has added to them.
			{Name: "manager", Grants: []auth.Grant{{Permission: ReadCustomFields, Reach: auth.ReachTenant}}},
			{Name: "sales", Grants: []auth.Grant{{Permission: ReadCustomFields, Reach: auth.ReachTenant}}},
			{Name: "accountant", Grants: []auth.Grant{{Permission: ReadCustomFields, Reach: auth.ReachTenant}}},
			{Name: "warehouse", Grants: []auth.Grant{{Permission: ReadCustomFields, Reach: auth.ReachTenant}}},
			{Name: "viewer", Grants: []auth.Grant{{Permission: ReadCustomFields, Reach: auth.ReachTenant}}},
		},
	}
}

// retentions are what goes by itself of what every tenant has.
func retentions() []entity.Retention {
	return []entity.Retention{
		{
			Name: "system.audit", Label: "Audit trail", Days: 3660, Minimum: 3653, Table: "system_audit", Log: true,
			Where: "at < $2 and id < least_uuid($2)", Why: "Commercial and tax law want books, and what proves them, for ten years.",
		},
		{
			Name: "system.access", Label: "Access log: who read what", Days: 365, Minimum: 90, Table: "system_access", Log: true,
			Where: "created_at < $2 and id < least_uuid($2)", Why: "Who has read what must be told to those whom it concerns.",
		},
		{
			Name: "system.event", Label: "Events told", Days: 90, Minimum: 30, Table: "system_event", Log: true,
			Where: "occurred_at < $2 and id < least_uuid($2)", Why: "Others may fetch again what they have missed.",
		},
		{
			Name: "system.idempotency", Label: "Answers kept for repeated requests", Days: 2, Minimum: 1, Table: "system_idempotency",
			Where: "created_at < $2", Why: "A request may be repeated for a day.",
		},
	}
}

// CustomField is a field that a company has added to an entity for itself.
//
// Its values are kept with each record, under "custom".
type CustomField struct {
	entity.Base[CustomField]

	Extends  entity.Kind      `entity:"required,filter"` // the entity that gets the field, such as sales.order
	Name     string           `entity:"required"`        // the field's name for programs: lower-case letters, digits and _
	Label    string           `entity:"required"`        // the field's name for people
	Kind     customfield.Kind `entity:"required"`        // what the field holds
	Choices  []string         // the values to choose from, for a choice
	Target   entity.Kind      // the entity that a reference points at
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
