package communications

import (
	"context"
	"fmt"
	"strconv"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
)

// news is what a client is to be written about.
type news struct {
	kind    Kind
	about   entity.Ref
	scope   entity.Scope
	client  entity.ID[crm.Client]  // zero when nobody is to be written to after all
	contact entity.ID[crm.Contact] // whom to write to, rather than to the client as such
	file    string                 // that goes with it, made of the record
	link    crm.Link               // by which the client does something, for kinds that lead to a page; of no purpose when there is nothing to do
	values  func(documents.Voice) Values
}

// documentFile is the file that a record's document is.
const documentFile = "document.pdf"

// newsOf reads a record that a client is written to about.
func newsOf(ctx context.Context, tx *entity.Tx, k Kind, id uuid.UUID) (news, error) {
	switch k {
	case QuoteSent:
		return of(ctx, tx, entity.ID[sales.Quote](id), quoteNews)
	case OrderConfirmed:
		return of(ctx, tx, entity.ID[sales.Order](id), orderNews)
	case ShipmentShipped:
		return shipmentShipped(ctx, tx, entity.ID[sales.Shipment](id))
	case InvoicePosted:
		return of(ctx, tx, entity.ID[billing.Invoice](id), invoiceNews)
	case Reminder:
		return of(ctx, tx, entity.ID[billing.Reminder](id), reminderNews)
	case OrderCancelled:
		return orderCancelled(ctx, tx, entity.ID[sales.Order](id))
	case CreditNotePosted:
		return creditNotePosted(ctx, tx, entity.ID[billing.CreditNote](id))
	case PaymentReceived:
		return paymentReceived(ctx, tx, entity.ID[billing.Payment](id))
	case AccountStatement:
		return statement(ctx, tx, entity.ID[crm.Client](id), Period{})
	case SurveyAsked:
		return surveyAsked(ctx, tx, entity.ID[sales.Survey](id))
	default:
		return news{}, fmt.Errorf("write about %s: no client is", k)
	}
}

// of reads a record and returns the news of it.
func of[T entity.Record[T]](
	ctx context.Context, tx *entity.Tx, id entity.ID[T], tell func(context.Context, *entity.Tx, *T) (news, error),
) (news, error) {
	rec, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	return tell(ctx, tx, rec)
}

func quoteNews(_ context.Context, _ *entity.Tx, q *sales.Quote) (news, error) {
	return news{
		kind: QuoteSent, about: entity.RefTo(q.ID), scope: q.Scope, client: q.Client, contact: q.Contact, file: documentFile, link: q.Link(),
		values: func(v documents.Voice) Values {
			return Values{"number": q.Number, "date": v.Day(civil.DateOf(q.SentAt)), "valid_until": v.Day(q.ValidUntil), "total": v.Amount(q.Total, q.Currency)}
		},
	}, nil
}

func orderNews(_ context.Context, tx *entity.Tx, o *sales.Order) (news, error) {
	var link crm.Link
	if o.PaymentPolicy == sales.Prepaid {
		link = billing.PayLink(tx, entity.RefTo(o.ID), o.Client)
	}
	return news{
		kind: OrderConfirmed, about: entity.RefTo(o.ID), scope: o.Scope, client: o.Client, contact: o.Contact, file: documentFile, link: link,
		values: func(v documents.Voice) Values {
			return Values{"number": o.Number, "date": v.Day(o.Placed), "reference": o.Reference, "total": v.Amount(o.Total, o.Currency)}
		},
	}, nil
}

func shipmentShipped(ctx context.Context, tx *entity.Tx, id entity.ID[sales.Shipment]) (news, error) {
	s, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	o, err := entity.Get(ctx, tx, s.Order)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: ShipmentShipped, about: entity.RefTo(id), scope: s.Scope, client: o.Client, contact: o.Contact, file: documentFile,
		values: func(v documents.Voice) Values {
			return Values{"number": s.Number, "order": o.Number, "date": v.Day(civil.DateOf(s.ShippedAt)), "carrier": s.Carrier, "tracking": s.Tracking}
		},
	}, nil
}

