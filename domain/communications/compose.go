package communications

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// subscriptions are the events about which clients are written to.
func (o Options) subscriptions() []entity.Subscription {
	return []entity.Subscription{
		entity.FollowTypes("communications.quote_sent", []string{"QuoteSentEvent"}, o.of(QuoteSent)),
		entity.FollowTypes("communications.order_confirmed", []string{"OrderConfirmedEvent"}, o.of(OrderConfirmed)),
		entity.FollowTypes("communications.order_cancelled", []string{"OrderCancelledEvent"}, o.of(OrderCancelled)),
		entity.FollowTypes("communications.shipment_shipped", []string{"ShipmentShippedEvent"}, o.of(ShipmentShipped)),
		entity.FollowTypes("communications.survey_asked", []string{"SurveyAskedEvent"}, o.of(SurveyAsked)),
		entity.Follow("communications.invoice_posted", func(ctx context.Context, tx *entity.Tx, _ event.Event, e billing.InvoicePosted) error {
			return o.tell(ctx, tx, InvoicePosted, e.Invoice.UUID())
		}),
		entity.Follow("communications.credit_note_posted", func(ctx context.Context, tx *entity.Tx, _ event.Event, e billing.CreditNotePosted) error {
			return o.tell(ctx, tx, CreditNotePosted, e.CreditNote.UUID())
		}),
		entity.Follow("communications.payment_received", func(ctx context.Context, tx *entity.Tx, _ event.Event, e billing.PaymentCaptured) error {
			return o.tell(ctx, tx, PaymentReceived, e.Payment.UUID())
		}),
		entity.Follow("communications.reminder", func(ctx context.Context, tx *entity.Tx, _ event.Event, e billing.InvoiceReminded) error {
			return o.tell(ctx, tx, Reminder, e.Reminder.UUID())
		}),
	}
}

// of has a letter written about the record of an event.
func (o Options) of(k Kind) func(context.Context, *entity.Tx, event.Event) error {
	return func(ctx context.Context, tx *entity.Tx, e event.Event) error {
		return o.tell(ctx, tx, k, e.Aggregate.ID)
	}
}

const sqlWritten = `select exists (select from communications_message where tenant_id = $1 and kind = $2 and about = $3)`

// tell writes to a client about a record, once, unless it is gone, the company or the
// client does not want it, or there is nobody to write to. What the company does not
// want costs no more than asking.
func (o Options) tell(ctx context.Context, tx *entity.Tx, k Kind, id uuid.UUID) error {
	mode, err := entity.Once(tx, "communications.mode."+string(k), func() (Mode, error) { return modeOf(ctx, tx, k) })
	if err != nil {
		return err
	}
	if mode == Off {
		return spare(ctx, tx, k, id)
	}
	written, _, err := pg.One[bool](ctx, tx, sqlWritten, string(k), id)
	if err != nil {
		return fmt.Errorf("look for letters: %w", err)
	}
	if written {
		return nil
	}
	n, err := newsOf(ctx, tx, k, id)
	if problem.Is(err, "not-found") || err == nil && n.client.IsZero() {
		return nil
	}
	if err != nil {
		return err
	}
	return o.tellClient(ctx, tx, n, mode)
}

// tellClient writes the news to a client, or keeps with the record why not.
func (o Options) tellClient(ctx context.Context, tx *entity.Tx, n news, mode Mode) error {
	out, err := optedOut(ctx, tx, n.kind, n.client)
	if err != nil {
		return err
	}
	if out {
		tx.Note(n.about, "mail", string(n.kind), "switched off")
		return spare(ctx, tx, n.kind, n.about.ID)
	}
	to, err := crm.CorrespondentOf(ctx, tx, n.client, n.contact)
	if err != nil {
		return err
	}
	if to.Email == "" {
		tx.Note(n.about, "mail", string(n.kind), "no address")
		return spare(ctx, tx, n.kind, n.about.ID)
	}
	_, err = o.write(ctx, tx, n, to, mode)
	return err
}

// spare has a survey say that its client is not asked. Other records need no letter.
func spare(ctx context.Context, tx *entity.Tx, k Kind, id uuid.UUID) error {
	if k != SurveyAsked {
		return nil
	}
	s, err := entity.Lock(ctx, tx, entity.ID[sales.Survey](id))
	if problem.Is(err, "not-found") || err == nil && s.Status != sales.SurveyIsAsked {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read a survey: %w", err)
	}
	return sales.SkipSurvey(ctx, tx, s, "no letter")
}

