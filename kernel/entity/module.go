package entity

import (
	"context"
	"io/fs"
	"reflect"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/serial"
)

// Module is everything that one module adds to the product: its table of contents.
type Module struct {
	Name          string             // folder, prefix of permissions and of tables
	Label         string             // the name people see
	Entities      []Declared         // by Declare
	Actions       []Action           // by NewAction, NewQuery and ActionOn
	Events        []EventType        // by Event, beyond those that entities emit by themselves
	Reactions     []Reaction         // by React
	Subscriptions []Subscription     // by Follow, FollowTypes and Tell
	Jobs          []JobKind          // by NewJob
	Schedules     []Schedule         // what is done again and again
	Roles         []Role             // what a tenant's roles may do in this module, by default
	Refusals      map[string]Refusal // by constraint name: what a refused write means
	Migrations    fs.FS              // migrations/*.sql, of the tenant's tables
	// Seed gives a new tenant what the module cannot work without. It runs once, in
	// the transaction that makes the tenant's rows.
	Seed func(context.Context, *Tx, Tenant) error
	// Excepted is told, in the transaction at hand, of each thing that only an
	// exception allowed; what was read by one is told right after, in one of its own.
	Excepted func(*Tx, auth.Use)
	// Forget takes what the module keeps of a person outside of entities, in the
	// transaction that forgets them, or refuses with a problem that they are.
	Forget func(context.Context, *Tx, Forgotten) error
	// Watch looks at each entry that a transaction adds to the audit trail, before it
	// commits.
	Watch func(context.Context, *Tx, []audit.Entry) error
	// Logs are what rules may count besides the audit trail.
	Logs []audit.Log
	// Series reads how the tenant numbers records, by entity, where it says so itself. One
	// module has it.
	Series func(context.Context, *pg.Tx) (map[string]serial.Series, error)
	// Alerts are the rules that every new company has.
	Alerts []Alert
	// Holdings are tables beside entities that hold data about private persons.
	Holdings []Holding
	// Tallies are what a report about privacy counts besides.
	Tallies []Tally
	// Retentions say what goes by itself when it has become old.
	Retentions []Retention
	// Checks say what must always be so.
	Checks []Check
}

// Schedule is what is done again and again for every tenant, at times that
// operators may change.
type Schedule struct {
	Name  string // module and purpose: "sales.quote-expiry"; rows name it, so it stays
	Label string // what is done, for people
	Cron  string // when, unless operators say otherwise: five fields, in UTC
	// Do does some of it in one transaction, and tells whether there is more to do:
	// then it is called again, in another.
	Do func(context.Context, *Tx) (more bool, err error)
}

// Alert is a rule about what should not go unnoticed: something that is done so
// often within so many minutes. Companies may change theirs.
type Alert struct {
	Name     string   // what it tells of, for people; unique
	Subject  string   // an entity, "*" for all, or the Subject of a log
	Verbs    []string // all when empty
	Fields   []string // only changes of one of these count; all when empty
	Times    int
	Minutes  int
	Counted  string // "user", each by themselves, when empty; or "all"
	Severity string // "warning" when empty; or "info", "critical"
}

// Tally is something that a report counts. SQL returns rows of three columns: what,
// how it stands, how many; $1 is the tenant.
type Tally struct {
	Name string // what is counted: "crm.consent"
	SQL  string
}

// Check is something that must always be so, which is looked after every night. SQL
// finds where it is not, in one look, as rows of three columns: the entity, the id of
// the record, and what is wrong with it, in words; $1 is the tenant.
type Check struct {
	Name  string // module and purpose: "inventory.levels"; rows name it, so it stays
	Label string // what must be so, for people
	SQL   string
}

