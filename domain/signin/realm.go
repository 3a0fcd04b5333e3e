package signin

import (
	"context"
	"net/netip"
	"regexp"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
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
	Country string // two capital letters, where a proxy tells it
}

// The neighbourhood of an address is as many bits of it.
const (
	bitsNear4 = 16
	bitsNear6 = 32
)

// network is the neighbourhood from which somebody comes.
func (v Visit) network() string {
	bits := bitsNear4
	if v.Address.Is6() {
		bits = bitsNear6
	}
	near, err := v.Address.Prefix(bits)
	if err != nil { // no address
		return ""
	}
	return near.String()
}

var versions = regexp.MustCompile(`\d[\d._]*`)

// program is how the program names itself, without the versions, which change by
// themselves.
func (v Visit) program() string { return versions.ReplaceAllString(v.Device, "") }

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
