package entity

import (
	"database/sql/driver"
	"fmt"
	"net/mail"
	"net/url"
	"reflect"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/language"
)

// ID names one record of T by a UUID (RFC 9562). The type keeps an order's id
// out of a client's place. The zero ID names nothing and is NULL in the database.
type ID[T any] uuid.UUID

// NewID returns a fresh, time-ordered id (UUIDv7).
func NewID[T any]() ID[T] { return ID[T](newUUID()) }

// ParseID reads an id from its text form.
func ParseID[T any](s string) (ID[T], error) {
	id, err := uuid.Parse(s)
	if err != nil || len(s) != 36 {
		return ID[T]{}, fmt.Errorf("%q is not an id", s)
	}
	return ID[T](id), nil
}

// UUID returns the id without its type.
func (id ID[T]) UUID() uuid.UUID { return uuid.UUID(id) }

// IsZero tells whether the id names nothing.
func (id ID[T]) IsZero() bool { return uuid.UUID(id) == uuid.Nil }

// String returns the id in its text form.
func (id ID[T]) String() string { return uuid.UUID(id).String() }

// MarshalText writes the id in its text form, empty for the zero id.
func (id ID[T]) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return uuid.UUID(id).MarshalText() //nolint:wrapcheck // cannot fail
}

// UnmarshalText reads the id from its text form, the zero id from empty text.
func (id *ID[T]) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*id = ID[T]{}
		return nil
	}
	parsed, err := ParseID[T](string(text))
	*id = parsed
	return err
}

// Value gives the id to the database, the zero id as NULL.
func (id ID[T]) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil //nolint:nilnil // NULL
	}
	return id.String(), nil
}

// Scan takes the id from the database.
func (id *ID[T]) Scan(src any) error {
	var u uuid.UUID
	if err := u.Scan(src); err != nil {
		return fmt.Errorf("scan id: %w", err)
	}
	*id = ID[T](u)
	return nil
}

// People stands, in [Spec.Refs], for the entity of those who act in a company, whose name
// the kernel does not know. Who acts may be none of them: a service, an operator.
const People = "people"

// Verb names what was done to a record: create, update, delete, derive, a step.
type Verb string

// Ref names any record of any entity: what an event is about, where an invoice
// comes from. It is kept in two columns, <field>_entity and <field>.
type Ref struct {
	Entity string    `json:"entity"`
	ID     uuid.UUID `json:"id"`
}

// IsZero tells whether the reference names nothing.
func (r Ref) IsZero() bool { return r.ID == uuid.Nil }

// RefTo names a record by its typed id.
func RefTo[T Record[T]](id ID[T]) Ref {
	var t T
	return Ref{Entity: t.Entity().Name, ID: uuid.UUID(id)}
}

// IDFrom returns the typed id behind a reference, if it names a T.
func IDFrom[T Record[T]](r Ref) (ID[T], bool) {
	var t T
	return ID[T](r.ID), r.Entity == t.Entity().Name && !r.IsZero()
}

func newUUID() uuid.UUID {
	id, err := uuid.NewV7()
	if err != nil { // the system's source of randomness is gone: nothing is safe any more
		panic(fmt.Sprintf("no randomness for an id: %v", err))
	}
	return id
}

// target tells the compiler of plans which entity an id points at.
func (ID[T]) target() reflect.Type { return reflect.TypeFor[T]() }

// Kind says of which entity something is, by its name: "sales.order".
type Kind string

// EventNames are names of events, such as "OrderConfirmedEvent"; "*" stands for all.
type EventNames []string

// Email is an e-mail address, lower-cased, as RFC 5322 writes an addr-spec.
type Email string

// Valid tells whether the text is one plain address of at most 254 characters.
func (e Email) Valid() bool {
	a, err := mail.ParseAddress(string(e))
	return err == nil && a.Address == string(e) && len(e) <= 254
}

// Normal returns the address in lower case.
func (e Email) Normal() Email { return Email(strings.ToLower(strings.TrimSpace(string(e)))) }

// Phone is a telephone number as people write it; nothing is dialled from it.
type Phone string

// Valid tells whether the text holds digits and the signs used between them,
// at most 40 characters.
func (p Phone) Valid() bool {
	digits := 0
	for _, r := range p {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune(" +()-./x#", r):
		default:
			return false
		}
	}
	return digits >= 3 && len(p) <= 40
}

// Country is a country by its ISO 3166-1 alpha-2 code: "DE".
type Country string

// Valid tells whether the code names a country.
func (c Country) Valid() bool {
	r, err := language.ParseRegion(string(c))
	return err == nil && len(c) == 2 && r.IsCountry() && r.String() == string(c)
}

// Link is an absolute web address, http or https.
type Link string

// Valid tells whether the text is an absolute address with a host.
func (l Link) Valid() bool {
	u, err := url.Parse(string(l))
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && len(l) <= 2000
}
