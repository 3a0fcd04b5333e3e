package signin

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// SecurityEvent is something that happened at the door. Its owner is whom it
// concerns; it has none when nobody of that address is known.
type SecurityEvent struct {
	entity.Base[SecurityEvent]
	entity.Scope

	Kind    EventKind `entity:"readonly,filter"`          // what happened
	Email   string    `entity:"readonly,filter,personal"` // the address that was given
	Address string    `entity:"readonly,personal"`        // the network address from which it came
	Device  string    `entity:"readonly,personal"`        // the program that asked, as it names itself
	Country string    `entity:"readonly,personal"`        // the country from which it came, where a proxy tells it
	Detail  string    `entity:"readonly,personal"`        // what else there is to say
}

// EventKind says what happened.
type EventKind string

// What happens at the door.
const (
	SignedIn            EventKind = "signed_in"
	SignInFailed        EventKind = "sign_in_failed"
	FactorFailed        EventKind = "second_factor_failed"
	SignedOutHere       EventKind = "signed_out"
	SignedOutEverywhere EventKind = "signed_out_everywhere"
	PasswordChanged     EventKind = "password_changed"
	ResetAsked          EventKind = "reset_asked"
	FactorAdded         EventKind = "second_factor_added"
	FactorRemoved       EventKind = "second_factor_removed"
	RecoveryUsed        EventKind = "recovery_code_used"
	RecoveryRenewed     EventKind = "recovery_codes_renewed"
	PolicyChanged       EventKind = "policy_changed"
	ResetByOperator     EventKind = "reset_by_operator"
	RefreshReused       EventKind = "refresh_token_reused"
	ProviderLinked      EventKind = "provider_linked"
	ProviderChanged     EventKind = "provider_changed"
	SignedOutByProvider EventKind = "signed_out_by_provider"
	NewDevice           EventKind = "new_device"  // together with signed_in
	NewNetwork          EventKind = "new_network" // the same
	EmailAsked          EventKind = "email_change_asked"
	EmailChanged        EventKind = "email_changed"
	EmailRestored       EventKind = "email_restored"
)

// Choices lists what can happen.
func (EventKind) Choices() []string {
	return []string{
		string(SignedIn), string(SignInFailed), string(FactorFailed), string(SignedOutHere), string(SignedOutEverywhere),
		string(PasswordChanged), string(ResetAsked), string(FactorAdded), string(FactorRemoved), string(RecoveryUsed),
		string(RecoveryRenewed), string(PolicyChanged), string(ResetByOperator), string(RefreshReused),
		string(ProviderLinked), string(ProviderChanged), string(SignedOutByProvider),
		string(NewDevice), string(NewNetwork), string(EmailAsked), string(EmailChanged), string(EmailRestored),
	}
}

// ReadSecurityEvents lets see what happened at the door: with the reach "own" what
// concerns the user themselves.
const ReadSecurityEvents auth.Permission = "signin.security_event.read"

// Entity declares security events.
func (SecurityEvent) Entity() entity.Spec[SecurityEvent] {
	return entity.Spec[SecurityEvent]{
		Name:  "signin.security_event",
		Title: "{kind}",
		List:  []string{"created_at", "kind", "owner", "email", "address", "device"},
		Read:  ReadSecurityEvents,
		View:  true,
	}
}

// event is a security event before it is written.
type event struct {
	kind   EventKind
	person uuid.UUID // zero for nobody who is known
	email  string
	detail string
	from   Visit
}

const sqlNote = `insert into signin_security_event
  (tenant_id, id, created_at, updated_at, owner, kind, email, address, device, country, detail)
values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10)`

// note writes down what happened, with what the transaction does, and has the
// tenant's rules judge it. Operators have no such rules.
func (d *Door) note(tx *pg.Tx, e event) {
	id, now := newID(), d.now()
	if d.o.Count != nil {
		d.o.Count(tx.Tenant() == uuid.Nil, e.kind)
	}
	tx.Exec(sqlNote, args(tx, id, now, pg.NullUUID(e.person), string(e.kind), e.email, e.from.address(), e.from.Device,
		e.from.Country, e.detail)...)
	if tx.Tenant() != uuid.Nil {
		securityEvents().Watch(tx, now, id)
	}
}

// securityEvents are what rules may count of the door.
func securityEvents() audit.Log {
	return audit.Log{
		Subject: "signin.security_event", Table: "signin_security_event", Made: "created_at", Verb: "kind", Actor: "owner",
	}
}

