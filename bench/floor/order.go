package main

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// order is one order, with the members that it has in Guildhall's answers.
type order struct {
	head
	notes

	Items []item `json:"items"`
}

// head is what lists show of an order, too.
type head struct {
	ID                uuid.UUID       `json:"id"`
	Version           int64           `json:"version"`
	CreatedAt         time.Time       `json:"created_at"`
	UpdatedAt         time.Time       `json:"updated_at"`
	Custom            json.RawMessage `json:"custom"`
	Site              *reference      `json:"site"`
	Owner             *reference      `json:"owner"`
	Department        *reference      `json:"department"`
	Status            string          `json:"status"`
	Number            string          `json:"number"`
	Client            any             `json:"client"`
	Contact           *reference      `json:"contact"`
	Quote             *reference      `json:"quote"`
	Reference         string          `json:"reference"`
	Placed            *string         `json:"placed"`
	RequiredBy        *string         `json:"required_by"`
	Currency          string          `json:"currency"`
	Discount          string          `json:"discount"`
	Freight           amount          `json:"freight"`
	FreightTaxPercent string          `json:"freight_tax_percent"`
	TaxExempt         bool            `json:"tax_exempt"`
	Gross             amount          `json:"gross"`
	Net               amount          `json:"net"`
	Tax               amount          `json:"tax"`
	Total             amount          `json:"total"`
	PaymentPolicy     string          `json:"payment_policy"`
	InvoicePolicy     string          `json:"invoice_policy"`
	ShipName          string          `json:"ship_name"`
	ShipCity          string          `json:"ship_city"`
	ShipRegion        string          `json:"ship_region"`
	ShipPostalCode    string          `json:"ship_postal_code"`
	ShipCountry       string          `json:"ship_country"`
	Carrier           string          `json:"carrier"`
	PaymentState      string          `json:"payment_state"`
	ShipmentState     string          `json:"shipment_state"`
	InvoiceState      string          `json:"invoice_state"`
	Invoiced          amount          `json:"invoiced"`
	Credited          amount          `json:"credited"`
	Open              amount          `json:"open"`
	Received          amount          `json:"received"`
	Refunded          amount          `json:"refunded"`
	OnHold            bool            `json:"on_hold"`
	ConfirmedAt       *time.Time      `json:"confirmed_at"`
	ClosedAt          *time.Time      `json:"closed_at"`
}

// notes is the long texts of an order, which lists leave out.
type notes struct {
	ShipStreet   string `json:"ship_street"`
	HoldReason   string `json:"hold_reason"`
	CancelReason string `json:"cancel_reason"`
	CloseReason  string `json:"close_reason"`
	Note         string `json:"note"`
}

type item struct {
	ID         uuid.UUID  `json:"id"`
	Position   int64      `json:"position"`
	Product    *reference `json:"product"`
	Reference  string     `json:"reference"`
	Name       string     `json:"name"`
	Kind       string     `json:"kind"`
	Note       string     `json:"note"`
	Quantity   string     `json:"quantity"`
	Unit       string     `json:"unit"`
	Price      amount     `json:"price"`
	Discount   string     `json:"discount"`
	TaxPercent string     `json:"tax_percent"`
	Net        amount     `json:"net"`
	Tax        amount     `json:"tax"`
	Shipped    string     `json:"shipped"`
	Delivered  string     `json:"delivered"`
	Invoiced   string     `json:"invoiced"`
}

