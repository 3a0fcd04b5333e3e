package signin

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/passkey"
	"github.com/guildhall/guildhall/lib/problem"
)

// mostPasskeys is how many passkeys somebody may have.
const mostPasskeys = 20

// Ceremony is a passkey that is asked for: options for the browser's
// navigator.credentials, in JSON, and the challenge with which its answer comes back.
type Ceremony struct {
	Options   []byte
	Challenge string
	Expires   time.Time
}

// handleOf names a person within passkeys, whatever becomes of their address: the
// tenant, zero for operators, and the person.
func handleOf(tenant, person uuid.UUID) []byte {
	return append(bytes.Clone(tenant[:]), person[:]...)
}

const (
	sqlPasskeys   = `select record from signin_factor where tenant_id = $1 and owner = $2 and kind = 'passkey' order by id`
	sqlUsePasskey = `update signin_factor set record = $3, backed_up = $4, last_used_at = $5, updated_at = $5, version = version + 1
where tenant_id = $1 and key = $2`

	sqlForgetCeremonies = `delete from signin_challenge where tenant_id = $1 and kind in ('passkey', 'passkey_new') and expires_at < $2`
	sqlAskCeremony      = `insert into signin_challenge (tenant_id, id, digest, kind, person, ceremony, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)`
	sqlTakeCeremony = `update signin_challenge set used_at = $4 where tenant_id = $1 and digest = $2 and kind = $3 and used_at is null
  and expires_at > $4 and person is not distinct from $5 returning ceremony`
)

// passkeysOf is a person as passkeys know them. The rows stay locked in a transaction
// that writes, so that what each has signed is counted one after the other.
func passkeysOf(ctx context.Context, tx *pg.Tx, who Person) (passkey.User, error) {
	records, err := pg.Query[string](ctx, tx, sqlPasskeys+` for update`, args(tx, who.ID)...)
	u := passkey.User{Handle: handleOf(tx.Tenant(), who.ID), Account: who.Email, Name: who.Name}
	for _, record := range records {
		u.Passkeys = append(u.Passkeys, []byte(record))
	}
	return u, err
}

// askCeremony keeps a ceremony until its answer comes.
func (d *Door) askCeremony(tx *pg.Tx, kind string, person uuid.UUID, options, ceremony []byte) Ceremony {
	now := d.now()
	secret := credential.Mint(credential.ChallengeMark, tx.Tenant())
	tx.Exec(sqlForgetCeremonies, args(tx, now)...)
	tx.Exec(sqlAskCeremony, args(tx, newID(), secret.Digest[:], kind, pg.NullUUID(person), ceremony, now, now.Add(challengeKept))...)
	return Ceremony{Options: options, Challenge: secret.Text, Expires: now.Add(challengeKept)}
}

// ProposePasskey begins to make a passkey for a person who gives their password, or
// has signed in just now. Problems: "password-needed" (403), "bad-credentials" (401),
// "too-many-factors" (409).
func (d *Door) ProposePasskey(ctx context.Context, r Realm, party *passkey.Party, as Self) (out Ceremony, err error) {
	who, err := d.sure(ctx, r, as)
	if err != nil {
		return Ceremony{}, err
	}
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		user, err := passkeysOf(ctx, tx, who)
		if err != nil {
			return err
		}
		if len(user.Passkeys) >= mostPasskeys {
			return problem.Conflict("too-many-factors", "You have %d passkeys. Remove one first.", len(user.Passkeys))
		}
		options, ceremony, err := party.BeginRegistration(user)
		out = d.askCeremony(tx, "passkey_new", who.ID, options, ceremony)
		return err
	})
	return out, err
}

// ConfirmPasskey keeps the passkey that was made, under a name, and returns recovery
// codes when it is the person's first factor. Problems: "bad-passkey" (401).
func (d *Door) ConfirmPasskey(
	ctx context.Context, r Realm, party *passkey.Party, as Self, challenge [32]byte, name string, answer []byte,
) (codes []string, err error) {
	if name = strings.TrimSpace(name); name == "" {
		return nil, problem.InvalidField("/name", "required", "Must be given.")
	}
	var who Person
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		if who, _, err = r.People.ByID(ctx, tx, as.Person); err != nil {
			return err
		}
		ceremony, fresh, err := one[[]byte](ctx, tx, sqlTakeCeremony, challenge[:], "passkey_new", d.now(), pg.NullUUID(as.Person))
		if err != nil {
			return err
		}
		if !fresh {
			return badPasskey()
		}
		before, _, err := one[known](ctx, tx, sqlKnown, as.Person)
		if err != nil {
			return err
		}
		user, err := passkeysOf(ctx, tx, who)
		if err != nil {
			return err
		}
		made, err := party.FinishRegistration(user, ceremony, answer)
		if err != nil {
			return err
		}
		tx.Exec(sqlAddFactor, args(tx, newID(), d.now(), as.Person, string(PasskeyFactor), name, "", made.BackedUp,
			hex.EncodeToString(made.ID), string(made.Record))...)
		codes = d.added(tx, as, before, "passkey "+name)
		return nil
	})
	if broken, ok := errors.AsType[*pg.ConstraintError](err); ok && broken.Violation == pg.Unique || errors.Is(err, passkey.ErrRefused) {
		return nil, d.refuse(ctx, r, event{kind: FactorFailed, person: as.Person, detail: "setting up: " + err.Error(), from: as.From}, badPasskey())
	}
	return codes, d.told(ctx, r, err, Notice{Person: who, Kind: FactorAdded, Detail: "passkey " + name, From: as.From})
}

