package main

import (
	"context"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// object is the JSON of a request.
type object = map[string]any

// made is what is kept of an answer that shows a record.
type made struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Token   string `json:"token"`
}

// shop is a small company whose people write quotes, each of which makes a letter to a
// client: the Northwind files know no addresses to write to.
type shop struct {
	*caller

	client, product string
	written         atomic.Int64 // quotes sent
}

// Of its people so many work at the same time, and rest so long after each quote.
const (
	clerks = 4
	rest   = 40 * time.Millisecond
)

// newShop makes the company with a client and a product.
func (s *site) newShop(ctx context.Context) (*shop, error) {
	const owner = "owner@shop.example"
	enterprise := &caller{base: s.witness.url + "/api/enterprise/", token: s.token}
	var tenant, entrance, client, product made
	err := enterprise.post(ctx, "clients/create", "shop", object{
		"name": "Shop", "slug": "shop", "tier": "shared", "admin_email": owner, "country": "DE", "currency": "EUR",
	}, &tenant)
	if err != nil {
		return nil, err
	}
	if err := enterprise.post(ctx, "clients/"+tenant.ID+"/tokens", "", object{"user": owner}, &entrance); err != nil {
		return nil, err
	}
	c := &caller{base: s.witness.url + "/api/v1/tenants/" + tenant.ID + "/", token: entrance.Token}
	if err := c.post(ctx, "clients", "client", object{"name": "Ann", "email": "ann@client.example", "currency": "EUR"}, &client); err != nil {
		return nil, err
	}
	err = c.post(ctx, "products", "product", object{
		"reference": "tea", "name": "Tea", "kind": "goods", "unit": "piece", "currency": "EUR", "active": true,
		"price": object{"amount": "3.50", "currency": "EUR"},
	}, &product)
	return &shop{caller: c, client: client.ID, product: product.ID}, err
}

// work writes quotes until stop is closed.
func (s *shop) work(ctx context.Context, stop <-chan struct{}) error {
	group, ctx := errgroup.WithContext(ctx)
	for clerk := range clerks {
		group.Go(func() error {
			for n := 0; ; n++ {
				select {
				case <-stop:
					return nil
				case <-time.After(rest):
				}
				if err := s.quote(ctx, fmt.Sprintf("%d-%d", clerk, n)); err != nil {
					return fmt.Errorf("quote %d of clerk %d: %w", n, clerk, err)
				}
			}
		})
	}
	return group.Wait() //nolint:wrapcheck // says what it was doing
}

// quote writes a quote and sends it.
func (s *shop) quote(ctx context.Context, name string) error {
	var q made
	err := s.post(ctx, "quotes", name, object{
		"client": s.client, "reference": name, "currency": "EUR",
		"items": []object{{"product": s.product, "quantity": "2"}},
	}, &q)
	if err != nil {
		return err
	}
	if err := s.get(ctx, "quotes/"+q.ID, &made{}); err != nil {
		return err
	}
	if err := s.post(ctx, "quotes/"+q.ID+"/send", name+"-send", object{}, &q); err != nil {
		return err
	}
	s.written.Add(1)
	return nil
}

// check compares what is there with what was acknowledged.
func (s *shop) check(ctx context.Context) ([]string, error) {
	seen := map[string]int{}
	for cursor := ""; ; {
		var page struct {
			Data []struct{ Reference, Status string }
			Next string `json:"next_cursor"`
		}
		if err := s.get(ctx, "quotes?limit=200&fields=reference,status"+cursor, &page); err != nil {
			return nil, err
		}
		for _, q := range page.Data {
			seen[q.Reference+" "+q.Status]++
		}
		if cursor = "&cursor=" + page.Next; page.Next == "" {
			return s.faults(seen), nil
		}
	}
}

// faults compares the quotes that are there, by reference and status.
func (s *shop) faults(seen map[string]int) []string {
	var faults []string
	sent := 0
	for quote, n := range seen {
		if n != 1 {
			faults = append(faults, "quote "+quote+" is there "+strconv.Itoa(n)+" times")
		}
		sent += n
	}
	if want := int(s.written.Load()); sent != want {
		faults = append(faults, fmt.Sprintf("%d quotes are there, and %d were acknowledged", sent, want))
	}
	return faults
}
