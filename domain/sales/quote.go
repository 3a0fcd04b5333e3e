package sales

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

// Quote is an offer to a client. It is written freely while a draft; once sent,
// its prices, taxes and terms stand, and a change is a new revision.
type Quote struct {
	entity.Base[Quote]
	entity.Scope
	entity.State[QuoteStatus]

	Number        string                 `entity:"sequence,search"`        // its number, such as Q-2026-00042, the same for all revisions
	Revision      int                    `entity:"readonly"`               // 1 for the first
	Supersedes    entity.ID[Quote]       `entity:"readonly,filter"`        // the revision that this one was made from
	Client        entity.ID[crm.Client]  `entity:"required,filter"`        // who asked
	Contact       entity.ID[crm.Contact] `entity:"filter"`                 // whom to write to
	Reference     string                 `entity:"filter,search,personal"` // the client's own number for this inquiry
	ValidUntil    civil.Date             `entity:"filter"`                 // the last day on which it can be accepted; 30 days from now when left out
	Terms                                // discount, freight and sums
	PaymentPolicy PaymentPolicy          // when the order is to be paid
	InvoicePolicy InvoicePolicy          // what of the order may be invoiced
	OrderAs       OrderAs                // what it becomes when accepted
	Items         []QuoteItem            `entity:"owned,required"`         // what is offered
	SentAt        time.Time              `entity:"readonly"`               // when it was sent
	FollowUp      civil.Date             `entity:"filter"`                 // when to ask the client again
	FollowedUp    civil.Date             `entity:"readonly"`               // when somebody was last told to do so
	AcceptedAt    time.Time              `entity:"readonly"`               // when it was accepted
	AcceptedBy    string                 `entity:"readonly,personal"`      // the name that the client has signed with, by the link in the letter; empty when somebody of the company has noted the acceptance
	DeclineReason string                 `entity:"readonly,text,personal"` // why the client declined
	Order         entity.ID[Order]       `entity:"readonly,filter"`        // the order that it became
	Note          string                 `entity:"text,personal"`          // for the client, printed below the lines
}

// QuoteItem is one line of a quote.
type QuoteItem struct {
	entity.Line
	Item
}

// QuoteStatus is where a quote stands.
type QuoteStatus string

// The states of a quote.
const (
	QuoteDraft      QuoteStatus = "draft"
	QuoteSent       QuoteStatus = "sent"
	QuoteAccepted   QuoteStatus = "accepted"
	QuoteDeclined   QuoteStatus = "declined"
	QuoteExpired    QuoteStatus = "expired"
	QuoteSuperseded QuoteStatus = "superseded" // withdrawn, or replaced by a revision
)

// validDays is for how long a quote stands when it does not say.
const validDays = 30

// Entity declares the rest of what a quote is.
func (Quote) Entity() entity.Spec[Quote] {
	return entity.Spec[Quote]{
		Name: "sales.quote", Title: "{number}/{revision}",
		List: []string{"number", "revision", "client", "valid_until", "status", "total"},
		Read: ReadQuotes, Edit: EditQuotes,
		Series: &entity.Series{Pattern: "Q-{year}-{n}", Digits: 5},
		Derive: deriveQuote, Check: checkQuote,
		Frozen: func(q *Quote) bool { return q.Status != QuoteDraft },
		Flow: entity.Flow[Quote, QuoteStatus]{
			{Verb: "send", From: []QuoteStatus{QuoteDraft}, To: QuoteSent, Need: SendQuotes, Do: sendQuote},
			{
				Verb: "follow-up", From: []QuoteStatus{QuoteSent}, To: QuoteSent, Need: EditQuotes,
				Takes: []string{"follow_up!", "note"},
			},
			{
				Verb: "accept", From: []QuoteStatus{QuoteSent}, To: QuoteAccepted, Need: AcceptQuotes,
				Takes: []string{"order_as"}, Do: acceptQuote,
			},
			{
				Verb: "decline", From: []QuoteStatus{QuoteSent}, To: QuoteDeclined, Need: EditQuotes,
				Takes: []string{"decline_reason!"},
			},
			{Verb: "expire", From: []QuoteStatus{QuoteSent}, To: QuoteExpired, Need: ExpireQuotes, Do: expireQuote},
			{Verb: "withdraw", From: []QuoteStatus{QuoteSent}, To: QuoteSuperseded, Need: EditQuotes},
		},
	}
}

func deriveQuote(ctx context.Context, tx *entity.Tx, q *Quote) error {
	q.Revision = max(q.Revision, 1)
	if q.ValidUntil.IsZero() {
		q.ValidUntil = tx.Today().AddDays(validDays)
	}
	p := purchase{client: q.Client, contact: q.Contact, site: q.Site, on: tx.Today()}
	return p.price(ctx, tx, &q.Terms, q.items())
}

func checkQuote(_ context.Context, _ *entity.Tx, q *Quote) error {
	var errs problem.Fields
	q.check(&errs)
	checkSite(q.Site, &errs)
	return errs.Err()
}

