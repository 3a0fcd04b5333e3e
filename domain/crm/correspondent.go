package crm

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Correspondent is whom a client is written to by e-mail.
type Correspondent struct {
	Name     string
	Email    entity.Email // "" when nobody there can be written to
	Language string       // the client's
	Scope    entity.Scope // where the client stands
}

// sqlCorrespondent prefers the contact that is asked for, then the client's own
// address, then the primary contact, then whichever has one.
const sqlCorrespondent = `select coalesce(a.name, ''), coalesce(a.email, ''), c.language,
  coalesce(c.site, $4), coalesce(c.owner, $4), coalesce(c.department, $4)
from crm_client c left join lateral (
  select c.name as name, c.email as email, 2 as rank, c.id as id where c.email <> ''
  union all
  select trim(p.first_name || ' ' || p.last_name), p.email, case when p.id = $3 then 1 when p."primary" then 3 else 4 end, p.id
  from crm_contact p where p.tenant_id = $1 and p.client = c.id and p.email <> ''
  order by rank, id limit 1
) a on true
where c.tenant_id = $1 and c.id = $2 and c.status <> 'anonymised'`

// CorrespondentOf returns whom a client is written to: the given contact if they have an
// address, else the client itself, else a contact of theirs, the primary one first.
func CorrespondentOf(ctx context.Context, tx *entity.Tx, client entity.ID[Client], contact entity.ID[Contact]) (Correspondent, error) {
	row, _, err := pg.One[struct {
		Name, Email, Language   string
		Site, Owner, Department uuid.UUID
	}](ctx, tx, sqlCorrespondent, client, contact, uuid.Nil)
	if err != nil {
		return Correspondent{}, fmt.Errorf("read whom the client is written to: %w", err)
	}
	return Correspondent{
		Name: row.Name, Email: entity.Email(row.Email), Language: row.Language,
		Scope: entity.Scope{Site: row.Site, Owner: row.Owner, Department: row.Department},
	}, nil
}
