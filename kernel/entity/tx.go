package entity

import (
	"context"
	"fmt"
	"net/netip"
	"path"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/blob"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/secret"
)

// Tx is one transaction of one actor in one tenant: its clock, its outbox, its
// audit trail and the records it has loaded. A record that is locked twice in
// one transaction is the same value.
type Tx struct {
	*pg.Tx
	registry *Registry
	actor    *auth.Actor
	origin   Origin
	now      time.Time // that of the clock, or of [Call.Dated]
	began    time.Time // that of the clock
	readOnly bool
	modules  []string // see [Call]
	loaded   map[uuid.UUID]*tracked
	news     []news
	audit    []audit.Entry
	outbox   []event.Event
	told     Told
	wrote    []string // the entities of what was written
	uses     []auth.Use
	forgets  []*forgotten
	once     map[string]any // see [Once]
	// committed runs once the transaction is committed.
	committed []func()
	deletes   bool // a foreign key that refuses means: still in use
}

// Origin says where a transaction comes from, for the audit trail and the events.
type Origin struct {
	RequestID uuid.UUID  // names the request; the correlation id of its events
	Address   netip.Addr // of the caller
	Agent     string     // the caller's program, as it names itself
	Cause     uuid.UUID  // the event that set it off; zero when nobody but the caller did
	Country   string     // of the address, in two capital letters, where a trusted proxy tells it
}

// tracked is a record loaded for writing, with what it looked like then.
type tracked struct {
	plan   *Plan
	rec    reflect.Value // *T
	before snapshot
	insert *pg.Queued // the insert of a record created in this transaction
	gone   bool       // deleted in this transaction
}

// news is an event that reactions have not seen yet.
type news struct {
	payload any
}

// Now returns the instant at which the transaction began, or to which its call is
// dated, in UTC, to the microsecond. It does not move while the transaction runs.
func (tx *Tx) Now() time.Time { return tx.now }

// Today returns the date of Now.
func (tx *Tx) Today() civil.Date { return civil.DateOf(tx.now) }

// Actor returns who acts.
func (tx *Tx) Actor() *auth.Actor { return tx.actor }

// Origin returns where the transaction comes from.
func (tx *Tx) Origin() Origin { return tx.origin }

// ReadOnly tells whether the tenant's rows are not to be changed: what a question
// makes on the way is then not kept.
func (tx *Tx) ReadOnly() bool { return tx.readOnly }

// Files returns where files are kept, nil when they are kept nowhere.
func (tx *Tx) Files() *blob.Store { return tx.registry.files }

// Keys returns what seals secrets, nil when nothing does.
func (tx *Tx) Keys() *secret.Keeper { return tx.registry.keys }

// Trial tells whether nobody works here in earnest, as [Options] say.
func (tx *Tx) Trial() bool { return tx.registry.trial }

// NewFileName returns a name under which a new file of a record can be kept, its
// extension with the dot: attachments/{tenant}/{entity}/{record}/{id}.pdf.
func (tx *Tx) NewFileName(of Ref, extension string) string {
	return path.Join("attachments", tx.Tenant().String(), of.Entity, of.ID.String(), newUUID().String()+extension)
}

// Emit tells news about a record: it is written with the transaction, and the
// reactions of higher modules run before the commit. The type of the event must
// be declared by a module.
func (tx *Tx) Emit(about Ref, payload any) error {
	t := reflect.TypeOf(payload)
	declared, known := tx.registry.events[t]
	if !known {
		return fmt.Errorf("event %s is declared by no module", t)
	}
	body := declared.shape.append(nil, reflect.ValueOf(payload), encoding{})
	tx.outbox = append(tx.outbox, tx.event(declared.name, about, tx.versionOf(about.ID), body))
	tx.news = append(tx.news, news{payload: payload})
	return nil
}

func (tx *Tx) versionOf(id uuid.UUID) int64 {
	if t, ok := tx.loaded[id]; ok {
		return *t.plan.header(t.rec).version
	}
	return 0
}

func (tx *Tx) event(name string, about Ref, version int64, payload []byte) event.Event {
	return event.Event{
		ID: newUUID(), CorrelationID: tx.origin.RequestID, CausationID: tx.origin.Cause, TenantID: tx.Tenant(),
		OccurredAt: tx.began, Type: name, Aggregate: event.Aggregate{Entity: about.Entity, ID: about.ID, Version: version},
		Actor: tx.actor.ID, Payload: payload,
	}
}

// maxNews bounds how many events one transaction may set off, so that reactions
// that answer each other end with an error instead of never.
const maxNews = 10_000

