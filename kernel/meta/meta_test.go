package meta

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Book has a flow and points at its author.
type Book struct {
	entity.Base[Book]
	entity.State[Status]

	Title  string            `entity:"required,filter"` // on the cover
	Author entity.ID[Author] `entity:"filter"`
	Pages  []Page            `entity:"owned"`
}

// Page is a line with a reference of its own.
type Page struct {
	entity.Line

	Artist entity.ID[Author]
}

// Status is where a book stands.
type Status string

func (Book) Entity() entity.Spec[Book] {
	return entity.Spec[Book]{
		Name: "shelf.book", Title: "{title}", List: []string{"title"}, Read: "shelf.book.read", Edit: "shelf.book.edit", Delete: "shelf.book.delete",
		Flow: entity.Flow[Book, Status]{
			{Verb: "lend", From: []Status{"in"}, To: "out", Need: "shelf.book.lend"},
			{Verb: "burn", From: []Status{"in"}, To: "ashes", Need: "shelf.book.burn"},
		},
	}
}

// Author writes.
type Author struct {
	entity.Base[Author]

	Name string `entity:"required"`
}

func (Author) Entity() entity.Spec[Author] {
	return entity.Spec[Author]{Name: "people.author", Title: "{name}", List: []string{"name"}, Read: "people.author.read", View: true}
}

