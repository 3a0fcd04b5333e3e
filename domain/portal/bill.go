package portal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// Bill is what a client sees who follows a link to pay: an invoice, or an order that is
// paid before there is one.
type Bill struct {
	documents.Sheet

	Number   string // of the invoice or the order
	Ordered  bool   // whether it is an order
	Currency money.Currency
	Total    money.Amount
	Open     money.Amount // how much is to be paid
	Due      civil.Date   // the last day to pay; zero for an order
	Overdue  bool         // whether that day has passed, and something is open
	State    BillState
	Means    []billing.Means // what the client may pay with; nothing where they can only transfer the money
	Trial    bool            // whether paying moves no money
	Attempt  int             // the number of the next attempt to pay by this link, from 1
	Refused  bool            // whether the last one was
	Expires  time.Time       // of the link

	about    entity.Ref
	scope    entity.Scope
	client   entity.ID[crm.Client]
	provider billing.ProviderName
	origins  []uuid.UUID // payments for these pay it
}

// BillState says how it stands with the money of a bill.
type BillState string

// The states of a bill.
const (
	BillOpen       BillState = "open"
	BillPartlyPaid BillState = "partly_paid" // and the rest is to be paid
	BillPending    BillState = "pending"     // a payment is under way: the bank has not said yet
	BillPaid       BillState = "paid"
	BillCancelled  BillState = "cancelled"   // nobody has to pay it any more
	BillWrittenOff BillState = "written_off" // the company asks for it no more
	BillWaiting    BillState = "waiting"     // the company has to confirm the order first
)

// Payable tells whether something is to be paid now.
func (s BillState) Payable() bool { return s == BillOpen || s == BillPartlyPaid }

// BillOf returns what the link of a bill shows.
func BillOf(ctx context.Context, tx *entity.Tx, digest [32]byte) (Bill, error) {
	l, err := crm.FindLink(ctx, tx, crm.ToPay, digest)
	if err != nil {
		return Bill{}, err
	}
	return bill(ctx, tx, l, digest)
}

// BillFile returns the document of the bill that a link opens.
func BillFile(ctx context.Context, tx *entity.Tx, digest [32]byte) (entity.File, error) {
	l, err := crm.FindLink(ctx, tx, crm.ToPay, digest)
	if err != nil {
		return entity.File{}, err
	}
	return tx.MakeFile(ctx, l.About, documentFile)
}

func bill(ctx context.Context, tx *entity.Tx, l crm.Link, digest [32]byte) (b Bill, err error) {
	if id, is := entity.IDFrom[billing.Invoice](l.About); is {
		b, err = ofInvoice(ctx, tx, id)
	} else if id, is := entity.IDFrom[sales.Order](l.About); is {
		b, err = ofOrder(ctx, tx, id)
	} else {
		err = crm.UnknownLink()
	}
	if err != nil {
		return b, err
	}
	b.Expires = l.Expires
	if b.provider, err = providerOf(ctx, tx); err != nil {
		return b, err
	}
	b.Means, b.Trial = billing.MeansOf(tx, b.provider)
	err = b.tried(ctx, tx, digest)
	return b, err
}

// ofInvoice returns an invoice as a bill.
func ofInvoice(ctx context.Context, tx *entity.Tx, id entity.ID[billing.Invoice]) (Bill, error) {
	i, err := entity.Get(ctx, tx, id)
	if err != nil {
		return Bill{}, fmt.Errorf("read an invoice: %w", err)
	}
	d, err := i.Document(ctx, tx)
	if err != nil {
		return Bill{}, err
	}
	b := Bill{
		Number: i.Number, Currency: i.Currency, Total: i.Total, Open: i.Open.Max(money.Amount{}), Due: i.Due, about: entity.RefTo(id), scope: i.Scope,
		client: i.Client, origins: []uuid.UUID{id.UUID(), i.Origin.ID}, State: BillOpen,
	}
	switch {
	case i.Status != billing.InvoiceIsPosted:
		b.State, b.Open = BillCancelled, money.Amount{}
	case i.PaymentState == billing.Partial:
		b.State = BillPartlyPaid
	case i.PaymentState == billing.Reversed:
		b.State = BillCancelled
	case i.PaymentState == billing.WrittenOff:
		b.State = BillWrittenOff
	case i.PaymentState == billing.Paid:
		b.State = BillPaid
	}
	b.Overdue = b.State.Payable() && i.Due.Before(tx.Today())
	err = b.spell(ctx, tx, d)
	return b, err
}

// ofOrder returns an order that is paid ahead as a bill.
func ofOrder(ctx context.Context, tx *entity.Tx, id entity.ID[sales.Order]) (Bill, error) {
	o, err := entity.Get(ctx, tx, id)
	if err != nil {
		return Bill{}, fmt.Errorf("read an order: %w", err)
	}
	d, err := o.Document(ctx, tx)
	if err != nil {
		return Bill{}, err
	}
	invoices, err := pg.Query[uuid.UUID](ctx, tx, `select id from billing_invoice where tenant_id = $1 and origin = $2 and origin_entity = 'sales.order'`, id)
	if err != nil {
		return Bill{}, fmt.Errorf("read the order's invoices: %w", err)
	}
	paid := o.Received.Minus(o.Refunded)
	b := Bill{
		Number: o.Number, Ordered: true, Currency: o.Currency, Total: o.Total, Open: o.Total.Minus(o.Credited).Minus(paid).Max(money.Amount{}),
		about: entity.RefTo(id), scope: o.Scope, client: o.Client, origins: append(invoices, id.UUID()), State: BillOpen,
	}
	switch {
	case o.Status == sales.OrderDraft:
		b.State = BillWaiting
	case o.Status == sales.OrderCancelled:
		b.State, b.Open = BillCancelled, money.Amount{}
	case o.PaymentState == sales.Paid || b.Open.IsZero():
		b.State, b.Open = BillPaid, money.Amount{}
	case paid.Sign() > 0:
		b.State = BillPartlyPaid
	}
	err = b.spell(ctx, tx, d)
	return b, err
}

// spell spells the bill out, with how to transfer what is open now.
func (b *Bill) spell(ctx context.Context, tx *entity.Tx, d documents.Document) (err error) {
	d.Pay = nil
	if b.State.Payable() {
		d.Pay = &documents.Pay{Amount: b.Open, Reference: b.Number}
	}
	b.Sheet, err = documents.Spell(ctx, tx, d)
	return err
}

// Payments of a bill that are under way, and those that were made by this link.
const sqlTried = `select attempt like $3 || '-%', status from billing_payment
where tenant_id = $1 and (origin = any($2) and status in ('unknown', 'authorized') or attempt like $3 || '-%') order by id`

// tried adds what came of attempts to pay the bill.
func (b *Bill) tried(ctx context.Context, tx *entity.Tx, digest [32]byte) error {
	all, err := pg.Query[struct {
		Mine   bool
		Status billing.PaymentStatus
	}](ctx, tx, sqlTried, b.origins, mark(digest))
	if err != nil {
		return fmt.Errorf("look for payments: %w", err)
	}
	b.Attempt = 1
	for _, p := range all {
		if p.Mine {
			b.Attempt++
			b.Refused = p.Status == billing.PaymentIsFailed && b.State.Payable()
		}
		if p.Status == billing.PaymentIsUnknown || p.Status == billing.PaymentIsAuthorized {
			b.State = BillPending
		}
	}
	return nil
}

// mark names a link in what is paid by it. It opens nothing.
func mark(digest [32]byte) string {
	sum := sha256.Sum256(digest[:])
	return hex.EncodeToString(sum[:16])
}
