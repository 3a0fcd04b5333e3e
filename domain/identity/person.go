package identity

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Person is what signing in needs to know of a user.
type Person struct {
	ID            uuid.UUID
	Email         string
	Name          string
	Active        bool
	Administrator bool // may change what others may do
}

const sqlPerson = `select u.id, u.email, u.name, u.status = 'active', exists (
  select from identity_role_grant g where g.tenant_id = $1 and g.role = any(u.roles) and g.reach = 'tenant'
    and g.permission in ('*', 'identity.*', 'identity.user.*', 'identity.role.*', 'identity.user.edit', 'identity.role.edit'))
from identity_user u where u.tenant_id = $1 and `

// PersonByEmail finds the user who signs in with an address, in small letters.
func PersonByEmail(ctx context.Context, r pg.Runner, email string) (Person, bool, error) {
	return pg.One[Person](ctx, r, sqlPerson+`u.email = $2`, email)
}

// PersonByID finds a user.
func PersonByID(ctx context.Context, r pg.Runner, id uuid.UUID) (Person, bool, error) {
	return pg.One[Person](ctx, r, sqlPerson+`u.id = $2`, id)
}

// Member is what those who look after a tenant may know of one of its users.
type Member struct {
	ID     uuid.UUID
	Name   string
	Email  string
	Status UserStatus
	Roles  []string // their titles, by name
}

const sqlRoster = `select u.id, u.name, u.email, u.status,
  array(select r.title from identity_role r where r.tenant_id = $1 and r.id = any(u.roles) order by r.name)
from identity_user u where u.tenant_id = $1 and u.id > $2 order by u.id limit $3`

// Roster returns up to limit users whose ids follow after, in the order in which
// they came.
func Roster(ctx context.Context, r pg.Runner, after uuid.UUID, limit int) ([]Member, error) {
	return pg.Query[Member](ctx, r, sqlRoster, after, limit)
}

// ExportUsers lets somebody take out everything that is kept about a user, to hand
// it to them, whatever else they may see themselves.
const ExportUsers auth.Permission = "identity.user.export"

// AnonymiseUsers lets somebody have a blocked user forgotten, which nobody can undo.
const AnonymiseUsers auth.Permission = "identity.user.anonymise"

// PersonalDataRequest asks for everything about somebody.
type PersonalDataRequest struct{}

// PersonalData is everything that is kept about somebody.
type PersonalData struct {
	Data map[string]any // lists of records by entity, and what was written and read of them
}

func exportUser(ctx context.Context, tx *entity.Tx, u *User, _ PersonalDataRequest) (PersonalData, error) {
	data, err := tx.Dossier(ctx, entity.Ref{Entity: "identity.user", ID: u.ID.UUID()})
	return PersonalData{Data: data}, err
}

// forgetUser makes neutral what tells who the user was; what they did stays.
func forgetUser(ctx context.Context, tx *entity.Tx, u *User) error {
	if err := mayManage(ctx, tx, u.ID); err != nil {
		return err
	}
	return tx.Forget(ctx, entity.Ref{Entity: "identity.user", ID: u.ID.UUID()})
}
