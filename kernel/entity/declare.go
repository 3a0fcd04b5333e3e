package entity

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
)

// Base is what every entity has.
type Base[T any] struct {
	ID        ID[T]          // the record's identity, never reused
	Version   int64          // the number of the present version, raised by every change that a person makes
	CreatedAt time.Time      // when the record was made
	UpdatedAt time.Time      // when it was last changed
	Custom    map[string]any // the fields that the company has added, by name
}

// Scope says where a record stands, for access: its site, its owner and the
// department. Each may be empty. A new record takes them from its actor.
type Scope struct {
	Site       uuid.UUID `entity:"filter"` // the site that the record belongs to
	Owner      uuid.UUID `entity:"filter"` // the user who looks after it
	Department uuid.UUID `entity:"filter"` // the department that looks after it
}

// State gives an entity a life cycle. Nothing but the steps of its [Flow]
// writes Status.
type State[S ~string] struct {
	Status S `entity:"readonly,filter"` // where the record stands in its life cycle
}

// Line is what every owned row has.
type Line struct {
	ID       uuid.UUID // the line's identity within the document
	Position int       // 1 for the first line
}

// Choice is implemented by a string type whose values are a closed list. The
// first is the default of a field that is not required.
type Choice interface {
	~string
	// Choices lists the values.
	Choices() []string
}

// TrialChoice is a choice of which some values are for trying alone: where
// [Options.Trial] does not say so, they are read and filtered by, and offered to
// nobody. The entity's Check refuses them.
type TrialChoice interface {
	Choice
	// TrialChoices lists those values.
	TrialChoices() []string
}

// Spec says what the struct cannot.
//
// Derive, Check and the steps' Do run inside the transaction, after the actor's
// permission was checked. Derive computes what follows from other fields and may
// read; Check refuses with a problem; Frozen tells whether users may no longer
// edit or delete the record (steps still apply).
type Spec[T any] struct {
	Name   string   // module and noun: "sales.order"; also the table, with _ for the dot
	Plural string   // the URL segment; the noun with an s when empty
	Label  string   // the name people see; the noun, capitalised, when empty
	Title  string   // what a record is called: "{number} {name}"
	List   []string // the columns a list shows first
	Sort   string   // the default order of a list: "-placed"; newest first when empty
	Series *Series  // how the field tagged sequence is numbered

	Read   auth.Permission // to see
	Edit   auth.Permission // to create and to change
	Delete auth.Permission // to delete; Edit when empty
	View   bool            // written by code alone: no create, update, delete in the API
	Self   bool            // a record is somebody who acts, and the owner of itself

	// Defaults fills in what a user's new record has before its body is taken: for
	// fields whose empty value is not the usual one.
	Defaults func(*T)

	Derive func(context.Context, *Tx, *T) error
	Check  func(context.Context, *Tx, *T) error
	Frozen func(*T) bool
	Remove func(context.Context, *Tx, *T) error // refuses with a problem that a user deletes the record
	Flow   flow[T]

	// Refs says, for fields of type uuid.UUID, which entity they point at: for
	// modules of the same tier, which cannot import each other. [People] stands for the
	// entity of those who act.
	Refs map[string]string

	// Trail entities tell who did what to records. They say so whatever becomes of these,
	// and of who acted: nothing holds their references. Where all that is about a record
	// is collected, or forgotten, the logs that they show are seen to by themselves. Each
	// index of theirs goes on in the order of Sort.
	Trail bool

	// Guards names fields whose change needs a permission besides Edit.
	Guards map[string]auth.Permission

	// Sensitive entities have each reading of theirs kept, too: who saw what, when
	// and from where.
	Sensitive bool

	// About names the reference that says about whom a record is, where others only
	// say who had a say in it. A record is about all that it refers to when empty.
	About string

	// Kept are the states in which the law keeps a record as it stands, even when the
	// person whom it names is forgotten: a posted invoice.
	Kept []string
}

// Series says how the records of an entity are numbered.
type Series struct {
	// Pattern and Digits say how they are numbered until the company says otherwise:
	// "SO-{year}-{n}" counts anew each year, "C-{n}" never. Digits is the least width
	// of n.
	Pattern string
	Digits  int
	// Gapless series take the number inside the transaction and hold the counter
	// until it commits; the others hand out numbers from blocks and may skip some.
	Gapless bool
	// Late leaves the number empty on creation; code asks for it by [Number].
	Late bool
}

// Flow is a life cycle: every legal step, in the order a user interface shows
// them. A new record starts in the From of the first step, unless Start names
// another.
type Flow[T any, S ~string] []Step[T, S]

// Step takes a record from one of the From states to To, when the actor holds
// Need. It is an endpoint, a button, an audit line and an event.
type Step[T any, S ~string] struct {
	Verb  string                               // imperative, the last segment of the URL: "confirm"
	From  []S                                  // where the step may be taken
	To    S                                    // where it leads
	Need  auth.Permission                      // who may take it
	Takes []string                             // fields that the call may set; "name!" must be given
	Do    func(context.Context, *Tx, *T) error // further effects; changes to the record are saved
	Event func(*T) any                         // the typed event; by default one named after To
	When  func(*T) error                       // refuses with a problem what From alone cannot tell
}

type flow[T any] interface{ compile() []step }

// Record is implemented by every entity.
type Record[T any] interface {
	// Entity returns the rest of the entity's declaration.
	Entity() Spec[T]
}

type stateful[S ~string] interface{ state() *State[S] }

func (s *State[S]) state() *State[S] { return s }
func (s *State[S]) status() string   { return string(s.Status) }
func (s *State[S]) setStatus(v string) {
	s.Status = S(v)
}

// step is a [Step] without its types.
type step struct {
	verb  string
	from  []string
	to    string
	need  auth.Permission
	takes []string
	do    func(context.Context, *Tx, any) error
	when  func(any) error
	event func(any) any
}

func (f Flow[T, S]) compile() []step {
	steps := make([]step, len(f))
	for i, s := range f {
		steps[i] = step{verb: s.Verb, to: string(s.To), need: s.Need, takes: s.Takes}
		for _, from := range s.From {
			steps[i].from = append(steps[i].from, string(from))
		}
		if s.Do != nil {
			steps[i].do = func(ctx context.Context, tx *Tx, rec any) error { return s.Do(ctx, tx, cast[*T](rec)) }
		}
		if s.When != nil {
			steps[i].when = func(rec any) error { return s.When(cast[*T](rec)) }
		}
		if s.Event != nil {
			steps[i].event = func(rec any) any { return s.Event(cast[*T](rec)) }
		}
	}
	return steps
}
