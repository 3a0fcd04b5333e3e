package shop

import (
	"context"
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is the shop's table of contents.
func Module() entity.Module {
	return entity.Module{
		Name: "shop", Label: "Shop", Migrations: migrations,
		Entities: []entity.Declared{entity.Declare[Client](), entity.Declare[Order]()},
		Events:   []entity.EventType{entity.Event[OrderPaid]()},
		Actions: []entity.Action{
			entity.ActionOn("pay", PayOrders, "Pays an order.", payOrder),
			entity.NewAction("orders/echo", ReadOrders, "Answers what it was told.",
				func(_ context.Context, _ *entity.Tx, in Echo) (Echo, error) { return in, nil }),
		},
	}
}

// The permissions of the shop.
const (
	ReadClients   auth.Permission = "shop.client.read"
	EditClients   auth.Permission = "shop.client.edit"
	ReadOrders    auth.Permission = "shop.order.read"
	EditOrders    auth.Permission = "shop.order.edit"
	ConfirmOrders auth.Permission = "shop.order.confirm"
	PayOrders     auth.Permission = "shop.order.pay"
)

// Client is somebody who buys.
type Client struct {
	entity.Base[Client]

	Number      string         `entity:"sequence,search"`
	Name        string         `entity:"required,search,filter"` // as on the letterhead
	Email       entity.Email   `entity:"unique"`
	Country     entity.Country `entity:"filter"`
	Currency    money.Currency `entity:"required"`
	CreditLimit *money.Amount  // nil for none
	Tags        []string
	Note        string `entity:"text"`
	PIN         string `entity:"secret"`
}

// Entity declares the rest of what a client is.
func (Client) Entity() entity.Spec[Client] {
	return entity.Spec[Client]{
		Name: "shop.client", Title: "{number} {name}", List: []string{"number", "name", "country"},
		Read: ReadClients, Edit: EditClients,
		Series: &entity.Series{Pattern: "C-{n}", Digits: 4},
	}
}

// Order is what a client buys.
type Order struct {
	entity.Base[Order]
	entity.State[OrderStatus]

	Number   string            `entity:"sequence,search,filter"`
	Client   entity.ID[Client] `entity:"required,filter"`
	Placed   civil.Date        `entity:"required,filter"`
	Currency money.Currency    `entity:"required"`
	Items    []OrderItem       `entity:"owned,required"`
	Total    money.Amount      `entity:"readonly,filter"`
	Reason   string            `entity:"readonly"`
}

// OrderItem is one line of an order.
type OrderItem struct {
	entity.Line

	Name     string         `entity:"required"`
	Quantity money.Quantity `entity:"positive"`
	Price    money.Amount
	Total    money.Amount `entity:"readonly"`
}

// OrderStatus is where an order stands.
type OrderStatus string

// The states of an order.
const (
	OrderDraft     OrderStatus = "draft"
	OrderConfirmed OrderStatus = "confirmed"
	OrderCancelled OrderStatus = "cancelled"
)

// OrderPaid is told when an order is paid.
type OrderPaid struct {
	Order entity.ID[Order]
}

// Echo is what the echo action takes and answers.
type Echo struct {
	Text  string `entity:"required"`
	Count int64  `entity:"positive"`
}

// Entity declares the rest of what an order is.
func (Order) Entity() entity.Spec[Order] {
	return entity.Spec[Order]{
		Name: "shop.order", Title: "{number}", List: []string{"number", "client", "placed", "status", "total"},
		Read: ReadOrders, Edit: EditOrders, Derive: total, Check: sane,
		Series: &entity.Series{Pattern: "SO-{year}-{n}", Digits: 5},
		Frozen: func(o *Order) bool { return o.Status != OrderDraft },
		Flow: entity.Flow[Order, OrderStatus]{
			{Verb: "confirm", From: []OrderStatus{OrderDraft}, To: OrderConfirmed, Need: ConfirmOrders},
			{
				Verb: "cancel", From: []OrderStatus{OrderDraft, OrderConfirmed}, To: OrderCancelled, Need: EditOrders,
				Takes: []string{"reason!"},
			},
		},
	}
}

func total(_ context.Context, _ *entity.Tx, o *Order) error {
	o.Total = money.Amount{}
	for i := range o.Items {
		o.Items[i].Total = o.Items[i].Price.Times(o.Items[i].Quantity).Round(o.Currency)
		o.Total = o.Total.Plus(o.Items[i].Total)
	}
	return nil
}

func sane(_ context.Context, tx *entity.Tx, o *Order) error {
	if o.Placed.After(tx.Today()) {
		return problem.InvalidField("/placed", "in-the-future", "Must not be after today.")
	}
	return nil
}

func payOrder(_ context.Context, tx *entity.Tx, o *Order, _ struct{}) (*Order, error) {
	return o, tx.Emit(entity.RefTo(o.ID), OrderPaid{Order: o.ID})
}
