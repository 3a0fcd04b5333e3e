package signin

import (
	"context"
	"encoding/hex"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// Entry is what comes of an attempt to sign in: a session, or a question.
type Entry struct {
	Person  Person
	Session string    // the session's secret, told this once; "" when a second factor is asked for
	ID      uuid.UUID // of the session
	Expires time.Time // when the session, or the challenge, ends

	Challenge string   // for the second step
	Methods   []Method // by which it may be taken
	// Enrol says that the policy wants a second factor and the person has none yet:
	// until they have set one up, the session lets them do nothing else.
	Enrol bool

	strange EventKind // NewDevice or NewNetwork; "" from where they have come before
}

// challengeKept is how long the second step may take.
const challengeKept = 5 * time.Minute

// known is what is read of somebody who wants to come in.
type known struct {
	Password string
	TOTP     bool
	Passkey  bool
	Phone    bool
	Recovery bool
}

const sqlKnown = `select coalesce(c.password, ''), coalesce(c.totp_confirmed, false),
  exists (select from signin_factor f where f.tenant_id = $1 and f.owner = $2 and f.kind = 'passkey'),
  exists (select from signin_factor f where f.tenant_id = $1 and f.owner = $2 and f.kind = 'phone'),
  exists (select from signin_recovery_code r where r.tenant_id = $1 and r.person = $2 and r.used_at is null)
from (select $2::uuid as person) w left join signin_credential c on c.tenant_id = $1 and c.person = w.person`

// Login takes the first step: address and password. It takes the same time whether
// the person is known or not, and says the same. Problems: "bad-credentials" (401),
// "too-many-attempts" (429), "network-not-allowed" (403).
func (d *Door) Login(ctx context.Context, r Realm, email, password string, from Visit) (Entry, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	if err := d.attempt(ctx, r, email, from); err != nil {
		return Entry{}, err
	}
	var who Person
	var has known
	var found bool
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) (err error) {
		if who, found, err = r.People.ByEmail(ctx, tx, email); err != nil || !found {
			return err
		}
		has, _, err = one[known](ctx, tx, sqlKnown, who.ID)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	right, stale, err := d.verify(ctx, has.Password, password)
	if err != nil {
		return Entry{}, err
	}
	if !found || !who.Active || !right {
		return Entry{}, d.refuse(ctx, r, event{kind: SignInFailed, person: who.ID, email: email, from: from}, badCredentials())
	}
	hash := ""
	if stale {
		if hash, err = d.o.Passwords.Hash(ctx, password); err != nil {
			return Entry{}, err
		}
	}
	var entry Entry
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) (err error) {
		policy, err := policyFor(ctx, tx, from)
		if err != nil {
			return err
		}
		if stale {
			tx.Exec(sqlSetPassword, args(tx, who.ID, hash, d.now())...)
		}
		if has.twice() {
			entry = d.challenge(tx, who, d.methods(has, policy))
			return nil
		}
		entry, err = d.open(ctx, tx, who, policy, false, from)
		entry.Enrol = policy.asks(who)
		return err
	})
	return entry, d.met(ctx, r, entry, err, from)
}

// verify compares a password with its digest, in the same time when there is none.
func (d *Door) verify(ctx context.Context, hash, password string) (right, stale bool, err error) {
	if hash == "" {
		return false, false, d.o.Passwords.VerifyUnknown(ctx, password)
	}
	return d.o.Passwords.Verify(ctx, hash, password)
}

// refuse writes down a failure and says no more than that it was one.
func (d *Door) refuse(ctx context.Context, r Realm, e event, answer error) error {
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		d.note(tx, e)
		return nil
	})
	if err != nil {
		return err
	}
	return answer
}

func badCode() error {
	return problem.Unauthorized("bad-code", "This code is wrong, was used before, or is too old.")
}

func badCredentials() error {
	return problem.Unauthorized("bad-credentials", "The address or the password is wrong.")
}

// open begins a session.
func (d *Door) open(ctx context.Context, tx *pg.Tx, who Person, p Policy, twice bool, from Visit) (Entry, error) {
	now := d.now()
	secret, id := credential.Mint(credential.SessionMark, tx.Tenant()), newID()
	expires := now.Add(p.length())
	tx.Exec(sqlOpen, args(tx, id, now, who.ID, from.Device, from.address(), twice, expires, hex.EncodeToString(secret.Digest[:]), now.Add(p.idle()))...)
	forgive(tx, who.Email, from)
	strange, err := d.strange(ctx, tx, who.ID, from)
	if strange != "" {
		d.note(tx, event{kind: strange, person: who.ID, email: who.Email, detail: from.network(), from: from})
	}
	d.note(tx, event{kind: SignedIn, person: who.ID, email: who.Email, from: from})
	return Entry{Person: who, Session: secret.Text, ID: id, Expires: expires, strange: strange}, err
}

const sqlAsk = `insert into signin_challenge (tenant_id, id, digest, kind, person, email, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)`

