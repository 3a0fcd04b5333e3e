package main

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// buyer is what a list of orders shows of a client.
type buyer struct {
	ID      uuid.UUID `json:"id"`
	Title   string    `json:"title"`
	Number  string    `json:"number"`
	Name    string    `json:"name"`
	Kind    string    `json:"kind"`
	Country string    `json:"country"`
	Email   string    `json:"email"`
	Status  string    `json:"status"`
}

// sqlOrders limits the orders before it joins their clients.
//
//nolint:unqueryvet // the columns that are read are named outside
const sqlOrders = `select ` + headColumns + `, c.number, c.name, c.kind, c.country, c.email, c.status
from (select o.* from sales_order o where tenant_id = $1 order by id desc limit 51) o
left join crm_client c on c.tenant_id = $1 and c.id = o.client order by o.id desc`

// orders answers with the newest orders, each with its client.
func (f *floor) orders(w http.ResponseWriter, r *http.Request) {
	ids, err := pathIDs(r, "tenant")
	if err != nil {
		answer(w, nil, err)
		return
	}
	rows, err := f.pool.Query(r.Context(), sqlOrders, ids[0])
	if err != nil {
		answer(w, nil, err)
		return
	}
	defer rows.Close()
	p := page[head]{Data: make([]head, 0, pageSize)}
	for rows.Next() {
		var h head
		var b buyer
		if b.ID, err = h.scan(rows, &b.Number, &b.Name, &b.Kind, &b.Country, &b.Email, &b.Status); err != nil {
			break
		}
		b.Title = b.Name
		h.Client = b
		if len(p.Data) == pageSize {
			p.Next = p.Data[pageSize-1].ID.String()
			continue
		}
		p.Data = append(p.Data, h)
	}
	if err == nil {
		err = rows.Err()
	}
	answer(w, p, err)
}

// client is what a list shows of a client.
type client struct {
	ID           uuid.UUID       `json:"id"`
	Version      int64           `json:"version"`
	CreatedAt    time.Time       `json:"created_at"`
	UpdatedAt    time.Time       `json:"updated_at"`
	Custom       json.RawMessage `json:"custom"`
	Site         *reference      `json:"site"`
	Owner        *reference      `json:"owner"`
	Department   *reference      `json:"department"`
	Status       string          `json:"status"`
	Number       string          `json:"number"`
	Name         string          `json:"name"`
	Kind         string          `json:"kind"`
	Email        string          `json:"email"`
	Phone        string          `json:"phone"`
	Website      string          `json:"website"`
	VATNumber    string          `json:"vat_number"`
	Country      string          `json:"country"`
	Language     string          `json:"language"`
	Currency     string          `json:"currency"`
	CreditLimit  *amount         `json:"credit_limit"`
	PaymentTerms int64           `json:"payment_terms"`
	PriceGroup   string          `json:"price_group"`
	Reference    string          `json:"reference"`
	Lead         *reference      `json:"lead"`
}

const sqlClients = `select id, version, created_at, updated_at, custom, site, owner, department, status, number, name, kind, email,
  phone, website, vat_number, country, language, currency, credit_limit::text, payment_terms, price_group, reference, lead
from crm_client where tenant_id = $1 and search like $2 order by id desc limit 51`

// clients answers with the newest clients whose text contains q.
func (f *floor) clients(w http.ResponseWriter, r *http.Request) {
	ids, err := pathIDs(r, "tenant")
	if err != nil {
		answer(w, nil, err)
		return
	}
	pattern := "%" + strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(r.URL.Query().Get("q"))) + "%"
	rows, err := f.pool.Query(r.Context(), sqlClients, ids[0], pattern)
	if err != nil {
		answer(w, nil, err)
		return
	}
	found, err := pgx.CollectRows(rows, scanClient)
	p := page[client]{Data: found}
	if len(found) > pageSize {
		p.Data, p.Next = found[:pageSize], found[pageSize-1].ID.String()
	}
	answer(w, p, err)
}

func scanClient(row pgx.CollectableRow) (client, error) {
	var c client
	var site, owner, department, lead *uuid.UUID
	var limit *string
	err := row.Scan(&c.ID, &c.Version, &c.CreatedAt, &c.UpdatedAt, &c.Custom, &site, &owner, &department, &c.Status, &c.Number,
		&c.Name, &c.Kind, &c.Email, &c.Phone, &c.Website, &c.VATNumber, &c.Country, &c.Language, &c.Currency, &limit,
		&c.PaymentTerms, &c.PriceGroup, &c.Reference, &lead)
	c.Site, c.Owner, c.Department, c.Lead = to(site), to(owner), to(department), to(lead)
	if limit != nil {
		c.CreditLimit = &amount{Amount: *limit, Currency: c.Currency}
	}
	return c, err //nolint:wrapcheck // told as it is
}
