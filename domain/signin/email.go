package signin

import (
	"cmp"
	"context"
	"fmt"
	"net/mail"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// Movers are People whose addresses can change.
type Movers interface {
	// Move gives a person another address, in a transaction of its own. It refuses one
	// that somebody else has, with a problem.
	Move(ctx context.Context, r Realm, person uuid.UUID, email string, from Visit) error
}

// longestEmail is the most bytes of an address (RFC 5321, section 4.5.3.1).
const longestEmail = 254

const (
	sqlAskEmail = `insert into signin_challenge (tenant_id, id, digest, kind, person, email, previous, session, created_at, expires_at)
values ($1, $2, $3, 'email', $4, $5, $6, $7, $8, $9)`
	sqlDropEmail   = `update signin_challenge set used_at = $3 where tenant_id = $1 and person = $2 and used_at is null and kind = 'email'`
	sqlDropLetters = `update signin_challenge set used_at = $3 where tenant_id = $1 and person = $2 and used_at is null`
	sqlEmailAsked  = `select id, person, email, previous, coalesce(session, '00000000-0000-0000-0000-000000000000') from signin_challenge
where tenant_id = $1 and digest = $2 and kind = $3 and used_at is null and expires_at > $4`
)

// AskEmail makes the letter to the address that a person wants to have, for their
// password. Nothing changes before [Door.ConfirmEmail]. An earlier letter is worthless
// from then on. Problems: "bad-credentials" (401), "invalid" on /email.
func (d *Door) AskEmail(ctx context.Context, r Realm, as Self, email string) (letter Letter, err error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email || len(email) > longestEmail {
		return Letter{}, problem.InvalidField("/email", "invalid", "This is not an e-mail address.")
	}
	var who Person
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		who, _, err = r.People.ByID(ctx, tx, as.Person)
		return err
	})
	if err != nil {
		return Letter{}, err
	}
	if who.Email == email {
		return Letter{}, problem.InvalidField("/email", "unchanged", "This is your address already.")
	}
	if err := d.knows(ctx, r, who, as, "change of address"); err != nil {
		return Letter{}, err
	}
	secret, now := credential.Mint(credential.ChallengeMark, r.Home.Tenant), d.now()
	letter = Letter{Kind: EmailLetter, Person: who.ID, To: email, Name: who.Name, Secret: secret.Text, Expires: now.Add(emailKept)}
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		tx.Exec(sqlDropEmail, args(tx, who.ID, now)...)
		tx.Exec(sqlAskEmail, args(tx, newID(), secret.Digest[:], who.ID, email, who.Email, as.Session, now, letter.Expires)...)
		d.note(tx, event{kind: EmailAsked, person: who.ID, email: who.Email, detail: "to " + email, from: as.From})
		return nil
	})
	return letter, err
}

// asked is a change of address that waits.
type asked struct {
	ID       uuid.UUID
	Person   uuid.UUID
	Email    string // to have
	Previous string
	Session  uuid.UUID // by which it was asked for
}

// waiting finds a change of address by the secret of a letter. Problem:
// "link-expired" (409).
func (d *Door) waiting(ctx context.Context, r Realm, secret [32]byte, kind LetterKind) (a asked, who Person, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) error {
		var found bool
		if a, found, err = one[asked](ctx, tx, sqlEmailAsked, secret[:], string(kind), d.now()); err != nil {
			return err
		}
		if who, _, err = r.People.ByID(ctx, tx, a.Person); err != nil {
			return err
		}
		if !found || !who.Active || kind == EmailLetter && who.Email != a.Previous && who.Email != a.Email {
			return linkExpired()
		}
		return nil
	})
	return a, who, err
}

// ConfirmEmail gives a person the address to which the letter went. Their sessions
// end, but for the one by which they asked, and so do all their letters. The letter
// that it returns goes to the old address: its secret undoes the change for a week.
// Interrupted, it can be done again. Problems: "link-expired" (409), and that of
// somebody else who has the address.
func (d *Door) ConfirmEmail(ctx context.Context, r Realm, secret [32]byte, from Visit) (undo Letter, err error) {
	err = d.readdress(ctx, r, secret, EmailLetter, from, func(tx *pg.Tx, a asked, who Person) {
		tx.Exec(sqlSpend, args(tx, who.ID, d.now())...)
		undo = d.letter(tx, UndoLetter, Person{ID: who.ID, Name: who.Name, Email: a.Previous}, undoKept)
		d.end(tx, who.ID, "address changed", uuid.Nil, a.Session)
		d.note(tx, event{kind: EmailChanged, person: who.ID, email: a.Email, detail: "from " + a.Previous, from: from})
	})
	return undo, err
}

// UndoEmail gives a person back the address that they had. Whoever changed it knew the
// password: all sessions and letters end, and the letter that it returns lets set
// another one. Problem: "link-expired" (409).
func (d *Door) UndoEmail(ctx context.Context, r Realm, secret [32]byte, from Visit) (reset Letter, err error) {
	err = d.readdress(ctx, r, secret, UndoLetter, from, func(tx *pg.Tx, a asked, who Person) {
		tx.Exec(sqlDropLetters, args(tx, who.ID, d.now())...)
		reset = d.letter(tx, ResetLetter, Person{ID: who.ID, Name: who.Name, Email: a.Email}, resetKept)
		d.end(tx, who.ID, "address restored", uuid.Nil, uuid.Nil)
		d.note(tx, event{kind: EmailRestored, person: who.ID, email: a.Email, detail: "from " + who.Email, from: from})
	})
	return reset, err
}

// readdress gives a person the address that waits for the secret of a letter, and
// then takes the secret, once, with what else is to be written.
func (d *Door) readdress(
	ctx context.Context, r Realm, secret [32]byte, kind LetterKind, from Visit, then func(*pg.Tx, asked, Person),
) error {
	a, who, err := d.waiting(ctx, r, secret, kind)
	if err != nil {
		return err
	}
	if err := d.move(ctx, r, who, a.Email, from); err != nil {
		return err
	}
	return pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		if _, fresh, err := one[uuid.UUID](ctx, tx, sqlTaken, a.ID, d.now()); err != nil || !fresh {
			return cmp.Or(err, linkExpired())
		}
		then(tx, a, who)
		return nil
	})
}

// move gives a person an address, unless they have it.
func (d *Door) move(ctx context.Context, r Realm, who Person, email string, from Visit) error {
	if who.Email == email {
		return nil
	}
	movers, can := r.People.(Movers)
	if !can {
		return fmt.Errorf("change an address: the people of %s cannot move", r.Name)
	}
	return movers.Move(ctx, r, who.ID, email, from)
}