// react runs the reactions to all news, and to the news that these tell.
func (tx *Tx) react(ctx context.Context) error {
	for told := 0; len(tx.news) > 0; told++ {
		if told >= maxNews {
			return fmt.Errorf("more than %d events in one transaction: reactions answer each other", maxNews)
		}
		payload := tx.news[0].payload
		tx.news = tx.news[1:]
		for _, do := range tx.registry.reactions[reflect.TypeOf(payload)] {
			if err := do(ctx, tx, payload); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle runs what is due before the commit: reactions, then the rows of the
// audit trail and of the outbox, one statement each.
func (tx *Tx) settle(ctx context.Context) error {
	if err := tx.react(ctx); err != nil {
		return err
	}
	for i := range tx.audit {
		tx.wrote = append(tx.wrote, tx.audit[i].Entity)
	}
	tx.tellUses()
	if len(tx.audit) > 0 {
		tx.Exec(audit.Insert, audit.Args(tx.audit)...)
		for _, watch := range tx.registry.watches {
			if err := watch(ctx, tx, tx.audit); err != nil {
				return fmt.Errorf("watch: %w", err)
			}
		}
	}
	if len(tx.outbox) > 0 {
		from := len(tx.told.Events)
		tx.told.Events = append(tx.told.Events, tx.outbox...)
		tx.Exec(event.Insert, event.Args(tx.outbox, tx.registry.routes)...).Reads(func(rows pgx.Rows) error {
			return tx.registry.takeTold(&tx.told, rows, tx.told.Events[from:])
		})
	}
	for _, f := range tx.forgets {
		tx.Exec(sqlForget, f.ids, f.fields, f.words)
	}
	tx.audit, tx.outbox, tx.forgets = nil, nil, nil
	return nil
}

// takeTold reads what [event.Insert] returns for some events. Who is subscribed in
// rows and by no module gets nothing, and nobody needs to look for it.
func (r *Registry) takeTold(t *Told, rows pgx.Rows, events []event.Event) error {
	var due []string
	var sequences []int64
	_, err := pgx.ForEachRow(rows, []any{&due, &sequences}, func() error {
		for _, name := range due {
			if s := r.subscriptions[name]; s != nil && !slices.Contains(t.Due, s.Kind) {
				t.Due = append(t.Due, s.Kind)
			}
		}
		for i, n := range sequences {
			events[i].Sequence = n
		}
		return nil
	})
	return err //nolint:wrapcheck // mapped by whoever sends
}

// Declares tells whether there is an entity of that name, such as "sales.order".
func (tx *Tx) Declares(name string) bool { return tx.registry.byName[name] != nil }

// Modules returns the modules of the program, in the order of their tiers.
func (tx *Tx) Modules() []Module { return tx.registry.Modules() }

// HasField tells whether an entity has a field of that name by itself.
func (tx *Tx) HasField(entity, field string) bool {
	p := tx.registry.byName[entity]
	if p == nil {
		return false
	}
	_, has := p.shape.byName[field]
	return has
}

// Once returns what read returned when it was first called under a name in the
// transaction: for what the handlers of many events ask each, and none of them changes.
func Once[T any](tx *Tx, name string, read func() (T, error)) (T, error) {
	if found, ok := tx.once[name].(T); ok {
		return found, nil
	}
	found, err := read()
	if err == nil {
		if tx.once == nil {
			tx.once = map[string]any{}
		}
		tx.once[name] = found
	}
	return found, err
}

// AfterCommit has do run in this process once the transaction is committed: for
// caches, never for anything that must happen.
func (tx *Tx) AfterCommit(do func()) { tx.committed = append(tx.committed, do) }

// Wrote says that the transaction writes by plain SQL what belongs to an entity, so
// that caches hear of it as of any record of it.
func (tx *Tx) Wrote(entity string) { tx.wrote = append(tx.wrote, entity) }

// afterCommit runs what was put off, and hints at what was written.
func (tx *Tx) afterCommit() {
	for _, do := range tx.committed {
		do()
	}
	if tx.registry.written != nil && len(tx.wrote) > 0 {
		tx.registry.written(tx.Tenant(), tx.wrote)
	}
	if tx.registry.told != nil && len(tx.told.Events) > 0 {
		tx.told.Tenant = tx.Tenant()
		tx.registry.told(tx.told)
	}
}

// ForgetCustom has this process read anew what the tenant has set for itself: its own
// fields, and how it numbers.
func (tx *Tx) ForgetCustom() { tx.registry.customs.Drop(context.Background(), tx.Tenant()) }
