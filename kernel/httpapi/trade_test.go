package httpapi

import (
	"context"
	"io/fs"
	"testing/fstest"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// tradeModule is what the tests of this package serve: a plain entity, one with lines, a
// scope and a flow, a view, and an action of each sort.
func tradeModule() entity.Module {
	return entity.Module{
		Name: "trade", Label: "Trade", Migrations: tradeMigrations(),
		Entities: []entity.Declared{entity.Declare[Firm](), entity.Declare[Deal](), entity.Declare[Entry]()},
		Actions: []entity.Action{
			entity.NewAction("deals/place", editDeals, "Creates a deal for a firm and closes it.", placeDeal),
			entity.NewQuery("deals/rate", readDeals, "Tells what a quantity costs.", rate),
			entity.ActionOn("rename", editDeals, "Gives a deal another subject.", rename),
			entity.FileOf("card.pdf", readDeals, "Prints a deal.", card),
		},
	}
}

const (
	readFirms  auth.Permission = "trade.firm.read"
	editFirms  auth.Permission = "trade.firm.edit"
	readDeals  auth.Permission = "trade.deal.read"
	editDeals  auth.Permission = "trade.deal.edit"
	closeDeals auth.Permission = "trade.deal.close"
	readEntry  auth.Permission = "trade.entry.read"
)

// Firm is somebody to trade with.
type Firm struct {
	entity.Base[Firm]

	Name    string         `entity:"required,search,filter"`
	Email   entity.Email   `entity:"unique"`
	Country entity.Country `entity:"filter"`
	Size    FirmSize       `entity:"filter"`
	Limit   *money.Amount
	Since   civil.Date `entity:"filter"`
	Note    string     `entity:"text"`
	PIN     string     `entity:"secret"`

	Currency money.Currency
}

// FirmSize is how large a firm is.
type FirmSize string

// Choices lists the sizes.
func (FirmSize) Choices() []string { return []string{"small", "large"} }

func (Firm) Entity() entity.Spec[Firm] {
	return entity.Spec[Firm]{
		Name: "trade.firm", Title: "{name}", List: []string{"name", "country"}, Read: readFirms, Edit: editFirms,
	}
}

// Deal is what a firm buys.
type Deal struct {
	entity.Base[Deal]
	entity.Scope
	entity.State[DealStatus]

	Firm     entity.ID[Firm] `entity:"required,filter"`
	Subject  string          `entity:"required,filter"`
	Currency money.Currency  `entity:"required"`
	Parts    []DealPart      `entity:"owned,required"`
	Total    money.Amount    `entity:"readonly,filter"`
	Reason   string          `entity:"readonly"`
}

// DealPart is one part of a deal.
type DealPart struct {
	entity.Line

	Name     string         `entity:"required"`
	Quantity money.Quantity `entity:"positive"`
	Price    money.Amount
}

// DealStatus is where a deal stands.
type DealStatus string

func (Deal) Entity() entity.Spec[Deal] {
	return entity.Spec[Deal]{
		Name: "trade.deal", Title: "{subject}", List: []string{"subject", "firm", "status", "total"}, Read: readDeals, Edit: editDeals,
		Derive: func(_ context.Context, _ *entity.Tx, d *Deal) error {
			d.Total = money.Amount{}
			for _, p := range d.Parts {
				d.Total = d.Total.Plus(p.Price.Times(p.Quantity).Round(d.Currency))
			}
			return nil
		},
		Frozen: func(d *Deal) bool { return d.Status != "open" },
		Flow: entity.Flow[Deal, DealStatus]{
			{Verb: "close", From: []DealStatus{"open"}, To: "closed", Need: closeDeals},
			{Verb: "drop", From: []DealStatus{"open", "closed"}, To: "dropped", Need: editDeals, Takes: []string{"reason!"}},
		},
	}
}

// Entry is written by code alone.
type Entry struct {
	entity.Base[Entry]

	Body string `entity:"filter"`
}

func (Entry) Entity() entity.Spec[Entry] {
	return entity.Spec[Entry]{Name: "trade.entry", Plural: "entries", Title: "{body}", List: []string{"body"}, Read: readEntry, View: true}
}

// PlaceDeal asks for a closed deal.
type PlaceDeal struct {
	Firm    entity.ID[Firm] `entity:"required"`
	Subject string          `entity:"required"`
}

func placeDeal(ctx context.Context, tx *entity.Tx, in PlaceDeal) (*Deal, error) {
	d := &Deal{Firm: in.Firm, Subject: in.Subject, Currency: "EUR", Parts: []DealPart{{Name: "all", Quantity: money.MustQuantity("1")}}}
	if err := entity.Create(ctx, tx, d); err != nil {
		return nil, err
	}
	return d, entity.Move(ctx, tx, d, DealStatus("closed"))
}

// RateRequest asks for a rate.
type RateRequest struct {
	Quantity money.Quantity `entity:"required,positive"`
	Count    int64
	Firm     entity.ID[Firm]
}

// Rate answers it.
type Rate struct {
	Quantity money.Quantity
	Count    int64
}

func rate(_ context.Context, _ *entity.Tx, in RateRequest) (Rate, error) {
	return Rate{Quantity: in.Quantity, Count: in.Count}, nil
}

// Rename names the new subject.
type Rename struct {
	Subject string `entity:"required"`
}

func rename(ctx context.Context, tx *entity.Tx, d *Deal, in Rename) (*Deal, error) {
	d.Subject = in.Subject
	return d, entity.Update(ctx, tx, d)
}

func tradeMigrations() fs.FS {
	return fstest.MapFS{"migrations/001_trade.sql": {Data: []byte(`-- +goose Up
create table trade_firm (
  tenant_id uuid not null, id uuid not null, version bigint not null default 1,
  created_at timestamptz not null, updated_at timestamptz not null, custom jsonb not null default '{}',
  name text not null default '', email text not null default '', country text not null default '', size text not null default '',
  "limit" numeric, since date, note text not null default '', pin text not null default '', currency text not null default '',
  search text generated always as (lower(name)) stored,
  primary key (tenant_id, id)
);
create unique index trade_firm_email_key on trade_firm (tenant_id, email) where email <> '';
create index on trade_firm (tenant_id, name, id);
create index on trade_firm (tenant_id, country, id);
create index on trade_firm (tenant_id, size, id);
create index on trade_firm (tenant_id, since, id);
call tenant_table('trade_firm');
call tenant_search('trade_firm');
create table trade_deal (
  tenant_id uuid not null, id uuid not null, version bigint not null default 1,
  created_at timestamptz not null, updated_at timestamptz not null, custom jsonb not null default '{}',
  site uuid, owner uuid, department uuid, status text not null check (status in ('open', 'closed', 'dropped')),
  firm uuid not null, subject text not null default '', currency text not null, total numeric not null default 0, reason text not null default '',
  primary key (tenant_id, id), foreign key (tenant_id, firm) references trade_firm (tenant_id, id)
);
call tenant_table('trade_deal');
create table trade_deal_part (
  tenant_id uuid not null, id uuid not null, deal uuid not null, position bigint not null,
  name text not null default '', quantity numeric not null default 0, price numeric not null default 0,
  primary key (tenant_id, id), foreign key (tenant_id, deal) references trade_deal (tenant_id, id) on delete cascade
);
create index on trade_deal_part (tenant_id, deal, position);
call tenant_table('trade_deal_part');
create table trade_entry (
  tenant_id uuid not null, id uuid not null, version bigint not null default 1,
  created_at timestamptz not null, updated_at timestamptz not null, custom jsonb not null default '{}',
  body text not null default '', primary key (tenant_id, id)
);
call tenant_table('trade_entry');
`)}}
}

// card prints a deal.
func card(_ context.Context, tx *entity.Tx, d *Deal, in struct{ Loud bool }) (entity.File, error) {
	text := "%PDF " + d.Subject
	if in.Loud {
		text += "!"
	}
	if tx.ReadOnly() {
		text += " not kept"
	}
	return entity.File{Name: "a \"deal\"/" + d.Subject + ".pdf", Type: "application/pdf", Body: []byte(text)}, nil
}