func catalogue(t *testing.T) *Catalogue {
	t.Helper()
	act := func(_ context.Context, _ *entity.Tx, in struct{}) (struct{}, error) { return in, nil }
	r, err := entity.Compile(entity.Options{
		Help: map[string]string{"github.com/guildhall/guildhall/kernel/meta.Book.Title": "on the cover"},
		Modules: []entity.Module{
			{Name: "people", Label: "People", Entities: []entity.Declared{entity.Declare[Author]()}},
			{
				Name: "shelf", Label: "Shelf", Entities: []entity.Declared{entity.Declare[Book]()},
				Roles: []entity.Role{{Name: "librarian"}},
				Actions: []entity.Action{
					entity.NewAction("books/count", "shelf.book.count", "Counts.", act),
					entity.ActionOn("bind", "shelf.book.bind", "Binds.", func(_ context.Context, _ *entity.Tx, b *Book, _ struct{}) (*Book, error) { return b, nil }),
				},
			},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return New(r)
}

func viewer(permissions ...auth.Permission) Viewer {
	a := &auth.Actor{Kind: auth.KindUser, ID: uuid.Max, Name: "Ann"}
	for _, p := range permissions {
		a.Grants = append(a.Grants, auth.Grant{Permission: p, Reach: auth.ReachSite})
	}
	return Viewer{Actor: a}
}

// shown is what a viewer gets, in one line.
func shown(t *testing.T, c *Catalogue, v Viewer) string {
	t.Helper()
	var out []string
	for _, m := range c.Overview(v, Tenant{Slug: "acme"}).Modules {
		for _, e := range m.Entities {
			full, ok := c.Entity(v, e.Plural)
			if !ok {
				t.Fatalf("%s is listed, but not described", e.Name)
			}
			var may strings.Builder
			for i, can := range []bool{full.MayCreate, full.MayUpdate, full.MayDelete} {
				if can {
					may.WriteString("cud"[i : i+1])
				}
			}
			for _, s := range full.Steps {
				may.WriteString(" " + s.Verb)
			}
			for _, a := range full.Actions {
				may.WriteString(" +" + a.Path)
			}
			i := slices.IndexFunc(full.Fields, func(f entity.FieldOf) bool { return f.Name == "author" })
			if i >= 0 {
				may.WriteString(" →" + full.Fields[i].Target)
				lines := full.Fields[slices.IndexFunc(full.Fields, func(f entity.FieldOf) bool { return f.Name == "pages" })].Lines
				may.WriteString(lines[len(lines)-1].Target)
			}
			out = append(out, e.Name+": "+may.String())
		}
		for _, a := range m.Actions {
			out = append(out, m.Name+"! "+a.Path)
		}
	}
	return strings.Join(out, "; ")
}

func TestDescriptionsAreThoseOfTheViewer(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	off := viewer("*")
	off.Modules = []string{"people"}
	for _, tt := range []struct {
		name string
		v    Viewer
		want string
	}{
		{"nobody", viewer(), ""},
		{"all", viewer("*"), "people.author: ; shelf.book: cud lend burn +bind →people.authorpeople.author; shelf! books/count"},
		{"reader", viewer("shelf.book.read"), "shelf.book:  →"},
		{"reader of both", viewer("shelf.book.read", "people.author.read"), "people.author: ; shelf.book:  →people.authorpeople.author"},
		{"lender", viewer("shelf.book.read", "shelf.book.lend", "shelf.book.edit"), "shelf.book: cu lend →"},
		{"without reading", viewer("shelf.book.edit", "shelf.book.count"), "shelf! books/count"},
		{"a module off", off, "people.author: "},
	} {
		if got := shown(t, c, tt.v); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	if got := shown(t, c, viewer("*")); !strings.Contains(got, "burn") {
		t.Errorf("the catalogue was changed by whoever looked: %s", got)
	}
	if _, ok := c.Entity(viewer("*"), "shelf.nothing"); ok {
		t.Error("an unknown entity is described")
	}
	if _, ok := c.Entity(viewer(), "shelf.book"); ok {
		t.Error("an unseen entity is described")
	}
}

func TestPermissionsAndFlows(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	got := c.Permissions(viewer("shelf.book.lend", "shelf.book.read"))
	want := []Permission{
		{Name: "shelf.book.lend", Reach: "site", UsedBy: []string{"shelf.book: lend"}},
		{Name: "shelf.book.read", Reach: "site", UsedBy: []string{"shelf.book: read"}},
	}
	if len(got) != 2 || got[0].Name != want[0].Name || got[0].Reach != "site" || !slices.Equal(got[0].UsedBy, want[0].UsedBy) || !slices.Equal(got[1].UsedBy, want[1].UsedBy) {
		t.Errorf("permissions: %+v", got)
	}
	if all := c.Permissions(viewer("*")); len(all) != 8 {
		t.Errorf("%d permissions: %+v", len(all), all)
	}
	flows := c.Flows(viewer("shelf.book.read", "shelf.book.burn"))
	if len(flows) != 1 || flows[0].Start != "in" || len(flows[0].Steps) != 1 || flows[0].Steps[0].Verb != "burn" || len(flows[0].States) != 3 {
		t.Errorf("flows: %+v", flows)
	}
	if none := c.Flows(viewer()); none == nil || len(none) != 0 {
		t.Errorf("flows of nobody: %#v", none)
	}
}

// TestModuleOff: its permissions and roles are not there either.
func TestModuleOff(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	v := viewer("*", "shelf.book.read")
	v.Actor.Roles = []string{"librarian", "night-shift"}
	if on := c.Overview(v, Tenant{}).Actor.Roles; !slices.Equal(on, v.Actor.Roles) {
		t.Errorf("roles: %q", on)
	}
	v.Modules = []string{"people"}
	if off := c.Overview(v, Tenant{}).Actor.Roles; !slices.Equal(off, []string{"night-shift"}) {
		t.Errorf("roles: %q", off)
	}
	for _, p := range c.Permissions(v) {
		if strings.HasPrefix(string(p.Name), "shelf.") {
			t.Errorf("tells of %+v", p)
		}
	}
}

// TestRelated: an entity knows which others refer to it, as far as the viewer may.
func TestRelated(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	for name, tt := range map[string]struct {
		v    Viewer
		want []Related
	}{
		"all":               {viewer("*"), []Related{{"shelf.book", "author"}}},
		"without the books": {viewer("people.author.read"), []Related{}},
	} {
		if e, _ := c.Entity(tt.v, "people.author"); !slices.Equal(e.Related, tt.want) {
			t.Errorf("%s: %v, want %v", name, e.Related, tt.want)
		}
	}
	if e, _ := c.Entity(viewer("*"), "shelf.book"); e.State != "status" {
		t.Errorf("the state's field is %q", e.State)
	}
}

func TestHelpAndListsInJSON(t *testing.T) {
	t.Parallel()
	c := catalogue(t)
	v := viewer("shelf.book.read")
	e, _ := c.Entity(v, "shelf.book")
	text, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"help":"on the cover"`, `"may_create":false`, `"states":["in","out","ashes"]`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in %s", want, text)
		}
	}
	overview, err := json.Marshal(c.Overview(viewer(), Tenant{}))
	if err != nil || strings.Contains(string(overview), "null") {
		t.Errorf("an empty list is null: %s, %v", overview, err)
	}
}
