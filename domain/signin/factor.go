package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/passkey"
	"github.com/guildhall/guildhall/lib/problem"
)

// Factor is something that a person has to prove who they are: a passkey, or a
// telephone that gets codes. Its owner is who has it.
type Factor struct {
	entity.Base[Factor]
	entity.Scope

	Kind       FactorKind   `entity:"readonly,filter"`                 // what it is
	Name       string       `entity:"readonly,personal"`               // what its owner calls it
	Number     entity.Phone `entity:"readonly,personal"`               // where codes are sent, of a telephone
	BackedUp   bool         `entity:"readonly"`                        // whether the passkey is copied to its owner's other devices
	LastUsedAt time.Time    `entity:"readonly"`                        // when somebody last came in by it
	Key        string       `entity:"required,readonly,unique,secret"` // by which a device names its passkey, in hex
	Record     string       `entity:"readonly,secret"`                 // the public half of the passkey, and how often it has signed
}

// FactorKind says what a factor is.
type FactorKind string

// The kinds of factors.
const (
	PasskeyFactor FactorKind = "passkey" // a key pair in a device, which verifies its owner (WebAuthn)
	PhoneFactor   FactorKind = "phone"   // a telephone that gets codes by SMS
)

// Choices lists the kinds.
func (FactorKind) Choices() []string { return []string{string(PasskeyFactor), string(PhoneFactor)} }

// ReadFactors lets see what people prove themselves with: with the reach "own" what
// is the user's own.
const ReadFactors auth.Permission = "signin.factor.read"

// Entity declares factors.
func (Factor) Entity() entity.Spec[Factor] {
	return entity.Spec[Factor]{
		Name:  "signin.factor",
		Title: "{name}",
		List:  []string{"owner", "kind", "name", "last_used_at"},
		Read:  ReadFactors,
		View:  true,
	}
}

// Method is a way to take the second step.
type Method string

// The ways to take the second step.
const (
	TOTP     Method = "totp"          // six digits of an authenticator program (RFC 6238)
	Passkey  Method = "passkey"       // an answer of one of the person's passkeys (WebAuthn)
	SMS      Method = "sms"           // six digits that were sent to the person's telephone
	Recovery Method = "recovery_code" // one of the codes that were written down; each works once
)

// twice tells whether somebody is asked for a second factor. What cannot be used at
// the moment counts: nobody gets in more easily because codes cannot be sent.
func (k known) twice() bool { return k.TOTP || k.Passkey || k.Phone }

// methods lists how somebody may take the second step.
func (d *Door) methods(k known, p Policy) []Method {
	var out []Method
	for _, way := range []struct {
		open bool
		m    Method
	}{{k.TOTP, TOTP}, {k.Passkey, Passkey}, {k.Phone && d.sends(p), SMS}, {k.Recovery, Recovery}} {
		if way.open {
			out = append(out, way.m)
		}
	}
	return out
}

// mostGuesses is how many codes may be tried with one challenge.
const mostGuesses = 5

// pending is a challenge that may still be answered, with what its person has.
type pending struct {
	ID     uuid.UUID
	Person uuid.UUID
	seed
	Ceremony  []byte // of a passkey, once it was asked for
	Code      []byte // digest of the code that was sent
	CodeUntil *time.Time
}

const (
	// Counted before it is known to be wrong: five at once are five.
	sqlGuess = `update signin_challenge c set attempts = c.attempts + 1
from signin_challenge d left join signin_credential k on k.tenant_id = $1 and k.person = d.person
where c.tenant_id = $1 and c.digest = $2 and c.kind = 'second_factor' and c.used_at is null and c.expires_at > $3 and c.attempts < $4
  and d.tenant_id = $1 and d.id = c.id
returning c.id, c.person, coalesce(k.totp, ''), coalesce(k.totp_key, ''), coalesce(k.totp_step, 0), coalesce(k.totp_confirmed, false),
  coalesce(c.ceremony, ''), coalesce(c.code, ''), c.code_until`

	sqlTaken = `update signin_challenge set used_at = $3 where tenant_id = $1 and id = $2 and used_at is null returning id`

	sqlUseRecovery = `update signin_recovery_code set used_at = $4 where tenant_id = $1 and person = $2 and digest = $3 and used_at is null returning person`
	sqlLeft        = `select count(*) from signin_recovery_code where tenant_id = $1 and person = $2 and used_at is null`
)

// Proof is what answers a challenge.
type Proof struct {
	Method Method
	Code   string         // of all methods but passkeys
	Answer []byte         // a passkey's, as the browser tells it in JSON
	Party  *passkey.Party // that asked for it
}

