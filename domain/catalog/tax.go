package catalog

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// TaxRate is a rate of value added or sales tax. Documents keep the percentage
// that held when they were made, so that a rate may change without changing them.
type TaxRate struct {
	entity.Base[TaxRate]

	Name    string         `entity:"required,filter,search"` // what the rate is called on documents
	Percent money.Percent  `entity:"filter"`                 // the share of the net amount
	Country entity.Country `entity:"filter"`                 // where the rate applies; anywhere when empty
	Default bool           `entity:"filter"`                 // whether new products take this rate; one at most for each country
}

// What a role can be granted on tax rates.
const (
	ReadTaxRates auth.Permission = "catalog.tax_rate.read"
	EditTaxRates auth.Permission = "catalog.tax_rate.edit"
)

// Entity declares tax rates.
func (TaxRate) Entity() entity.Spec[TaxRate] {
	return entity.Spec[TaxRate]{
		Name:   "catalog.tax_rate",
		Title:  "{name}",
		List:   []string{"name", "percent", "country", "default"},
		Sort:   "name",
		Read:   ReadTaxRates,
		Edit:   EditTaxRates,
		Derive: deriveTaxRate,
		Check:  checkTaxRate,
	}
}

// The rate that was the default so far steps back. Changes of defaults wait for
// each other.
const (
	sqlLockDefaults = `select pg_advisory_xact_lock(hashtextextended('catalog tax rate ' || $1::uuid::text, 0))`
	sqlOtherRates   = `update catalog_tax_rate set "default" = false, updated_at = $4
where tenant_id = $1 and country = $2 and id <> $3 and "default"`
)

func deriveTaxRate(_ context.Context, tx *entity.Tx, r *TaxRate) error {
	if r.Default {
		tx.Exec(sqlLockDefaults)
		tx.Exec(sqlOtherRates, r.Country, r.ID, tx.Now())
	}
	return nil
}

func checkTaxRate(_ context.Context, _ *entity.Tx, r *TaxRate) error {
	return checkShare("/percent", r.Percent)
}

// checkShare refuses a percentage that is not from 0 to 100.
func checkShare(pointer string, p money.Percent) error {
	if p.Sign() < 0 || p.Cmp(money.MustPercent("100")) > 0 {
		return problem.InvalidField(pointer, "out-of-range", "Must be 0 to 100.")
	}
	return nil
}
