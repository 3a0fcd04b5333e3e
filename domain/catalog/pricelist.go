package catalog

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// PriceList says what products cost for one client, for a group of clients or for
// everybody, in one currency and for some time. A client's own list goes before
// one of their group, and that before one for everybody.
type PriceList struct {
	entity.Base[PriceList]

	Name       string          `entity:"required,filter,search"` // what the list is called
	Currency   money.Currency  `entity:"required,filter"`        // the currency of the prices; the company's when empty
	Client     uuid.UUID       `entity:"filter"`                 // the client for whom the list holds; not together with a price group
	PriceGroup string          `entity:"filter"`                 // the clients' price group for which the list holds; everybody when neither is given
	ValidFrom  civil.Date      `entity:"filter"`                 // the first day on which the list holds; always so far when empty
	ValidUntil civil.Date      `entity:"filter"`                 // the last day on which the list holds; for good when empty
	Items      []PriceListItem `entity:"owned"`                  // the prices
}

// PriceListItem is the price of a product from some quantity on.
type PriceListItem struct {
	entity.Line

	Product     entity.ID[Product] `entity:"required"` // what is priced
	MinQuantity money.Quantity     // the quantity from which the price holds
	Price       *money.Amount      // per unit, without tax; the product's own when empty
	Discount    money.Percent      // taken off the price
}

// What a role can be granted on price lists.
const (
	ReadPriceLists auth.Permission = "catalog.price_list.read"
	EditPriceLists auth.Permission = "catalog.price_list.edit"
)

// Entity declares price lists.
func (PriceList) Entity() entity.Spec[PriceList] {
	return entity.Spec[PriceList]{
		Name:  "catalog.price_list",
		Title: "{name}",
		List:  []string{"name", "currency", "client", "price_group", "valid_from", "valid_until"},
		Sort:  "name",
		Read:  ReadPriceLists,
		Edit:  EditPriceLists,
		Refs:  map[string]string{"client": "crm.client"},
		Derive: func(ctx context.Context, tx *entity.Tx, l *PriceList) error {
			return deriveCurrency(ctx, tx, &l.Currency)
		},
		Check: checkPriceList,
	}
}

// step is a product from a quantity on.
type step struct {
	product  entity.ID[Product]
	quantity string
}

func checkPriceList(_ context.Context, _ *entity.Tx, l *PriceList) error {
	var errs problem.Fields
	if l.Client != uuid.Nil && l.PriceGroup != "" {
		errs.Add("/price_group", "conflicting", "A list holds for a client or for a price group, not for both.")
	}
	if !l.ValidUntil.IsZero() && l.ValidUntil.Before(l.ValidFrom) {
		errs.Add("/valid_until", "before-start", "Must not lie before the first day.")
	}
	seen := map[step]bool{}
	for i, item := range l.Items {
		at := "/items/" + strconv.Itoa(i)
		key := step{item.Product, item.MinQuantity.String()}
		if seen[key] {
			errs.Add(at+"/min_quantity", "duplicate", "The list has another price of the product from the same quantity on.")
		}
		seen[key] = true
		item.check(at, &errs)
	}
	return errs.Err()
}

func (item PriceListItem) check(at string, errs *problem.Fields) {
	if item.MinQuantity.Sign() < 0 {
		errs.Add(at+"/min_quantity", "negative", "Must not be less than zero.")
	}
	if item.Price != nil && item.Price.Sign() < 0 {
		errs.Add(at+"/price", "negative", "Must not be less than zero.")
	}
	if item.Price == nil && item.Discount.IsZero() {
		errs.Add(at+"/price", "required", "An item needs a price or a discount.")
	}
	if item.Discount.Sign() < 0 || item.Discount.Cmp(money.MustPercent("100")) > 0 {
		errs.Add(at+"/discount", "out-of-range", "Must be 0 to 100.")
	}
}