// SecondStep answers a challenge. Problems: "bad-code" and "bad-passkey" (401), the
// same for what is wrong, used or late, "signed-out" (401) for a challenge that does
// not count any more.
func (d *Door) SecondStep(ctx context.Context, r Realm, challenge [32]byte, proof Proof, from Visit) (Entry, error) {
	p, err := d.guess(ctx, r, challenge)
	if err != nil {
		return Entry{}, err
	}
	entry, right, err := d.judgeProof(ctx, r, p, proof, from)
	detail, answer := string(proof.Method), badCode()
	if proof.Method == Passkey {
		answer = badPasskey()
	}
	if errors.Is(err, passkey.ErrRefused) {
		detail, right, err = err.Error(), false, nil
	}
	if err == nil && !right {
		return Entry{}, d.refuse(ctx, r, event{kind: FactorFailed, person: p.Person, detail: detail, from: from}, answer)
	}
	return entry, d.met(ctx, r, entry, err, from)
}

// guess counts an attempt at a challenge, and tells what is asked for.
func (d *Door) guess(ctx context.Context, r Realm, challenge [32]byte) (p pending, err error) {
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		var found bool
		if p, found, err = one[pending](ctx, tx, sqlGuess, challenge[:], d.now(), int64(mostGuesses)); err == nil && !found {
			err = SignedOut()
		}
		return err
	})
	return p, err
}

// judgeProof lets in whose proof is right.
func (d *Door) judgeProof(ctx context.Context, r Realm, p pending, proof Proof, from Visit) (entry Entry, right bool, err error) {
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		entry, right = Entry{}, false
		who, known, err := r.People.ByID(ctx, tx, p.Person)
		if err != nil {
			return err
		}
		if !known || !who.Active {
			return SignedOut()
		}
		policy, err := policyOf(ctx, tx)
		if err != nil {
			return err
		}
		if right, err = d.proves(ctx, tx, who, p, policy, proof, from); err != nil || !right {
			return err
		}
		if _, fresh, err := one[uuid.UUID](ctx, tx, sqlTaken, p.ID, d.now()); err != nil || !fresh {
			right = false
			return err
		}
		entry, err = d.open(ctx, tx, who, policy, true, from)
		tx.Exec(sqlRemembered, args(tx, p.ID, entry.ID)...)
		return err
	})
	return entry, right, err
}

// proves tells whether a proof is right, and uses it up.
func (d *Door) proves(ctx context.Context, tx *pg.Tx, who Person, p pending, policy Policy, proof Proof, from Visit) (bool, error) {
	switch proof.Method {
	case TOTP:
		return d.provesTOTP(ctx, tx, who.ID, p.seed, proof.Code)
	case Passkey:
		return d.provesPasskey(ctx, tx, who, p.Ceremony, proof)
	case SMS:
		digest := credential.CodeDigest(p.ID, proof.Code)
		sent := p.CodeUntil != nil && d.now().Before(*p.CodeUntil) && !policy.ForbidSMS
		return sent && subtle.ConstantTimeCompare(digest[:], p.Code) == 1, nil
	case Recovery:
		digest := credential.RecoveryDigest(proof.Code)
		_, used, err := one[uuid.UUID](ctx, tx, sqlUseRecovery, who.ID, digest[:], d.now())
		if err != nil || !used {
			return false, err
		}
		left, _, err := one[int64](ctx, tx, sqlLeft, who.ID)
		d.note(tx, event{kind: RecoveryUsed, person: who.ID, detail: strconv.FormatInt(left, 10) + " left", from: from})
		return true, err
	}
	return false, problem.InvalidField("/method", "invalid-choice", "Must be one of the methods that the first step named.")
}

// Prepared is what the second step needs beforehand.
type Prepared struct {
	Options []byte // for the browser's navigator.credentials.get, in JSON
	SentTo  string // the end of the number to which a code was sent
	Expires time.Time
}

const (
	sqlAsked = `select id, person, expires_at from signin_challenge
where tenant_id = $1 and digest = $2 and kind = 'second_factor' and used_at is null and expires_at > $3 and attempts < $4`
	sqlKeepCeremony = `update signin_challenge set ceremony = $3 where tenant_id = $1 and id = $2`
)

