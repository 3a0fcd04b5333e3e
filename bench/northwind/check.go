package main

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/guildhall/guildhall/lib/money"
)

// group is one row of a summary.
type group struct {
	Status string       `json:"status"`
	Count  int          `json:"count"`
	Total  money.Amount `json:"total"`
}

func (c *company) summary(ctx context.Context, plural, query string) ([]group, error) {
	var p page[group]
	err := c.get(ctx, plural+"/summary?"+query, &p)
	return p.Data, err
}

// figure is an amount as records show it.
type figure struct {
	money.Amount
}

// UnmarshalJSON reads the number out of {"amount": "12.30", "currency": "USD"}.
func (f *figure) UnmarshalJSON(text []byte) error {
	var shown struct {
		Amount   money.Amount   `json:"amount"`
		Currency money.Currency `json:"currency"`
	}
	if err := json.Unmarshal(text, &shown); err != nil {
		return fmt.Errorf("read amount: %w", err)
	}
	if shown.Currency != currency {
		return fmt.Errorf("an amount is in %s, not in %s", shown.Currency, currency)
	}
	f.Amount = shown.Amount
	return nil
}

// booked asks the server what the company's books come to.
func (c *company) booked(ctx context.Context) (sums, error) {
	var s sums
	for _, ask := range []func(context.Context, *sums) error{
		c.bookedStates, c.bookedOrders, c.bookedInvoices, c.bookedPayments, c.bookedRecords,
	} {
		if err := ask(ctx, &s); err != nil {
			return s, err
		}
	}
	return s, nil
}

// bookedStates has the server count and add up: orders, invoices and shipments.
func (c *company) bookedStates(ctx context.Context, s *sums) error {
	orders, err := c.summary(ctx, "orders", "group_by=status&sum=total")
	if err != nil {
		return err
	}
	for _, g := range orders {
		s.Orders += g.Count
		s.Total = s.Total.Plus(g.Total)
		switch g.Status {
		case "closed":
			s.Closed += g.Count
		case "confirmed":
			s.Open += g.Count
		}
	}
	invoices, err := c.summary(ctx, "invoices", "group_by=status&sum=total")
	if err != nil {
		return err
	}
	for _, g := range invoices {
		if g.Status == "posted" {
			s.Invoices += g.Count
			s.Invoiced = s.Invoiced.Plus(g.Total)
		}
	}
	shipments, err := c.summary(ctx, "shipments", "group_by=status")
	for _, g := range shipments {
		if g.Status == "delivered" {
			s.Shipments += g.Count
		}
	}
	return err
}

// bookedOrder is an order as the server shows it.
type bookedOrder struct {
	ID, Status                    string
	Net, Freight, Total, Received figure
	Items                         []struct {
		Price    figure
		Quantity money.Quantity
	}
}

// bookedOrders adds up what the orders themselves say, one by one: lists do not
// show lines.
func (c *company) bookedOrders(ctx context.Context, s *sums) error {
	ids, err := list[ref](ctx, c.api, "orders", "fields=id")
	if err != nil {
		return err
	}
	var mu sync.Mutex
	_, err = each(ctx, ids, func(r ref) string { return r.ID }, func(ctx context.Context, r ref) (string, error) {
		var o bookedOrder
		if err := c.get(ctx, "orders/"+r.ID, &o); err != nil {
			return "", err
		}
		mu.Lock()
		defer mu.Unlock()
		s.add(o)
		return o.ID, nil
	})
	return err
}

func (s *sums) add(o bookedOrder) {
	s.Lines += len(o.Items)
	for _, i := range o.Items {
		s.Gross = s.Gross.Plus(i.Price.Times(i.Quantity).Round(currency))
	}
	s.Net, s.Freight = s.Net.Plus(o.Net.Amount), s.Freight.Plus(o.Freight.Amount)
	if o.Status == "confirmed" {
		s.NotYet = s.NotYet.Plus(o.Total.Amount).Minus(o.Received.Amount)
	}
}

func (c *company) bookedInvoices(ctx context.Context, s *sums) error {
	invoices, err := list[struct{ Paid, Open figure }](ctx, c.api, "invoices", "status=posted&fields=currency,paid,open")
	for _, i := range invoices {
		s.Settled, s.Owed = s.Settled.Plus(i.Paid.Amount), s.Owed.Plus(i.Open.Amount)
	}
	return err
}

func (c *company) bookedPayments(ctx context.Context, s *sums) error {
	payments, err := list[struct{ Captured figure }](ctx, c.api, "payments", "fields=currency,captured")
	for _, p := range payments {
		if p.Captured.Sign() > 0 {
			s.Payments++
		}
		s.Paid = s.Paid.Plus(p.Captured.Amount)
	}
	return err
}

func (c *company) bookedRecords(ctx context.Context, s *sums) error {
	for _, each := range []struct {
		plural string
		count  *int
	}{{"clients", &s.Clients}, {"vendors", &s.Vendors}, {"products", &s.Products}, {"users", &s.Employees}} {
		groups, err := c.summary(ctx, each.plural, "")
		if err != nil {
			return err
		}
		for _, g := range groups {
			*each.count += g.Count
		}
	}
	s.Employees-- // the first user, who came with the tenant
	return nil
}

// differences names the sums in which the server and the files differ.
func differences(want, got sums) []string {
	var found []string
	w, g := reflect.ValueOf(want), reflect.ValueOf(got)
	for i := range w.NumField() {
		if name := w.Type().Field(i).Tag.Get("json"); w.Field(i).Interface() != g.Field(i).Interface() {
			found = append(found, fmt.Sprintf("%s: the server has %v, the files lead to %v", name, g.Field(i), w.Field(i)))
		}
	}
	return found
}

// invoiceNumbers reads the numbers of all posted invoices and names what is
// missing or given twice: the numbers of each series must be 1 to n.
func (c *company) invoiceNumbers(ctx context.Context) (first, last string, gaps []string, err error) {
	invoices, err := list[struct{ Number string }](ctx, c.api, "invoices", "status=posted&fields=number")
	if err != nil || len(invoices) == 0 {
		return "", "", nil, err
	}
	numbers := make([]string, len(invoices))
	for i, v := range invoices {
		numbers[i] = v.Number
	}
	slices.Sort(numbers)
	return numbers[0], numbers[len(numbers)-1], gapsIn(numbers), nil
}

// gapsIn tells where numbers such as INV-2026-00042 do not go on by one, or do not
// begin with 1, within what stands before their last hyphen.
func gapsIn(numbers []string) []string {
	series := map[string][]int{}
	var gaps []string
	for _, number := range numbers {
		at := strings.LastIndex(number, "-")
		n, err := strconv.Atoi(number[at+1:])
		if at < 0 || err != nil {
			gaps = append(gaps, fmt.Sprintf("%q is no number of a series", number))
			continue
		}
		series[number[:at]] = append(series[number[:at]], n)
	}
	for name, all := range series {
		slices.Sort(all)
		for i, n := range all {
			if n != i+1 {
				gaps = append(gaps, fmt.Sprintf("%s: the invoice at place %d has the number %d", name, i+1, n))
				break
			}
		}
	}
	return gaps
}
