package entrance

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/signin"
)

// Post writes to people what the door has to tell them.
type Post struct {
	// Send sends a letter of plain text.
	Send func(ctx context.Context, to, subject, text string) error
}

// Letter sends a letter with a secret to come back with.
func (p Post) Letter(ctx context.Context, r signin.Realm, l signin.Letter) error {
	subject, what, unless := "", "", "If you did not ask for it"
	switch l.Kind {
	case signin.ResetLetter:
		subject, what = "A new password for "+r.Name, "set your password with this code"
	case signin.InvitationLetter:
		subject, what = "Your invitation to "+r.Name, "set your password with this code"
	case signin.EmailLetter:
		subject, what = "Is this your address at "+r.Name+"?", "confirm your new address with this code"
	case signin.UndoLetter:
		subject = "Your address at " + r.Name + " was changed"
		what = "you sign in with another address from now on. If somebody else did it, take your old one back with this code"
		unless = "If it was you"
	}
	text := fmt.Sprintf("%s,\n\n%s, before %s:\n\n%s\n\n%s, do nothing.\n", l.Name, what, l.Expires.Format(time.RFC1123), l.Secret, unless)
	return p.Send(ctx, l.To, subject, text)
}

// Notice tells somebody what happened to their account.
func (p Post) Notice(ctx context.Context, r signin.Realm, n signin.Notice) error {
	subject, what := wording(n)
	from := "an unknown place"
	if n.From.Address.IsValid() {
		from = n.From.Address.String()
	}
	if n.From.Country != "" {
		from += " (" + n.From.Country + ")"
	}
	if n.From.Device != "" {
		from += ", by " + n.From.Device
	}
	text := fmt.Sprintf("%s,\n\n%s at %s, on %s, from %s.\n\nIf it was you, do nothing. If not, set a new password at once, "+
		"end all your sessions, and tell whoever looks after %s.\n", n.Person.Name, what, r.Name, n.At.Format(time.RFC1123), from, r.Name)
	return p.Send(ctx, n.Person.Email, subject, text)
}

// wording is the subject and the first words of a notice.
func wording(n signin.Notice) (subject, what string) {
	switch n.Kind {
	case signin.NewDevice:
		return "A sign-in by a new device", "somebody has signed in to your account by a device that was not used before"
	case signin.NewNetwork:
		return "A sign-in from a new place", "somebody has signed in to your account from where it was not used before"
	case signin.PasswordChanged:
		what = "the password of your account was changed"
		if n.Detail != "" {
			what += " (" + n.Detail + ")"
		}
		return "Your password was changed", what
	case signin.FactorAdded:
		return "A second factor was added", "a second factor (" + n.Detail + ") was added to your account"
	case signin.FactorRemoved:
		return "A second factor was removed", "a second factor (" + n.Detail + ") was removed from your account"
	default:
		return "Something happened to your account", string(n.Kind) + " happened to your account"
	}
}
