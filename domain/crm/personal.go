package crm

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// ExportClients lets somebody take out everything that is kept about a client, to
// hand it to them, whatever else they may see themselves.
const ExportClients auth.Permission = "crm.client.export"

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
