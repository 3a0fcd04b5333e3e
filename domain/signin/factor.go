package signin

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// Method is a way to take the second step.
type Method string

// The ways to take the second step.
const (
	TOTP     Method = "totp"          // six digits of an authenticator program (RFC 6238)
	Recovery Method = "recovery_code" // one of the codes that were written down; each works once
)

func (k known) methods() []Method {
	methods := []Method{TOTP}
	if k.Recovery {
		methods = append(methods, Recovery)
	}
	return methods
}

// mostGuesses is how many codes may be tried with one challenge.
const mostGuesses = 5

// pending is a challenge that may still be answered, with what its person has.
type pending struct {
	ID        uuid.UUID
	Person    uuid.UUID
	TOTP      []byte
	Key       string
	Step      int64
	Confirmed bool
}

const (
	// Counted before it is known to be wrong: five at once are five.
	sqlGuess = `update signin_challenge c set attempts = c.attempts + 1
from signin_credential k
where c.tenant_id = $1 and c.digest = $2 and c.kind = 'second_factor' and c.used_at is null and c.expires_at > $3 and c.attempts < $4
  and k.tenant_id = $1 and k.person = c.person
returning c.id, c.person, coalesce(k.totp, ''), k.totp_key, k.totp_step, k.totp_confirmed`

	sqlTaken = `update signin_challenge set used_at = $3 where tenant_id = $1 and id = $2 and used_at is null returning id`

	// The step only goes up: a code is good once, whoever comes second with it.
	sqlStep = `update signin_credential set totp_step = $3 where tenant_id = $1 and person = $2 and totp_step < $3 returning person`

	sqlUseRecovery = `update signin_recovery_code set used_at = $4 where tenant_id = $1 and person = $2 and digest = $3 and used_at is null returning person`
	sqlLeft        = `select count(*) from signin_recovery_code where tenant_id = $1 and person = $2 and used_at is null`
)

// SecondStep answers a challenge with a code. Problems: "bad-code" (401), the same
// for a wrong, used or late code, "signed-out" (401) for a challenge that does not
// count any more.
func (d *Door) SecondStep(ctx context.Context, r Realm, challenge [32]byte, m Method, code string, from Visit) (Entry, error) {
	var p pending
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		var found bool
		var err error
		p, found, err = one[pending](ctx, tx, sqlGuess, challenge[:], d.now(), int64(mostGuesses))
		if err == nil && !found {
			err = SignedOut()
		}
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	var entry Entry
	right := false
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		entry, right = Entry{}, false
		who, known, err := r.People.ByID(ctx, tx, p.Person)
		if err != nil {
			return err
		}
		if !known || !who.Active {
			return SignedOut()
		}
		if right, err = d.proves(ctx, tx, p, m, code, from); err != nil || !right {
			return err
		}
		if _, fresh, err := one[uuid.UUID](ctx, tx, sqlTaken, p.ID, d.now()); err != nil || !fresh {
			right = false
			return err
		}
		policy, err := policyOf(ctx, tx)
		if err != nil {
			return err
		}
		entry = d.open(tx, who, policy, true, from)
		tx.Exec(sqlRemembered, args(tx, p.ID, entry.ID)...)
		return nil
	})
	if err == nil && !right {
		err = d.refuse(ctx, r, event{kind: FactorFailed, person: p.Person, detail: string(m), from: from})
	}
	return entry, err
}

// proves tells whether a code is right, and uses it up.
func (d *Door) proves(ctx context.Context, tx *pg.Tx, p pending, m Method, code string, from Visit) (bool, error) {
	switch m {
	case TOTP:
		return d.provesTOTP(ctx, tx, p, code)
	case Recovery:
		digest := credential.RecoveryDigest(code)
		_, used, err := one[uuid.UUID](ctx, tx, sqlUseRecovery, p.Person, digest[:], d.now())
		if err != nil || !used {
			return false, err
		}
		left, _, err := one[int64](ctx, tx, sqlLeft, p.Person)
		d.note(tx, event{kind: RecoveryUsed, person: p.Person, detail: strconv.FormatInt(left, 10) + " left", from: from})
		return true, err
	}
	return false, problem.InvalidField("/method", "invalid-choice", "Must be one of the methods that the first step named.")
}

