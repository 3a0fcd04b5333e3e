package crm

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// ExportClients lets somebody take out everything that is kept about a client, to
// hand it to them, whatever else they may see themselves.
const ExportClients auth.Permission = "crm.client.export"

// AnonymiseClients lets somebody have a person forgotten, which nobody can undo.
const AnonymiseClients auth.Permission = "crm.client.anonymise"

// PersonalDataRequest asks for everything about somebody.
type PersonalDataRequest struct{}

// PersonalData is everything that is kept about somebody.
type PersonalData struct {
	Data map[string]any // lists of records by entity, and what was written and read of them
}

func exportClient(ctx context.Context, tx *entity.Tx, c *Client, _ PersonalDataRequest) (PersonalData, error) {
	data, err := tx.Dossier(ctx, entity.Ref{Entity: "crm.client", ID: c.ID.UUID()})
	return PersonalData{Data: data}, err
}

// isPerson refuses to forget a company.
func isPerson(c *Client) error {
	if c.Kind != Person {
		return problem.Conflict("not-a-person", "The client is a company; only a person can be anonymised.")
	}
	return nil
}

// forgetClient makes neutral what tells who the client was. Posted documents and
// what taxes need stay as they are.
func forgetClient(ctx context.Context, tx *entity.Tx, c *Client) error {
	return tx.Forget(ctx, entity.Ref{Entity: "crm.client", ID: c.ID.UUID()})
}

// leadIsOld selects leads that were declined before $2 and still tell of whom.
const leadIsOld = `status = 'disqualified' and updated_at < $2 and not (company = 'anonymised' and contact_name = 'anonymised')`

// mostLeads bounds how many leads are forgotten at once: what they held is looked
// for in all that was told of them.
const mostLeads = 20

// forgetLeads makes old leads anonymous. What they were worth, and why nothing came
// of how many, can still be counted.
func forgetLeads(ctx context.Context, tx *entity.Tx, before time.Time, most int) (int, error) {
	leads, err := entity.LockWhere[Lead](ctx, tx, "o.id in (select id from crm_lead where tenant_id = $1 and "+leadIsOld+" order by id limit $3)",
		before, min(most, mostLeads))
	if err != nil {
		return 0, err
	}
	for _, l := range leads {
		if err := tx.Forget(ctx, entity.RefTo(l.ID)); err != nil {
			return 0, err
		}
		if err := entity.Touch(ctx, tx, l); err != nil {
			return 0, err
		}
	}
	return len(leads), nil
}
