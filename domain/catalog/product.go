package catalog

import (
	"context"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Product is something that the company sells: goods that lie in stock, or a
// service.
type Product struct {
	entity.Base[Product]

	Reference    string                     `entity:"required,unique,search"` // the number by which the product is known here; the SKU
	Barcode      string                     `entity:"filter,search"`          // the GTIN on its package, if it has one
	Name         string                     `entity:"required,filter,search"` // what it is called on documents
	Description  string                     `entity:"text"`                   // what it is, for those who are to buy it
	Kind         ProductKind                `entity:"filter"`                 // goods are kept in stock and shipped, services are not
	Category     entity.ID[Category]        `entity:"filter"`                 // where it stands in the catalog
	Vendor       entity.ID[Vendor]          `entity:"filter"`                 // from whom it is bought
	Unit         string                     // in what it is counted: piece, kg, hour
	UnitQuantity string                     // what one unit holds: 10 boxes x 20 bags
	Currency     money.Currency             `entity:"required"`    // the currency of the prices; the company's when empty
	Price        money.Amount               `entity:"filter,each"` // what a unit costs the client, without tax, where no price list says otherwise
	Cost         money.Amount               `entity:"each"`        // what a unit costs the company
	TaxRate      entity.ID[TaxRate]         `entity:"filter"`      // the tax on it; the default of the company's country when not given
	ReorderLevel money.Quantity             `entity:"each"`        // below which stock should be ordered anew
	Active       bool                       `entity:"filter"`      // whether it is sold; what is not stays on the documents that have it
	Sites        []entity.ID[identity.Site] // the sites that sell it; all when empty
}

// ProductKind tells goods from services.
type ProductKind string

// The kinds of product.
const (
	Goods   ProductKind = "goods"   // kept in stock and shipped
	Service ProductKind = "service" // neither kept nor shipped
)

// Choices lists the kinds of product.
func (ProductKind) Choices() []string { return []string{string(Goods), string(Service)} }

// What a role can be granted on products.
const (
	ReadProducts auth.Permission = "catalog.product.read"
	EditProducts auth.Permission = "catalog.product.edit"
)

// Entity declares products.
func (Product) Entity() entity.Spec[Product] {
	return entity.Spec[Product]{
		Name:     "catalog.product",
		Title:    "{reference} {name}",
		List:     []string{"reference", "name", "category", "unit", "price", "active"},
		Sort:     "name",
		Read:     ReadProducts,
		Edit:     EditProducts,
		Defaults: func(p *Product) { p.Active = true },
		Derive:   deriveProduct,
		Check:    checkProduct,
	}
}

// habits are what a product takes from its company unless it says otherwise.
type habits struct {
	Currency string
	TaxRate  entity.ID[TaxRate]
}

const sqlHabits = `select t.currency, (select r.id from catalog_tax_rate r where r.tenant_id = $1 and r.country = t.country and r."default")
from system_tenant t where t.tenant_id = $1`

func deriveProduct(ctx context.Context, tx *entity.Tx, p *Product) error {
	if p.Currency != "" && !p.TaxRate.IsZero() {
		return nil
	}
	h, _, err := pg.One[habits](ctx, tx, sqlHabits)
	if err != nil {
		return err
	}
	if p.Currency == "" {
		p.Currency = money.Currency(h.Currency)
	}
	if p.TaxRate.IsZero() {
		p.TaxRate = h.TaxRate
	}
	return nil
}

func checkProduct(_ context.Context, _ *entity.Tx, p *Product) error {
	var errs problem.Fields
	if p.Price.Sign() < 0 {
		errs.Add("/price", "negative", "Must not be less than zero.")
	}
	if p.Cost.Sign() < 0 {
		errs.Add("/cost", "negative", "Must not be less than zero.")
	}
	if p.ReorderLevel.Sign() < 0 {
		errs.Add("/reorder_level", "negative", "Must not be less than zero.")
	}
	if p.Barcode != "" && !isGTIN(p.Barcode) {
		errs.Add("/barcode", "invalid-barcode", "%q is no GTIN: 8, 12, 13 or 14 digits, of which the last must fit the others.", p.Barcode)
	}
	return errs.Err()
}