// alerts are what every company is told of.
func alerts() []entity.Alert {
	const subject = "signin.security_event"
	refused := []string{string(SignInFailed), string(FactorFailed)}
	return []entity.Alert{
		{
			Name: "Sign-in from a new country or device", Subject: subject, Verbs: []string{string(NewDevice), string(NewNetwork)},
			Times: 1, Minutes: 60,
		},
		{Name: "Many refused sign-ins of one user", Subject: subject, Verbs: refused, Times: 10, Minutes: 15},
		{Name: "Many refused sign-ins", Subject: subject, Verbs: refused, Times: 100, Minutes: 15, Counted: "all", Severity: "critical"},
		{Name: "A stolen token was used", Subject: subject, Verbs: []string{string(RefreshReused)}, Times: 1, Minutes: 60, Severity: "critical"},
		{
			Name: "Rules of signing in changed", Subject: subject, Verbs: []string{string(PolicyChanged), string(ProviderChanged)},
			Times: 1, Minutes: 60,
		},
		{Name: "Second factor removed", Subject: subject, Verbs: []string{string(FactorRemoved)}, Times: 1, Minutes: 60},
		{Name: "Password or second factor reset by an operator", Subject: subject, Verbs: []string{string(ResetByOperator)}, Times: 1, Minutes: 60},
	}
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// Notice is what happened at the door and its person should hear of, lest it was
// somebody else.
type Notice struct {
	Person Person
	Kind   EventKind
	Detail string
	From   Visit
	At     time.Time
}

// told has a person hear of what was done, unless it failed.
func (d *Door) told(ctx context.Context, r Realm, err error, n Notice) error {
	if err == nil && d.o.Tell != nil && n.Person.Email != "" {
		n.At = d.now()
		d.o.Tell(ctx, r, n)
	}
	return err
}

// met has a person hear that they came in from where they never were before.
func (d *Door) met(ctx context.Context, r Realm, e Entry, err error, from Visit) error {
	if e.strange == "" {
		return err
	}
	return d.told(ctx, r, err, Notice{Person: e.Person, Kind: e.strange, From: from})
}

// How long it is remembered from where somebody came.
const placeKept = 180 * 24 * time.Hour

const (
	sqlForgetPlaces = `delete from signin_place where tenant_id = $1 and person = $2 and last_at < $3`

	// The first part sees the places of before.
	sqlPlace = `with before as (select kind, count(*) as n from signin_place where tenant_id = $1 and person = $2 group by kind),
  seen as (
    insert into signin_place as p (tenant_id, person, kind, digest, last_at)
    select $1, $2, w.kind, w.digest, $5 from unnest($3::text[], $4::bytea[]) as w (kind, digest)
    on conflict (tenant_id, person, kind, digest) do update set last_at = excluded.last_at
    returning kind, xmax = 0 as fresh)
select s.kind from seen s join before b on b.kind = s.kind where s.fresh order by s.kind`
)

// strange tells whether somebody comes by a device, or else from a network, by which
// they never came, though they have come before. It is NewDevice, NewNetwork or "".
func (d *Door) strange(ctx context.Context, tx *pg.Tx, person uuid.UUID, from Visit) (EventKind, error) {
	kinds, digests := []string{"device"}, [][]byte{digest("device", device(from.Device))}
	if network := from.network(); network != "" {
		kinds, digests = append(kinds, "network"), append(digests, digest("network", network))
	}
	tx.Exec(sqlForgetPlaces, args(tx, person, d.now().Add(-placeKept))...)
	fresh, err := pg.Query[string](ctx, tx, sqlPlace, args(tx, person, kinds, digests, d.now())...)
	switch {
	case err != nil || len(fresh) == 0:
		return "", err
	case fresh[0] == "device":
		return NewDevice, nil
	}
	return NewNetwork, nil
}

// device is a program's name without what changes with each of its versions.
func device(agent string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == '_' {
			return -1
		}
		return r
	}, agent)
}

// How many bits of an address say which network it is.
const (
	networkBits4 = 24
	networkBits6 = 48
)

// network names the country from which somebody comes, or their network where no
// country is known; "" for whom neither is.
func (v Visit) network() string {
	if v.Country != "" || !v.Address.IsValid() {
		return v.Country
	}
	bits := networkBits6
	if v.Address.Is4() {
		bits = networkBits4
	}
	prefix, err := v.Address.Prefix(bits)
	if err != nil { // it has as many bits
		return ""
	}
	return prefix.String()
}

// Happened is a security event as whom it concerns sees it.
type Happened struct {
	ID      uuid.UUID
	At      time.Time
	Kind    EventKind
	Address string
	Device  string
	Detail  string
}

const sqlHappened = `select id, created_at, kind, address, device, detail from signin_security_event where tenant_id = $1 and owner = $2 order by id desc limit $3`

// mostHappened is how many events somebody is shown.
const mostHappened = 100

// Events returns the latest security events of a person, the newest first.
func (d *Door) Events(ctx context.Context, r Realm, person uuid.UUID) (out []Happened, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[Happened](ctx, tx, sqlHappened, args(tx, person, int64(mostHappened))...)
		return err
	})
	return out, err
}
