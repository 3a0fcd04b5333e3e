package billing

import (
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// InvoiceLine is one line of an invoice: a quantity of something at a price.
type InvoiceLine struct {
	entity.Line

	Product    entity.ID[catalog.Product] // what is invoiced, if it is in the catalogue
	Name       string                     `entity:"required"` // what is invoiced, as the client reads it
	Quantity   money.Quantity             `entity:"positive"` // how much, in the unit
	Unit       string                     // the unit of the quantity: piece, h
	Price      money.Amount               // for one unit, before discounts and tax
	Discount   money.Percent              // taken off the price
	TaxPercent money.Percent              // the tax on net
	Net        money.Amount               `entity:"readonly"` // quantity × price after all discounts, rounded
	Tax        money.Amount               `entity:"readonly"` // the tax on net, rounded
	Gross      money.Amount               `entity:"readonly"` // net and tax
}

// price computes the amounts of a line; discount is the document's, taken off after
// the line's own.
func (l *InvoiceLine) price(discount money.Percent, c money.Currency) {
	l.Net = l.Price.Times(l.Quantity).Less(l.Discount).Less(discount).Round(c)
	l.Tax = l.Net.Percent(l.TaxPercent).Round(c)
	l.Gross = l.Net.Plus(l.Tax)
}

func (l *InvoiceLine) check(at string, errs *problem.Fields) {
	if l.Price.Sign() < 0 {
		errs.Add(at+"/price", "negative", "Must not be less than zero. What is given back goes on a credit note.")
	}
	checkShare(l.Discount, at+"/discount", errs)
	checkShare(l.TaxPercent, at+"/tax_percent", errs)
}

func checkShare(p money.Percent, at string, errs *problem.Fields) {
	if p.Sign() < 0 || p.Cmp(money.MustPercent("100")) > 0 {
		errs.Add(at, "out-of-range", "Must be from 0 to 100.")
	}
}

// checkRounded refuses an amount that is negative or finer than its currency.
func checkRounded(a money.Amount, c money.Currency, at string, errs *problem.Fields) {
	if a.Sign() < 0 {
		errs.Add(at, "negative", "Must not be less than zero.")
	}
	if !a.Round(c).Equal(a) {
		errs.Add(at, "too-precise", "Must have at most %d decimals.", c.Digits())
	}
}