// Retention says how long rows are kept that nobody wants for ever. Each company
// may keep them longer or shorter, but not shorter than the law lets it.
type Retention struct {
	Name    string // "signin.session", unique
	Label   string // what goes, for people
	Days    int    // for how long, unless the company says otherwise
	Minimum int    // fewer days are not allowed
	Why     string // why not fewer, or what the rows are needed for
	Table   string // whose rows go
	Where   string // which of them, in SQL; $2 is the instant before which they are old
	// Log says that the serving role may only add to the table: a function of the
	// table's owner, made by tenant_purge, takes the old rows.
	Log bool
	// Purge makes at most so many of the rows harmless, instead of deleting them, and
	// returns of how many it did. Those are not selected by Where any more.
	Purge func(ctx context.Context, tx *Tx, before time.Time, most int) (int, error)
}

// Tenant is what a module may know of a tenant when it seeds it.
type Tenant struct {
	ID         uuid.UUID
	Name       string
	Slug       string
	Country    Country
	Currency   money.Currency
	AdminEmail Email // of the first user, who owns everything
}

// Role is a default role's share in one module: every tenant gets the roles that
// its modules name, and may change them.
type Role struct {
	Name   string // "owner", "admin", "sales", "warehouse", "accountant", "viewer" …
	Grants []auth.Grant
}

// Refusal is what a write that a constraint refused means to the user.
type Refusal struct {
	Slug   string // of the problem
	Detail string
}

// Declared is an entity before it is compiled.
type Declared struct {
	rec  reflect.Type
	spec spec
}

// Declare takes an entity into a module's table of contents.
func Declare[T Record[T]]() Declared {
	var t T
	s := t.Entity()
	return Declared{rec: reflect.TypeFor[T](), spec: s.erase()}
}

// spec is a [Spec] without its type.
type spec struct {
	Spec[struct{}]
	defaults func(any)
	derive   func(context.Context, *Tx, any) error
	check    func(context.Context, *Tx, any) error
	frozen   func(any) bool
	release  func(context.Context, *Tx, any) error
	steps    []step
}

func (s Spec[T]) erase() spec {
	out := spec{Spec: Spec[struct{}]{
		Name: s.Name, Plural: s.Plural, Label: s.Label, Title: s.Title, List: s.List, Sort: s.Sort,
		Series: s.Series, Read: s.Read, Edit: s.Edit, Delete: s.Delete, View: s.View, Refs: s.Refs, Trail: s.Trail, Sensitive: s.Sensitive,
		Guards: s.Guards, Self: s.Self, About: s.About, Kept: s.Kept,
	}}
	if s.Defaults != nil {
		out.defaults = func(rec any) { s.Defaults(cast[*T](rec)) }
	}
	if s.Derive != nil {
		out.derive = func(ctx context.Context, tx *Tx, rec any) error { return s.Derive(ctx, tx, cast[*T](rec)) }
	}
	if s.Check != nil {
		out.check = func(ctx context.Context, tx *Tx, rec any) error { return s.Check(ctx, tx, cast[*T](rec)) }
	}
	if s.Frozen != nil {
		out.frozen = func(rec any) bool { return s.Frozen(cast[*T](rec)) }
	}
	if s.Remove != nil {
		out.release = func(ctx context.Context, tx *Tx, rec any) error { return s.Remove(ctx, tx, cast[*T](rec)) }
	}
	if s.Flow != nil {
		out.steps = s.Flow.compile()
	}
	return out
}

// Action is a business action: more than one record, or more than a step.
type Action struct {
	path    string // below the tenant: "orders/place"; below a record for ActionOn: the verb
	on      reflect.Type
	need    auth.Permission
	summary string
	in, out reflect.Type
	query   bool
	file    bool
	told    bool
	from    []string
	run     func(ctx context.Context, tx *Tx, rec, in any) (any, error)
}

