package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

func TestJournalKnowsWhatAnswersAreAbout(t *testing.T) {
	t.Parallel()
	j, err := openJournal(filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	const at = "/api/v1/tenants/T/"
	for _, a := range []acknowledgement{
		{Path: at + "orders", Location: at + "orders/a", answer: []byte(`{"id":"a","version":1}`)},
		{Path: at + "orders/a/confirm", answer: []byte(`{"id":"a","version":3}`)},
		{Path: at + "orders", Location: at + "orders/a", answer: []byte(`{"id":"a","version":1}`)}, // the key was sent again
		{Path: at + "orders/a/invoice", answer: []byte(`{"id":"i","version":1}`)},
		{Path: at + "orders/place", answer: []byte(`{"id":"b","version":2}`)},
		{Path: at + "stock/receive", Key: "k", sent: []byte(`{"lines":[{"product":"p","quantity":"2"},{"product":"p","quantity":"3"}]}`), answer: []byte(`{}`)},
		{Path: at + "stock/receive", Key: "k", sent: []byte(`{"lines":[{"product":"p","quantity":"2"},{"product":"p","quantity":"3"}]}`), answer: []byte(`{}`)},
		{Path: at + "stock/receive", Key: "l", sent: []byte(`{"lines":[{"product":"p","quantity":"0.5"}]}`), answer: []byte(`{}`)},
		{Path: "/api/enterprise/clients/create", answer: []byte(`{"id":"T","slug":"tee"}`)},
	} {
		j.note(a)
	}
	is, err := json.Marshal(j.of("T").versions)
	if want := `{"invoices":{"i":1},"orders":{"a":3,"b":2}}`; err != nil || string(is) != want {
		t.Errorf("the journal has %s, want %s", is, want)
	}
	if goods := j.of("T").received["p"].String(); goods != "5.5" {
		t.Errorf("%s of the product was acknowledged, want 5.5", goods)
	}
	if slugs := j.companies(); len(slugs) != 1 || slugs[0] != "tee" || len(j.faults()) > 0 || j.count() != 9 {
		t.Errorf("companies %v, faults %v, %d notes", slugs, j.faults(), j.count())
	}
	j.note(acknowledgement{Path: at + "orders/a/other", answer: []byte(`{"id":"x"}`)})
	if len(j.faults()) != 1 {
		t.Error("an answer that nobody can place is no fault")
	}
}

func TestProxyNotesWhatIsAcknowledged(t *testing.T) {
	t.Parallel()
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/api/v1/tenants/T/orders":
			w.Header().Set("Location", r.URL.Path+"/a")
			w.WriteHeader(http.StatusCreated)
			_, _ = io.WriteString(w, `{"id":"a","version":1}`)
		case "/api/v1/tenants/T/orders/cut":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"id":"b"`)
		default:
			w.WriteHeader(http.StatusInternalServerError)
		}
	}))
	defer backend.Close()
	p, err := newProxy(t.Context(), strings.TrimPrefix(backend.URL, "http://"), filepath.Join(t.TempDir(), "journal"))
	if err != nil {
		t.Fatal(err)
	}
	defer p.close() //nolint:errcheck // the test is over
	post := func(path string) int {
		t.Helper()
		res, err := http.Post(p.url+"/api/v1/tenants/T/"+path, "application/json", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode
	}
	if code := post("orders"); code != http.StatusCreated || p.journal.of("T").versions["orders"]["a"] != 1 {
		t.Errorf("got %d; the journal has %v", code, p.journal.of("T"))
	}
	p.dying.Store(true)
	for _, path := range []string{"orders/cut", "orders/broken"} {
		if code := post(path); code != http.StatusServiceUnavailable {
			t.Errorf("%s of a dying server: %d", path, code)
		}
	}
	if p.broken.Load() != 2 || p.failed.Load() != 1 || p.journal.count() != 1 || len(p.journal.faults()) > 0 {
		t.Errorf("%d broken, %d failed, %d noted, faults %v", p.broken.Load(), p.failed.Load(), p.journal.count(), p.journal.faults())
	}
	p.dying.Store(false)
	if code := post("orders/broken"); code != http.StatusInternalServerError || len(p.journal.faults()) != 1 {
		t.Errorf("a server that nobody kills answers %d, faults %v", code, p.journal.faults())
	}
	p.held.Store(true)
	if code := post("orders"); code != http.StatusServiceUnavailable || p.journal.count() != 1 {
		t.Errorf("the held proxy answers %d", code)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"--data", "x", "--rounds", "0"}, {"--data", "x", "more"}, {"--nothing"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%v is accepted", args)
		}
	}
	o, err := parse([]string{"--data", "x"}, io.Discard)
	if err != nil || o.rounds != 10 || o.seed == 0 {
		t.Errorf("got %+v, %v", o, err)
	}
}