func (d *Door) provesTOTP(ctx context.Context, tx *pg.Tx, p pending, code string) (bool, error) {
	if !p.Confirmed {
		return false, nil
	}
	secret, err := d.o.Unseal(ctx, p.TOTP, p.Key)
	if err != nil {
		return false, err
	}
	step, ok := credential.VerifyTOTP(secret, code, d.now().Unix(), p.Step)
	if !ok {
		return false, nil
	}
	_, fresh, err := one[uuid.UUID](ctx, tx, sqlStep, p.Person, step)
	return fresh, err
}

// Enrolment is a second factor that is being set up.
type Enrolment struct {
	Secret string // to be typed where no picture can be read: base32
	URI    string // what the picture says (otpauth)
	QR     string // the picture, as SVG
}

const (
	sqlPropose = `insert into signin_credential (tenant_id, person, totp, totp_key) values ($1, $2, $3, $4)
on conflict (tenant_id, person) do update set totp = excluded.totp, totp_key = excluded.totp_key, totp_step = 0
where not signin_credential.totp_confirmed returning person`
	sqlProposed = `select '00000000-0000-0000-0000-000000000000'::uuid, person, coalesce(totp, ''), totp_key, totp_step, true
from signin_credential where tenant_id = $1 and person = $2 and totp is not null and not totp_confirmed for update`
	sqlConfirm     = `update signin_credential set totp_confirmed = true where tenant_id = $1 and person = $2`
	sqlRemove      = `update signin_credential set totp = null, totp_confirmed = false, totp_step = 0 where tenant_id = $1 and person = $2 and totp is not null returning person`
	sqlForgetCodes = `delete from signin_recovery_code where tenant_id = $1 and person = $2`
	sqlKeepCodes   = `insert into signin_recovery_code (tenant_id, person, digest) select $1, $2, unnest($3::bytea[])`
	sqlSure        = `update signin_session set second_factor = true where tenant_id = $1 and id = $2`
)

// Propose begins to set up an authenticator program. Nothing is asked for it before
// [Door.Confirm]. Problem: "factor-exists" (409).
func (d *Door) Propose(ctx context.Context, r Realm, person uuid.UUID) (Enrolment, error) {
	secret := credential.NewTOTP()
	sealed, key, err := d.o.Seal(ctx, secret)
	if err != nil {
		return Enrolment{}, err
	}
	var e Enrolment
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		who, _, err := r.People.ByID(ctx, tx, person)
		if err != nil {
			return err
		}
		_, taken, err := one[uuid.UUID](ctx, tx, sqlPropose, person, sealed, key)
		if err != nil {
			return err
		}
		if !taken {
			return problem.Conflict("factor-exists", "There is a second factor already. Remove it first.")
		}
		uri := credential.TOTPURI(r.Name, who.Email, secret)
		e = Enrolment{Secret: credential.TOTPText(secret), URI: uri}
		e.QR = string(credential.QR(uri))
		return nil
	})
	return e, err
}