// Prepare begins the second step by a passkey, whose options it tells, or by SMS: it
// sends a code to the person's telephone. Problems: "signed-out" (401) for a challenge
// that does not count any more, "no-such-method" (409), "too-many-messages" (429) and
// "sms-unavailable" (503).
func (d *Door) Prepare(ctx context.Context, r Realm, challenge [32]byte, m Method, party *passkey.Party) (out Prepared, err error) {
	var send message
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		asked, found, err := one[struct {
			ID, Person uuid.UUID
			Expires    time.Time
		}](ctx, tx, sqlAsked, challenge[:], d.now(), int64(mostGuesses))
		if err != nil {
			return err
		}
		if !found {
			return SignedOut()
		}
		out.Expires = asked.Expires
		if m == SMS {
			send, err = d.codeFor(ctx, tx, asked.ID, asked.Person)
			out.SentTo = masked(send.to)
			return err
		}
		who, _, err := r.People.ByID(ctx, tx, asked.Person)
		if err != nil {
			return err
		}
		user, err := passkeysOf(ctx, tx, who)
		if err != nil {
			return err
		}
		if m != Passkey || len(user.Passkeys) == 0 {
			return noSuchMethod()
		}
		options, ceremony, err := party.BeginSignIn(user)
		out.Options = options
		tx.Exec(sqlKeepCeremony, args(tx, asked.ID, ceremony)...)
		return err
	})
	if err == nil && m == SMS {
		err = d.send(ctx, r, send)
	}
	return out, err
}

func noSuchMethod() error {
	return problem.Conflict("no-such-method", "You have not set up this way of taking the second step, or it needs no preparation.")
}

// Possession is a factor as whoever has it sees it.
type Possession struct {
	ID         uuid.UUID
	Kind       FactorKind
	Name       string
	Number     string // of a telephone
	BackedUp   bool
	CreatedAt  time.Time
	LastUsedAt *time.Time
}

// Owned is what somebody has for their second step.
type Owned struct {
	Possessions   []Possession // the oldest first
	Authenticator bool         // an authenticator program is set up
	Codes         int          // how many recovery codes are left
}

const (
	sqlOwned = `select exists (select from signin_credential where tenant_id = $1 and person = $2 and totp_confirmed),
(select count(*) from signin_recovery_code where tenant_id = $1 and person = $2 and used_at is null)`
	sqlPossessions = `select id, kind, name, number, backed_up, created_at, last_used_at from signin_factor where tenant_id = $1 and owner = $2 order by id`
	sqlRemoveOne   = `delete from signin_factor where tenant_id = $1 and owner = $2 and id = $3 returning kind || ' ' || name`
	sqlAddFactor   = `insert into signin_factor (tenant_id, id, created_at, updated_at, owner, kind, name, number, backed_up, key, record)
values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10)`
)

// Owned tells what a person has for their second step.
func (d *Door) Owned(ctx context.Context, r Realm, person uuid.UUID) (out Owned, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) error {
		left, _, err := one[struct {
			Authenticator bool
			Codes         int
		}](ctx, tx, sqlOwned, person)
		if err != nil {
			return err
		}
		out.Authenticator, out.Codes = left.Authenticator, left.Codes
		out.Possessions, err = pg.Query[Possession](ctx, tx, sqlPossessions, args(tx, person)...)
		return err
	})
	return out, err
}

// RemovePossession takes a passkey or a telephone away from a person who gives their
// password, or has signed in just now. Their other sessions end. Problems:
// "not-found", "password-needed" (403), "bad-credentials" (401).
func (d *Door) RemovePossession(ctx context.Context, r Realm, as Self, id uuid.UUID) error {
	who, err := d.sure(ctx, r, as)
	if err != nil {
		return err
	}
	what := ""
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		var found bool
		if what, found, err = one[string](ctx, tx, sqlRemoveOne, who.ID, id); err != nil {
			return err
		}
		if !found {
			return problem.NotFound("factor")
		}
		return d.removed(ctx, tx, as, what)
	})
	return d.told(ctx, r, err, Notice{Person: who, Kind: FactorRemoved, Detail: what, From: as.From})
}

// added notes a new factor. With the first one all sessions but the one at hand end,
// and the person gets recovery codes, which are shown this once.
func (d *Door) added(tx *pg.Tx, as Self, before known, what string) (codes []string) {
	if !before.twice() {
		d.end(tx, as.Person, "second factor added", uuid.Nil, as.Session)
	}
	if !before.Recovery || !before.twice() {
		codes = keepCodes(tx, as.Person)
	}
	tx.Exec(sqlSure, args(tx, as.Session)...)
	d.note(tx, event{kind: FactorAdded, person: as.Person, detail: what, from: as.From})
	return codes
}

// removed notes that a factor is gone. With the last one the recovery codes go, too.
func (d *Door) removed(ctx context.Context, tx *pg.Tx, as Self, what string) error {
	has, _, err := one[known](ctx, tx, sqlKnown, as.Person)
	if err != nil {
		return err
	}
	if !has.twice() {
		tx.Exec(sqlForgetCodes, args(tx, as.Person)...)
	}
	d.end(tx, as.Person, "second factor removed", uuid.Nil, as.Session)
	d.note(tx, event{kind: FactorRemoved, person: as.Person, detail: what, from: as.From})
	return nil
}
