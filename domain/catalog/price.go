package catalog

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// PriceRequest says for whom, where and when prices are asked.
type PriceRequest struct {
	Client     uuid.UUID      // whose own lists hold; zero for nobody in particular
	PriceGroup string         // whose lists hold as well; empty for none
	Currency   money.Currency // in which prices are wanted; each product's own when empty
	Site       uuid.UUID      // that is to sell; zero for no site in particular
	On         civil.Date     // the day on which the lists must hold
}

// PriceLine is a product in a quantity.
type PriceLine struct {
	Product  entity.ID[Product]
	Quantity money.Quantity
}

// Priced is what a document needs to know of a product to sell it.
type Priced struct {
	Product    entity.ID[Product]
	Reference  string
	Name       string
	Unit       string
	Kind       ProductKind
	Currency   money.Currency // of Price: the wanted one, or the product's own when no list has a price in that
	Price      money.Amount   // per unit, without tax
	Discount   money.Percent  // taken off the price
	TaxRate    entity.ID[TaxRate]
	TaxPercent money.Percent
	Active     bool // whether the product is sold at all
	Offered    bool // whether the site sells it
}

// The lists that hold for the client on the day are found first: of thousands of
// clients' own lists, one. For each line then the best of them that has the
// product from a quantity that is reached: the client's own, their group's,
// everybody's; of that the highest quantity; of equal ones the newest list.
const sqlPriceLines = `
with list as materialized (
  select id, currency, client is null as shared, price_group = '' as open from catalog_price_list
  where tenant_id = $1 and (client = $4 or (client is null and price_group in ('', $5)))
    and coalesce(valid_from <= $8, true) and coalesce(valid_until >= $8, true)
)
select coalesce(p.id, $9), coalesce(p.reference, ''), coalesce(p.name, ''), coalesce(p.unit, ''), coalesce(p.kind, ''),
  case when best.price is null then coalesce(p.currency, '') else best.currency end,
  coalesce(best.price, p.price, 0), coalesce(best.discount, 0), t.id, coalesce(t.percent, 0), coalesce(p.active, false),
  coalesce($7::uuid is null or p.sites = '{}' or $7 = any(p.sites), false)
from unnest($2::uuid[], $3::numeric[]) with ordinality as line (product, quantity, n)
left join catalog_product p on p.tenant_id = $1 and p.id = line.product
left join catalog_tax_rate t on t.tenant_id = $1 and t.id = p.tax_rate
left join lateral (
  select i.price, i.discount, l.currency
  from list l join catalog_price_list_item i on i.tenant_id = $1 and i.price_list = l.id and i.product = p.id
  where i.min_quantity <= line.quantity and l.currency = coalesce(nullif($6, ''), p.currency)
  order by l.shared, l.open, i.min_quantity desc, l.id desc
  limit 1
) best on true
order by line.n`

// PriceLines finds the prices of all lines in one statement and returns them in
// the order of the lines. A product that the tenant does not have is a 422 problem
// on "/items/<i>/product"; whether a product is active and offered, and whether
// its price is in the wanted currency, is for the caller to judge.
func PriceLines(ctx context.Context, tx *entity.Tx, in PriceRequest, lines []PriceLine) ([]Priced, error) {
	if len(lines) == 0 {
		return nil, nil
	}
	products, quantities := make([]entity.ID[Product], len(lines)), make([]money.Quantity, len(lines))
	for i, l := range lines {
		products[i], quantities[i] = l.Product, l.Quantity
	}
	priced, err := pg.Query[Priced](ctx, tx, sqlPriceLines, products, quantities,
		entity.ID[struct{}](in.Client), in.PriceGroup, in.Currency, entity.ID[identity.Site](in.Site), in.On, uuid.Nil)
	if err != nil {
		return nil, err
	}
	var errs problem.Fields
	for i, p := range priced {
		if p.Product.IsZero() {
			errs.Add("/items/"+strconv.Itoa(i)+"/product", "unknown-reference", "Names no product of this company.")
		}
	}
	return priced, errs.Err()
}
