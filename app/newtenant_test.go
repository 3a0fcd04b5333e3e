package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"
)

// TestInvitationThatCannotBeSent: the tenant stands, and the invitation is sent as soon
// as letters can be; another one may be asked for.
func TestInvitationThatCannotBeSent(t *testing.T) {
	d := newDoorstep(t)
	_, token := (&surface{T: t, app: d.App, url: d.url}).operator("op-" + uuid.NewString()[:8])
	mail := filepath.Join(d.data, "mail")
	if err := os.WriteFile(mail, nil, 0o600); err != nil { // where the folder should be
		t.Fatal(err)
	}
	for _, tier := range tiers {
		slug := "unwritten-" + uuid.NewString()[:8]
		in := `{"name":"Acme","slug":"` + slug + `","tier":"` + string(tier) + `","admin_email":"owner@` + slug + `.example","country":"DE","currency":"EUR"}`
		made := call(t, sent{method: http.MethodPost, url: d.url + "/api/enterprise/clients/create", token: token, body: in}).want(http.StatusCreated)
		if made.field("status") != "active" || made.field("invitation") != "written" {
			t.Fatalf("%s: %s", tier, made.body)
		}
		d.deliver(t)
		if err := os.Remove(mail); err != nil {
			t.Fatal(err)
		}
		d.wait(time.Hour)
		if letters := d.mail(t, "owner@"+slug+".example"); len(letters) != 1 || letters[0].secret() == "" {
			t.Errorf("%s: %d letters", tier, len(letters))
		}
		again := "/api/enterprise/clients/" + made.field("id") + "/invitation"
		call(t, sent{method: http.MethodPost, url: d.url + again, token: token}).want(http.StatusAccepted)
		if letters := d.mail(t, "owner@"+slug+".example"); len(letters) != 1 {
			t.Errorf("%s: %d letters again", tier, len(letters))
		}
		if err := os.RemoveAll(mail); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(mail, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNewTenantNeedsACountry: what the modules could not work with is refused before
// anything is made, and the currency is that of the country.
func TestNewTenantNeedsACountry(t *testing.T) {
	d := newDoorstep(t)
	_, token := (&surface{T: t, app: d.App, url: d.url}).operator("op-" + uuid.NewString()[:8])
	slug := "country-" + uuid.NewString()[:8]
	create := func(rest string) said {
		t.Helper()
		in := `{"name":"Acme","slug":"` + slug + `","admin_email":"owner@acme.example"` + rest + `}`
		return call(t, sent{method: http.MethodPost, url: d.url + "/api/enterprise/clients/create", token: token, body: in})
	}
	for rest, at := range map[string]string{"": "/country", `,"country":"QQ"`: "/country", `,"country":"AQ"`: "/currency", `,"country":"DE","currency":"XYZ"`: "/currency"} {
		if a := create(rest).want(http.StatusUnprocessableEntity); a.field("errors", "0", "pointer") != at {
			t.Errorf("%q: %s", rest, a.body)
		}
	}
	if made := create(`,"country":"JP"`).want(http.StatusCreated); made.field("currency") != "JPY" {
		t.Errorf("a company in Japan: %s", made.body)
	}
}
