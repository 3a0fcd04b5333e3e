package signin

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// seed is what is kept of an authenticator program.
type seed struct {
	TOTP      []byte // sealed
	Key       string // by which it is sealed
	Step      int64  // of the last code that was taken
	Confirmed bool
}

// The step only goes up: a code is good once, whoever comes second with it.
const sqlStep = `update signin_credential set totp_step = $3 where tenant_id = $1 and person = $2 and totp_step < $3 returning person`

func (d *Door) provesTOTP(ctx context.Context, tx *pg.Tx, person uuid.UUID, s seed, code string) (bool, error) {
	if !s.Confirmed {
		return false, nil
	}
	secret, err := d.o.Unseal(ctx, s.TOTP, s.Key)
	if err != nil {
		return false, err
	}
	step, ok := credential.VerifyTOTP(secret, code, d.now().Unix(), s.Step)
	if !ok {
		return false, nil
	}
	_, fresh, err := one[uuid.UUID](ctx, tx, sqlStep, person, step)
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
	sqlProposed = `select coalesce(totp, ''), totp_key, totp_step, true
from signin_credential where tenant_id = $1 and person = $2 and totp is not null and not totp_confirmed for update`
	sqlConfirm     = `update signin_credential set totp_confirmed = true where tenant_id = $1 and person = $2`
	sqlRemove      = `update signin_credential set totp = null, totp_confirmed = false, totp_step = 0 where tenant_id = $1 and person = $2 and totp is not null`
	sqlRemoveAll   = `delete from signin_factor where tenant_id = $1 and owner = $2`
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
// are shown this once, when it is the person's first factor. The session at hand
// counts as proved twice from now on. Problems: "bad-code" (401),
// "nothing-to-confirm" (409).
func (d *Door) Confirm(ctx context.Context, r Realm, as Self, code string) ([]string, error) {
	var codes []string
	var who Person
	right := false
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		held, found, err := one[seed](ctx, tx, sqlProposed, as.Person)
		if err != nil {
			return err
		}
		if !found {
			return problem.Conflict("nothing-to-confirm", "No second factor is being set up.")
		}
		if right, err = d.provesTOTP(ctx, tx, as.Person, held, code); err != nil || !right {
			return err
		}
		if who, _, err = r.People.ByID(ctx, tx, as.Person); err != nil {
			return err
		}
		before, _, err := one[known](ctx, tx, sqlKnown, as.Person)
		if err != nil {
			return err
		}
		tx.Exec(sqlConfirm, args(tx, as.Person)...)
		codes = d.added(tx, as, before, string(TOTP))
		return nil
	})
	if err == nil && !right {
		return nil, d.refuse(ctx, r, event{kind: FactorFailed, person: as.Person, detail: "setting up", from: as.From}, badCode())
	}
	return codes, d.told(ctx, r, err, Notice{Person: who, Kind: FactorAdded, Detail: string(TOTP), From: as.From})
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

// RenewCodes gives a person new recovery codes; the old ones are worthless from then
// on. They prove themselves by a code of their authenticator program or, without one,
// as they do to add a factor. Problems: "bad-code" and "bad-credentials" (401),
// "password-needed" (403), "nothing-to-confirm" (409) for whom there is no factor.
func (d *Door) RenewCodes(ctx context.Context, r Realm, as Self, code string) (codes []string, err error) {
	renew := func(tx *pg.Tx) {
		codes = keepCodes(tx, as.Person)
		d.note(tx, event{kind: RecoveryRenewed, person: as.Person, from: as.From})
	}
	if code != "" {
		_, err = d.withFactor(ctx, r, as, code, func(tx *pg.Tx) error { renew(tx); return nil })
		return codes, err
	}
	if _, err := d.sure(ctx, r, as); err != nil {
		return nil, err
	}
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		has, _, err := one[known](ctx, tx, sqlKnown, as.Person)
		if err == nil && !has.twice() {
			err = problem.Conflict("nothing-to-confirm", "Recovery codes stand in for a second factor, and there is none.")
		}
		renew(tx)
		return err
	})
	return codes, err
}

// RemoveFactor takes the authenticator program away from a person, for a code of
// it. Their other sessions end. Problem: "bad-code" (401).
func (d *Door) RemoveFactor(ctx context.Context, r Realm, as Self, code string) error {
	who, err := d.withFactor(ctx, r, as, code, func(tx *pg.Tx) error {
		tx.Exec(sqlRemove, args(tx, as.Person)...)
		return d.removed(ctx, tx, as, string(TOTP))
	})
	return d.told(ctx, r, err, Notice{Person: who, Kind: FactorRemoved, Detail: string(TOTP), From: as.From})
}

const sqlHeld = `select coalesce(totp, ''), totp_key, totp_step, totp_confirmed
from signin_credential where tenant_id = $1 and person = $2 and totp_confirmed for update`

// withFactor does something for whoever has their authenticator program at hand.
// Attempts are counted as those to sign in are.
func (d *Door) withFactor(ctx context.Context, r Realm, as Self, code string, do func(*pg.Tx) error) (who Person, err error) {
	if err := d.attempt(ctx, r, as.Person.String(), as.From); err != nil {
		return Person{}, err
	}
	right := false
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		held, found, err := one[seed](ctx, tx, sqlHeld, as.Person)
		if err != nil || !found {
			return err
		}
		if who, _, err = r.People.ByID(ctx, tx, as.Person); err != nil {
			return err
		}
		if right, err = d.provesTOTP(ctx, tx, as.Person, held, code); err != nil || !right {
			return err
		}
		forgive(tx, as.Person.String(), as.From)
		return do(tx)
	})
	if err == nil && !right {
		err = d.refuse(ctx, r, event{kind: FactorFailed, person: as.Person, from: as.From}, badCode())
	}
	return who, err
}

// ResetFactor takes all second factors away from somebody who has lost them, on the
// word of whoever runs the place, and signs them out everywhere.
func (d *Door) ResetFactor(ctx context.Context, r Realm, person uuid.UUID, by string) error {
	var who Person
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) (err error) {
		if who, _, err = r.People.ByID(ctx, tx, person); err != nil {
			return err
		}
		for _, sql := range []string{sqlRemove, sqlRemoveAll, sqlForgetCodes} {
			tx.Exec(sql, args(tx, person)...)
		}
		d.end(tx, person, "second factor reset", uuid.Nil, uuid.Nil)
		d.note(tx, event{kind: ResetByOperator, person: person, detail: "second factor, by " + by})
		return nil
	})
	return d.told(ctx, r, err, Notice{Person: who, Kind: FactorRemoved, Detail: "by " + by})
}
