package entrance

import (
	"context"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/signin"
)

// Post writes to people what the door has to tell them.
type Post struct {
	// Send has a letter sent to somebody of a realm.
	Send func(context.Context, signin.Realm, communications.Letter) error
}

// Letter sends a letter with a secret to come back with.
func (p Post) Letter(ctx context.Context, r signin.Realm, l signin.Letter) error {
	return p.Send(ctx, r, communications.Letter{
		Kind: kindOf(l.Kind), Person: l.Person, To: l.To, Name: l.Name, Company: r.Name, Secret: l.Secret, Expires: l.Expires,
	})
}

func kindOf(k signin.LetterKind) communications.Kind {
	switch k {
	case signin.InvitationLetter:
		return communications.Invitation
	case signin.EmailLetter:
		return communications.EmailConfirmation
	case signin.UndoLetter:
		return communications.EmailUndo
	case signin.ResetLetter:
	}
	return communications.PasswordReset
}

// Notice tells somebody what happened to their account.
func (p Post) Notice(ctx context.Context, r signin.Realm, n signin.Notice) error {
	place := ""
	if n.From.Address.IsValid() {
		place = n.From.Address.String()
	}
	if n.From.Country != "" {
		place += " (" + n.From.Country + ")"
	}
	if n.From.Device != "" {
		place += ", " + n.From.Device
	}
	return p.Send(ctx, r, communications.Letter{
		Kind: communications.SecurityNotice, Person: n.Person.ID, To: n.Person.Email, Name: n.Person.Name, Company: r.Name,
		Notice: string(n.Kind), Detail: n.Detail, Place: place, At: n.At,
	})
}