// AskPasskey begins a sign-in by a passkey alone, of whomever it is.
func (d *Door) AskPasskey(ctx context.Context, r Realm, party *passkey.Party) (out Ceremony, err error) {
	options, ceremony, err := party.BeginSignIn(passkey.User{})
	if err != nil {
		return Ceremony{}, err
	}
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		out = d.askCeremony(tx, "passkey", uuid.Nil, options, ceremony)
		return nil
	})
	return out, err
}

// PasskeyLogin lets in whose passkey it is. Since the device has verified them, they
// are not asked for a second factor. Problems: "bad-passkey" (401), the same for one
// that is unknown, whose owner is blocked, or that answers too late,
// "network-not-allowed" (403).
func (d *Door) PasskeyLogin(ctx context.Context, r Realm, challenge [32]byte, proof Proof, from Visit) (entry Entry, err error) {
	var who Person
	why := ""
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		entry, who, why = Entry{}, Person{}, ""
		ceremony, fresh, err := one[[]byte](ctx, tx, sqlTakeCeremony, challenge[:], "passkey", d.now(), pg.NullUUID(uuid.Nil))
		if err != nil {
			return err
		}
		if !fresh {
			why = "the challenge is unknown, used or late"
			return nil
		}
		if who, err = d.owner(ctx, tx, r, proof.Answer); err != nil || !who.Active {
			why = "no active person has it"
			return err
		}
		policy, err := policyFor(ctx, tx, from)
		if err != nil {
			return err
		}
		_, err = d.provesPasskey(ctx, tx, who, ceremony, proof)
		if errors.Is(err, passkey.ErrRefused) {
			why, err = err.Error(), nil
		}
		if err == nil && why == "" {
			entry, err = d.open(ctx, tx, who, policy, true, from)
		}
		return err
	})
	if err == nil && why != "" {
		return Entry{}, d.refuse(ctx, r, event{kind: SignInFailed, person: who.ID, email: who.Email, detail: "passkey: " + why, from: from}, badPasskey())
	}
	return entry, d.met(ctx, r, entry, err, from)
}

// owner finds whose passkey an answer claims to be, nobody when it is no person's of
// this realm.
func (d *Door) owner(ctx context.Context, tx *pg.Tx, r Realm, answer []byte) (Person, error) {
	handle, err := passkey.Handle(answer)
	tenant := tx.Tenant()
	if err != nil || len(handle) != 2*len(tenant) || !bytes.Equal(handle[:len(tenant)], tenant[:]) {
		return Person{}, nil //nolint:nilerr // what cannot be read is nobody's
	}
	who, _, err := r.People.ByID(ctx, tx, uuid.UUID(handle[len(tenant):]))
	return who, err
}

// provesPasskey tells whether an answer is that of a person's passkey, and keeps how
// often it has signed. The error of one that is not is an [passkey.ErrRefused].
func (d *Door) provesPasskey(ctx context.Context, tx *pg.Tx, who Person, ceremony []byte, proof Proof) (bool, error) {
	if len(ceremony) == 0 || proof.Party == nil {
		return false, nil
	}
	user, err := passkeysOf(ctx, tx, who)
	if err != nil {
		return false, err
	}
	used, err := proof.Party.FinishSignIn(user, ceremony, proof.Answer)
	if err != nil {
		return false, err
	}
	tx.Exec(sqlUsePasskey, args(tx, hex.EncodeToString(used.ID), string(used.Record), used.BackedUp, d.now())...)
	return true, nil
}

func badPasskey() error {
	return problem.Unauthorized("bad-passkey", "This passkey is not known here, or its answer came too late. Try again, or come in another way.")
}
