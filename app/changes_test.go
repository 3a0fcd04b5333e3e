package app_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity"
)

// change is a row of the list of all changes.
type change struct {
	ID        uuid.UUID
	ChangedAt time.Time                  `json:"changed_at"`
	ActorName string                     `json:"actor_name"`
	Actor     struct{ ID, Title string } // of the users; empty for others
	Verb      string
	Subject   string
	Record    entity.Ref
	Version   int `json:"record_version"`
	Fields    []string
}

// changePage is a page of the list of all changes.
type changePage struct {
	Data []change
	Next string `json:"next_cursor"`
}

// changes asks for a page of the list of all changes.
func (s *surface) changes(token, query string) (page changePage) {
	s.Helper()
	if err := json.Unmarshal(s.get("/api/client/changes?"+query, token).want(200).body, &page); err != nil {
		s.Fatal(err)
	}
	return page
}

// TestChanges: who changed what in the whole company is told to those who may know it,
// page after page, without what the fields held; to others, and to other companies, it
// is not.
func TestChanges(t *testing.T) {
	d := newDoorstep(t)
	onTiers(t, d, func(s *surface, b *behind, owner string) {
		_, stranger := s.tenant(enterprise.Tier(s.Name()[strings.LastIndex(s.Name(), "/")+1:]))
		sales := s.user(owner, "sales")
		ida := s.do(owner, "clients", `{"name":"Ida Falkenrath","kind":"person","email":"ida@falkenrath.example","country":"DE"}`)
		s.call(http.MethodPatch, "/api/client/clients/"+ida, owner, `{"note":"Allergic to chanterelles"}`).want(200)
		s.do(s.user(owner, "manager"), "clients/"+ida+"/archive", `{}`)
		category := s.do(owner, "categories", `{"name":"Teas"}`)
		s.remove("/api/client/categories/"+category, owner).want(204)

		of := func(query string) (told []string) {
			for _, c := range s.changes(owner, query).Data {
				told = append(told, strings.Join([]string{c.ActorName, c.Verb, c.Record.Entity, strings.Join(c.Fields, "+")}, " "))
			}
			return told
		}
		if got := of("record=" + category); len(got) != 2 || !strings.Contains(got[0], " delete catalog.category ") || !strings.HasSuffix(got[1], "create catalog.category name+path") {
			t.Errorf("of the category: %q", got)
		}
		got := of("record=" + ida)
		if len(got) != 3 || !strings.Contains(got[0], "archive crm.client ") || !strings.Contains(got[0], "status") ||
			!strings.HasSuffix(got[1], "update crm.client note") || !strings.Contains(got[2], "create crm.client ") || !strings.Contains(got[2], "email") {
			t.Errorf("of the client: %q", got)
		}
		archived := s.changes(owner, "record="+ida+"&verb=archive&include=actor").Data[0]
		if by := archived.Actor; by.Title != "manager" || len(s.changes(owner, "actor="+by.ID).Data) != 1 || archived.Version != 3 {
			t.Errorf("by whom: %+v", archived)
		}
		if hour := time.Now().Add(time.Hour).UTC().Format(time.RFC3339); len(of("changed_at[gte]="+hour)) != 0 || len(of("changed_at[lt]="+hour+"&subject=crm.client")) != 3 {
			t.Error("time and kind do not narrow the list")
		}
		for _, known := range []string{"falkenrath", "chanterelles", "Teas"} {
			if all := s.get("/api/client/changes?fields=*&limit=200", owner).want(200); all.has(known) {
				t.Errorf("the list tells %q, which stands in a record: %s", known, all.body)
			}
		}
		s.wantAllChanges(b, owner)
		s.wantNoChanges(sales, stranger, archived.ID.String())
		data := s.post("/api/client/clients/"+ida+"/personal-data", owner, `{}`).want(200)
		if !data.has(`"written"`) || data.has("system.change") {
			t.Errorf("what is kept about a person tells twice who wrote it: %s", data.body)
		}
	})
}

// wantAllChanges pages through all of them, newest first.
func (s *surface) wantAllChanges(b *behind, owner string) {
	s.Helper()
	all := b.count("system_audit", "true")
	var seen []change
	for query := "limit=7"; ; {
		page := s.changes(owner, query)
		if seen = append(seen, page.Data...); page.Next == "" {
			break
		}
		query = "limit=7&cursor=" + page.Next
	}
	newest := slices.IsSortedFunc(seen, func(x, y change) int { return y.ChangedAt.Compare(x.ChangedAt) })
	ids := map[uuid.UUID]bool{}
	for _, c := range seen {
		ids[c.ID] = true
	}
	if len(ids) != all || len(seen) != all || !newest {
		s.Errorf("%d of %d changes, %d of them different, newest first: %v", len(seen), all, len(ids), newest)
	}
}

// wantNoChanges: neither who may not know them nor another company is told of changes.
func (s *surface) wantNoChanges(sales, stranger, id string) {
	s.Helper()
	for _, path := range []string{"changes", "changes/summary?group_by=verb", "changes/" + id} {
		s.get("/api/client/"+path, sales).want(403)
	}
	s.get("/api/client/changes/"+id, stranger).want(404)
	for _, c := range s.changes(stranger, "limit=200").Data {
		if c.Record.Entity == "crm.client" || c.ID.String() == id {
			s.Errorf("another company is told of %+v", c)
		}
	}
}
