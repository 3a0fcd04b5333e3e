package collaboration

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// AskPeople asks who can be mentioned in what is said about a record.
type AskPeople struct {
	Entity string    `entity:"required"` // what the record is, as sales.order
	Record uuid.UUID `entity:"required"` // which record it is
	Query  string    // a part of their name; anybody when empty
}

// People are those who can be mentioned, by name, those first whose name begins as asked:
// eight at most.
type People struct {
	Data []Person // who
}

// Person is somebody who can be mentioned.
type Person struct {
	User entity.ID[identity.User] // who
	Name string                   // what they are called
}

// How many are offered, and among how many they are looked for.
const (
	mostPeople = 8
	mostSought = 50
)

// sqlPeople names active users but one ($2) by a part of their name ($3, in lower case)
// who hold one of some permissions ($4) by a role or an exception, wherever that reaches.
const sqlPeople = `select u.id, u.name from identity_user u
where u.tenant_id = $1 and u.status = 'active' and u.id <> $2 and strpos(lower(u.name), $3) > 0
  and (exists (select from identity_role_grant g where g.tenant_id = $1 and g.role = any(u.roles) and g.permission = any($4))
    or exists (select from identity_exception x where x.tenant_id = $1 and x."user" = u.id and x.status = 'approved' and x.permission = any($4)))
order by not starts_with(lower(u.name), $3), u.name, u.id limit $5`

// people is served as GET …/comments/people. It offers those only who may read the record:
// others could not see what they are told of.
func people(ctx context.Context, tx *entity.Tx, in AskPeople) (People, error) {
	s, err := readable(ctx, tx, entity.Ref{Entity: in.Entity, ID: in.Record})
	if err != nil {
		return People{}, err
	}
	query := strings.ToLower(strings.TrimSpace(in.Query))
	found, err := pg.Query[Person](ctx, tx, sqlPeople, tx.Actor().ID, query, grantsOf(s.read), mostSought)
	if err != nil {
		return People{}, fmt.Errorf("look who can be mentioned: %w", err)
	}
	out := People{Data: []Person{}}
	for _, one := range found {
		may, err := s.readableBy(ctx, tx, one.User.UUID())
		if err != nil {
			return People{}, err
		}
		if may {
			out.Data = append(out.Data, one)
		}
		if len(out.Data) == mostPeople {
			break
		}
	}
	return out, nil
}
