package crm

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// scopeRow is where a client stands, and whether what a call gave is there at all.
type scopeRow struct {
	Site, Owner, Department             uuid.UUID
	KnowSite, KnowOwner, KnowDepartment bool
}

const (
	// The client is locked, so that two contacts that both become primary, or two
	// addresses that both become the default, do so one after the other.
	sqlScopeOfClient = `select coalesce(site, $3), coalesce(owner, $3), coalesce(department, $3),
  $4::uuid is null or exists (select from identity_site where tenant_id = $1 and id = $4),
  $5::uuid is null or exists (select from identity_user where tenant_id = $1 and id = $5),
  $6::uuid is null or exists (select from identity_department where tenant_id = $1 and id = $6)
from crm_client where tenant_id = $1 and id = $2 for no key update`

	sqlMoveContacts = `update crm_contact set site = $3, owner = $4, department = $5
where tenant_id = $1 and client = $2 and (site, owner, department) is distinct from ($3::uuid, $4::uuid, $5::uuid)`
	sqlMoveConsents = `update crm_consent set site = $3, owner = $4, department = $5
where tenant_id = $1 and client = $2 and (site, owner, department) is distinct from ($3::uuid, $4::uuid, $5::uuid)`
	sqlMoveAddresses = `update crm_address set site = $3, owner = $4, department = $5
where tenant_id = $1 and client = $2 and (site, owner, department) is distinct from ($3::uuid, $4::uuid, $5::uuid)`
)

// deriveScope puts a contact, an address or a consent where its client stands: who sees the
// client sees them, too. A client that is none is left to the foreign key.
func deriveScope(ctx context.Context, tx *entity.Tx, s *entity.Scope, client entity.ID[Client]) error {
	site, owner, department := scopeIDs(*s)
	row, found, err := pg.One[scopeRow](ctx, tx, sqlScopeOfClient, client, uuid.Nil, site, owner, department)
	if err != nil || !found {
		return err
	}
	var errs problem.Fields
	for field, known := range map[string]bool{"/site": row.KnowSite, "/owner": row.KnowOwner, "/department": row.KnowDepartment} {
		if !known {
			errs.Add(field, "unknown-reference", "Names no record of this company.")
		}
	}
	s.Site, s.Owner, s.Department = row.Site, row.Owner, row.Department
	return errs.Err()
}

// moveWithClient puts the contacts, addresses and consents of a client where it stands now.
func moveWithClient(tx *entity.Tx, c *Client) {
	site, owner, department := scopeIDs(c.Scope)
	tx.Exec(sqlMoveContacts, c.ID, site, owner, department)
	tx.Exec(sqlMoveConsents, c.ID, site, owner, department)
	tx.Exec(sqlMoveAddresses, c.ID, site, owner, department)
}

// scopeIDs returns what a scope holds as typed ids, which are NULL when empty.
func scopeIDs(s entity.Scope) (entity.ID[identity.Site], entity.ID[identity.User], entity.ID[identity.Department]) {
	return entity.ID[identity.Site](s.Site), entity.ID[identity.User](s.Owner), entity.ID[identity.Department](s.Department)
}
