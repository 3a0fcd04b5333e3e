package communications

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Subscribed is what somebody sees who follows the link by which a letter says how to
// be spared more of its kind.
type Subscribed struct {
	House    documents.House // who writes
	Language string          // of the letter: one of documents.Languages
	Spared   bool            // whether its reader gets no more of them
}

// UnsubscribeLink returns the link by which a letter says how to be spared more of its
// kind. It works for a year.
func UnsubscribeLink(tx *entity.Tx, about entity.Ref) crm.Link {
	return crm.Link{Purpose: crm.ToUnsubscribe, About: about, Expires: tx.Now().Add(unsubscribeWithin)}
}

// unsubscribeWithin is for how long such a link works.
const unsubscribeWithin = 365 * 24 * time.Hour

// SubscribedBy returns what the link of a letter to a client shows. It changes nothing.
func SubscribedBy(ctx context.Context, tx *entity.Tx, l crm.Link) (Subscribed, error) {
	_, s, err := subscribed(ctx, tx, l, entity.Get)
	return s, err
}

// Unsubscribe has a client sent no more letters of the kind of the letter in which the
// link stands. Doing it again changes nothing (RFC 8058).
func Unsubscribe(ctx context.Context, tx *entity.Tx, l crm.Link) (Subscribed, error) {
	m, s, err := subscribed(ctx, tx, l, entity.Lock) // who asks twice at once is spared once
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

// subscribed returns the letter in which a link stands, and what it shows.
func subscribed(
	ctx context.Context, tx *entity.Tx, l crm.Link, read func(context.Context, *entity.Tx, entity.ID[Message]) (*Message, error),
) (*Message, Subscribed, error) {
	id, _ := entity.IDFrom[Message](l.About)
	m, err := read(ctx, tx, id)
	if err != nil {
		return nil, Subscribed{}, fmt.Errorf("read a letter: %w", err)
	}
	house, err := documents.HouseOf(ctx, tx, m.Site)
	if err != nil {
		return nil, Subscribed{}, err
	}
	s := Subscribed{House: house, Language: documents.Speak(m.Language).Language()}
	s.Spared, err = optedOut(ctx, tx, m.Kind, m.Client)
	return m, s, err
}
