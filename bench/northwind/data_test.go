package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// tables is a company of two clients, two products and three orders.
var tables = map[string]string{
	"categories": "category_id,category_name\n1,Tea\n",
	"suppliers": "supplier_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone\n" +
		"1,Leaf & Co,Ann Bo,Owner,1 Quay,London,,E1,UK,555-1\n2,Dôme,Éva Li,Clerk,Rue 2,Paris,,75,France,555-2\n",
	"products": "product_id,product_name,supplier_id,category_id,quantity_per_unit,unit_price,units_in_stock,reorder_level,discontinued\n" +
		"1,Chai,1,1,10 boxes,18.00,5,10,1\n2,Maté,2,1,1 bag,0.35,0,0,0\n",
	"customers": "customer_id,company_name,contact_name,contact_title,address,city,region,postal_code,country,phone\n" +
		"AAA,Anna's,Anna Aa,Chef,Weg 1,Köln,,50667,Germany,555-3\nBBB,Bob's,Bob,Chef,\"5 Ave\\nApt 2\",Boise,ID,83720,USA,555-4\n",
	"employees": "employee_id,last_name,first_name,title,home_phone,reports_to\n1,Down,Di,Clerk,555-5,2\n2,Top,Al,Boss,555-6,\n",
	"shippers":  "shipper_id,company_name\n1,Fast\n",
	"orders": "order_id,customer_id,employee_id,order_date,required_date,shipped_date,ship_via,freight,ship_name,ship_address,ship_city,ship_region,ship_postal_code,ship_country\n" +
		"3,BBB,1,1997-01-02,1997-02-01,,1,1.00,Bob,5 Ave,Boise,ID,83720,USA\n" +
		"2,AAA,2,1996-07-05,1996-08-01,1996-07-09,1,0.10,Anna,Weg 1,Köln,,50667,Germany\n" +
		"1,AAA,1,1996-07-05,1996-08-01,1996-07-08,1,3.25,Anna,Weg 1,Köln,,50667,Germany\n",
	"order_details": "order_id,product_id,unit_price,quantity,discount\n" +
		"1,1,14.40,3,0.00\n1,2,0.35,1,0.15\n2,1,18.00,4,0.05\n3,2,0.35,9,0.00\n",
}

