package crm

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Contact is a person to talk to at a client. Because it is about a private person,
// it is kept who has read it, and when.
type Contact struct {
	entity.Base[Contact]
	entity.Scope

	Client    entity.ID[Client] `entity:"required,filter"`        // whose contact the person is
	FirstName string            `entity:"search,personal"`        // given name
	LastName  string            `entity:"filter,search,personal"` // family name
	JobTitle  string            `entity:"personal"`               // what the person does at the client
	Email     entity.Email      `entity:"filter,search,personal"` // the address at which the person is written to
	Phone     entity.Phone      `entity:"personal"`               // the number under which the person is called
	Primary   bool              `entity:"filter"`                 // whether to turn to this person first; a client has one at most
}

// What a role can be granted on contacts.
const (
	ReadContacts auth.Permission = "crm.contact.read"
	EditContacts auth.Permission = "crm.contact.edit"
)

// Entity declares contacts.
func (Contact) Entity() entity.Spec[Contact] {
	return entity.Spec[Contact]{
		Name:   "crm.contact",
		Title:  "{first_name} {last_name}",
		List:   []string{"first_name", "last_name", "client", "job_title", "email", "phone", "primary"},
		Read:   ReadContacts,
		Edit:   EditContacts,
		Derive: deriveContact,
		Check:  checkContact,

		Sensitive: true,
	}
}

// The contact that was primary so far steps back.
const sqlOtherContacts = `update crm_contact set "primary" = false, updated_at = $4
where tenant_id = $1 and client = $2 and id <> $3 and "primary"`

func deriveContact(ctx context.Context, tx *entity.Tx, c *Contact) error {
	if err := deriveScope(ctx, tx, &c.Scope, c.Client); err != nil {
		return err
	}
	if c.Primary && !c.Client.IsZero() {
		tx.Exec(sqlOtherContacts, c.Client, c.ID, tx.Now())
	}
	return nil
}

func checkContact(_ context.Context, _ *entity.Tx, c *Contact) error {
	if c.FirstName == "" && c.LastName == "" {
		return problem.InvalidField("/last_name", "required", "A contact needs a first or a last name.")
	}
	return nil
}
