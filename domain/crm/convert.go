package crm

import (
	"context"
	"strings"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

// LeadConverted is told when a lead has become a client, or was joined to one.
type LeadConverted struct {
	Lead   entity.ID[Lead]   // what was converted
	Client entity.ID[Client] // the client that it is now
}

func leadConverted(l *Lead) any { return LeadConverted{Lead: l.ID, Client: l.Client} }

// convertLead makes the client that a lead has become, or joins the lead to the
// client that the call names, and gives the client the lead's contact and address
// unless it knows them.
func convertLead(ctx context.Context, tx *entity.Tx, l *Lead) error {
	l.NextFollowUp = civil.Date{} // from now on the client is followed up
	known, err := clientOf(ctx, tx, l)
	if err != nil {
		return err
	}
	if err := addContact(ctx, tx, l, known); err != nil {
		return err
	}
	if err := addAddress(ctx, tx, l, known); err != nil {
		return err
	}
	return weighLead(ctx, tx, l)
}

// known is what a client has already of what a lead tells.
type known struct{ Contact, Contacts, Address, Addresses bool }

const sqlKnown = `select
  exists (select from crm_contact where tenant_id = $1 and client = $2 and ($3 <> '' and email = $3 or lower(first_name || ' ' || last_name) = lower($4))),
  exists (select from crm_contact where tenant_id = $1 and client = $2 and "primary"),
  exists (select from crm_address where tenant_id = $1 and client = $2 and lower(city) = lower($5) and lower(street) = lower($6)),
  exists (select from crm_address where tenant_id = $1 and client = $2 and "default")`

// clientOf creates the client, or locks the one that the lead is to be joined to.
func clientOf(ctx context.Context, tx *entity.Tx, l *Lead) (known, error) {
	if l.Client.IsZero() {
		c := clientFrom(l)
		if err := entity.Create(ctx, tx, c); err != nil {
			return known{}, err
		}
		l.Client = c.ID
		return known{}, nil
	}
	c, err := entity.Lock(ctx, tx, l.Client)
	if err != nil {
		return known{}, err
	}
	if c.Status != ClientActive {
		return known{}, problem.Conflict("client-archived", "Client %s %s is archived.", c.Number, c.Name)
	}
	first, last := splitName(l.ContactName)
	k, _, err := pg.One[known](ctx, tx, sqlKnown, c.ID, l.Email, strings.TrimSpace(first+" "+last), l.City, l.Street)
	return k, err
}

func clientFrom(l *Lead) *Client {
	c := &Client{
		Scope: l.Scope, Name: l.Company, Kind: Company, Email: l.Email, Phone: l.Phone,
		Country: l.Country, Currency: l.Currency, Lead: l.ID,
	}
	if l.Company == "" {
		c.Name, c.Kind = l.ContactName, Person
	}
	return c
}

func addContact(ctx context.Context, tx *entity.Tx, l *Lead, k known) error {
	if l.ContactName == "" || k.Contact {
		return nil
	}
	first, last := splitName(l.ContactName)
	return entity.Create(ctx, tx, &Contact{
		Client: l.Client, FirstName: first, LastName: last, Email: l.Email, Phone: l.Phone, Primary: !k.Contacts,
	})
}

// addAddress gives the client the lead's address, if that is more than a country.
func addAddress(ctx context.Context, tx *entity.Tx, l *Lead, k known) error {
	if l.Country == "" || (l.Street == "" && l.City == "") || k.Address {
		return nil
	}
	return entity.Create(ctx, tx, &Address{
		Client: l.Client, Kind: Both, Street: l.Street, City: l.City, PostalCode: l.PostalCode, Country: l.Country, Default: !k.Addresses,
	})
}

// splitName takes the last word of a name as the family name. People correct what
// this gets wrong.
func splitName(name string) (first, last string) {
	name = strings.TrimSpace(name)
	i := strings.LastIndexByte(name, ' ')
	if i < 0 {
		return "", name
	}
	return strings.TrimSpace(name[:i]), name[i+1:]
}
