package catalog

import (
	"context"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

// standardRates are the standard rates of value added or goods and services tax
// on sales within a country, as of the beginning of 2026. Countries that tax by
// region (Brazil, Canada's provinces, India, the United States) have no single
// rate and are left to their companies.
var standardRates = map[entity.Country]string{
	"AT": "20", "BE": "21", "BG": "20", "CY": "19", "CZ": "21", "DE": "19", "DK": "25", "EE": "24", "ES": "21",
	"FI": "25.5", "FR": "20", "GR": "24", "HR": "25", "HU": "27", "IE": "23", "IT": "22", "LT": "21", "LU": "17",
	"LV": "21", "MT": "18", "NL": "21", "PL": "23", "PT": "23", "RO": "21", "SE": "25", "SI": "22", "SK": "23",
	"AU": "10", "CH": "8.1", "GB": "20", "IS": "24", "JP": "10", "KR": "10", "LI": "8.1", "MX": "16", "NO": "25",
	"NZ": "15", "SG": "9", "TR": "20", "ZA": "15",
}

// seed gives a new company the standard rate of its country, where there is one,
// and a rate of nothing. They are a beginning: the company knows its taxes.
func seed(ctx context.Context, tx *entity.Tx, t entity.Tenant) error {
	rate, taxed := standardRates[t.Country]
	if taxed {
		standard := &TaxRate{
			Name: "Standard " + rate + " %", Percent: money.MustPercent(rate), Country: t.Country, Default: true,
		}
		if err := entity.Create(ctx, tx, standard); err != nil {
			return err
		}
	}
	return entity.Create(ctx, tx, &TaxRate{Name: "No tax", Country: t.Country, Default: !taxed})
}
