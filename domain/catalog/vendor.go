package catalog

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Vendor is who supplies products.
type Vendor struct {
	entity.Base[Vendor]

	Number       string         `entity:"sequence,search"`        // the number by which the vendor is known: V-12
	Name         string         `entity:"required,filter,search"` // the vendor's full name
	ContactName  string         `entity:"personal"`               // whom to ask for
	Email        entity.Email   `entity:"filter,personal"`        // the address to which orders are sent
	Phone        entity.Phone   `entity:"personal"`               // the number under which the vendor is called
	Website      entity.Link    // the vendor's own pages
	Street       string         `entity:"text"` // street and house number, one line for each line of the address
	City         string         // town
	Region       string         // state, province or county, where addresses have one
	PostalCode   string         // postal code
	Country      entity.Country `entity:"filter"`   // country
	Currency     money.Currency `entity:"required"` // the currency in which the vendor is paid; the company's when empty
	MinimumOrder money.Amount   // below which the vendor takes no order
	LeadDays     int            // days from order to delivery
	AutoSend     bool           // whether orders go out without being looked at again
	Reference    string         `entity:"filter,search"` // the vendor's number in another system
	Note         string         `entity:"text"`          // what buyers should know
}

// What a role can be granted on vendors.
const (
	ReadVendors auth.Permission = "catalog.vendor.read"
	EditVendors auth.Permission = "catalog.vendor.edit"
)

// Entity declares vendors.
func (Vendor) Entity() entity.Spec[Vendor] {
	return entity.Spec[Vendor]{
		Name:   "catalog.vendor",
		Title:  "{name}",
		List:   []string{"number", "name", "country", "email", "phone", "lead_days"},
		Series: &entity.Series{Pattern: "V-{n}"},
		Read:   ReadVendors,
		Edit:   EditVendors,
		Derive: func(ctx context.Context, tx *entity.Tx, v *Vendor) error { return deriveCurrency(ctx, tx, &v.Currency) },
		Check:  checkVendor,
	}
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

func checkVendor(_ context.Context, _ *entity.Tx, v *Vendor) error {
	var errs problem.Fields
	if v.MinimumOrder.Sign() < 0 {
		errs.Add("/minimum_order", "negative", "Must not be less than zero.")
	}
	if v.LeadDays < 0 {
		errs.Add("/lead_days", "negative", "Must not be less than zero.")
	}
	return errs.Err()
}
