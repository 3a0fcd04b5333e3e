package workspace

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Sharing says who sees a view besides its owner.
type Sharing string

// Who sees a view.
const (
	ForMe       Sharing = "me"       // nobody else
	ForTeam     Sharing = "team"     // the owner's department
	ForEveryone Sharing = "everyone" // the whole company
)

// Choices lists who may see a view.
func (Sharing) Choices() []string {
	return []string{string(ForMe), string(ForTeam), string(ForEveryone)}
}

// View is a list as somebody wants to see it again.
type View struct {
	ID        uuid.UUID `json:"id"`                  // of the view
	Entity    string    `json:"entity"`              // whose list it is
	Name      string    `json:"name"`                // what it is called
	Query     string    `json:"query" entity:"text"` // the list's query string, as the user interface writes it
	Shared    Sharing   `json:"shared"`              // who sees it: me, team or everyone
	Position  int       `json:"position"`            // where it stands among the views of the list, the smallest first
	Pinned    bool      `json:"pinned"`              // whether it stands in the navigation
	IsDefault bool      `json:"is_default"`          // whether the list opens with it
	Owner     uuid.UUID `json:"owner"`               // whose it is
	OwnerName string    `json:"owner_name"`          // what they are called
	ChangedAt time.Time `json:"changed_at"`          // when it was saved last
	MayChange bool      `json:"may_change"`          // whether the asking user may change it
}

// Views are those that somebody sees.
type Views struct {
	Data []View // by position and name
}

// AskViews asks for views.
type AskViews struct {
	Entity string // of lists of this entity only; of all when empty
}

// Limits of views.
const (
	mostViews    = 500   // of one owner
	mostShown    = 2_000 // in one answer
	longestName  = 100   // characters
	longestQuery = 4_000 // bytes
)

const (
	sqlView = `select v.id, v.entity, v.name, v.query, v.shared, v.position, v.pinned, v.is_default, v.owner, coalesce(u.name, ''), v.changed_at, $2::boolean
from workspace_view v join identity_user u on u.tenant_id = $1 and u.id = v.owner where v.tenant_id = $1 `

	// A department that nobody belongs to shares nothing.
	sqlSeen  = sqlView + `and (v.owner = $3 or v.shared = 'everyone' or v.shared = 'team' and u.department = $4) `
	sqlViews = sqlSeen + `and ($5 = '' or v.entity = $5) order by v.position, v.name, v.id limit $6`
)

// views is served as GET …/views.
func views(ctx context.Context, tx *entity.Tx, in AskViews) (Views, error) {
	all, err := viewsOf(ctx, tx, in.Entity)
	return Views{Data: all}, err
}

// viewsOf returns the views that the asking user sees, of lists that they may read.
func viewsOf(ctx context.Context, tx *entity.Tx, of string) ([]View, error) {
	a := tx.Actor()
	rows, err := pg.Query[View](ctx, tx, sqlViews, false, a.ID, a.Department, of, mostShown)
	if err != nil {
		return nil, fmt.Errorf("read views: %w", err)
	}
	out := []View{}
	for _, v := range rows {
		if tx.Sees(v.Entity) {
			v.MayChange = v.changes(tx)
			out = append(out, v)
		}
	}
	return out, nil
}

// changes tells whether the asking user may change the view.
func (v *View) changes(tx *entity.Tx) bool {
	return v.Owner == tx.Actor().ID || v.Shared == ForEveryone && tx.May(ShareViews)
}

// AddView saves a view.
type AddView struct {
	Entity    string  `entity:"required"` // whose list it is
	Name      string  `entity:"required"` // what it is called
	Query     string  `entity:"text"`     // the list's query string, as the user interface writes it; at most 4,000 bytes
	Shared    Sharing // who sees it: me, team or everyone
	Position  int     // where it stands among the views of the list, the smallest first
	Pinned    bool    // whether it stands in the navigation
	IsDefault bool    // whether the list opens with it
}

const (
	sqlCountViews = `select count(*) from workspace_view where tenant_id = $1 and owner = $2`
	sqlSaveView   = `insert into workspace_view (tenant_id, id, owner, entity, name, query, shared, position, pinned, is_default, changed_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (tenant_id, id) do update set name = excluded.name, query = excluded.query, shared = excluded.shared, position = excluded.position,
  pinned = excluded.pinned, is_default = excluded.is_default, changed_at = excluded.changed_at`
	// A list opens with one view of everyone's, and with one of each owner's others.
	sqlOnlyDefault = `update workspace_view set is_default = false where tenant_id = $1 and entity = $2 and id <> $3 and is_default
  and (shared = 'everyone') = $4 and ($4 or owner = $5)`
)