// NewAction declares a business action served as POST …/{path}. In is a struct
// whose fields are tagged like an entity's; Out is a struct, or a pointer to an
// entity. The summary is a sentence for the API's documentation.
func NewAction[In, Out any](
	path string, need auth.Permission, summary string, do func(context.Context, *Tx, In) (Out, error),
) Action {
	return Action{
		path: path, need: need, summary: summary, in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](),
		run: func(ctx context.Context, tx *Tx, _, in any) (any, error) { return do(ctx, tx, *cast[*In](in)) },
	}
}

// ToldOnce says that the answer holds a secret: it is not kept for the same
// Idempotency-Key, whose second use is answered with an empty object.
func (a Action) ToldOnce() Action {
	a.told = true
	return a
}

// NewQuery declares a question served as GET …/{path}, its input given as query
// parameters. It writes nothing.
func NewQuery[In, Out any](
	path string, need auth.Permission, summary string, do func(context.Context, *Tx, In) (Out, error),
) Action {
	a := NewAction(path, need, summary, do)
	a.query = true
	return a
}

// ActionOn declares a business action on one record, served as
// POST …/{plural}/{id}/{verb}. The record is locked, and its version compared
// with If-Match, before do runs.
func ActionOn[T Record[T], In, Out any](
	verb string, need auth.Permission, summary string, do func(context.Context, *Tx, *T, In) (Out, error),
) Action {
	return Action{
		path: verb, on: reflect.TypeFor[T](), need: need, summary: summary,
		in: reflect.TypeFor[In](), out: reflect.TypeFor[Out](),
		run: func(ctx context.Context, tx *Tx, rec, in any) (any, error) {
			return do(ctx, tx, cast[*T](rec), *cast[*In](in))
		},
	}
}

// While says in which states its record has to be for an action to be of use, for user
// interfaces. The action refuses the others by itself.
func (a Action) While(states ...string) Action {
	a.from = states
	return a
}

// QueryOn declares a question about one record, served as GET …/{plural}/{id}/{name},
// its input given as query parameters. The record is read, not locked, and nothing is
// written. The permission may be one of the record's own module.
func QueryOn[T Record[T], In, Out any](
	name string, need auth.Permission, summary string, do func(context.Context, *Tx, *T, In) (Out, error),
) Action {
	a := ActionOn(name, need, summary, do)
	a.query = true
	return a
}

// File is an answer that is no JSON: a document, a picture.
type File struct {
	Name string // under which it is kept by whoever loads it down: "INV-2026-00001.pdf"
	Type string // by RFC 9110: "application/pdf"
	Body []byte
}

// FileOf declares a file that is made of one record, served as GET …/{plural}/{id}/{name},
// the input given as query parameters. The record is read, not locked.
func FileOf[T Record[T], In any](
	name string, need auth.Permission, summary string, do func(context.Context, *Tx, *T, In) (File, error),
) Action {
	return Action{
		path: name, on: reflect.TypeFor[T](), need: need, summary: summary, query: true, file: true,
		in: reflect.TypeFor[In](), out: reflect.TypeFor[struct{}](),
		run: func(ctx context.Context, tx *Tx, rec, in any) (any, error) {
			return do(ctx, tx, cast[*T](rec), *cast[*In](in))
		},
	}
}

// EventType is an event that a module emits, for the catalogue.
type EventType struct {
	payload reflect.Type
}

// Event declares that a module emits events of type E. The event's name is the
// type's name.
func Event[E any]() EventType { return EventType{payload: reflect.TypeFor[E]()} }

// Reaction is what a module does, in the same transaction, when a lower module
// tells news. Calls go down, news goes up.
type Reaction struct {
	payload reflect.Type
	do      func(context.Context, *Tx, any) error
}

// React has do run for every E emitted in a transaction, before it commits, so
// that news and effect are committed together or not at all.
func React[E any](do func(context.Context, *Tx, E) error) Reaction {
	return Reaction{
		payload: reflect.TypeFor[E](),
		do:      func(ctx context.Context, tx *Tx, e any) error { return do(ctx, tx, cast[E](e)) },
	}
}