func invoiceNews(_ context.Context, tx *entity.Tx, i *billing.Invoice) (news, error) {
	about := entity.RefTo(i.ID)
	return news{
		kind: InvoicePosted, about: about, scope: i.Scope, client: i.Client, file: documentFile, link: billing.PayLink(tx, about, i.Client),
		values: func(v documents.Voice) Values {
			return Values{
				"number": i.Number, "date": v.Day(i.Issued), "due": v.Day(i.Due), "total": v.Amount(i.Total, i.Currency), "open": v.Amount(i.Open, i.Currency),
			}
		},
	}, nil
}

func reminderNews(ctx context.Context, tx *entity.Tx, r *billing.Reminder) (news, error) {
	i, err := entity.Get(ctx, tx, r.Invoice)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: Reminder, about: entity.RefTo(r.ID), scope: r.Scope, client: r.Client, file: documentFile, link: billing.PayLink(tx, entity.RefTo(i.ID), i.Client),
		values: func(v documents.Voice) Values {
			return Values{
				"number": i.Number, "date": v.Day(r.Made), "due": v.Day(r.Due), "open": v.Amount(r.Open, r.Currency), "level": strconv.Itoa(r.Level),
			}
		},
	}, nil
}

// orderCancelled is no news to a client who was never told that there is an order.
func orderCancelled(ctx context.Context, tx *entity.Tx, id entity.ID[sales.Order]) (news, error) {
	o, err := entity.Get(ctx, tx, id)
	if err != nil || o.ConfirmedAt.IsZero() {
		return news{}, err
	}
	return news{
		kind: OrderCancelled, about: entity.RefTo(id), scope: o.Scope, client: o.Client, contact: o.Contact,
		values: func(v documents.Voice) Values {
			return Values{"number": o.Number, "date": v.Day(o.Placed), "reference": o.Reference}
		},
	}, nil
}

func creditNotePosted(ctx context.Context, tx *entity.Tx, id entity.ID[billing.CreditNote]) (news, error) {
	n, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	i, err := entity.Get(ctx, tx, n.Invoice)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: CreditNotePosted, about: entity.RefTo(id), scope: n.Scope, client: n.Client, file: documentFile,
		values: func(v documents.Voice) Values {
			return Values{"number": n.Number, "date": v.Day(n.Issued), "invoice": i.Number, "reason": n.Reason, "total": v.Amount(n.Total, n.Currency)}
		},
	}, nil
}

func paymentReceived(ctx context.Context, tx *entity.Tx, id entity.ID[billing.Payment]) (news, error) {
	p, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	what, err := numberOf(ctx, tx, p.Origin)
	if err != nil {
		return news{}, err
	}
	on := civil.DateOf(tx.Now())
	return news{
		kind: PaymentReceived, about: entity.RefTo(id), scope: p.Scope, client: p.Client,
		values: func(v documents.Voice) Values {
			return Values{"number": p.Number, "date": v.Day(on), "amount": v.Amount(p.Captured, p.Currency), "for": what}
		},
	}, nil
}

// numberOf returns the number of the order or invoice that was paid, "" for none.
func numberOf(ctx context.Context, tx *entity.Tx, paid entity.Ref) (string, error) {
	if id, is := entity.IDFrom[billing.Invoice](paid); is {
		i, err := entity.Get(ctx, tx, id)
		if err != nil {
			return "", fmt.Errorf("read what was paid: %w", err)
		}
		return i.Number, nil
	}
	if id, is := entity.IDFrom[sales.Order](paid); is {
		o, err := entity.Get(ctx, tx, id)
		if err != nil {
			return "", fmt.Errorf("read what was paid: %w", err)
		}
		return o.Number, nil
	}
	return "", nil
}

func surveyAsked(ctx context.Context, tx *entity.Tx, id entity.ID[sales.Survey]) (news, error) {
	s, err := entity.Get(ctx, tx, id)
	if err != nil || s.Status != sales.SurveyIsAsked {
		return news{}, err
	}
	o, err := entity.Get(ctx, tx, s.Order)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: SurveyAsked, about: entity.RefTo(id), scope: s.Scope, client: s.Client, contact: s.Contact, link: s.Link(),
		values: func(v documents.Voice) Values {
			return Values{"order": o.Number, "date": v.Day(o.Placed), "until": v.Day(civil.DateOf(s.ExpiresAt))}
		},
	}, nil
}
