package signin

import (
	"github.com/google/uuid"

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

const sqlNote = `insert into signin_security_event (tenant_id, id, created_at, updated_at, owner, kind, email, address, device, detail)
values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9)`

// note writes down what happened, with what the transaction does.
func (d *Door) note(tx *pg.Tx, e event) {
	tx.Exec(sqlNote, args(tx, newID(), d.now(), pg.NullUUID(e.person), string(e.kind), e.email, e.from.address(), e.from.Device, e.detail)...)
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }
