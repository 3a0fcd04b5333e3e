package sales

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Terms are what quotes and orders say about money beyond their lines.
type Terms struct {
	Currency          money.Currency `entity:"required"` // the currency of every amount here
	Discount          money.Percent  // taken off every line, after the line's own discount
	Freight           money.Amount   // charged once, with the first invoice
	FreightTaxPercent money.Percent  // the tax on the freight; none when left out
	TaxExempt         bool           // charge no tax at all: exports, reverse charge
	Gross             money.Amount   `entity:"readonly"`        // the lines before all discounts, without freight and tax
	Net               money.Amount   `entity:"readonly"`        // the lines after all discounts, without freight and tax
	Tax               money.Amount   `entity:"readonly"`        // the tax on the lines and the freight
	Total             money.Amount   `entity:"readonly,filter"` // what the client pays: net, freight and tax
}

// Item is what a line of a quote and a line of an order have in common.
type Item struct {
	Product    entity.ID[catalog.Product] `entity:"required"`      // what is sold
	Reference  string                     `entity:"readonly"`      // the product's reference, as sold
	Name       string                     `entity:"readonly"`      // the product's name, as sold
	Kind       catalog.ProductKind        `entity:"readonly"`      // goods are shipped, services are not
	Note       string                     `entity:"text,personal"` // for the client, printed below the name
	Quantity   money.Quantity             `entity:"positive"`      // how much, in the product's unit
	Unit       string                     `entity:"readonly"`      // the product's unit
	Price      *money.Amount              // for one unit; the client's price list decides when empty
	Discount   *money.Percent             // taken off the price; the price list decides when this and the price are empty
	TaxPercent money.Percent              `entity:"readonly"` // the product's tax
	Net        money.Amount               `entity:"readonly"` // quantity × price after all discounts, rounded
	Tax        money.Amount               `entity:"readonly"` // the tax on net, rounded
}

// purchase is who buys, where and when, as far as prices depend on it.
type purchase struct {
	client  entity.ID[crm.Client]
	contact entity.ID[crm.Contact] // the client's, or nobody
	site    uuid.UUID
	on      civil.Date
}

// price takes from the catalogue what the lines do not say themselves, and
// computes every amount. It takes one round trip; two for a client of a price
// group, which is not known before.
func (p purchase) price(ctx context.Context, tx *entity.Tx, t *Terms, items []*Item) error {
	if t.Currency == "" || p.client.IsZero() || len(items) == 0 {
		return nil // the rules of the tags say so
	}
	asked := make([]catalog.PriceLine, len(items))
	for i, item := range items {
		asked[i] = catalog.PriceLine{Product: item.Product, Quantity: item.Quantity}
	}
	in := catalog.PriceRequest{Client: p.client.UUID(), Currency: t.Currency, Site: p.site, On: p.on}
	group := p.laterGroup(tx)
	priced, err := catalog.PriceLines(ctx, tx, in, asked)
	if err != nil {
		return fmt.Errorf("price lines: %w", err)
	}
	if in.PriceGroup, err = group(ctx); err != nil {
		return err
	}
	if in.PriceGroup != "" {
		if priced, err = catalog.PriceLines(ctx, tx, in, asked); err != nil {
			return fmt.Errorf("price lines of the group: %w", err)
		}
	}
	var errs problem.Fields
	for i, item := range items {
		item.take(priced[i], t, problem.Pointer("items", i), &errs)
	}
	t.total(items)
	return errs.Err()
}

// The status is read so that no index holds all that is asked: one by price group
// would be taken instead of the key, and read whole.
const sqlBuyer = `select c.price_group, c.status, coalesce((select k.client = c.id from crm_contact k where k.tenant_id = $1 and k.id = $3), $3::uuid is null)
from crm_client c where c.tenant_id = $1 and c.id = $2`