func (q *Quote) items() []*Item {
	items := make([]*Item, len(q.Items))
	for i := range q.Items {
		items[i] = &q.Items[i].Item
	}
	return items
}

func sendQuote(_ context.Context, tx *entity.Tx, q *Quote) error {
	if q.ValidUntil.Before(tx.Today()) {
		return problem.Conflict("quote-expired", "Quote %s is valid until %s. Give it a later date before you send it.", q.Number, q.ValidUntil)
	}
	q.SentAt = tx.Now()
	return nil
}

func expireQuote(_ context.Context, tx *entity.Tx, q *Quote) error {
	if !q.ValidUntil.Before(tx.Today()) {
		return problem.Conflict("quote-valid", "Quote %s can still be accepted until %s. Withdraw it to end it now.", q.Number, q.ValidUntil)
	}
	return nil
}

// readable is for how many days a quote can be read by its link after its last day.
const readable = 30

// Link returns the link by which the client reads the quote, and accepts or declines it.
func (q *Quote) Link() crm.Link {
	return crm.Link{Purpose: crm.ToDecide, About: entity.RefTo(q.ID), Client: q.Client, Expires: q.ValidUntil.AddDays(1 + readable).Time(time.UTC)}
}

// ExpireDue asks to expire the quotes whose last day has passed.
type ExpireDue struct{}

// ExpiredQuotes says what an [ExpireDue] has done.
type ExpiredQuotes struct {
	Expired int  // how many quotes have expired
	More    bool // there are more: ask again
}

// expireBatch bounds how many quotes expire in one transaction.
const expireBatch = 200

const sqlDueQuotes = `select id from sales_quote where tenant_id = $1 and status = 'sent' and valid_until < $2
order by valid_until, id limit $3`

// expireDue expires the quotes whose last day has passed.
func expireDue(ctx context.Context, tx *entity.Tx, _ ExpireDue) (ExpiredQuotes, error) {
	ids, err := pg.Query[uuid.UUID](ctx, tx, sqlDueQuotes, tx.Today(), expireBatch)
	if err != nil {
		return ExpiredQuotes{}, fmt.Errorf("find due quotes: %w", err)
	}
	due, err := entity.LockWhere[Quote](ctx, tx, `o.id = any($2) and o.status = 'sent' and o.valid_until < $3`, ids, tx.Today())
	if err != nil {
		return ExpiredQuotes{}, fmt.Errorf("lock due quotes: %w", err)
	}
	for _, q := range due {
		if err := entity.Move(ctx, tx, q, QuoteExpired); err != nil {
			return ExpiredQuotes{}, err
		}
	}
	return ExpiredQuotes{Expired: len(due), More: len(ids) == expireBatch}, nil
}

// When somebody is told to ask a client about a quote.
const (
	askAfter  = 7   // days after it was sent, unless the quote says when
	askBefore = 3   // days before the last day on which it can be accepted
	mostAsked = 200 // quotes in one transaction
)

// sqlUnanswered selects quotes without an answer of which nobody was told since the
// day came to ask: that of the quote, or the one before its end. $2 is today, $3 and
// $4 are the days above.
const sqlUnanswered = `o.status = 'sent' and o.valid_until >= $2 and (
  coalesce(o.follow_up, (o.sent_at at time zone 'UTC')::date + $3::int) between coalesce(o.followed_up, '-infinity') + 1 and $2
  or o.valid_until - $4::int between coalesce(o.followed_up, '-infinity') + 1 and $2)`

// followUp plans a call about each quote that is to be asked about, for whoever
// looks after it. It tells whether there is more to do.
func followUp(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	few := fmt.Sprintf(` and o.id in (select o.id from sales_quote o where o.tenant_id = $1 and %s order by o.valid_until, o.id limit %d)`,
		sqlUnanswered, mostAsked)
	quotes, err := entity.LockWhere[Quote](ctx, tx, sqlUnanswered+few, tx.Today(), askAfter, askBefore)
	if err != nil {
		return false, fmt.Errorf("find quotes without an answer: %w", err)
	}
	for _, q := range quotes {
		call := &crm.Activity{
			Scope: q.Scope, Kind: crm.Call, Due: tx.Today(), Client: q.Client, Contact: q.Contact, About: entity.RefTo(q.ID),
			Subject: fmt.Sprintf("Ask about quote %s/%d, which ends on %s", q.Number, q.Revision, q.ValidUntil),
		}
		if err := entity.Create(ctx, tx, call); err != nil {
			return false, fmt.Errorf("plan a call about quote %s: %w", q.Number, err)
		}
		q.FollowedUp = tx.Today()
		if err := entity.Touch(ctx, tx, q); err != nil {
			return false, fmt.Errorf("note that quote %s is followed up: %w", q.Number, err)
		}
	}
	return len(quotes) == mostAsked, nil
}
