package communications

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Notice is what somebody of the company is told by letter: of the kind [Notification],
// or [Digest] when it is about several things.
type Notice struct {
	Kind        Kind
	Person      identity.Person
	Language    string // in which it is written, by its tag; the company's when empty
	Title       string // of a notification: what has happened, in a line
	Count       string // of a digest: how many things it tells of
	Text        string // what there is to say
	Unsubscribe string // an address at which the reader is spared more of them (RFC 8058); none when empty
}

// Notify has a notice sent once it is committed. Nothing of what it says is kept: who
// may read letters may not therefore read what they are about.
func (o Options) Notify(ctx context.Context, tx *entity.Tx, n Notice) error {
	house, err := documents.HouseOf(ctx, tx, uuid.Nil)
	if err != nil {
		return err
	}
	f, err := findForm(ctx, tx, n.Kind, n.Language, house.Language)
	if err != nil {
		return err
	}
	v := Values{
		fieldName: n.Person.Name, fieldCompany: house.Name, "title": n.Title, "count": n.Count, fieldText: n.Text, fieldUnsubscribe: n.Unsubscribe,
	}
	m := &Message{
		Base: entity.Base[Message]{ID: entity.NewID[Message]()}, Kind: n.Kind, Recipient: entity.Email(n.Person.Email).Normal(), Name: n.Person.Name,
		Person: entity.ID[identity.User](n.Person.ID),
	}
	if err := m.fill(f, v); err != nil {
		return err
	}
	return o.queueSealed(ctx, tx, m, v)
}

// Remark is what somebody of the company writes to a client, in their own words.
type Remark struct {
	About   entity.Ref
	Title   string // what that is called
	Client  entity.ID[crm.Client]
	Contact entity.ID[crm.Contact] // whom to write to, rather than to the client as such; may be zero
	Author  string                 // who writes
	Text    string
}

// WriteTo has a remark sent to a client once it is committed. Problems: "no-address"
// when nobody there can be written to, "opted-out" when the client does not want it.
func (o Options) WriteTo(ctx context.Context, tx *entity.Tx, r Remark) (*Message, error) {
	out, err := optedOut(ctx, tx, Comment, r.Client)
	if err != nil {
		return nil, err
	}
	if out {
		return nil, problem.Conflict("opted-out", "The client does not want to be written to in this way.")
	}
	to, err := crm.CorrespondentOf(ctx, tx, r.Client, r.Contact)
	if err != nil {
		return nil, err
	}
	if to.Email == "" {
		return nil, problem.Conflict("no-address", "Nobody at the client can be written to: there is no address.")
	}
	if is, err := suppressed(ctx, tx, to.Email.Normal()); err != nil || is {
		if err != nil {
			return nil, fmt.Errorf("look whether the address is any good: %w", err)
		}
		return nil, problem.Conflict("no-address", "Nothing is sent to the client's address any more: letters to it came back.")
	}
	n := news{
		kind: Comment, about: r.About, scope: to.Scope, client: r.Client,
		values: func(documents.Voice) Values { return Values{"number": r.Title, "author": r.Author, fieldText: r.Text} },
	}
	return o.write(ctx, tx, n, to, Send)
}
