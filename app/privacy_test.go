package app_test

import (
	"bytes"
	"encoding/csv"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

// TestPrivacyReport asks what is kept about private persons, over the API and as a
// table, on every tier.
func TestPrivacyReport(t *testing.T) {
	d := newDoorstep(t)
	onTiers(t, d, func(s *surface, b *behind, owner string) {
		s.Helper()
		role := func(name string) string {
			return s.get("/api/client/roles?name="+name, owner).want(200).field("data", "0", "id")
		}
		hire := func(name, email, of string) string {
			user := s.do(owner, "users", `{"name":"`+name+`","email":"`+email+`","roles":["`+role(of)+`"]}`)
			return s.post("/api/client/tokens/issue", owner, `{"user":"`+user+`","name":"t"}`).want(200).field("secret")
		}
		admin, seller := hire("=Cmd|calc", "adam@acme.example", "admin"), hire("Sam", "sam@acme.example", "sales")
		ida := s.do(owner, "clients", `{"name":"Ida Falk","kind":"person"}`)
		s.do(owner, "contacts", `{"client":"`+ida+`","last_name":"Falk"}`)
		for range 2 {
			s.do(owner, "consents", `{"client":"`+ida+`","purpose":"newsletter","given_at":"2026-05-01T09:00:00Z","source":"web","text_version":"3"}`)
		}
		s.get("/api/client/contacts", admin).want(200)
		s.do(owner, "clients/"+ida+"/personal-data", `{}`)
		s.do(owner, "clients/"+ida+"/anonymise", `{}`)

		s.get("/api/client/privacy/report", seller).want(403, "missing-permission")
		s.get("/api/client/privacy/report?days=-1", admin).want(422, "invalid")
		key := enterprise.Key{ID: uuid.MustParse(b.tenant)}
		var table [][]string
		for range 100 { // readings are written a moment after the answer
			r, err := d.PrivacyReport(s.Context(), key, 30)
			if err != nil {
				s.Fatal(err)
			}
			var text bytes.Buffer
			if err := r.CSV(&text); err != nil {
				s.Fatal(err)
			}
			if table, err = csv.NewReader(&text).ReadAll(); err != nil {
				s.Fatal(err)
			}
			if len(r.Readings) > 0 {
				break
			}
		}
		for _, want := range [][]string{
			{"personal", "crm.contact", "first_name last_name job_title email phone", "sensitive", "1"},
			{"personal", "signin_credential", "password totp", "not sensitive", "0"},
			{"tally", "crm.consent", "newsletter", "given", "2"},
			{"request", "crm.client", ida, "export", "1"},
			{"request", "crm.client", ida, "anonymise", "1"},
			{"reading", "crm.contact", "1 times", "", "1"},
		} {
			if !slices.ContainsFunc(table, func(row []string) bool { return slices.Equal(row[:5], want) }) {
				s.Errorf("the table has no row %q: %q", want, table)
			}
		}
		if !slices.ContainsFunc(table, func(row []string) bool { return row[0] == "reading" && row[6] == "'=Cmd|calc" }) {
			s.Errorf("the reader is not told, or could be taken for a formula: %q", table)
		}
		told := s.get("/api/client/privacy/report", admin).want(200)
		for _, part := range []string{"personal", "retentions", "tallies", "requests", "readings"} {
			if told.field(part, "0") == "" {
				s.Errorf("the report has no %s: %.500s", part, told.body)
			}
		}
	})
}
