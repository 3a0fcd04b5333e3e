package workspace

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Desk is what somebody finds when they come in: what of the answer to GET …/start is
// theirs or their company's.
type Desk struct {
	Preferences map[string]any `json:"preferences"`
	Views       []View         `json:"views"`
	Unread      int            `json:"unread" doc:"How much is new in the inbox."`
	Company     Company        `json:"company"`
}

// Company is what a user interface shows of the company.
type Company struct {
	Name      string   `json:"name" doc:"As its letterhead has it."`
	Logo      string   `json:"logo" doc:"A PNG or JPEG in base64; empty for none."`
	Accent    string   `json:"accent" doc:"A colour in hexadecimal, #165C7D; empty for none."`
	Country   string   `json:"country" doc:"Where the company is at home."`
	Currency  string   `json:"currency" doc:"What the company reckons in."`
	Language  string   `json:"language" doc:"In which clients are written to who have none of their own."`
	Languages []string `json:"languages" doc:"In which letters and documents can be written."`
	TimeZone  string   `json:"time_zone" doc:"Of the site where the user works."`
}

// deskRow is what one query tells of a desk.
type deskRow struct {
	Country, Currency, TimeZone string
	Chosen                      string
	Unread                      int
}

const sqlDesk = `select t.country, t.currency,
  coalesce((select w.time_zone from identity_site w where w.tenant_id = $1 and (w.id = $3 or $3 = '00000000-0000-0000-0000-000000000000') order by w.id limit 1), 'UTC'),
  coalesce((select chosen::text from workspace_preference where tenant_id = $1 and owner = $2), ''),
  (select count(*) from collaboration_notification where tenant_id = $1 and owner = $2 and shown and read_at is null)
from system_tenant t where t.tenant_id = $1`

// DeskOf returns the desk of whoever asks. Who is no user of the company finds the
// company's alone, and the views that everyone sees.
func DeskOf(ctx context.Context, tx *entity.Tx) (Desk, error) {
	rows := pg.Later[deskRow](tx, sqlDesk, tx.Actor().ID, siteOf(tx))
	seen, err := viewsOf(ctx, tx, "")
	if err != nil {
		return Desk{}, err
	}
	house, err := documents.HouseOf(ctx, tx, siteOf(tx))
	if err != nil {
		return Desk{}, fmt.Errorf("read letterhead: %w", err)
	}
	found, err := rows(ctx)
	if err != nil || len(found) == 0 {
		return Desk{}, fmt.Errorf("read desk: %w", err)
	}
	row := found[0]
	chosen, err := readPreferences(row.Chosen)
	if err != nil {
		return Desk{}, err
	}
	d := Desk{Preferences: chosen.Values, Views: seen, Unread: row.Unread, Company: Company{
		Name: house.Name, Logo: base64.StdEncoding.EncodeToString(house.Logo), Accent: string(house.Accent), Country: row.Country, Currency: row.Currency,
		Language: documents.Speak(house.Language).Language(), Languages: documents.Languages(), TimeZone: row.TimeZone,
	}}
	if d.Preferences == nil || tx.Actor().Kind != auth.KindUser {
		d.Preferences = map[string]any{}
	}
	return d, nil
}
