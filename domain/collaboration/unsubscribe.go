package collaboration

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
)

// leave makes an address at which somebody is spared more letters of a kind, of all
// kinds when it is empty, without signing in; none where nobody can be led anywhere.
func (o Options) leave(tx *entity.Tx, user uuid.UUID, of Kind) string {
	if o.Public == "" {
		return ""
	}
	id := entity.ID[identity.User](user)
	l := communications.UnsubscribeLink(tx, entity.RefTo(id))
	l.Person, l.Detail = id, string(of)
	return o.Public + communications.UnsubscribePage + l.Mint(tx)
}

// SubscribedBy returns what the link of a letter to somebody of the company shows. It
// changes nothing.
func SubscribedBy(ctx context.Context, tx *entity.Tx, l crm.Link) (communications.Subscribed, error) {
	s, err := settingsOf(ctx, tx, l.Person.UUID())
	if err != nil {
		return communications.Subscribed{}, err
	}
	return s.subscribed(ctx, tx, Kind(l.Detail))
}

// Unsubscribe has somebody of the company written to no more about what the link says.
// Doing it again changes nothing (RFC 8058).
func Unsubscribe(ctx context.Context, tx *entity.Tx, l crm.Link) (communications.Subscribed, error) {
	s, err := settingsOf(ctx, tx, l.Person.UUID())
	if err != nil {
		return communications.Subscribed{}, err
	}
	for i := range s.Kinds {
		if l.Detail == "" || Kind(l.Detail) == s.Kinds[i].Kind {
			s.Kinds[i].Mail = Never
		}
	}
	if err := s.keep(tx, l.Person.UUID()); err != nil {
		return communications.Subscribed{}, err
	}
	return s.subscribed(ctx, tx, Kind(l.Detail))
}

// subscribed tells who writes, and whether anything of a kind is still written.
func (s Settings) subscribed(ctx context.Context, tx *entity.Tx, of Kind) (communications.Subscribed, error) {
	house, err := documents.HouseOf(ctx, tx, uuid.Nil)
	if err != nil {
		return communications.Subscribed{}, err
	}
	out := communications.Subscribed{House: house, Language: documents.Speak(string(s.Language), house.Language).Language(), Spared: true}
	for _, k := range s.Kinds {
		if (of == "" || of == k.Kind) && k.Mail != Never {
			out.Spared = false
		}
	}
	return out, nil
}
