package main

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// currency is that of the whole company.
const currency money.Currency = "USD"

// history is all that the files tell of the company.
type history struct {
	Categories []category
	Vendors    []partner
	Products   []product
	Clients    []partner
	Employees  []employee
	Shippers   map[string]string // names by id
	Orders     []order           // by date
}

type category struct{ ID, Name string }

// partner is a vendor or a client.
type partner struct {
	ID, Name, Contact, JobTitle, Phone string
	place
}

type place struct{ Street, City, Region, PostalCode, Country string }

type product struct {
	ID, Name, Vendor, Category, UnitQuantity string
	Price                                    money.Amount
	Stock, ReorderLevel                      money.Quantity
	Discontinued                             bool
}

type employee struct{ ID, FirstName, LastName, JobTitle, Phone, Manager string }

type order struct {
	ID, Client, Employee, Shipper, ShipName string
	Placed, RequiredBy, Shipped             civil.Date // Shipped is zero while the order is open
	Freight                                 money.Amount
	ShipTo                                  place
	Lines                                   []line
}

type line struct {
	Order, Product string
	Price          money.Amount
	Quantity       money.Quantity
	Discount       money.Percent
}

// open tells whether the order was not shipped by the end of the data.
func (o order) open() bool { return o.Shipped.IsZero() }

// readHistory reads the files and checks that they fit together.
func readHistory(dir string) (*history, error) {
	h := &history{}
	var lines []line
	read := []func() error{
		into(&h.Categories, dir, "categories", parseCategory),
		into(&h.Vendors, dir, "suppliers", func(r record) partner { return parsePartner(r, "supplier_id") }),
		into(&h.Products, dir, "products", parseProduct),
		into(&h.Clients, dir, "customers", func(r record) partner { return parsePartner(r, "customer_id") }),
		into(&h.Employees, dir, "employees", parseEmployee),
		into(&h.Orders, dir, "orders", parseOrder),
		into(&lines, dir, "order_details", parseLine),
	}
	for _, f := range read {
		if err := f(); err != nil {
			return nil, err
		}
	}
	shippers, err := readTable(dir, "shippers", func(r record) [2]string {
		return [2]string{r.text("shipper_id"), r.text("company_name")}
	})
	if err != nil {
		return nil, err
	}
	h.Shippers = map[string]string{}
	for _, s := range shippers {
		h.Shippers[s[0]] = s[1]
	}
	slices.SortStableFunc(h.Orders, func(a, b order) int {
		return cmp.Or(a.Placed.Compare(b.Placed), cmp.Compare(a.ID, b.ID))
	})
	err = h.addLines(lines)
	return h, err
}

func into[T any](all *[]T, dir, name string, parse func(record) T) func() error {
	return func() (err error) {
		*all, err = readTable(dir, name, parse)
		return err
	}
}

// addLines gives the orders their lines.
func (h *history) addLines(lines []line) error {
	byID := map[string]*order{}
	for i := range h.Orders {
		byID[h.Orders[i].ID] = &h.Orders[i]
	}
	for _, l := range lines {
		o, ok := byID[l.Order]
		if !ok {
			return fmt.Errorf("order_details.csv: there is no order %s", l.Order)
		}
		o.Lines = append(o.Lines, l)
	}
	for _, o := range h.Orders {
		if len(o.Lines) == 0 {
			return fmt.Errorf("orders.csv: order %s has no lines", o.ID)
		}
		if h.Shippers[o.Shipper] == "" {
			return fmt.Errorf("orders.csv: order %s goes with shipper %s, who is not known", o.ID, o.Shipper)
		}
	}
	return nil
}

func parseCategory(r record) category {
	return category{ID: r.text("category_id"), Name: r.text("category_name")}
}

func parsePartner(r record, id string) partner {
	return partner{
		ID: r.text(id), Name: r.text("company_name"), Contact: r.text("contact_name"),
		JobTitle: r.text("contact_title"), Phone: r.text("phone"), place: parsePlace(r, ""),
	}
}

func parsePlace(r record, prefix string) place {
	return place{
		Street: r.text(prefix + "address"), City: r.text(prefix + "city"), Region: r.text(prefix + "region"),
		PostalCode: r.text(prefix + "postal_code"), Country: r.country(prefix + "country"),
	}
}

func parseProduct(r record) product {
	return product{
		ID: r.text("product_id"), Name: r.text("product_name"), Vendor: r.text("supplier_id"),
		Category: r.text("category_id"), UnitQuantity: r.text("quantity_per_unit"), Price: r.amount("unit_price"),
		Stock: r.quantity("units_in_stock"), ReorderLevel: r.quantity("reorder_level"),
		Discontinued: r.text("discontinued") == "1",
	}
}

func parseEmployee(r record) employee {
	return employee{
		ID: r.text("employee_id"), FirstName: r.text("first_name"), LastName: r.text("last_name"),
		JobTitle: r.text("title"), Phone: r.text("home_phone"), Manager: r.text("reports_to"),
	}
}

func parseOrder(r record) order {
	return order{
		ID: r.text("order_id"), Client: r.text("customer_id"), Employee: r.text("employee_id"),
		Shipper: r.text("ship_via"), ShipName: r.text("ship_name"), Placed: r.date("order_date"),
		RequiredBy: r.date("required_date"), Shipped: r.date("shipped_date"), Freight: r.amount("freight"),
		ShipTo: parsePlace(r, "ship_"),
	}
}

func parseLine(r record) line {
	return line{
		Order: r.text("order_id"), Product: r.text("product_id"), Price: r.amount("unit_price"),
		Quantity: r.quantity("quantity"), Discount: r.percent("discount"),
	}
}
