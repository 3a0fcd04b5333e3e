package signin

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// SecondFactor says who must prove themselves twice.
type SecondFactor string

// Who must prove themselves twice.
const (
	Optional       SecondFactor = "optional"       // whoever has set it up
	Administrators SecondFactor = "administrators" // whoever may change what others may do
	Everybody      SecondFactor = "everybody"
)

// Choices lists who may have to.
func (SecondFactor) Choices() []string {
	return []string{string(Optional), string(Administrators), string(Everybody)}
}

// Policy are the rules of one realm.
type Policy struct {
	SecondFactor   SecondFactor // who must prove themselves twice
	PasswordLength int          // the least length of a new password, in characters: 8 to 128
	IdleMinutes    int          // after how long without a request a session ends: 5 to 1440
	SessionHours   int          // after how long a session ends in any case: 1 to 720
	ForbidSMS      bool         // whether codes by SMS are no second factor
	Networks       []string     // from where people may come, such as 10.0.0.0/8; from everywhere when empty
}

// DefaultPolicy holds where nobody has set another.
func DefaultPolicy() Policy {
	return Policy{SecondFactor: Optional, PasswordLength: 12, IdleMinutes: 30, SessionHours: 12, Networks: []string{}}
}

func (p Policy) idle() time.Duration   { return time.Duration(p.IdleMinutes) * time.Minute }
func (p Policy) length() time.Duration { return time.Duration(p.SessionHours) * time.Hour }

// asks tells whether the policy wants a second factor of a person.
func (p Policy) asks(who Person) bool {
	return p.SecondFactor == Everybody || p.SecondFactor == Administrators && who.Administrator
}

// admits tells whether people may come from an address.
func (p Policy) admits(from netip.Addr) bool {
	return len(p.Networks) == 0 || slices.ContainsFunc(p.Networks, func(text string) bool {
		network, err := netip.ParsePrefix(text)
		return err == nil && network.Contains(from)
	})
}

const (
	sqlPolicy    = `select second_factor, password_length, idle_minutes, session_hours, forbid_sms, networks from signin_policy where tenant_id = $1`
	sqlSetPolicy = `insert into signin_policy (tenant_id, second_factor, password_length, idle_minutes, session_hours, forbid_sms, networks)
values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id) do update set second_factor = excluded.second_factor,
  password_length = excluded.password_length, idle_minutes = excluded.idle_minutes, session_hours = excluded.session_hours,
  forbid_sms = excluded.forbid_sms, networks = excluded.networks`
)

func policyOf(ctx context.Context, tx *pg.Tx) (Policy, error) {
	p, found, err := one[Policy](ctx, tx, sqlPolicy)
	if !found {
		p = DefaultPolicy()
	}
	return p, err
}

// policyFor is policyOf for a visitor who signs in. Problem: "network-not-allowed".
func policyFor(ctx context.Context, tx *pg.Tx, from Visit) (Policy, error) {
	p, err := policyOf(ctx, tx)
	if err == nil && !p.admits(from.Address) {
		err = problem.Forbidden("network-not-allowed", "You cannot sign in from this network.")
	}
	return p, err
}

// Policy tells the rules of a realm.
func (d *Door) Policy(ctx context.Context, r Realm) (p Policy, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		p, err = policyOf(ctx, tx)
		return err
	})
	return p, err
}

// SetPolicy sets the rules of a realm. Problem: "invalid", also for networks that whoever
// sets them does not come from.
func (d *Door) SetPolicy(ctx context.Context, r Realm, p Policy, by uuid.UUID, from Visit) (Policy, error) {
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) (err error) {
		p, err = d.keepPolicy(tx, p, by, from)
		return err
	})
	return p, err
}

func (d *Door) keepPolicy(tx *pg.Tx, p Policy, by uuid.UUID, from Visit) (Policy, error) {
	p.Networks = append([]string{}, p.Networks...)
	if err := p.check(from.Address); err != nil {
		return Policy{}, err
	}
	tx.Exec(sqlSetPolicy, args(tx, string(p.SecondFactor), p.PasswordLength, p.IdleMinutes, p.SessionHours, p.ForbidSMS, p.Networks)...)
	d.note(tx, event{kind: PolicyChanged, person: by, from: from})
	return p, nil
}

// check refuses rules that cannot be meant, and networks that shut out who sets them.
func (p Policy) check(from netip.Addr) error {
	var errs problem.Fields
	between := func(name string, n, least, most int) {
		if n < least || n > most {
			errs.Add("/"+name, "out-of-range", "Must be %d to %d.", least, most)
		}
	}
	if !slices.Contains(p.SecondFactor.Choices(), string(p.SecondFactor)) {
		errs.Add("/second_factor", "invalid-choice", "Must be optional, administrators or everybody.")
	}
	between("password_length", p.PasswordLength, 8, 128)
	between("idle_minutes", p.IdleMinutes, 5, 1440)
	between("session_hours", p.SessionHours, 1, 720)
	for i, text := range p.Networks {
		if _, err := netip.ParsePrefix(text); err != nil {
			errs.Add("/networks/"+strconv.Itoa(i), "invalid", "Must be a network such as 192.0.2.0/24 or 2001:db8::/32.")
		}
	}
	if len(errs) == 0 && from.IsValid() && !p.admits(from) {
		errs.Add("/networks", "shuts-you-out", "You come from %s yourself and could not sign in again.", from)
	}
	return errs.Err()
}
