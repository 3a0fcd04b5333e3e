package catalog_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// shop is a house with a client, two products and price lists.
type shop struct {
	*entitytest.House
	client       *crm.Client
	chai, advice *catalog.Product
	site         *identity.Site
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{House: newHouse(t)}
	s.site = &identity.Site{Code: "B", Name: "B", Country: "DE", Currency: "EUR"}
	s.client = &crm.Client{Name: "Alfreds", PriceGroup: "gold"}
	s.Do(t, creation(s.site))
	s.Do(t, creation(s.client))
	s.chai = &catalog.Product{
		Reference: "CHAI", Name: "Chai", Unit: "box", Price: money.MustAmount("18"), Active: true,
		Sites: []entity.ID[identity.Site]{s.site.ID},
	}
	s.advice = &catalog.Product{Reference: "ADV", Name: "Advice", Kind: catalog.Service, Unit: "hour", Price: money.MustAmount("90")}
	s.Do(t, creation(s.chai))
	s.Do(t, creation(s.advice))
	return s
}

// list makes a price list of chai: quantity, price, discount.
func (s *shop) list(t *testing.T, l catalog.PriceList, items ...[3]string) {
	t.Helper()
	l.Name = "List"
	for _, i := range items {
		item := catalog.PriceListItem{Product: s.chai.ID, MinQuantity: money.MustQuantity(i[0])}
		if i[1] != "" {
			price := money.MustAmount(i[1])
			item.Price = &price
		}
		if i[2] != "" {
			item.Discount = money.MustPercent(i[2])
		}
		l.Items = append(l.Items, item)
	}
	s.Do(t, creation(&l))
}

// ask prices lines, in one round trip.
func (s *shop) ask(t *testing.T, in catalog.PriceRequest, lines ...catalog.PriceLine) (priced []catalog.Priced, err error) {
	t.Helper()
	if in.On.IsZero() {
		in.On = civil.New(2026, time.May, 4)
	}
	err = s.Try(t, func(ctx context.Context, tx *entity.Tx) (err error) {
		before := tx.RoundTrips()
		priced, err = catalog.PriceLines(ctx, tx, in, lines)
		if trips := tx.RoundTrips() - before; trips != 1 {
			t.Errorf("pricing %d lines took %d round trips", len(lines), trips)
		}
		return err
	})
	return priced, err
}

// chaiFor prices one quantity of chai: "18 -5%".
func (s *shop) chaiFor(t *testing.T, quantity string, in catalog.PriceRequest) string {
	t.Helper()
	priced, err := s.ask(t, in, catalog.PriceLine{Product: s.chai.ID, Quantity: money.MustQuantity(quantity)})
	if err != nil {
		t.Fatal(err)
	}
	out := priced[0].Price.String() + " " + string(priced[0].Currency)
	if !priced[0].Discount.IsZero() {
		out += " -" + priced[0].Discount.String() + "%"
	}
	return out
}

func TestPriceOfTheProduct(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	lines := []catalog.PriceLine{
		{Product: s.advice.ID, Quantity: money.MustQuantity("1.5")},
		{Product: s.chai.ID, Quantity: money.MustQuantity("2")},
		{Product: s.advice.ID, Quantity: money.MustQuantity("1")},
	}
	priced, err := s.ask(t, catalog.PriceRequest{Client: s.client.ID.UUID(), Currency: "EUR", Site: s.site.ID.UUID()}, lines...)
	if err != nil || len(priced) != len(lines) {
		t.Fatalf("%v %v", priced, err)
	}
	nineteen := money.MustPercent("19")
	for i, want := range []catalog.Priced{
		{
			Product: s.advice.ID, Reference: "ADV", Name: "Advice", Unit: "hour", Kind: catalog.Service, Currency: "EUR",
			Price: money.MustAmount("90"), TaxRate: s.advice.TaxRate, TaxPercent: nineteen, Offered: true,
		},
		{
			Product: s.chai.ID, Reference: "CHAI", Name: "Chai", Unit: "box", Kind: catalog.Goods, Currency: "EUR",
			Price: money.MustAmount("18"), TaxRate: s.chai.TaxRate, TaxPercent: nineteen, Active: true, Offered: true,
		},
	} {
		if priced[i] != want {
			t.Errorf("line %d: %+v, want %+v", i, priced[i], want)
		}
	}
	if priced[2] != priced[0] {
		t.Errorf("the same product is %+v and %+v", priced[0], priced[2])
	}
	elsewhere, err := s.ask(t, catalog.PriceRequest{Site: entity.NewID[identity.Site]().UUID()}, lines...)
	if err != nil || !elsewhere[0].Offered || elsewhere[1].Offered {
		t.Errorf("at another site: %+v %v", elsewhere, err)
	}
}

