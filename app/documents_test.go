package app_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/enterprise"
)

// TestDocumentsOverHTTP posts an invoice and loads its PDF down, as browsers do.
func TestDocumentsOverHTTP(t *testing.T) {
	s := newSurface(t)
	made, token := s.tenant(enterprise.Shared)
	at := "/api/v1/tenants/" + made.ID.String() + "/"
	site := s.get(at+"sites", token).want(200).field("data", "0", "id")
	client := s.post(at+"clients", token, `{"name":"Alfreds Futterkiste","currency":"EUR","language":"de"}`).want(201).field("id")
	s.post(at+"letterheads", token, `{"name":"Nordwind GmbH","country":"DE","iban":"DE89370400440532013000"}`).want(201)
	invoice := s.post(at+"invoices", token, `{"client":"`+client+`","site":"`+site+`","currency":"EUR","lines":[{"name":"Chai","quantity":"2","price":{"amount":"18"},"tax_percent":"19"}]}`).want(201).field("id")
	draft := s.get(at+"invoices/"+invoice+"/document.pdf", token).want(200)
	if got := draft.header.Get("Content-Disposition"); got != `inline; filename="invoice.pdf"` {
		t.Errorf("a draft is called %s", got)
	}
	number := s.post(at+"invoices/"+invoice+"/post", token, `{}`).want(200).field("number")

	path := at + "invoices/" + invoice + "/document.pdf"
	first := s.get(path, token).want(200)
	tag := first.header.Get("ETag")
	for name, want := range map[string]string{"Content-Type": "application/pdf", "Content-Disposition": `inline; filename="` + number + `.pdf"`, "X-Content-Type-Options": "nosniff"} {
		if got := first.header.Get(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if len(tag) != len(`"0123456789abcdef0123456789abcdef"`) || !bytes.HasPrefix(first.body, []byte("%PDF-")) {
		t.Errorf("tag %s, %.20q", tag, first.body)
	}
	if same := s.call("GET", path, token, "", "If-None-Match", tag).want(304); len(same.body) != 0 || same.header.Get("ETag") != tag {
		t.Errorf("not modified, with %d bytes", len(same.body))
	}
	if again := s.get(path, token).want(200); !bytes.Equal(again.body, first.body) {
		t.Error("the second time it is another")
	}
	s.get(path+"?lang=ar", token).want(200)
	s.get(path+"?lang=no+language", token).want(422, "invalid")
	s.get(path+"?size=a4", token).want(422, "invalid")
	s.get(at+"invoices/"+client+"/document.pdf", token).want(404, "not-found")
	s.get(at+"clients/"+client+"/statement.pdf?from=2026-01-01", token).want(200)
	if doc := string(s.get(at+"openapi.json", token).want(200).body); !strings.Contains(doc, `"application/pdf"`) {
		t.Error("the document of the API does not tell of files")
	}
}