// write puts the tables into a folder, changed by the given replacements.
func write(t *testing.T, changes ...string) string {
	t.Helper()
	dir := t.TempDir()
	replace := strings.NewReplacer(changes...)
	for name, text := range tables {
		if err := os.WriteFile(filepath.Join(dir, name+".csv"), []byte(replace.Replace(text)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t *testing.T) *history {
	t.Helper()
	h, err := readHistory(write(t))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestReadHistory(t *testing.T) {
	t.Parallel()
	h := read(t)
	var ids []string
	for _, o := range h.Orders {
		ids = append(ids, o.ID)
	}
	if got := strings.Join(ids, " "); got != "1 2 3" {
		t.Errorf("orders stand as %s, want them by date and number: 1 2 3", got)
	}
	first, last := h.Orders[0], h.Orders[2]
	if want := money.MustPercent("15"); len(first.Lines) != 2 || !first.Lines[1].Discount.Equal(want) {
		t.Errorf("lines of the first order: %+v", first.Lines)
	}
	if first.Shipped != civil.New(1996, 7, 8) || first.open() || !last.open() {
		t.Errorf("shipped %v and %v", first.Shipped, last.Shipped)
	}
	if b := h.Clients[1]; b.Street != "5 Ave\nApt 2" || b.Country != "US" {
		t.Errorf("the second client: %+v", b)
	}
	if !h.Products[0].Discontinued || h.Products[1].Discontinued || h.Products[1].Name != "Maté" {
		t.Errorf("products: %+v", h.Products)
	}
}

func TestReadHistoryRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, old, new, want string
	}{
		{"a price that is none", "18.00,5", "18.0.0,5", "products.csv, record 1, unit_price"},
		{"a date that is none", "1997-01-02", "1997-13-02", "orders.csv, record 1, order_date"},
		{"an unknown country", "Germany,555", "Atlantis,555", `"Atlantis"`},
		{"a missing column", "company_name,contact_name", "company,contact_name", "no column company_name"},
		{"a line of no order", "3,2,0.35,9", "9,2,0.35,9", "no order 9"},
		{"an order without lines", "3,2,0.35,9", "2,2,0.35,9", "order 3 has no lines"},
		{"an unknown shipper", "1,0.10,Anna", "7,0.10,Anna", "shipper 7"},
		{"a discount too precise", "9,0.00", "9,0.0000001", "order_details.csv, record 4, discount"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := readHistory(write(t, tt.old, tt.new)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
	if _, err := readHistory(t.TempDir()); err == nil {
		t.Error("read a company from an empty folder")
	}
}

func TestExpected(t *testing.T) {
	t.Parallel()
	want := sums{
		Orders: 3, Lines: 4, Closed: 2, Open: 1, Invoices: 2, Payments: 2, Shipments: 2, Clients: 2, Vendors: 2, Products: 2, Employees: 2,
		Gross:   money.MustAmount("118.70"), // 43.20 + 0.35 + 72.00 + 3.15
		Net:     money.MustAmount("115.05"), // 43.20 + 0.30, from 0.2975 + 68.40 + 3.15
		Freight: money.MustAmount("4.35"), Total: money.MustAmount("119.40"),
		Invoiced: money.MustAmount("115.25"), Paid: money.MustAmount("115.25"), Settled: money.MustAmount("115.25"),
		NotYet: money.MustAmount("4.15"),
	}
	got := read(t).expected()
	if found := differences(want, got); len(found) > 0 {
		t.Error(strings.Join(found, "\n"))
	}
	got.Paid, got.Closed = money.MustAmount("115.24"), 1
	if found := differences(want, got); len(found) != 2 || !strings.HasPrefix(found[0], "closed: the server has 1,") {
		t.Errorf("differences: %q", found)
	}
}

func TestExpectedStock(t *testing.T) {
	t.Parallel()
	h := read(t)
	got := h.expectedStock(plan{"2": {"1": money.QuantityOf(2)}, "1": {"2": money.QuantityOf(10)}})
	want := map[string]stock{
		"1": {OnHand: money.QuantityOf(0)}, // 5 + 2 - 3 - 4
		"2": {OnHand: money.QuantityOf(9), Reserved: money.QuantityOf(9)},
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestSupply plays histories and finds stock for every order at its turn, even if
// no order is ever shipped.
func TestSupply(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := &history{}
		for i := range rapid.IntRange(1, 3).Draw(t, "products") {
			h.Products = append(h.Products, product{ID: string(rune('a' + i)), Stock: money.QuantityOf(rapid.Int64Range(0, 20).Draw(t, "stock"))})
		}
		for i := range rapid.IntRange(0, 40).Draw(t, "orders") {
			o := order{ID: string(rune('A' + i))}
			for range rapid.IntRange(1, 4).Draw(t, "lines") {
				p := rapid.SampledFrom(h.Products).Draw(t, "product")
				o.Lines = append(o.Lines, line{Product: p.ID, Quantity: money.QuantityOf(rapid.Int64Range(1, 15).Draw(t, "quantity"))})
			}
			h.Orders = append(h.Orders, o)
		}
		purchases := h.supply()
		left := map[string]money.Quantity{}
		for _, p := range h.Products {
			left[p.ID] = p.Stock
		}
		for _, o := range h.Orders {
			for id, q := range purchases[o.ID] {
				if left[id].Cmp(o.needs()[id]) >= 0 {
					t.Errorf("order %s: %s of %s bought in with %s left", o.ID, q, id, left[id])
				}
				left[id] = left[id].Plus(q)
			}
			for id, q := range o.needs() {
				if left[id] = left[id].Minus(q); left[id].Sign() < 0 {
					t.Fatalf("order %s finds %s too little of %s", o.ID, left[id].Neg(), id)
				}
			}
		}
	})
}

func TestByVendor(t *testing.T) {
	t.Parallel()
	got := read(t).byVendor(map[string]money.Quantity{"1": money.QuantityOf(1), "2": money.QuantityOf(1)})
	if len(got) != 2 || !slices.Equal(got["1"], []string{"1"}) || !slices.Equal(got["2"], []string{"2"}) {
		t.Errorf("got %v", got)
	}
}