func TestTheBestListWins(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	own, group := catalog.PriceRequest{Client: s.client.ID.UUID(), PriceGroup: "gold"}, catalog.PriceRequest{PriceGroup: "gold"}
	nobody, others := catalog.PriceRequest{}, catalog.PriceRequest{PriceGroup: "silver"}
	check := func(what, quantity string, in catalog.PriceRequest, want string) {
		t.Helper()
		if got := s.chaiFor(t, quantity, in); got != want {
			t.Errorf("%s: %s of chai at %q, want %q", what, quantity, got, want)
		}
	}
	check("no list", "1", own, "18 EUR")
	s.list(t, catalog.PriceList{Currency: "EUR"}, [3]string{"5", "17", ""}, [3]string{"10", "16", "2.5"}, [3]string{"0", "", "1"})
	check("a discount", "4.9999", nobody, "18 EUR -1%")
	check("a break", "5", nobody, "17 EUR")
	check("another break", "10", nobody, "16 EUR -2.5%")
	check("for everybody", "10", own, "16 EUR -2.5%")
	s.list(t, catalog.PriceList{Currency: "EUR", PriceGroup: "gold"}, [3]string{"3", "17.5", ""})
	check("not a group's", "10", others, "16 EUR -2.5%")
	check("the group's before everybody's better one", "10", group, "17.5 EUR")
	check("everybody's below the group's quantity", "2", group, "18 EUR -1%")
	s.list(t, catalog.PriceList{Currency: "EUR", Client: s.client.ID.UUID()}, [3]string{"4", "0", ""})
	check("the client's own", "10", own, "0 EUR")
	check("the group's below the client's quantity", "3", own, "17.5 EUR")
	check("another client's", "10", catalog.PriceRequest{Client: uuid.New()}, "16 EUR -2.5%")
	s.list(t, catalog.PriceList{Currency: "EUR", Client: s.client.ID.UUID()}, [3]string{"4", "1", ""})
	check("the newest of equal ones", "10", own, "1 EUR")
}

func TestListsHoldForTheirTime(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	may := func(day int) civil.Date { return civil.New(2026, time.May, day) }
	s.list(t, catalog.PriceList{Currency: "EUR", ValidFrom: may(10), ValidUntil: may(20)}, [3]string{"0", "10", ""})
	for day, want := range map[int]string{9: "18 EUR", 10: "10 EUR", 20: "10 EUR", 21: "18 EUR"} {
		if got := s.chaiFor(t, "1", catalog.PriceRequest{On: may(day)}); got != want {
			t.Errorf("on the %dth: %s, want %s", day, got, want)
		}
	}
}

func TestListsHoldForTheirCurrency(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	s.list(t, catalog.PriceList{Currency: "USD"}, [3]string{"0", "20", ""})
	for currency, want := range map[money.Currency]string{"": "18 EUR", "EUR": "18 EUR", "USD": "20 USD", "GBP": "18 EUR"} {
		if got := s.chaiFor(t, "1", catalog.PriceRequest{Currency: currency}); got != want {
			t.Errorf("in %q: %s, want %s", currency, got, want)
		}
	}
}

func TestUnknownProductsAreNamed(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	one := money.QuantityOf(1)
	_, err := s.ask(t, catalog.PriceRequest{}, catalog.PriceLine{Quantity: one}, catalog.PriceLine{Product: s.chai.ID, Quantity: one},
		catalog.PriceLine{Product: entity.NewID[catalog.Product](), Quantity: one})
	var p *problem.Problem
	if !errors.As(err, &p) || len(p.Errors) != 2 || p.Errors[0].Pointer != "/items/0/product" || p.Errors[1].Pointer != "/items/2/product" {
		t.Errorf("%v", err)
	}
}

func TestPriceListIsChecked(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	price, below := money.MustAmount("1"), money.MustAmount("-1")
	item := catalog.PriceListItem{Product: s.chai.ID, Price: &price}
	with := func(how func(*catalog.PriceListItem)) []catalog.PriceListItem {
		changed := item
		how(&changed)
		return []catalog.PriceListItem{changed}
	}
	for _, tt := range []struct {
		list          catalog.PriceList
		pointer, code string
	}{
		{catalog.PriceList{Client: s.client.ID.UUID(), PriceGroup: "gold"}, "/price_group", "conflicting"},
		{catalog.PriceList{ValidFrom: civil.New(2026, 5, 2), ValidUntil: civil.New(2026, 5, 1)}, "/valid_until", "before-start"},
		{catalog.PriceList{Client: uuid.New()}, "/client", "unknown-reference"},
		{catalog.PriceList{Items: []catalog.PriceListItem{item, item}}, "/items/1/min_quantity", "duplicate"},
		{catalog.PriceList{Items: with(func(i *catalog.PriceListItem) { i.Price = nil })}, "/items/0/price", "required"},
		{catalog.PriceList{Items: with(func(i *catalog.PriceListItem) { i.Price = &below })}, "/items/0/price", "negative"},
		{catalog.PriceList{Items: with(func(i *catalog.PriceListItem) { i.MinQuantity = money.MustQuantity("-1") })}, "/items/0/min_quantity", "negative"},
		{catalog.PriceList{Items: with(func(i *catalog.PriceListItem) { i.Discount = money.MustPercent("101") })}, "/items/0/discount", "out-of-range"},
	} {
		tt.list.Name = "List"
		wantField(t, s.Try(t, creation(&tt.list)), tt.pointer, tt.code)
	}
}
