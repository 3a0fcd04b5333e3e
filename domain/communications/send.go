package communications

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/lib/mail"
)

// Options are what letters leave by.
type Options struct {
	Sender mail.Sender  // nil where nothing is sent
	From   mail.Address // from whose address they come; the name is the company's
	URL    string       // where people reach the server, without a slash at its end
	Seal   func(context.Context, []byte) (sealed []byte, key string, err error)
	Unseal func(ctx context.Context, sealed []byte, key string) ([]byte, error)
}

// sendWithin bounds how long sending one letter may take.
const sendWithin = time.Minute

// send is what takes letters to the mail server.
func (o Options) send() entity.Subscription {
	return entity.Tell("communications.send", []string{"LetterQueuedEvent"}, o.deliver).Within(sendWithin)
}

// deliver sends a letter, unless it was sent or is not to be sent any more.
func (o Options) deliver(ctx context.Context, out entity.Outside, e event.Event) error {
	if o.Sender == nil {
		return fmt.Errorf("%w: no mail is sent from here", event.ErrDown)
	}
	queued, err := entity.Decode[struct {
		Message struct {
			ID entity.ID[Message] `json:"id"`
		} `json:"message"`
	}](e)
	if err != nil {
		return err
	}
	var letter prepared
	err = out.Do(ctx, e, func(ctx context.Context, tx *entity.Tx) (err error) {
		letter, err = o.prepare(ctx, tx, queued.Message.ID, e)
		return err
	})
	if err != nil || !letter.ready {
		return err
	}
	receipt, err := o.Sender.Send(ctx, letter.Message)
	if errors.Is(err, mail.ErrDown) {
		return fmt.Errorf("%w: %w", event.ErrDown, err)
	}
	final := err == nil || errors.Is(err, mail.ErrRecipient) || errors.Is(err, mail.ErrMessage)
	out.Answered(receipt.Answer)
	kept := out.Do(ctx, e, func(ctx context.Context, tx *entity.Tx) error {
		return record(ctx, tx, queued.Message.ID, outcome{receipt: receipt, err: err, final: final, text: letter.kept})
	})
	if final {
		return kept
	}
	return errors.Join(err, kept)
}

// prepared is a letter that is put together.
type prepared struct {
	mail.Message

	ready bool   // whether there is something to send
	kept  string // what is kept of its text
}

// prepare puts a letter together.
func (o Options) prepare(ctx context.Context, tx *entity.Tx, id entity.ID[Message], e event.Event) (prepared, error) {
	m, err := entity.Lock(ctx, tx, id)
	if err != nil {
		return prepared{}, fmt.Errorf("read a letter: %w", err)
	}
	b, waits, err := m.waiting(ctx, tx)
	if err != nil || !waits || m.Status != MessageQueued {
		return prepared{}, err
	}
	if m.Recipient == "" { // the person was forgotten meanwhile
		return prepared{}, m.settle(ctx, tx, MessageFailed)
	}
	if is, err := suppressed(ctx, tx, m.Recipient); err != nil || is {
		return prepared{}, errors.Join(err, settleIf(ctx, tx, m, is))
	}
	if b.sealed != nil {
		if b.values, err = o.open(ctx, b); err != nil {
			return prepared{}, err
		}
	}
	letter, err := o.put(ctx, tx, m, b.values)
	letter.ID = e.ID.String() + "@" + domain(o.From.Address)
	letter.Date = e.OccurredAt
	return prepared{Message: letter, ready: err == nil, kept: m.keep(letter.Text, b.values)}, err
}

// keep returns what is kept of a letter's text: nothing by which somebody could do what
// the letter lets its reader do.
func (m *Message) keep(text string, v Values) string {
	if k, _ := about(m.Kind); k.secret || k.private {
		return ""
	}
	for _, name := range []string{fieldLink, fieldUnsubscribe} {
		if v[name] != "" {
			text = strings.ReplaceAll(text, v[name], "…")
		}
	}
	return text
}

// settleIf settles a letter to an address where nothing is sent.
func settleIf(ctx context.Context, tx *entity.Tx, m *Message, is bool) error {
	if !is {
		return nil
	}
	return m.settle(ctx, tx, MessageSuppressed)
}

func (o Options) open(ctx context.Context, b body) (Values, error) {
	text, err := o.Unseal(ctx, b.sealed, b.key)
	if err != nil {
		return nil, fmt.Errorf("open a letter: %w", err)
	}
	var v Values
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, fmt.Errorf("read what a letter says: %w", err)
	}
	return v, nil
}

// put puts values and files into a letter.
func (o Options) put(ctx context.Context, tx *entity.Tx, m *Message, v Values) (mail.Message, error) {
	house, err := documents.HouseOf(ctx, tx, m.Site)
	if err != nil {
		return mail.Message{}, err
	}
	f, err := findForm(ctx, tx, m.Kind, m.Language, house.Language)
	if err != nil {
		return mail.Message{}, err
	}
	out, err := f.render(v)
	if err != nil {
		return mail.Message{}, fmt.Errorf("fill in a template: %w", err)
	}
	letter := mail.Message{
		From: mail.Address{Name: cmp.Or(house.Name, o.From.Name), Address: o.From.Address}, To: mail.Address{Name: m.Name, Address: string(m.Recipient)},
		Subject: out.Subject, Text: out.Text, HTML: out.HTML,
		Headers: map[string]string{"Auto-Submitted": "auto-generated"}, // RFC 3834: no answers by machines
		Tags:    map[string]string{tagTenant: tx.Tenant().String(), tagMessage: m.ID.String()},
	}
	if !m.Client.IsZero() {
		letter.ReplyTo = mail.Address{Name: house.Name, Address: string(house.Email)}
	}
	if leave := v[fieldUnsubscribe]; leave != "" { // RFC 2369, RFC 8058
		letter.Headers["List-Unsubscribe"] = "<" + leave + ">"
		letter.Headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
	}
	for _, name := range m.Attachments {
		file, err := tx.MakeFile(ctx, m.About, name)
		if err != nil {
			return mail.Message{}, fmt.Errorf("attach %s: %w", path.Base(name), err)
		}
		letter.Attachments = append(letter.Attachments, mail.Attachment(file))
	}
	return letter, nil
}

// domain returns what stands behind the @ of an address.
func domain(address string) string {
	_, after, _ := strings.Cut(address, "@")
	return cmp.Or(after, "localhost")
}

// outcome is how sending a letter went.
type outcome struct {
	receipt mail.Receipt
	err     error
	final   bool // it is not tried again
	text    string
}

// record keeps how sending a letter went. What may still succeed goes on waiting.
func record(ctx context.Context, tx *entity.Tx, id entity.ID[Message], how outcome) error {
	m, err := entity.Lock(ctx, tx, id)
	if err != nil {
		return fmt.Errorf("read a letter: %w", err)
	}
	if m.Status != MessageQueued {
		return nil
	}
	if how.err == nil {
		m.Text = shorten(how.text, longestText)
		m.SentAt, m.ProviderID, m.Error = tx.Now(), how.receipt.ID, ""
		return m.settle(ctx, tx, MessageSent)
	}
	m.Error = shorten(how.err.Error(), longestText)
	if !how.final {
		return entity.Touch(ctx, tx, m)
	}
	if errors.Is(how.err, mail.ErrUnknown) {
		if err := suppress(ctx, tx, m.Recipient, Refused, m.Error); err != nil {
			return err
		}
	}
	return m.settle(ctx, tx, MessageFailed)
}
