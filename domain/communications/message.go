package communications

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/mail"
)

// Message is a letter by e-mail: one that waits to be sent, or what became of it. The
// text of letters with a secret in them, or for their reader alone, is not kept.
type Message struct {
	entity.Base[Message]
	entity.Scope

	Kind        Kind                     `entity:"readonly,filter"`                 // what it is about
	Status      MessageStatus            `entity:"readonly,filter"`                 // what became of it
	Recipient   entity.Email             `entity:"readonly,filter,search,personal"` // where it goes
	Name        string                   `entity:"readonly,personal"`               // the reader's name
	Client      entity.ID[crm.Client]    `entity:"readonly,filter"`                 // to which client it goes, if to one
	Person      entity.ID[identity.User] `entity:"readonly,filter"`                 // to which user of the company it goes, if to one
	About       entity.Ref               `entity:"readonly,filter"`                 // the record that it is about
	Subject     string                   `entity:"readonly,search,personal"`        // its subject
	Text        string                   `entity:"readonly,text,personal"`          // what it says, once it was sent
	Template    entity.ID[Template]      `entity:"readonly,filter"`                 // the company's template that it follows; a built-in one when empty
	Language    string                   `entity:"readonly"`                        // the language in which it is written, such as de
	Attachments []string                 `entity:"readonly"`                        // files that go with it, by their paths below the record
	ProviderID  string                   `entity:"readonly,filter"`                 // the mail provider's own number for it
	Error       string                   `entity:"readonly,text,personal"`          // what the other side said when it refused the letter, or sent it back
	SentAt      time.Time                `entity:"readonly,filter"`                 // when the mail server took it
	DeliveredAt time.Time                `entity:"readonly"`                        // when it arrived, where the provider tells
	BouncedAt   time.Time                `entity:"readonly"`                        // when it came back
}

// MessageStatus says what became of a letter.
type MessageStatus string

// What can become of a letter.
const (
	MessageQueued     MessageStatus = "queued"     // waits for the mail server
	MessageHeld       MessageStatus = "held"       // waits for somebody who releases or discards it
	MessageSent       MessageStatus = "sent"       // the mail server has taken it
	MessageDelivered  MessageStatus = "delivered"  // it has arrived
	MessageBounced    MessageStatus = "bounced"    // it came back
	MessageSuppressed MessageStatus = "suppressed" // not sent: nothing is sent to this address
	MessageFailed     MessageStatus = "failed"     // refused for good
	MessageDiscarded  MessageStatus = "discarded"  // was held, and is not sent
)

// Choices lists what can become of a letter.
func (MessageStatus) Choices() []string {
	return []string{
		string(MessageQueued), string(MessageHeld), string(MessageSent), string(MessageDelivered), string(MessageBounced), string(MessageSuppressed),
		string(MessageFailed), string(MessageDiscarded),
	}
}

// What a role can be granted on letters.
const (
	ReadMessages auth.Permission = "communications.message.read"
	SendMessages auth.Permission = "communications.message.send"
)

// Entity declares letters.
func (Message) Entity() entity.Spec[Message] {
	return entity.Spec[Message]{
		Name: "communications.message", Title: "{subject}", List: []string{"created_at", "kind", "recipient", "subject", "status", "client"},
		View: true, Read: ReadMessages,
	}
}

// LetterQueued tells that a letter waits to be sent.
type LetterQueued struct {
	Message entity.ID[Message]
	Kind    Kind
}

// body is what is put into a letter that waits.
type body struct {
	values Values
	sealed []byte // in place of the values, when there is a secret in them
	key    string // that opens it
}

const sqlKeepLetter = `insert into communications_letter (tenant_id, message, plain, sealed, key_id) values ($1, $2, $3, $4, $5)`

// queue writes a letter down, to be sent once that is committed, or to wait for
// somebody to release it. To what is no address, or one where nothing is sent, it is
// not.
func (m *Message) queue(ctx context.Context, tx *entity.Tx, b body) error {
	m.Subject = shorten(m.Subject, longestSubject)
	if err := m.checkRecipient(ctx, tx); err != nil {
		return err
	}
	if err := entity.Create(ctx, tx, m); err != nil {
		return fmt.Errorf("write a letter down: %w", err)
	}
	m.note(tx)
	if m.Status != MessageQueued && m.Status != MessageHeld {
		return nil
	}
	plain := ""
	if b.sealed == nil {
		text, err := json.Marshal(b.values)
		if err != nil {
			return fmt.Errorf("keep what a letter says: %w", err)
		}
		plain = string(text)
	}
	tx.Exec(sqlKeepLetter, m.ID, plain, b.sealed, b.key)
	if m.Status == MessageHeld {
		return nil
	}
	return tx.Emit(entity.RefTo(m.ID), LetterQueued{Message: m.ID, Kind: m.Kind})
}

// checkRecipient settles a letter that cannot be sent, before anybody tries.
func (m *Message) checkRecipient(ctx context.Context, tx *entity.Tx) error {
	if wrong := mail.Sound(mail.Address{Name: m.Name, Address: string(m.Recipient)}); wrong != nil {
		m.Status, m.Error, m.Recipient = MessageFailed, wrong.Error(), ""
		return nil //nolint:nilerr // it is kept with the letter
	}
	is, err := suppressed(ctx, tx, m.Recipient)
	if is {
		m.Status = MessageSuppressed
	}
	return err
}

const (
	sqlBody   = `select plain, coalesce(sealed, ''), key_id from communications_letter where tenant_id = $1 and message = $2`
	sqlForget = `delete from communications_letter where tenant_id = $1 and message = $2`
)

// waiting returns what is put into a letter that waits; found is false when it does not.
func (m *Message) waiting(ctx context.Context, tx *entity.Tx) (b body, found bool, err error) {
	row, found, err := pg.One[struct {
		Plain  string
		Sealed []byte
		KeyID  string
	}](ctx, tx, sqlBody, m.ID)
	if err != nil || !found {
		return body{}, false, err
	}
	if row.Plain == "" {
		return body{sealed: row.Sealed, key: row.KeyID}, true, nil
	}
	if err := json.Unmarshal([]byte(row.Plain), &b.values); err != nil {
		return body{}, false, fmt.Errorf("read what a letter says: %w", err)
	}
	return b, true, nil
}

// settle keeps what became of a locked letter, tells the record that it is about, and
// forgets what was put into it.
func (m *Message) settle(ctx context.Context, tx *entity.Tx, became MessageStatus) error {
	m.Status = became
	m.Error = shorten(m.Error, longestText)
	tx.Exec(sqlForget, m.ID)
	if err := entity.Update(ctx, tx, m); err != nil {
		return fmt.Errorf("keep what became of a letter: %w", err)
	}
	m.note(tx)
	return nil
}

// note tells the record that the letter is about how it stands.
func (m *Message) note(tx *entity.Tx) {
	if !m.About.IsZero() {
		tx.Note(m.About, "mail", string(m.Kind), string(m.Status))
	}
}

// What fields hold.
const (
	longestSubject = 200
	longestText    = 20_000
)

// shorten cuts a text to so many characters.
func shorten(text string, most int) string {
	if len(text) <= most || utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most-1]) + "…"
}

// fill puts the letter's language and subject together.
func (m *Message) fill(f form, v Values) error {
	out, err := f.render(v)
	if err != nil {
		return fmt.Errorf("fill in a template: %w", err)
	}
	m.Subject, m.Template, m.Language = out.Subject, f.template, f.language()
	if k, _ := about(m.Kind); k.private {
		m.Subject = string(m.Kind)
	}
	return nil
}
