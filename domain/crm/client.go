package crm

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Client is a company or person that buys, or is about to.
type Client struct {
	entity.Base[Client]
	entity.Scope
	entity.State[ClientStatus]

	Number       string          `entity:"sequence,search"`                 // the number by which the client is known: C-1024
	Name         string          `entity:"required,filter,search,personal"` // the company's or the person's full name
	Kind         ClientKind      `entity:"filter"`                          // whether the client is a company or a person
	Email        entity.Email    `entity:"filter,search,personal"`          // the address to which offers and invoices are sent
	Phone        entity.Phone    `entity:"personal"`                        // the number under which the client is called
	Website      entity.Link     `entity:"personal"`                        // the client's own pages
	VATNumber    string          `entity:"filter"`                          // the number for value added tax, with the country's prefix: DE123456789
	Country      entity.Country  `entity:"filter"`                          // where the client is at home
	Language     string          // the language in which the client is written to: de, pt-BR
	Currency     money.Currency  `entity:"required"` // the currency in which the client is offered and invoiced; the company's when empty
	CreditLimit  *money.Amount   // how much the client may owe at a time; no limit when empty
	PaymentTerms int             // days after its date that an invoice is due; 0 means at once
	PriceGroup   string          `entity:"filter"`                 // the group whose price lists hold for the client
	Reference    string          `entity:"filter,search,personal"` // the client's number in another system
	Note         string          `entity:"text,personal"`          // what everybody who deals with the client should know
	Lead         entity.ID[Lead] `entity:"readonly,filter"`        // the lead from which the client was made
}

// ClientKind tells companies from persons.
type ClientKind string

// The kinds of client.
const (
	Company ClientKind = "company"
	Person  ClientKind = "person"
)

// Choices lists the kinds of client.
func (ClientKind) Choices() []string { return []string{string(Company), string(Person)} }

// ClientStatus is where a client stands.
type ClientStatus string

// The states of a client.
const (
	ClientActive     ClientStatus = "active"     // does business with us
	ClientArchived   ClientStatus = "archived"   // kept for the record; nothing new is begun
	ClientAnonymised ClientStatus = "anonymised" // a person who is forgotten, for good; documents stay
)

// What a role can be granted on clients.
const (
	ReadClients    auth.Permission = "crm.client.read"
	EditClients    auth.Permission = "crm.client.edit"
	DeleteClients  auth.Permission = "crm.client.delete"
	ArchiveClients auth.Permission = "crm.client.archive"
	SetCredit      auth.Permission = "crm.client.credit" //nolint:gosec // a permission; it is about how much a client may owe
)

// Entity declares clients.
func (Client) Entity() entity.Spec[Client] {
	return entity.Spec[Client]{
		Name:   "crm.client",
		Title:  "{name}",
		List:   []string{"number", "name", "kind", "country", "email", "status"},
		Series: &entity.Series{Pattern: "C-{n}"},
		Read:   ReadClients,
		Edit:   EditClients,
		Delete: DeleteClients,
		Derive: deriveClient,
		Check:  checkClient,
		Guards: map[string]auth.Permission{"credit_limit": SetCredit},
		Frozen: func(c *Client) bool { return c.Status != ClientActive },
		Flow: entity.Flow[Client, ClientStatus]{
			{Verb: "archive", From: []ClientStatus{ClientActive}, To: ClientArchived, Need: ArchiveClients},
			{Verb: "restore", From: []ClientStatus{ClientArchived}, To: ClientActive, Need: ArchiveClients},
			{
				Verb: "anonymise", From: []ClientStatus{ClientActive, ClientArchived}, To: ClientAnonymised, Need: AnonymiseClients,
				When: isPerson, Do: forgetClient,
			},
		},
	}
}

func deriveClient(ctx context.Context, tx *entity.Tx, c *Client) error {
	moveWithClient(tx, c)
	return deriveCurrency(ctx, tx, &c.Currency)
}

const sqlTenantCurrency = `select currency from system_tenant where tenant_id = $1`

// deriveCurrency gives a record that names no currency that of the company.
func deriveCurrency(ctx context.Context, tx *entity.Tx, c *money.Currency) error {
	if *c != "" {
		return nil
	}
	own, _, err := pg.One[string](ctx, tx, sqlTenantCurrency)
	*c = money.Currency(own)
	return err
}

// longestTerms is the most days that payment may be put off.
const longestTerms = 365

func checkClient(_ context.Context, _ *entity.Tx, c *Client) error {
	var errs problem.Fields
	if c.PaymentTerms < 0 || c.PaymentTerms > longestTerms {
		errs.Add("/payment_terms", "out-of-range", "Must be 0 to %d days.", longestTerms)
	}
	if c.CreditLimit != nil && c.CreditLimit.Sign() < 0 {
		errs.Add("/credit_limit", "negative", "Must not be less than zero.")
	}
	return errs.Err()
}
