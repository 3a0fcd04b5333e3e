package signin

import (
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