// laterGroup asks, together with the next read, for the client's price group and
// whether the contact is the client's.
func (p purchase) laterGroup(tx *entity.Tx) func(context.Context) (string, error) {
	read := pg.Later[struct {
		Group   string
		Status  string
		Contact bool
	}](tx, sqlBuyer, p.client, p.contact)
	return func(ctx context.Context) (string, error) {
		buyer, err := read(ctx)
		switch {
		case err != nil:
			return "", fmt.Errorf("read client: %w", err)
		case len(buyer) == 0:
			return "", problem.InvalidField("/client", "unknown-reference", "Names no record of this company.")
		case !buyer[0].Contact:
			return "", problem.InvalidField("/contact", "unknown-reference", "Names no contact of the client.")
		}
		return buyer[0].Group, nil
	}
}

// take fills in what the catalogue knows of a line. What the line says of price
// and discount stands.
func (i *Item) take(p catalog.Priced, t *Terms, at string, errs *problem.Fields) {
	switch {
	case !p.Active:
		errs.Add(at+"/product", "inactive", "%s is no longer sold.", p.Name)
	case !p.Offered:
		errs.Add(at+"/product", "not-offered", "%s is not sold at this site.", p.Name)
	case i.Price == nil && p.Currency != t.Currency:
		errs.Add(at+"/price", "no-price", "%s has no price in %s. Give one.", p.Name, t.Currency)
	}
	i.Reference, i.Name, i.Kind, i.Unit, i.TaxPercent = p.Reference, p.Name, p.Kind, p.Unit, p.TaxPercent
	if i.Price == nil {
		i.Price = &p.Price
		if i.Discount == nil {
			i.Discount = &p.Discount
		}
	}
	if i.Discount == nil {
		i.Discount = new(money.Percent)
	}
	if t.TaxExempt {
		i.TaxPercent = money.Percent{}
	}
	if i.Price.Sign() < 0 {
		errs.Add(at+"/price", "negative", "Must not be less than zero.")
	}
	if !isShare(*i.Discount) {
		errs.Add(at+"/discount", "out-of-range", "Must be from 0 to 100.")
	}
}

// total computes the amounts of the lines and their sums. Every line is rounded
// by itself, half up, to the digits of the currency, so that the sums are exact.
func (t *Terms) total(items []*Item) {
	t.Gross, t.Net, t.Tax = money.Amount{}, money.Amount{}, t.freightTax()
	for _, item := range items {
		if item.Price == nil || item.Discount == nil {
			continue
		}
		exact := item.Price.Times(item.Quantity)
		item.Net = exact.Less(*item.Discount).Less(t.Discount).Round(t.Currency)
		item.Tax = item.Net.Percent(item.TaxPercent).Round(t.Currency)
		t.Gross = t.Gross.Plus(exact.Round(t.Currency))
		t.Net, t.Tax = t.Net.Plus(item.Net), t.Tax.Plus(item.Tax)
	}
	t.Total = t.Net.Plus(t.Freight).Plus(t.Tax)
}

func (t *Terms) freightTax() money.Amount {
	if t.TaxExempt {
		return money.Amount{}
	}
	return t.Freight.Percent(t.FreightTaxPercent).Round(t.Currency)
}

// check refuses terms that make no sense.
func (t *Terms) check(errs *problem.Fields) {
	if !isShare(t.Discount) {
		errs.Add("/discount", "out-of-range", "Must be from 0 to 100.")
	}
	if !isShare(t.FreightTaxPercent) {
		errs.Add("/freight_tax_percent", "out-of-range", "Must be from 0 to 100.")
	}
	if t.Freight.Sign() < 0 {
		errs.Add("/freight", "negative", "Must not be less than zero.")
	}
	if !t.Freight.Round(t.Currency).Equal(t.Freight) {
		errs.Add("/freight", "too-precise", "Must have at most %d decimals.", t.Currency.Digits())
	}
}

// checkSite refuses a document of no site.
func checkSite(site uuid.UUID, errs *problem.Fields) {
	if site == uuid.Nil {
		errs.Add("/site", "required", "Must be given: it is where the goods come from.")
	}
}

func isShare(p money.Percent) bool {
	return p.Sign() >= 0 && p.Cmp(money.MustPercent("100")) <= 0
}
