package signin

import (
	"context"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/sms"
)

// Realm is a door: people who sign in at one place, under one policy.
type Realm struct {
	Home   pg.Home // where the rows are; for operators its tenant is zero
	Name   string  // what authenticator programs call it: the company's name
	People People
}

// People knows who may come in.
type People interface {
	// ByEmail finds a person by the address with which they sign in, in small letters.
	ByEmail(ctx context.Context, tx *pg.Tx, email string) (p Person, found bool, err error)
	// ByID finds a person.
	ByID(ctx context.Context, tx *pg.Tx, id uuid.UUID) (p Person, found bool, err error)
}

// Person is somebody who may come in.
type Person struct {
	ID            uuid.UUID
	Email         string
	Name          string
	Active        bool // false for whoever is blocked
	Administrator bool // may change what others may do
}

// Visit says from where somebody comes.
type Visit struct {
	Address netip.Addr
	Device  string // the program, as it names itself
	Country string // as a proxy that is trusted says, in two letters; "" when none does
}

// Self is a signed-in person who changes how they sign in.
type Self struct {
	Person   uuid.UUID
	Session  uuid.UUID // at hand
	Password string    // "" for whoever has signed in just now
	From     Visit
}

func (v Visit) address() string {
	if !v.Address.IsValid() {
		return ""
	}
	return v.Address.String()
}

// Options are what all realms share.
type Options struct {
	Passwords *credential.Passwords
	Seal      func(context.Context, []byte) (sealed []byte, key string, err error)
	Unseal    func(ctx context.Context, sealed []byte, key string) ([]byte, error)
	Clock     func() time.Time
	SMS       sms.Sender // nil when no codes are sent
	SMSPerDay int        // how many codes a realm may have sent in 24 hours
	// Tell has somebody hear of what they should know, as far as it can: what was
	// done stays done. Nil tells nobody.
	Tell func(context.Context, Realm, Notice)
	// Count hears, for metrics, of everything that is written down about the door of
	// operators or of tenants; nil for nobody.
	Count func(operators bool, kind EventKind)
}

// Door lets people in and out, in any realm. It may be used by any number of
// goroutines.
type Door struct{ o Options }

// New returns a door.
func New(o Options) *Door { return &Door{o: o} }

func (d *Door) now() time.Time { return d.o.Clock().UTC().Truncate(time.Microsecond) }

// args returns the arguments of a statement whose first parameter is the tenant:
// in a tenant's transaction they get it by themselves.
func args(tx *pg.Tx, rest ...any) []any {
	if tx.Tenant() != uuid.Nil {
		return rest
	}
	return append([]any{uuid.Nil}, rest...)
}

// one reads at most one row by a statement whose first parameter is the tenant.
func one[T any](ctx context.Context, tx *pg.Tx, sql string, rest ...any) (T, bool, error) {
	return pg.One[T](ctx, tx, sql, args(tx, rest...)...)
}

// Users are the people of a tenant.
type Users struct{}

// ByEmail finds a user.
func (Users) ByEmail(ctx context.Context, tx *pg.Tx, email string) (Person, bool, error) {
	p, found, err := identity.PersonByEmail(ctx, tx, email)
	return Person(p), found, err
}

// ByID finds a user.
func (Users) ByID(ctx context.Context, tx *pg.Tx, id uuid.UUID) (Person, bool, error) {
	p, found, err := identity.PersonByID(ctx, tx, id)
	return Person(p), found, err
}
