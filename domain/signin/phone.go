package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/sms"
)

// How many codes are sent. Each costs money, and whoever knows a password, or makes
// accounts, could have them sent for ever.
const (
	codeKept     = 5 * time.Minute
	messagesIn   = 10 * time.Minute
	mostMessages = 3 // to one person in that time
)

// sends tells whether codes are sent by SMS.
func (d *Door) sends(p Policy) bool { return d.o.SMS != nil && !p.ForbidSMS }

// message is a code that is to be sent.
type message struct{ to, code string }

const (
	sqlOneSender = `select pg_advisory_xact_lock(hashtextextended('signin_message ' || $1::uuid, 0))`
	sqlForgotten = `delete from signin_message where tenant_id = $1 and sent_at < $2::timestamptz - interval '2 days'`
	sqlCount     = `with sent as (
  select count(*) filter (where person = $2 and sent_at > $4::timestamptz - $5::interval) as own, count(*) as altogether
  from signin_message where tenant_id = $1 and sent_at > $4::timestamptz - interval '24 hours')
insert into signin_message (tenant_id, id, person, sent_at) select $1, $3, $2, $4 from sent where own < $6 and altogether < $7 returning id`
	sqlNumber   = `select number from signin_factor where tenant_id = $1 and owner = $2 and kind = 'phone' order by id limit 1`
	sqlKeepCode = `update signin_challenge set code = $3, code_until = $4 where tenant_id = $1 and id = $2`
)

// count refuses a message beyond what a person, or all of a realm in a day, may have.
func (d *Door) count(ctx context.Context, tx *pg.Tx, person uuid.UUID) error {
	tx.Exec(sqlOneSender, args(tx)...)
	tx.Exec(sqlForgotten, args(tx, d.now())...)
	_, may, err := one[uuid.UUID](ctx, tx, sqlCount, person, newID(), d.now(), messagesIn, int64(mostMessages), int64(d.o.SMSPerDay))
	if err == nil && !may {
		p := problem.TooMany(messagesIn)
		p.Type, p.Detail = "too-many-messages", "Enough codes were sent by SMS for now. Wait a while, or take another way."
		err = p
	}
	return err
}

// codeFor makes a code for somebody who was asked for a second factor.
func (d *Door) codeFor(ctx context.Context, tx *pg.Tx, challenge, person uuid.UUID) (message, error) {
	policy, err := policyOf(ctx, tx)
	if err != nil {
		return message{}, err
	}
	number, has, err := one[string](ctx, tx, sqlNumber, person)
	if err != nil {
		return message{}, err
	}
	if !has || !d.sends(policy) {
		return message{}, noSuchMethod()
	}
	if err := d.count(ctx, tx, person); err != nil {
		return message{}, err
	}
	code := credential.NewCode()
	digest := credential.CodeDigest(challenge, code)
	tx.Exec(sqlKeepCode, args(tx, challenge, digest[:], d.now().Add(codeKept))...)
	return message{to: number, code: code}, nil
}

// send sends a code, once it has been counted and kept.
func (d *Door) send(ctx context.Context, r Realm, m message) error {
	text := fmt.Sprintf("%s is your code for %s. It is good for five minutes. Tell it to nobody.", m.code, r.Name)
	err := d.o.SMS.Send(ctx, m.to, text)
	switch {
	case errors.Is(err, sms.ErrNumber):
		return problem.InvalidField("/number", "unreachable", "No message can be sent to this number.")
	case err != nil:
		return errors.Join(unsent(), err)
	}
	return nil
}

func unsent() error {
	return problem.Unavailable("sms-unavailable", time.Minute, "No codes can be sent by SMS at the moment. Take another way.")
}

// masked shows which number it is to whoever knows it, and to nobody else.
func masked(number string) string {
	if len(number) < 5 {
		return ""
	}
	return strings.Repeat("•", len(number)-3) + number[len(number)-2:]
}

const (
	sqlAskPhone = `insert into signin_challenge (tenant_id, id, digest, kind, person, number, code, code_until, created_at, expires_at)
values ($1, $2, $3, 'phone', $4, $5, $6, $7, $8, $7)`
	sqlGuessPhone = `update signin_challenge set attempts = attempts + 1
where tenant_id = $1 and digest = $2 and kind = 'phone' and person = $3 and used_at is null and expires_at > $4 and attempts < $5
returning id, number, code`
	sqlDropPhones = `delete from signin_factor where tenant_id = $1 and owner = $2 and kind = 'phone'`
)

// ProposePhone sends a code to a number, to be confirmed with it, for a person who
// gives their password, or has signed in just now. Problems: "password-needed" (403),
// "bad-credentials" (401), "sms-forbidden" (403) where the policy forbids it,
// "sms-unavailable" (503), "too-many-messages" (429), "invalid" on /number.
func (d *Door) ProposePhone(ctx context.Context, r Realm, as Self, typed string) (out Ceremony, err error) {
	number, ok := sms.Number(typed)
	if !ok {
		return Ceremony{}, problem.InvalidField("/number", "invalid", "Must be a number with its country code, such as +49 170 1234567.")
	}
	if _, err := d.sure(ctx, r, as); err != nil {
		return Ceremony{}, err
	}
	secret, code, id, now := credential.Mint(credential.ChallengeMark, r.Home.Tenant), credential.NewCode(), newID(), d.now()
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		policy, err := policyOf(ctx, tx)
		switch {
		case err != nil:
			return err
		case policy.ForbidSMS:
			return problem.Forbidden("sms-forbidden", "Your company does not allow codes by SMS. Take another way.")
		case !d.sends(policy):
			return unsent()
		}
		if err := d.count(ctx, tx, as.Person); err != nil {
			return err
		}
		digest := credential.CodeDigest(id, code)
		tx.Exec(sqlAskPhone, args(tx, id, secret.Digest[:], as.Person, number, digest[:], now.Add(codeKept), now)...)
		return nil
	})
	if err != nil {
		return Ceremony{}, err
	}
	return Ceremony{Challenge: secret.Text, Expires: now.Add(codeKept)}, d.send(ctx, r, message{to: number, code: code})
}

// ConfirmPhone has a telephone count from now on, instead of an earlier one, for the
// code that was sent to it. It returns recovery codes when it is the person's first
// factor. Problems: "bad-code" and "signed-out" (401).
func (d *Door) ConfirmPhone(ctx context.Context, r Realm, as Self, challenge [32]byte, code string) (codes []string, err error) {
	type proposed struct {
		ID     uuid.UUID
		Number string
		Code   []byte
	}
	var p proposed
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		var found bool
		if p, found, err = one[proposed](ctx, tx, sqlGuessPhone, challenge[:], as.Person, d.now(), int64(mostGuesses)); err == nil && !found {
			err = SignedOut()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	digest := credential.CodeDigest(p.ID, code)
	if subtle.ConstantTimeCompare(digest[:], p.Code) != 1 {
		return nil, d.refuse(ctx, r, event{kind: FactorFailed, person: as.Person, detail: "setting up sms", from: as.From}, badCode())
	}
	var who Person
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		if who, _, err = r.People.ByID(ctx, tx, as.Person); err != nil {
			return err
		}
		before, _, err := one[known](ctx, tx, sqlKnown, as.Person)
		if err != nil {
			return err
		}
		if _, fresh, err := one[uuid.UUID](ctx, tx, sqlTaken, p.ID, d.now()); err != nil || !fresh {
			return errors.Join(err, badCode())
		}
		id := newID()
		tx.Exec(sqlDropPhones, args(tx, as.Person)...)
		tx.Exec(sqlAddFactor, args(tx, id, d.now(), as.Person, string(PhoneFactor), masked(p.Number), p.Number, false, id.String(), "")...)
		codes = d.added(tx, as, before, "phone "+masked(p.Number))
		return nil
	})
	return codes, d.told(ctx, r, err, Notice{Person: who, Kind: FactorAdded, Detail: "phone " + masked(p.Number), From: as.From})
}
