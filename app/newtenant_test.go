package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
)

// TestInvitationThatCannotBeSent: the tenant stands, and the invitation is sent as soon
// as letters can be; another one may be asked for.
func TestInvitationThatCannotBeSent(t *testing.T) {
	d := newDoorstep(t)
	email := "op-" + uuid.NewString()[:8] + "@guildhall.example"
	if _, err := d.Enterprise.CreateOperator(t.Context(), app.Local(), email, "Op"); err != nil {
		t.Fatal(err)
	}
	token, err := d.OperatorToken(t.Context(), email, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
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