// Confirm ends the setting up with a first code, and returns recovery codes, which
// are shown this once. The session at hand counts as proved twice from now on, all
// others end. Problems: "bad-code" (401), "nothing-to-confirm" (409).
func (d *Door) Confirm(ctx context.Context, r Realm, person, session uuid.UUID, code string, from Visit) ([]string, error) {
	var codes []string
	right := false
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		p, found, err := one[pending](ctx, tx, sqlProposed, person)
		if err != nil {
			return err
		}
		if !found {
			return problem.Conflict("nothing-to-confirm", "No second factor is being set up.")
		}
		if right, err = d.provesTOTP(ctx, tx, p, code); err != nil || !right {
			return err
		}
		tx.Exec(sqlConfirm, args(tx, person)...)
		tx.Exec(sqlSure, args(tx, session)...)
		codes = keepCodes(tx, person)
		d.end(tx, person, "second factor added", uuid.Nil, session)
		d.note(tx, event{kind: FactorAdded, person: person, detail: string(TOTP), from: from})
		return nil
	})
	if err == nil && !right {
		err = d.refuse(ctx, r, event{kind: FactorFailed, person: person, detail: "setting up", from: from})
	}
	return codes, err
}

// keepCodes gives a person new recovery codes, instead of the old ones.
func keepCodes(tx *pg.Tx, person uuid.UUID) []string {
	codes, digests := credential.NewRecoveryCodes()
	kept := make([][]byte, len(digests))
	for i := range digests {
		kept[i] = digests[i][:]
	}
	tx.Exec(sqlForgetCodes, args(tx, person)...)
	tx.Exec(sqlKeepCodes, args(tx, person, kept)...)
	return codes
}

// RenewCodes gives a person new recovery codes for a code of their authenticator
// program; the old ones are worthless from then on. Problem: "bad-code" (401).
func (d *Door) RenewCodes(ctx context.Context, r Realm, person uuid.UUID, code string, from Visit) ([]string, error) {
	var codes []string
	err := d.withFactor(ctx, r, person, code, from, func(tx *pg.Tx) {
		codes = keepCodes(tx, person)
		d.note(tx, event{kind: RecoveryRenewed, person: person, from: from})
	})
	return codes, err
}

// RemoveFactor takes the authenticator program away from a person, for a code of
// it. Problem: "bad-code" (401).
func (d *Door) RemoveFactor(ctx context.Context, r Realm, person, session uuid.UUID, code string, from Visit) error {
	return d.withFactor(ctx, r, person, code, from, func(tx *pg.Tx) {
		d.removeFactor(tx, person)
		d.end(tx, person, "second factor removed", uuid.Nil, session)
		d.note(tx, event{kind: FactorRemoved, person: person, from: from})
	})
}

func (d *Door) removeFactor(tx *pg.Tx, person uuid.UUID) {
	tx.Exec(sqlRemove, args(tx, person)...)
	tx.Exec(sqlForgetCodes, args(tx, person)...)
}

const sqlHeld = `select '00000000-0000-0000-0000-000000000000'::uuid, person, coalesce(totp, ''), totp_key, totp_step, totp_confirmed
from signin_credential where tenant_id = $1 and person = $2 and totp_confirmed for update`

// withFactor does something for whoever has the factor at hand. Attempts are
// counted as those to sign in are.
func (d *Door) withFactor(ctx context.Context, r Realm, person uuid.UUID, code string, from Visit, do func(*pg.Tx)) error {
	if err := d.attempt(ctx, r, person.String(), from); err != nil {
		return err
	}
	right := false
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		p, found, err := one[pending](ctx, tx, sqlHeld, person)
		if err != nil || !found {
			return err
		}
		if right, err = d.provesTOTP(ctx, tx, p, code); err != nil || !right {
			return err
		}
		forgive(tx, person.String(), from)
		do(tx)
		return nil
	})
	if err == nil && !right {
		err = d.refuse(ctx, r, event{kind: FactorFailed, person: person, from: from})
	}
	return err
}

// ResetFactor takes the second factor away from somebody who has lost it, on the
// word of whoever runs the place, and signs them out everywhere.
func (d *Door) ResetFactor(ctx context.Context, r Realm, person uuid.UUID, by string) error {
	return pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		d.removeFactor(tx, person)
		d.end(tx, person, "second factor reset", uuid.Nil, uuid.Nil)
		d.note(tx, event{kind: ResetByOperator, person: person, detail: "second factor, by " + by})
		return nil
	})
}
