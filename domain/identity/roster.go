package identity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Member is what those who look after a tenant may know of one of its users.
type Member struct {
	ID       uuid.UUID
	Name     string
	Email    string
	Status   UserStatus
	Roles    []string   // their titles, by name
	LastSeen *time.Time // when a token of theirs was last used; nil when that is not known
}

const sqlRoster = `select u.id, u.name, u.email, u.status,
  array(select r.title from identity_role r where r.tenant_id = $1 and r.id = any(u.roles) order by r.name),
  (select max(t.last_used_at) from identity_token t where t.tenant_id = $1 and t."user" = u.id)
from identity_user u where u.tenant_id = $1 and u.id > $2 order by u.id limit $3`

// Roster returns up to limit users whose ids follow after, in the order in which
// they came.
func Roster(ctx context.Context, r pg.Runner, after uuid.UUID, limit int) ([]Member, error) {
	return pg.Query[Member](ctx, r, sqlRoster, after, limit)
}