// write makes a letter about the news, which waits to be sent, or is held.
func (o Options) write(ctx context.Context, tx *entity.Tx, n news, to crm.Correspondent, mode Mode) (*Message, error) {
	k, _ := about(n.kind)
	f, v, err := valuesOf(ctx, tx, n, to)
	if err != nil {
		return nil, err
	}
	m := &Message{
		Base: entity.Base[Message]{ID: entity.NewID[Message]()}, Scope: n.scope, Kind: n.kind, Recipient: to.Email, Name: to.Name,
		Client: n.client, About: n.about,
	}
	if n.file != "" {
		m.Attachments = []string{n.file}
	}
	o.lead(tx, k, n, m, v)
	if err := m.fill(f, v); err != nil {
		return nil, err
	}
	b := body{values: v}
	if k.sealed() {
		if b, err = o.seal(ctx, v); err != nil {
			return nil, err
		}
	}
	m.Status = MessageQueued
	if mode == Hold {
		m.Status = MessageHeld
	}
	err = m.queue(ctx, tx, b)
	return m, err
}

// valuesOf returns the form of a letter about the news, in its reader's language, and
// what is put into it but for its links.
func valuesOf(ctx context.Context, tx *entity.Tx, n news, to crm.Correspondent) (form, Values, error) {
	house, err := documents.HouseOf(ctx, tx, n.scope.Site)
	if err != nil {
		return form{}, nil, err
	}
	f, err := findForm(ctx, tx, n.kind, to.Language, house.Language)
	if err != nil {
		return form{}, nil, err
	}
	v := n.values(f.voice)
	v[fieldName], v[fieldCompany] = to.Name, house.Name
	return f, v, nil
}

// lead makes the links of a letter.
func (o Options) lead(tx *entity.Tx, k kindOf, n news, m *Message, v Values) {
	if k.link != "" && n.link.Purpose != "" {
		v[fieldLink] = o.URL + k.link + n.link.Mint(tx)
	}
	if k.optional {
		l := UnsubscribeLink(tx, entity.RefTo(m.ID))
		l.Client = n.client
		v[fieldUnsubscribe] = o.URL + UnsubscribePage + l.Mint(tx)
	}
}

// seal makes what is put into a letter readable for nobody until it is sent.
func (o Options) seal(ctx context.Context, v Values) (body, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return body{}, fmt.Errorf("keep what a letter says: %w", err)
	}
	b := body{}
	if b.sealed, b.key, err = o.Seal(ctx, text); err != nil {
		return body{}, fmt.Errorf("seal a letter: %w", err)
	}
	return b, nil
}

// Again asks to write to a client once more.
type Again struct {
	Recipient entity.Email // where to, instead of where the letter went or should have gone
}

// writeAgain writes a new letter about what an old one was about, as it stands now.
func (o Options) writeAgain(ctx context.Context, tx *entity.Tx, m *Message, in Again) (*Message, error) {
	k, _ := about(m.Kind)
	if k.internal || k.kind == Comment || m.Client.IsZero() {
		return nil, problem.Conflict("not-to-client", "Only letters to clients about their documents are sent again: have a new one made where this one came from.")
	}
	n, err := newsOf(ctx, tx, m.Kind, m.About.ID)
	if err != nil {
		return nil, err
	}
	return o.writeAsked(ctx, tx, n, in.Recipient)
}

// writeAsked queues a letter that somebody asks for: to the client, or to another
// address if one is given.
func (o Options) writeAsked(ctx context.Context, tx *entity.Tx, n news, recipient entity.Email) (*Message, error) {
	to, err := correspondent(ctx, tx, n, recipient)
	if err != nil {
		return nil, err
	}
	if to.Email == "" {
		return nil, problem.InvalidField("/recipient", "required", "The client has no address: say where to write to.")
	}
	return o.write(ctx, tx, n, to, Send)
}

// correspondent returns whom the news is for, at another address if one is given.
func correspondent(ctx context.Context, tx *entity.Tx, n news, recipient entity.Email) (crm.Correspondent, error) {
	to, err := crm.CorrespondentOf(ctx, tx, n.client, n.contact)
	if err == nil && recipient != "" {
		to.Email, to.Name = recipient.Normal(), ""
	}
	return to, err
}
