package portal

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Offer is what a client sees who follows the link of a quote.
type Offer struct {
	documents.Sheet

	Quote   *sales.Quote
	State   OfferState
	Prepaid bool      // whether what it becomes is paid before anything is shipped
	Payable bool      // whether it was accepted, and something is to be paid now
	Expires time.Time // of the link
}

// OfferState is where a quote stands, as far as a client is told.
type OfferState string

// The states of an offer.
const (
	OfferOpen      OfferState = "open"      // to be accepted or declined
	OfferAccepted  OfferState = "accepted"  //
	OfferDeclined  OfferState = "declined"  //
	OfferExpired   OfferState = "expired"   // its last day has passed
	OfferWithdrawn OfferState = "withdrawn" // by the company
	OfferReplaced  OfferState = "replaced"  // there is a newer version, which was sent
)

// The link of a quote, and the file that is its document.
const documentFile = "document.pdf"

// quoteOf returns the quote of a link, read as said, and the link.
func quoteOf(
	ctx context.Context, tx *entity.Tx, digest [32]byte, read func(context.Context, *entity.Tx, entity.ID[sales.Quote]) (*sales.Quote, error),
) (*sales.Quote, crm.Link, error) {
	l, err := crm.FindLink(ctx, tx, crm.ToDecide, digest)
	if err != nil {
		return nil, l, err
	}
	id, is := entity.IDFrom[sales.Quote](l.About)
	if !is {
		return nil, l, crm.UnknownLink()
	}
	q, err := read(ctx, tx, id)
	if err != nil {
		return nil, l, fmt.Errorf("read a quote: %w", err)
	}
	if q.SentAt.IsZero() { // nobody has offered it yet
		return nil, l, crm.UnknownLink()
	}
	return q, l, nil
}

// OfferOf returns what the link of a quote shows.
func OfferOf(ctx context.Context, tx *entity.Tx, digest [32]byte) (Offer, error) {
	q, l, err := quoteOf(ctx, tx, digest, entity.Get)
	if err != nil {
		return Offer{}, err
	}
	return offer(ctx, tx, q, l)
}

// OfferFile returns the document of the quote that a link opens.
func OfferFile(ctx context.Context, tx *entity.Tx, digest [32]byte) (entity.File, error) {
	q, _, err := quoteOf(ctx, tx, digest, entity.Get)
	if err != nil {
		return entity.File{}, err
	}
	return tx.MakeFile(ctx, entity.RefTo(q.ID), documentFile)
}

func offer(ctx context.Context, tx *entity.Tx, q *sales.Quote, l crm.Link) (Offer, error) {
	d, err := q.Document(ctx, tx)
	if err != nil {
		return Offer{}, err
	}
	sheet, err := documents.Spell(ctx, tx, d)
	if err != nil {
		return Offer{}, err
	}
	o := Offer{Sheet: sheet, Quote: q, Prepaid: q.PaymentPolicy == sales.Prepaid, Expires: l.Expires}
	if o.State, err = stateOf(ctx, tx, q); err != nil || o.State != OfferAccepted || !o.Prepaid {
		return o, err
	}
	b, err := ofOrder(ctx, tx, q.Order)
	o.Payable = err == nil && b.State.Payable()
	return o, err
}

const sqlNewer = `select id from sales_quote where tenant_id = $1 and number = $2 and revision > $3 and sent_at is not null and status <> 'draft'
order by revision desc limit 1`

// newer returns the latest version of a quote that was sent after it, if there is one.
func newer(ctx context.Context, tx *entity.Tx, q *sales.Quote) (entity.ID[sales.Quote], bool, error) {
	id, found, err := pg.One[entity.ID[sales.Quote]](ctx, tx, sqlNewer, q.Number, q.Revision)
	if err != nil {
		return id, false, fmt.Errorf("look for a newer version: %w", err)
	}
	return id, found, nil
}

func stateOf(ctx context.Context, tx *entity.Tx, q *sales.Quote) (OfferState, error) {
	switch {
	case q.Status == sales.QuoteAccepted:
		return OfferAccepted, nil
	case q.Status == sales.QuoteSent && !q.ValidUntil.Before(tx.Today()):
		return OfferOpen, nil
	}
	_, found, err := newer(ctx, tx, q)
	switch {
	case err != nil:
		return "", err
	case found:
		return OfferReplaced, nil
	case q.Status == sales.QuoteDeclined:
		return OfferDeclined, nil
	case q.Status == sales.QuoteSuperseded:
		return OfferWithdrawn, nil
	}
	return OfferExpired, nil
}

// NewerOffer returns the secret of a new link to the version that has replaced a quote.
func NewerOffer(ctx context.Context, tx *entity.Tx, digest [32]byte) (string, error) {
	q, _, err := quoteOf(ctx, tx, digest, entity.Get)
	if err != nil {
		return "", err
	}
	id, found, err := newer(ctx, tx, q)
	if err != nil {
		return "", err
	}
	if !found {
		return "", closed(q)
	}
	next, err := entity.Get(ctx, tx, id)
	if err != nil {
		return "", fmt.Errorf("read the newer version: %w", err)
	}
	return next.Link().Mint(tx), nil
}

const sqlAsked = `select id from billing_invoice where tenant_id = $1 and origin = $2 and origin_entity = 'sales.order' and status = 'posted' and open > 0
order by id limit 1`

// PayOffer returns the secret of a new link by which is paid what an accepted quote
// asks for: its invoice, if there is one, else its order.
func PayOffer(ctx context.Context, tx *entity.Tx, digest [32]byte) (string, error) {
	q, l, err := quoteOf(ctx, tx, digest, entity.Get)
	if err != nil {
		return "", err
	}
	o, err := offer(ctx, tx, q, l)
	if err != nil {
		return "", err
	}
	if !o.Payable {
		return "", nothingOpen(q.Number)
	}
	about := entity.RefTo(q.Order)
	invoice, found, err := pg.One[entity.ID[billing.Invoice]](ctx, tx, sqlAsked, q.Order)
	if err != nil {
		return "", fmt.Errorf("look for the invoice: %w", err)
	}
	if found {
		about = entity.RefTo(invoice)
	}
	return billing.PayLink(tx, about, q.Client).Mint(tx), nil
}
