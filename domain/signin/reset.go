package signin

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// How long what was sent to somebody may be used.
const (
	resetKept      = time.Hour
	invitationKept = 7 * 24 * time.Hour
	emailKept      = 24 * time.Hour
	undoKept       = 7 * 24 * time.Hour
)

// LetterKind says what a letter is for, and its secret.
type LetterKind string

// The kinds of letters.
const (
	ResetLetter      LetterKind = "reset"      // for [Door.Reset]: somebody forgot their password
	InvitationLetter LetterKind = "invitation" // for [Door.Reset]: somebody is new
	EmailLetter      LetterKind = "email"      // for [Door.ConfirmEmail]: is this their address?
	UndoLetter       LetterKind = "email_undo" // for [Door.UndoEmail]: their address was changed
)

// Letter is what is to be sent to somebody, with a secret to come back with.
type Letter struct {
	Kind    LetterKind
	Person  uuid.UUID // to whom it is, though perhaps not at the address that they have
	To      string
	Name    string
	Secret  string
	Expires time.Time // from when the secret is refused
}

// Forgot makes the letter for somebody who has forgotten their password. There is
// none when nobody of that address may come in: whoever asks must not be told.
// Problem: "too-many-attempts" (429).
func (d *Door) Forgot(ctx context.Context, r Realm, email string, from Visit) (letter Letter, send bool, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if err := d.attempt(ctx, r, "forgot "+email, from); err != nil {
		return Letter{}, false, err
	}
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		who, found, err := r.People.ByEmail(ctx, tx, email)
		if err != nil {
			return err
		}
		d.note(tx, event{kind: ResetAsked, person: who.ID, email: email, from: from})
		if send = found && who.Active; send {
			letter = d.letter(tx, ResetLetter, who, resetKept)
		}
		return nil
	})
	return letter, send, err
}

// Invite makes the letter by which somebody new sets their first password.
func (d *Door) Invite(ctx context.Context, r Realm, person uuid.UUID) (letter Letter, err error) {
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		who, found, err := r.People.ByID(ctx, tx, person)
		if err != nil {
			return err
		}
		if !found || !who.Active {
			return problem.NotFound("User")
		}
		letter = d.letter(tx, InvitationLetter, who, invitationKept)
		return nil
	})
	return letter, err
}

// letter makes a letter to the address that a person has, or had.
func (d *Door) letter(tx *pg.Tx, kind LetterKind, who Person, kept time.Duration) Letter {
	secret, expires := d.ask(tx, string(kind), who, kept)
	return Letter{Kind: kind, Person: who.ID, To: who.Email, Name: who.Name, Secret: secret, Expires: expires}
}

const (
	sqlOpened = `select person from signin_challenge
where tenant_id = $1 and digest = $2 and kind in ('reset', 'invitation') and used_at is null and expires_at > $3`
	sqlLetter = `update signin_challenge set used_at = $3
where tenant_id = $1 and digest = $2 and kind in ('reset', 'invitation') and used_at is null and expires_at > $3 returning person`
)

// Reset sets a new password for the secret of a letter. All sessions of the person
// end, and so do all their other letters. The second factor stays: whoever reads
// somebody's mail is not in yet. Problems: "link-expired" (409), "invalid" on
// /password; after the latter the letter still counts.
func (d *Door) Reset(ctx context.Context, r Realm, secret [32]byte, password string, from Visit) error {
	var person uuid.UUID
	err := pg.Read(ctx, r.Home, func(tx *pg.Tx) error {
		var found bool
		var err error
		if person, found, err = one[uuid.UUID](ctx, tx, sqlOpened, secret[:], d.now()); err == nil && !found {
			err = linkExpired()
		}
		return err
	})
	if err != nil {
		return err
	}
	who, known, err := d.judge(ctx, r, person, password)
	if err != nil {
		return err
	}
	if !known || !who.Active {
		return linkExpired()
	}
	err = d.replace(ctx, r, who, password, func(tx *pg.Tx) error {
		_, fresh, err := one[uuid.UUID](ctx, tx, sqlLetter, secret[:], d.now())
		if err != nil {
			return err
		}
		if !fresh {
			return linkExpired()
		}
		forgive(tx, who.Email, from)
		d.end(tx, who.ID, "password changed", uuid.Nil, uuid.Nil)
		d.note(tx, event{kind: PasswordChanged, person: who.ID, email: who.Email, detail: "by a letter", from: from})
		return nil
	})
	return d.told(ctx, r, err, Notice{Person: who, Kind: PasswordChanged, From: from})
}

func linkExpired() error {
	return problem.Conflict("link-expired", "This link was used before or is too old. Ask for a new one.")
}

// SetPassword sets a password on the word of whoever runs the place: for a first
// operator and for emergencies. Problem: "invalid" on /password.
func (d *Door) SetPassword(ctx context.Context, r Realm, person uuid.UUID, password, by string) error {
	who, known, err := d.judge(ctx, r, person, password)
	if err != nil {
		return err
	}
	if !known {
		return problem.NotFound("User")
	}
	err = d.replace(ctx, r, who, password, func(tx *pg.Tx) error {
		d.end(tx, who.ID, "password changed", uuid.Nil, uuid.Nil)
		d.note(tx, event{kind: ResetByOperator, person: who.ID, email: who.Email, detail: "password, by " + by})
		return nil
	})
	return d.told(ctx, r, err, Notice{Person: who, Kind: PasswordChanged, Detail: "by " + by})
}
