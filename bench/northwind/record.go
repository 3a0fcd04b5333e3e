package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// record is one row of a CSV file, by column name. Its methods return zero values
// for what cannot be read, and remember why in errs.
type record struct {
	place  string
	values map[string]string
	errs   *[]error
}

// readTable reads DIR/name.csv, whose first row names the columns, and makes a
// value of every other row.
func readTable[T any](dir, name string, parse func(record) T) ([]T, error) {
	file, err := os.Open(filepath.Join(dir, name+".csv"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file.Name(), err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("read %s: there is no header row", file.Name())
	}
	var errs []error
	all := make([]T, 0, len(rows)-1)
	for i, row := range rows[1:] {
		r := record{place: fmt.Sprintf("%s.csv, record %d", name, i+1), values: map[string]string{}, errs: &errs}
		for column, value := range row {
			r.values[rows[0][column]] = value
		}
		all = append(all, parse(r))
	}
	return all, errors.Join(errs...)
}

// text returns a value; the files write line breaks as \n.
func (r record) text(column string) string {
	value, ok := r.values[column]
	if !ok {
		*r.errs = append(*r.errs, fmt.Errorf("%s: there is no column %s", r.place, column))
	}
	return strings.TrimSpace(strings.ReplaceAll(value, `\n`, "\n"))
}

func (r record) amount(column string) money.Amount {
	return parsed(r, column, money.ParseAmount)
}

func (r record) quantity(column string) money.Quantity {
	return parsed(r, column, money.ParseQuantity)
}

// percent reads a fraction such as 0.15.
func (r record) percent(column string) money.Percent {
	return parsed(r, column, func(s string) (money.Percent, error) {
		fraction, err := money.ParseAmount(s)
		if err != nil {
			return money.Percent{}, err
		}
		return money.ParsePercent(fraction.Times(money.QuantityOf(100)).String())
	})
}

// date reads a day; none is zero.
func (r record) date(column string) civil.Date {
	if r.text(column) == "" {
		return civil.Date{}
	}
	return parsed(r, column, civil.ParseDate)
}

// country turns a name into the country's ISO 3166-1 code.
func (r record) country(column string) string {
	return parsed(r, column, func(name string) (string, error) {
		code, ok := countries[name]
		if !ok {
			return "", fmt.Errorf("the country %q has no code here", name)
		}
		return code, nil
	})
}

func parsed[T any](r record, column string, parse func(string) (T, error)) T {
	value, err := parse(r.text(column))
	if err != nil {
		*r.errs = append(*r.errs, fmt.Errorf("%s, %s: %w", r.place, column, err))
	}
	return value
}

// countries are those that the files name.
var countries = map[string]string{
	"Argentina": "AR", "Australia": "AU", "Austria": "AT", "Belgium": "BE", "Brazil": "BR", "Canada": "CA",
	"Denmark": "DK", "Finland": "FI", "France": "FR", "Germany": "DE", "Ireland": "IE", "Italy": "IT", "Japan": "JP",
	"Mexico": "MX", "Netherlands": "NL", "Norway": "NO", "Poland": "PL", "Portugal": "PT", "Singapore": "SG",
	"Spain": "ES", "Sweden": "SE", "Switzerland": "CH", "UK": "GB", "USA": "US", "Venezuela": "VE",
}
