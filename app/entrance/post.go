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

// Letter sends a letter by which somebody sets a password.
func (p Post) Letter(ctx context.Context, r signin.Realm, l signin.Letter) error {
	subject := "A new password for " + r.Name
	if l.Invited {
		subject = "Your invitation to " + r.Name
	}
	text := fmt.Sprintf("%s,\n\nset your password with this code, before %s:\n\n%s\n\nIf you did not ask for it, do nothing.\n",
		l.Name, l.Expires.Format(time.RFC1123), l.Secret)
	return p.Send(ctx, l.To, subject, text)
}