// challenge asks for the second step.
func (d *Door) challenge(tx *pg.Tx, who Person, methods []Method) Entry {
	secret, expires := d.ask(tx, "second_factor", who, challengeKept)
	return Entry{Person: who, Challenge: secret, Methods: methods, Expires: expires}
}

// ask makes a secret that a person is to come back with.
func (d *Door) ask(tx *pg.Tx, kind string, who Person, kept time.Duration) (string, time.Time) {
	now := d.now()
	secret := credential.Mint(credential.ChallengeMark, tx.Tenant())
	tx.Exec(sqlAsk, args(tx, newID(), secret.Digest[:], kind, who.ID, who.Email, now, now.Add(kept))...)
	return secret.Text, now.Add(kept)
}

const (
	sqlSetPassword = `insert into signin_credential (tenant_id, person, password, password_at) values ($1, $2, $3, $4)
on conflict (tenant_id, person) do update set password = excluded.password, password_at = excluded.password_at`

	// Whoever has asked for a new password before has got it.
	sqlSpend = `update signin_challenge set used_at = $3 where tenant_id = $1 and person = $2 and used_at is null and kind in ('reset', 'invitation')`
)

// judge finds a person, and refuses a new password that is too easy for them, on
// the field.
func (d *Door) judge(ctx context.Context, r Realm, person uuid.UUID, password string) (who Person, known bool, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) error {
		policy, err := policyOf(ctx, tx)
		if err != nil {
			return err
		}
		if who, known, err = r.People.ByID(ctx, tx, person); err != nil || !known {
			return err
		}
		return d.o.Passwords.Check(password, credential.Policy{MinLength: policy.PasswordLength}, who.Email, who.Name, r.Name).Err()
	})
	return who, known, err
}

// replace gives a person another password, together with what else is to be done.
// It is hashed first: hashes take their turns, and nobody waits for one with a
// connection in hand.
func (d *Door) replace(ctx context.Context, r Realm, who Person, password string, also func(*pg.Tx) error) error {
	hash, err := d.o.Passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	return pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		tx.Exec(sqlSetPassword, args(tx, who.ID, hash, d.now())...)
		if err := also(tx); err != nil {
			return err
		}
		tx.Exec(sqlSpend, args(tx, who.ID, d.now())...)
		return nil
	})
}

// ChangePassword gives a signed-in person another password, for the old one. Their
// other sessions end. Problems: "bad-credentials", "invalid" on /password.
func (d *Door) ChangePassword(ctx context.Context, r Realm, as Self, password string) error {
	who, _, err := d.judge(ctx, r, as.Person, password)
	if err != nil {
		return err
	}
	if err := d.knows(ctx, r, who, as, "change of password"); err != nil {
		return err
	}
	err = d.replace(ctx, r, who, password, func(tx *pg.Tx) error {
		d.end(tx, who.ID, "password changed", uuid.Nil, as.Session)
		d.note(tx, event{kind: PasswordChanged, person: who.ID, email: who.Email, from: as.From})
		return nil
	})
	return d.told(ctx, r, err, Notice{Person: who, Kind: PasswordChanged, From: as.From})
}

// knows refuses whoever does not know the password of the person they are signed in
// as. Attempts are counted as those to sign in are.
func (d *Door) knows(ctx context.Context, r Realm, who Person, as Self, what string) error {
	if err := d.attempt(ctx, r, who.Email, as.From); err != nil {
		return err
	}
	var has known
	err := pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		has, _, err = one[known](ctx, tx, sqlKnown, who.ID)
		return err
	})
	if err != nil {
		return err
	}
	right, _, err := d.verify(ctx, has.Password, as.Password)
	if err != nil {
		return err
	}
	if !right {
		return d.refuse(ctx, r, event{kind: SignInFailed, person: who.ID, email: who.Email, detail: what, from: as.From}, badCredentials())
	}
	return pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		forgive(tx, who.Email, as.From)
		return nil
	})
}

// freshFor is how long after signing in somebody is believed to be there themselves.
const freshFor = 10 * time.Minute

const sqlFresh = `select created_at > $3 from signin_session where tenant_id = $1 and id = $2 and status = 'active'`

// sure finds a person who has signed in just now, or knows their password: a browser
// that was left open is not enough to change how they sign in.
func (d *Door) sure(ctx context.Context, r Realm, as Self) (who Person, err error) {
	fresh := false
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		if who, _, err = r.People.ByID(ctx, tx, as.Person); err != nil {
			return err
		}
		fresh, _, err = one[bool](ctx, tx, sqlFresh, as.Session, d.now().Add(-freshFor))
		return err
	})
	switch {
	case err != nil:
		return Person{}, err
	case as.Password != "":
		return who, d.knows(ctx, r, who, as, "change of factors")
	case !fresh:
		return Person{}, problem.Forbidden("password-needed", "Give your password with this, or sign in again first.")
	}
	return who, nil
}
