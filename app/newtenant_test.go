package app_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
)

// TestInvitationThatCannotBeWritten: the tenant stands, the answer tells how to
// write again, and that is so.
func TestInvitationThatCannotBeWritten(t *testing.T) {
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
		if made.field("status") != "active" || made.field("invitation") != "failed" {
			t.Fatalf("%s: %s", tier, made.body)
		}
		_, again, _ := strings.Cut(made.field("advice"), "POST ")
		again, _, _ = strings.Cut(again, ",")
		if err := os.Remove(mail); err != nil {
			t.Fatal(err)
		}
		call(t, sent{method: http.MethodPost, url: d.url + again, token: token}).want(http.StatusAccepted)
		if sent, err := os.ReadDir(mail); err != nil || len(sent) != 1 {
			t.Errorf("%s: %d letters, %v", tier, len(sent), err)
		}
		if err := os.RemoveAll(mail); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(mail, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
