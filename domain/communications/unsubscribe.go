package communications

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Subscribed is what somebody sees who follows the link by which a letter says how to
// be spared more of its kind.
type Subscribed struct {
	Company  string // who writes
	Language string // of the letter: one of documents.Languages
	Spared   bool   // whether the client gets no more of them
}

// SubscribedBy returns what the link of a letter shows. It changes nothing.
func SubscribedBy(ctx context.Context, tx *entity.Tx, digest [32]byte) (Subscribed, error) {
	_, s, err := subscribed(ctx, tx, digest)
	return s, err
}

// Unsubscribe has a client sent no more letters of the kind of the letter in which the
// link stands. Doing it again changes nothing (RFC 8058).
func Unsubscribe(ctx context.Context, tx *entity.Tx, digest [32]byte) (Subscribed, error) {
	m, s, err := subscribed(ctx, tx, digest)
	if err != nil || s.Spared {
		return s, err
	}
	out := &OptOut{Kind: ClientKind(m.Kind), Client: m.Client, Reason: "asked for by the link in a letter"}
	if err := entity.Create(ctx, tx, out); err != nil {
		return s, fmt.Errorf("spare a client letters: %w", err)
	}
	s.Spared = true
	return s, nil
}

// subscribed returns the letter in which a link stands, locked, so that who asks twice
// at once is spared once.
func subscribed(ctx context.Context, tx *entity.Tx, digest [32]byte) (*Message, Subscribed, error) {
	l, err := crm.FindLink(ctx, tx, crm.ToUnsubscribe, digest)
	if err != nil {
		return nil, Subscribed{}, err
	}
	id, _ := entity.IDFrom[Message](l.About)
	m, err := entity.Lock(ctx, tx, id)
	if err != nil {
		return nil, Subscribed{}, fmt.Errorf("read a letter: %w", err)
	}
	house, err := documents.HouseOf(ctx, tx, m.Site)
	if err != nil {
		return nil, Subscribed{}, err
	}
	s := Subscribed{Company: house.Name, Language: documents.Speak(m.Language).Language()}
	s.Spared, err = optedOut(ctx, tx, m.Kind, m.Client)
	return m, s, err
}
