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
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

// news is what a client is to be written about.
type news struct {
	kind    Kind
	about   entity.Ref
	scope   entity.Scope
	client  entity.ID[crm.Client]
	contact entity.ID[crm.Contact] // whom to write to, rather than to the client as such
	file    string                 // that goes with it, made of the record
	values  func(documents.Voice) Values
}

// documentFile is the file that a record's document is.
const documentFile = "document.pdf"

// subscriptions are the events about which clients are written to.
func subscriptions() []entity.Subscription {
	return []entity.Subscription{
		entity.FollowTypes("communications.quote_sent", []string{"QuoteSentEvent"}, of(QuoteSent)),
		entity.FollowTypes("communications.order_confirmed", []string{"OrderConfirmedEvent"}, of(OrderConfirmed)),
		entity.FollowTypes("communications.shipment_shipped", []string{"ShipmentShippedEvent"}, of(ShipmentShipped)),
		entity.Follow("communications.invoice_posted", func(ctx context.Context, tx *entity.Tx, _ event.Event, e billing.InvoicePosted) error {
			return tell(ctx, tx, InvoicePosted, e.Invoice.UUID())
		}),
		entity.Follow("communications.reminder", func(ctx context.Context, tx *entity.Tx, _ event.Event, e billing.InvoiceReminded) error {
			return tell(ctx, tx, Reminder, e.Reminder.UUID())
		}),
	}
}

// of has a letter written about the record of an event.
func of(k Kind) func(context.Context, *entity.Tx, event.Event) error {
	return func(ctx context.Context, tx *entity.Tx, e event.Event) error { return tell(ctx, tx, k, e.Aggregate.ID) }
}

const sqlWritten = `select exists (select from communications_message where tenant_id = $1 and kind = $2 and about = $3)`

// tell writes to a client about a record, once, unless it is gone, the client does not
// want it, or there is nobody to write to.
func tell(ctx context.Context, tx *entity.Tx, k Kind, id uuid.UUID) error {
	written, _, err := pg.One[bool](ctx, tx, sqlWritten, string(k), id)
	if err != nil {
		return fmt.Errorf("look for letters: %w", err)
	}
	if written {
		return nil
	}
	n, err := newsOf(ctx, tx, k, id)
	if problem.Is(err, "not-found") {
		return nil
	}
	if err != nil {
		return err
	}
	out, err := optedOut(ctx, tx, k, n.client)
	if err != nil {
		return err
	}
	if out {
		tx.Note(n.about, "mail", string(k), "switched off")
		return nil
	}
	to, err := crm.CorrespondentOf(ctx, tx, n.client, n.contact)
	if err != nil {
		return err
	}
	if to.Email == "" {
		tx.Note(n.about, "mail", string(k), "no address")
		return nil
	}
	_, err = n.write(ctx, tx, to)
	return err
}

// write queues a letter about the news.
func (n news) write(ctx context.Context, tx *entity.Tx, to crm.Correspondent) (*Message, error) {
	house, err := documents.HouseOf(ctx, tx, n.scope.Site)
	if err != nil {
		return nil, err
	}
	f, err := findForm(ctx, tx, n.kind, to.Language, house.Language)
	if err != nil {
		return nil, err
	}
	v := n.values(f.voice)
	v[fieldName], v[fieldCompany] = to.Name, house.Name
	m := &Message{
		Base: entity.Base[Message]{ID: entity.NewID[Message]()}, Scope: n.scope, Kind: n.kind, Recipient: to.Email, Name: to.Name,
		Client: n.client, About: n.about,
	}
	if n.file != "" {
		m.Attachments = []string{n.file}
	}
	if err := m.fill(f, v); err != nil {
		return nil, err
	}
	err = m.queue(ctx, tx, body{values: v})
	return m, err
}

// newsOf reads a record that a client is written to about.
func newsOf(ctx context.Context, tx *entity.Tx, k Kind, id uuid.UUID) (news, error) {
	switch k {
	case QuoteSent:
		return quoteSent(ctx, tx, entity.ID[sales.Quote](id))
	case OrderConfirmed:
		return orderConfirmed(ctx, tx, entity.ID[sales.Order](id))
	case ShipmentShipped:
		return shipmentShipped(ctx, tx, entity.ID[sales.Shipment](id))
	case InvoicePosted:
		return invoicePosted(ctx, tx, entity.ID[billing.Invoice](id))
	case Reminder:
		return reminded(ctx, tx, entity.ID[billing.Reminder](id))
	default:
		return news{}, fmt.Errorf("write about %s: no client is", k)
	}
}

func quoteSent(ctx context.Context, tx *entity.Tx, id entity.ID[sales.Quote]) (news, error) {
	q, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: QuoteSent, about: entity.RefTo(id), scope: q.Scope, client: q.Client, contact: q.Contact, file: documentFile,
		values: func(v documents.Voice) Values {
			return Values{"number": q.Number, "date": v.Day(civil.DateOf(q.SentAt)), "valid_until": v.Day(q.ValidUntil), "total": v.Amount(q.Total, q.Currency)}
		},
	}, nil
}

func orderConfirmed(ctx context.Context, tx *entity.Tx, id entity.ID[sales.Order]) (news, error) {
	o, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: OrderConfirmed, about: entity.RefTo(id), scope: o.Scope, client: o.Client, contact: o.Contact, file: documentFile,
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

func invoicePosted(ctx context.Context, tx *entity.Tx, id entity.ID[billing.Invoice]) (news, error) {
	i, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: InvoicePosted, about: entity.RefTo(id), scope: i.Scope, client: i.Client, file: documentFile,
		values: func(v documents.Voice) Values {
			return Values{
				"number": i.Number, "date": v.Day(i.Issued), "due": v.Day(i.Due), "total": v.Amount(i.Total, i.Currency), "open": v.Amount(i.Open, i.Currency),
			}
		},
	}, nil
}

func reminded(ctx context.Context, tx *entity.Tx, id entity.ID[billing.Reminder]) (news, error) {
	r, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	i, err := entity.Get(ctx, tx, r.Invoice)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: Reminder, about: entity.RefTo(id), scope: r.Scope, client: r.Client, file: documentFile,
		values: func(v documents.Voice) Values {
			return Values{
				"number": i.Number, "date": v.Day(r.Made), "due": v.Day(r.Due), "open": v.Amount(r.Open, r.Currency), "level": strconv.Itoa(r.Level),
			}
		},
	}, nil
}

// Again asks to write to a client once more.
type Again struct {
	Recipient entity.Email // where to, instead of where the letter went or should have gone
}

// writeAgain writes a new letter about what an old one was about, as it stands now.
func writeAgain(ctx context.Context, tx *entity.Tx, m *Message, in Again) (*Message, error) {
	k, _ := about(m.Kind)
	if k.internal || k.kind == Comment || m.Client.IsZero() {
		return nil, problem.Conflict("not-to-client", "Only letters to clients about their documents are sent again: have a new one made where this one came from.")
	}
	n, err := newsOf(ctx, tx, m.Kind, m.About.ID)
	if err != nil {
		return nil, err
	}
	to, err := crm.CorrespondentOf(ctx, tx, n.client, n.contact)
	if err != nil {
		return nil, err
	}
	if in.Recipient != "" {
		to.Email, to.Name = in.Recipient.Normal(), ""
	}
	if to.Email == "" {
		return nil, problem.InvalidField("/recipient", "required", "The client has no address: say where to write to.")
	}
	return n.write(ctx, tx, to)
}