// addView is served as POST …/views/add.
func addView(ctx context.Context, tx *entity.Tx, in AddView) (View, error) {
	if err := aPerson(tx); err != nil {
		return View{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return View{}, fmt.Errorf("name a view: %w", err)
	}
	if in.Shared == "" {
		in.Shared = ForMe
	}
	v := View{
		ID: id, Entity: in.Entity, Name: in.Name, Query: in.Query, Shared: in.Shared, Position: in.Position, Pinned: in.Pinned,
		IsDefault: in.IsDefault, Owner: tx.Actor().ID, OwnerName: tx.Actor().Name,
	}
	n, _, err := pg.One[int](ctx, tx, sqlCountViews, v.Owner)
	if err != nil {
		return View{}, fmt.Errorf("count views: %w", err)
	}
	if n >= mostViews {
		return View{}, problem.InvalidField("/name", "too-many", "Somebody can have %d views. Remove some first.", mostViews)
	}
	return v.save(tx, ForMe)
}

// save writes a view down; was says who saw it until now.
func (v *View) save(tx *entity.Tx, was Sharing) (View, error) {
	v.Name = strings.TrimSpace(v.Name)
	if err := v.check(tx); err != nil {
		return View{}, err
	}
	if v.Shared == ForEveryone && was != ForEveryone && !tx.May(ShareViews) {
		return View{}, auth.Missing(ShareViews, "to share a view with everyone").With("pointer", "/shared")
	}
	v.ChangedAt = tx.Now()
	tx.Exec(sqlSaveView, v.ID, v.Owner, v.Entity, v.Name, v.Query, string(v.Shared), v.Position, v.Pinned, v.IsDefault, v.ChangedAt)
	if v.IsDefault {
		tx.Exec(sqlOnlyDefault, v.Entity, v.ID, v.Shared == ForEveryone, v.Owner)
	}
	v.MayChange = v.changes(tx)
	return *v, nil
}

func (v *View) check(tx *entity.Tx) error {
	var errs problem.Fields
	if !tx.Sees(v.Entity) {
		errs.Add("/entity", "unknown-entity", "Names nothing that you can list.")
	}
	if v.Name == "" {
		errs.Add("/name", "required", "Must be given.")
	}
	if utf8.RuneCountInString(v.Name) > longestName {
		errs.Add("/name", "too-long", "Must have at most %d characters.", longestName)
	}
	if v.Shared == ForTeam && v.Owner == tx.Actor().ID && tx.Actor().Department == uuid.Nil {
		errs.Add("/shared", "no-department", "You belong to no department that could see it.")
	}
	switch _, err := url.ParseQuery(v.Query); {
	case len(v.Query) > longestQuery:
		errs.Add("/query", "too-long", "Must have at most %d bytes.", longestQuery)
	case err != nil || strings.ContainsFunc(v.Query, unicode.IsControl) || strings.HasPrefix(v.Query, "?"):
		errs.Add("/query", "invalid-query", "Must be a query string, without the question mark.")
	}
	return errs.Err()
}

// ChangeView changes a view. What is not given stays as it is.
type ChangeView struct {
	View      uuid.UUID `entity:"required"` // the saved view
	Name      *string   // what it is called
	Query     *string   `entity:"text"` // the list's query string, as the user interface writes it; at most 4,000 bytes
	Shared    *Sharing  // who sees it: me, team or everyone
	Position  *int      // where it stands among the views of the list, the smallest first
	Pinned    *bool     // whether it stands in the navigation
	IsDefault *bool     // whether the list opens with it
}

// changeView is served as POST …/views/change.
func changeView(ctx context.Context, tx *entity.Tx, in ChangeView) (View, error) {
	v, err := viewToChange(ctx, tx, in.View)
	if err != nil {
		return View{}, err
	}
	was := v.Shared
	take(&v.Name, in.Name)
	take(&v.Query, in.Query)
	take(&v.Shared, in.Shared)
	take(&v.Position, in.Position)
	take(&v.Pinned, in.Pinned)
	take(&v.IsDefault, in.IsDefault)
	return v.save(tx, was)
}

func take[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

const sqlViewToChange = sqlSeen + `and v.id = $5 for update of v`

// viewToChange locks a view that the asking user may change. Of one that they do not
// see nothing is told.
func viewToChange(ctx context.Context, tx *entity.Tx, id uuid.UUID) (View, error) {
	a := tx.Actor()
	v, found, err := pg.One[View](ctx, tx, sqlViewToChange, false, a.ID, a.Department, id)
	switch {
	case err != nil:
		return View{}, fmt.Errorf("read a view: %w", err)
	case !found || !tx.Sees(v.Entity):
		return View{}, problem.NotFound("View")
	case v.changes(tx):
		return v, nil
	case v.Shared == ForEveryone:
		return View{}, auth.Missing(ShareViews, "to change a view that everyone sees")
	}
	return View{}, problem.Forbidden("not-yours", "Only whoever has saved this view changes it. Save one of your own.")
}

// RemoveView removes a view.
type RemoveView struct {
	View uuid.UUID `entity:"required"` // the saved view
}

const sqlRemoveView = `delete from workspace_view where tenant_id = $1 and id = $2`

// removeView is served as POST …/views/remove. It answers with what is left.
func removeView(ctx context.Context, tx *entity.Tx, in RemoveView) (Views, error) {
	v, err := viewToChange(ctx, tx, in.View)
	if err != nil {
		return Views{}, err
	}
	tx.Exec(sqlRemoveView, v.ID)
	return views(ctx, tx, AskViews{Entity: v.Entity})
}
