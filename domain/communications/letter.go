package communications

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/mail"
)

// Letter is what somebody is to be told about how they sign in.
type Letter struct {
	Kind    Kind
	Person  uuid.UUID // to whom it is; zero for nobody who is kept here
	To      string    // the address
	Name    string
	Company string    // where they sign in
	Secret  string    // to come back with; only a kind that has one shows it
	Expires time.Time // until when the secret is good
	Notice  string    // of a security notice: what happened, by the name of the event
	Detail  string    // what else there is to say of it
	Place   string    // from where it was done
	At      time.Time // when it happened
}

// values are what is put into the letter, in a language.
func (o Options) values(l Letter, language string) (Values, error) {
	v := Values{fieldName: l.Name, fieldCompany: l.Company}
	if l.Kind != SecurityNotice {
		k, _ := about(l.Kind)
		v[fieldSecret], v["expires"] = l.Secret, l.Expires.Format(time.RFC1123)
		v[fieldLink] = o.URL + k.link + l.Secret
		return v, nil
	}
	title, what, err := notice(l.Notice, language)
	if err != nil {
		return nil, err
	}
	if l.Detail != "" {
		what += " (" + l.Detail + ")"
	}
	v["title"], v["what"], v["date"], v["place"] = title, what, l.At.Format(time.RFC1123), l.Place
	return v, nil
}

// Queue has a letter to somebody of the company sent once it is committed. What is put
// into it is kept sealed until then.
func (o Options) Queue(ctx context.Context, tx *entity.Tx, l Letter) error {
	house, err := documents.HouseOf(ctx, tx, uuid.Nil)
	if err != nil {
		return err
	}
	f, err := findForm(ctx, tx, l.Kind, house.Language)
	if err != nil {
		return err
	}
	v, err := o.values(l, f.voice.Language())
	if err != nil {
		return err
	}
	m := &Message{
		Base: entity.Base[Message]{ID: entity.NewID[Message]()}, Kind: l.Kind, Status: MessageQueued, Recipient: entity.Email(l.To).Normal(), Name: l.Name,
		Person: entity.ID[identity.User](l.Person),
	}
	if err := m.fill(f, v); err != nil {
		return err
	}
	return o.queueSealed(ctx, tx, m, v)
}

// queueSealed is [Message.queue] for values that nobody but the reader is to see.
func (o Options) queueSealed(ctx context.Context, tx *entity.Tx, m *Message, v Values) error {
	b, err := o.seal(ctx, v)
	if err != nil {
		return err
	}
	return m.queue(ctx, tx, b)
}

// SendNow sends a letter to somebody who is kept in no company's rows: an operator.
func (o Options) SendNow(ctx context.Context, l Letter) error {
	const language = "en"
	words, err := builtIn(l.Kind, language)
	if err != nil {
		return err
	}
	v, err := o.values(l, language)
	if err != nil {
		return err
	}
	out, err := form{wording: words, voice: documents.Speak(language)}.render(v)
	if err != nil {
		return fmt.Errorf("fill in a template: %w", err)
	}
	_, err = o.Sender.Send(ctx, mail.Message{
		ID: uuid.NewString() + "@" + domain(o.From.Address), Date: l.At, From: mail.Address{Name: l.Company, Address: o.From.Address},
		To: mail.Address{Name: l.Name, Address: l.To}, Subject: out.Subject, Text: out.Text, HTML: out.HTML,
		Headers: map[string]string{"Auto-Submitted": "auto-generated"},
	})
	if err != nil {
		return fmt.Errorf("send a letter: %w", err)
	}
	return nil
}
