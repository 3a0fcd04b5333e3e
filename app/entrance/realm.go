package entrance

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
)

// OperatorsRealm returns the realm of those who run Guildhall.
func OperatorsRealm(e *enterprise.Enterprise) signin.Realm {
	return signin.Realm{Home: e.OwnHome(), Name: "Guildhall", People: operatorPeople{e}}
}

func tenantRealm(t httpapi.Tenant) signin.Realm {
	return signin.Realm{Home: t.Home, Name: t.Name, People: signin.Users{}}
}

// operatorPeople are those who run Guildhall.
type operatorPeople struct{ enterprise *enterprise.Enterprise }

func (operatorPeople) ByEmail(ctx context.Context, tx *pg.Tx, email string) (signin.Person, bool, error) {
	o, found, err := enterprise.OperatorByEmail(ctx, tx, email)
	return operatorPerson(o), found, err
}

func (operatorPeople) ByID(ctx context.Context, tx *pg.Tx, id uuid.UUID) (signin.Person, bool, error) {
	o, found, err := enterprise.OperatorByID(ctx, tx, id)
	return operatorPerson(o), found, err
}

// Move implements [signin.Movers].
func (p operatorPeople) Move(ctx context.Context, _ signin.Realm, person uuid.UUID, email string, _ signin.Visit) error {
	return p.enterprise.MoveOperator(ctx, person, email)
}

func operatorPerson(o enterprise.Operator) signin.Person {
	return signin.Person{ID: o.ID, Email: o.Email, Name: o.Name, Active: o.Status == "active", Administrator: true}
}
