package crm

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Addressee is a client as documents are written to them.
type Addressee struct {
	Number, VATNumber, Language string
	Party                       documents.Party
}

// sqlAddressee prefers default addresses, and among these one of the kind asked for
// over one for everything. A client without any is named with their country.
const sqlAddressee = `select c.number, c.vat_number, c.language, coalesce(nullif(a.name, ''), c.name), coalesce(a.street, ''),
  coalesce(a.city, ''), coalesce(a.region, ''), coalesce(a.postal_code, ''), coalesce(nullif(a.country, ''), c.country)
from crm_client c left join lateral (
  select a.name, a.street, a.city, a.region, a.postal_code, a.country from crm_address a where a.tenant_id = $1 and a.client = c.id and a.kind in ('both', $3)
  order by a."default" desc, a.kind = $3 desc, a.id limit 1
) a on true
where c.tenant_id = $1 and c.id = $2`

// AddresseeOf returns how documents are written to a client, at an address for invoices
// or for goods.
func AddresseeOf(ctx context.Context, tx *entity.Tx, client entity.ID[Client], kind AddressKind) (Addressee, error) {
	row, _, err := pg.One[struct {
		Number, VATNumber, Language            string
		Name, Street, City, Region, PostalCode string
		Country                                string
	}](ctx, tx, sqlAddressee, client, string(kind))
	if err != nil {
		return Addressee{}, fmt.Errorf("read the client's address: %w", err)
	}
	return Addressee{
		Number: row.Number, VATNumber: row.VATNumber, Language: row.Language,
		Party: documents.Party{
			Name: row.Name, Street: row.Street, City: row.City, Region: row.Region, PostalCode: row.PostalCode,
			Country: entity.Country(row.Country),
		},
	}, nil
}

// Head fills in what the head of every document to the client has.
func (a Addressee) Head(d documents.Document) documents.Document {
	d.To, d.Language = a.Party, a.Language
	if d.Number != a.Number {
		d.References = append(d.References, documents.Reference{Name: documents.RefClient, Text: a.Number})
	}
	if d.Kind == documents.Invoice || d.Kind == documents.CreditNote {
		d.References = append(d.References, documents.Reference{Name: documents.RefClientVAT, Text: a.VATNumber})
	}
	return d
}