const (
	headColumns = `o.id, o.version, o.created_at, o.updated_at, o.custom, o.site, o.owner, o.department, o.status, o.number,
  o.client, o.contact, o.quote, o.reference, o.placed::text, o.required_by::text, o.currency, o.discount::text, o.freight::text,
  o.freight_tax_percent::text, o.tax_exempt, o.gross::text, o.net::text, o.tax::text, o.total::text, o.payment_policy,
  o.invoice_policy, o.ship_name, o.ship_city, o.ship_region, o.ship_postal_code, o.ship_country, o.carrier, o.payment_state,
  o.shipment_state, o.invoice_state, o.invoiced::text, o.credited::text, o.open::text, o.received::text, o.refunded::text,
  o.on_hold, o.confirmed_at, o.closed_at`

	sqlOrder = `select ` + headColumns + `, o.ship_street, o.hold_reason, o.cancel_reason, o.close_reason, o.note
from sales_order o where o.tenant_id = $1 and o.id = $2`

	sqlItems = `select id, "position", product, reference, name, kind, note, quantity::text, unit, price::text, discount::text,
  tax_percent::text, net::text, tax::text, shipped::text, delivered::text, invoiced::text
from sales_order_item where tenant_id = $1 and "order" = $2 order by "position"`
)

// order answers with one order and its lines, read in one round trip.
func (f *floor) order(w http.ResponseWriter, r *http.Request) {
	ids, err := pathIDs(r, "tenant", "id")
	if err != nil {
		answer(w, nil, err)
		return
	}
	var o order
	batch := &pgx.Batch{}
	batch.Queue(sqlOrder, ids[0], ids[1]).QueryRow(func(row pgx.Row) error {
		client, err := o.scan(row, &o.ShipStreet, &o.HoldReason, &o.CancelReason, &o.CloseReason, &o.Note)
		o.Client = reference{ID: client}
		return err
	})
	batch.Queue(sqlItems, ids[0], ids[1]).Query(func(rows pgx.Rows) error {
		for rows.Next() {
			var i item
			if err := i.scan(rows, o.Currency); err != nil {
				return err
			}
			o.Items = append(o.Items, i)
		}
		return rows.Err()
	})
	err = f.pool.SendBatch(r.Context(), batch).Close()
	answer(w, o, err)
}

// scan reads headColumns and what follows them, and returns the client's id.
func (h *head) scan(row pgx.Row, more ...any) (client uuid.UUID, err error) {
	var site, owner, department, contact, quote *uuid.UUID
	err = row.Scan(append([]any{
		&h.ID, &h.Version, &h.CreatedAt, &h.UpdatedAt, &h.Custom, &site, &owner, &department, &h.Status, &h.Number,
		&client, &contact, &quote, &h.Reference, &h.Placed, &h.RequiredBy, &h.Currency, &h.Discount, &h.Freight.Amount,
		&h.FreightTaxPercent, &h.TaxExempt, &h.Gross.Amount, &h.Net.Amount, &h.Tax.Amount, &h.Total.Amount, &h.PaymentPolicy,
		&h.InvoicePolicy, &h.ShipName, &h.ShipCity, &h.ShipRegion, &h.ShipPostalCode, &h.ShipCountry, &h.Carrier, &h.PaymentState,
		&h.ShipmentState, &h.InvoiceState, &h.Invoiced.Amount, &h.Credited.Amount, &h.Open.Amount, &h.Received.Amount,
		&h.Refunded.Amount, &h.OnHold, &h.ConfirmedAt, &h.ClosedAt,
	}, more...)...)
	h.Site, h.Owner, h.Department, h.Contact, h.Quote = to(site), to(owner), to(department), to(contact), to(quote)
	for _, a := range []*amount{&h.Freight, &h.Gross, &h.Net, &h.Tax, &h.Total, &h.Invoiced, &h.Credited, &h.Open, &h.Received, &h.Refunded} {
		a.Currency = h.Currency
	}
	return client, err //nolint:wrapcheck // told as it is
}

func (i *item) scan(row pgx.Row, currency string) error {
	var product uuid.UUID
	err := row.Scan(&i.ID, &i.Position, &product, &i.Reference, &i.Name, &i.Kind, &i.Note, &i.Quantity, &i.Unit, &i.Price.Amount,
		&i.Discount, &i.TaxPercent, &i.Net.Amount, &i.Tax.Amount, &i.Shipped, &i.Delivered, &i.Invoiced)
	i.Product = &reference{ID: product}
	i.Price.Currency, i.Net.Currency, i.Tax.Currency = currency, currency, currency
	return err //nolint:wrapcheck // told as it is
}
