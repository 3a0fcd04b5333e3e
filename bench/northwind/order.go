package main

import (
	"context"
	"fmt"
)

// trade takes one order as far as the history went. Steps that an earlier run has
// taken are answered from the server's memory, by their keys; the order itself is
// looked at before it is touched.
func (c *company) trade(ctx context.Context, o order) error {
	quote, err := c.offer(ctx, o)
	if err != nil {
		return err
	}
	sold, err := c.confirm(ctx, o, quote)
	if err != nil || o.open() || sold.Status == "closed" {
		return err
	}
	if err := c.pay(ctx, o, sold.ID); err != nil {
		return err
	}
	if err := c.ship(ctx, o, sold.ID); err != nil {
		return err
	}
	if err := c.invoice(ctx, o, sold.ID); err != nil {
		return err
	}
	return c.step(ctx, o, "orders/"+sold.ID, "close", anyVersion, nil, nil)
}

// step takes a step of a record's flow, or an action on it, once.
func (c *company) step(ctx context.Context, o order, path, verb string, version int64, fields object, out any) error {
	key := "nw-" + o.ID + "-" + verb
	return c.do(ctx, call{method: "POST", path: path + "/" + verb, key: key, version: version, body: orEmpty(fields)}, out)
}

func orEmpty(fields object) object {
	if fields == nil {
		return object{}
	}
	return fields
}

// accepted is a quote that has become an order.
type accepted struct {
	made

	Order ref `json:"order"`
}

// offer makes a quote, sends it and has it accepted. It becomes a draft of an
// order, because a quote does not know where and when to deliver.
func (c *company) offer(ctx context.Context, o order) (accepted, error) {
	lines := make([]object, len(o.Lines))
	for i, l := range o.Lines {
		lines[i] = object{
			"product": c.products[l.Product], "quantity": l.Quantity, "discount": l.Discount,
			"price": object{"amount": l.Price, "currency": currency},
		}
	}
	var quote accepted
	err := c.post(ctx, "quotes", "nw-"+o.ID+"-quote", object{
		"client": c.clients[o.Client], "contact": c.contacts[o.Client], "reference": o.ID, "site": c.site,
		"owner": c.people[o.Employee], "currency": currency, "order_as": "draft", "items": lines,
		"freight": object{"amount": o.Freight, "currency": currency},
	}, &quote)
	if err != nil {
		return quote, err
	}
	path := "quotes/" + quote.ID
	if err := c.step(ctx, o, path, "send", quote.Version, nil, &quote); err != nil {
		return quote, err
	}
	err = c.step(ctx, o, path, "accept", quote.Version, nil, &quote)
	return quote, err
}

// confirm writes the delivery's address and dates on the order and confirms it.
func (c *company) confirm(ctx context.Context, o order, quote accepted) (made, error) {
	path := "orders/" + quote.Order.ID
	var sold made
	if err := c.get(ctx, path, &sold); err != nil || sold.Status != "draft" {
		return sold, err
	}
	fields := o.ShipTo.fields("ship_")
	fields["ship_name"], fields["carrier"] = o.ShipName, c.h.Shippers[o.Shipper]
	fields["placed"], fields["required_by"] = o.Placed, o.RequiredBy
	if err := c.patch(ctx, path, fields); err != nil {
		return sold, err
	}
	err := c.step(ctx, o, path, "confirm", anyVersion, nil, &sold)
	return sold, err
}

// pay takes the client's money for the whole order.
func (c *company) pay(ctx context.Context, o order, id string) error {
	var payment made
	err := c.post(ctx, "payments", "nw-"+o.ID+"-payment", object{
		"client": c.clients[o.Client], "site": c.site, "origin": object{"entity": "sales.order", "id": id},
		"amount": object{"amount": o.total(), "currency": currency}, "currency": currency,
		"method": "transfer", "provider": "manual", "reference": o.ID,
	}, &payment)
	if err != nil {
		return err
	}
	return c.step(ctx, o, "payments/"+payment.ID, "charge", payment.Version, nil, nil)
}

// ship takes all goods of the order to the client.
func (c *company) ship(ctx context.Context, o order, id string) error {
	var s made
	if err := c.post(ctx, "shipments", "nw-"+o.ID+"-shipment", object{"order": id}, &s); err != nil {
		return err
	}
	path := "shipments/" + s.ID
	for _, next := range []struct {
		verb   string
		fields object
	}{
		{"pick", nil},
		{"pack", nil},
		{"ship", object{"carrier": c.h.Shippers[o.Shipper], "tracking": "NW" + o.ID}},
		{"deliver", nil},
	} {
		if err := c.step(ctx, o, path, next.verb, s.Version, next.fields, &s); err != nil {
			return err
		}
	}
	return nil
}

// invoice makes the order's invoice and posts it; the payment settles it.
func (c *company) invoice(ctx context.Context, o order, id string) error {
	var i made
	if err := c.step(ctx, o, "orders/"+id, "invoice", anyVersion, nil, &i); err != nil {
		return err
	}
	if i.ID == "" {
		return fmt.Errorf("order %s: the answer to its invoicing names no invoice", o.ID)
	}
	return c.step(ctx, o, "invoices/"+i.ID, "post", i.Version, nil, nil)
}
