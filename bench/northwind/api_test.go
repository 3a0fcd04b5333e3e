package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/money"
)

// requests is what a server was asked.
type requests struct {
	mu    sync.Mutex
	asked []*http.Request
}

// add notes a request and returns how many there were before.
func (r *requests) add(request *http.Request) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = append(r.asked, request)
	return len(r.asked) - 1
}

func (r *requests) all() []*http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.asked)
}

// serve runs a server that answers with the next of the answers each time, the
// last one for ever.
func serve(t *testing.T, answers ...http.HandlerFunc) (*api, *requests) {
	t.Helper()
	seen := &requests{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answers[min(seen.add(r), len(answers)-1)](w, r)
	}))
	t.Cleanup(server.Close)
	return &api{base: server.URL + "/", token: "secret", client: server.Client(), patience: 5 * time.Second}, seen
}

func answer(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		if _, err := io.WriteString(w, body); err != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

func broken(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

func TestDoRetries(t *testing.T) {
	t.Parallel()
	a, asked := serve(t, broken, answer(503, `{"type":"/problems/starting"}`), answer(409, `{"type":"/problems/in-flight"}`),
		answer(429, `{"type":"/problems/too-many"}`), answer(201, `{"id":"x","version":3}`))
	var m made
	if err := a.post(t.Context(), "orders", "nw-1-quote", object{"a": 1}, &m); err != nil {
		t.Fatal(err)
	}
	if m.ID != "x" || m.Version != 3 || len(asked.all()) != 5 || a.retries != 4 || a.failures != 0 || len(a.latencies) != 1 {
		t.Errorf("got %+v after %d requests; counted %d retries, %d failures, %d latencies", m, len(asked.all()), a.retries, a.failures, len(a.latencies))
	}
	for _, r := range asked.all() {
		if r.Header.Get("Idempotency-Key") != "nw-1-quote" || r.Header.Get("Authorization") != "Bearer secret" || r.URL.Path != "/orders" {
			t.Errorf("%s with %v", r.URL, r.Header)
		}
	}
}

func TestDoGivesUp(t *testing.T) {
	t.Parallel()
	a, asked := serve(t, broken)
	a.patience = 60 * time.Millisecond
	if err := a.get(t.Context(), "orders", nil); err == nil || len(asked.all()) < 2 || a.failures != 1 {
		t.Errorf("got %v after %d requests, %d failures", err, len(asked.all()), a.failures)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a.patience = time.Hour
	if err := a.get(ctx, "orders", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestDoRefused(t *testing.T) {
	t.Parallel()
	const body = `{"type":"/problems/out-of-stock","detail":"Chai is out of stock.","request_id":"r1","errors":[{"pointer":"/items/0","message":"3 left"}]}`
	a, asked := serve(t, answer(409, body))
	err := a.do(t.Context(), call{method: "POST", path: "orders/1/confirm", version: 7}, nil)
	const want = "POST orders/1/confirm: 409 /problems/out-of-stock: Chai is out of stock. [/items/0: 3 left] (request r1)"
	if err == nil || err.Error() != want || len(asked.all()) != 1 || a.failures != 1 {
		t.Errorf("got %v after %d requests, %d failures", err, len(asked.all()), a.failures)
	}
	if !refusedAs(err, "out-of-stock") || refusedAs(err, "stock") || refusedAs(errors.ErrUnsupported, "out-of-stock") {
		t.Error("the refusal is not known by its slug")
	}
	if got := asked.all()[0].Header.Get("If-Match"); got != `"7"` {
		t.Errorf("If-Match is %s", got)
	}
	err = a.do(t.Context(), call{method: "PATCH", path: "orders/1", version: anyVersion, expects: []string{"out-of-stock"}}, nil)
	if err == nil || a.failures != 1 || asked.all()[1].Header.Get("If-Match") != "*" {
		t.Errorf("got %v; an expected refusal makes %d failures; If-Match %s", err, a.failures, asked.all()[1].Header.Get("If-Match"))
	}
}

func TestDoUnreadable(t *testing.T) {
	t.Parallel()
	a, asked := serve(t, answer(200, "<html>"))
	if err := a.get(t.Context(), "orders", &made{}); !refusedAs(err, "unreadable") || len(asked.all()) != 1 {
		t.Errorf("got %v after %d requests", err, len(asked.all()))
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	a, asked := serve(t,
		answer(200, `{"data":[{"id":"1"},{"id":"2"}],"next_cursor":"abc"}`), answer(200, `{"data":[{"id":"3"}],"next_cursor":null}`))
	all, err := list[made](t.Context(), a, "orders", "status=closed")
	if err != nil || len(all) != 3 || all[2].ID != "3" {
		t.Errorf("got %v, %v", all, err)
	}
	if got := asked.all()[1].URL.RawQuery; got != "limit=200&status=closed&cursor=abc" {
		t.Errorf("the second page was asked for by %s", got)
	}
}

func TestGapsIn(t *testing.T) {
	t.Parallel()
	tests := []struct {
		numbers string
		gaps    int
	}{
		{"", 0},
		{"INV-2026-00001 INV-2026-00002 INV-2026-00003", 0},
		{"INV-2026-00002 INV-2026-00001", 0},
		{"INV-2026-00001 INV-2027-00001", 0},
		{"INV-2026-00002", 1},
		{"INV-2026-00001 INV-2026-00003", 1},
		{"INV-2026-00002 INV-2026-00001 INV-2026-00002", 1},
		{"INV-2026-00001 INV-2027-00002", 1},
		{"draft", 1},
		{"INV-x", 1},
	}
	for _, tt := range tests {
		if gaps := gapsIn(strings.Fields(tt.numbers)); len(gaps) != tt.gaps {
			t.Errorf("%s: %q, want %d", tt.numbers, gaps, tt.gaps)
		}
	}
}

func TestCompareStock(t *testing.T) {
	t.Parallel()
	q := money.QuantityOf
	ours := map[string]bool{"store": true}
	moves := []move{
		{ref{"chai"}, ref{"vendor"}, ref{"store"}, q(9)}, {ref{"chai"}, ref{"store"}, ref{"client"}, q(4)}, {ref{"chai"}, ref{"vendor"}, ref{"client"}, q(1)}, {ref{"mate"}, ref{"vendor"}, ref{"store"}, q(2)},
	}
	levels := []level{
		{ref{"chai"}, ref{"store"}, q(5), q(3)}, {ref{"mate"}, ref{"store"}, q(2), q(0)}, {ref{"chai"}, ref{"client"}, q(5), q(0)},
	}
	want := map[string]stock{"chai": {q(5), q(3)}, "mate": {OnHand: q(2)}}
	right := goods{}
	right.compare(levelsOf(levels, ours), ledgerOf(moves, ours), want)
	if len(right.Differences) > 0 || !right.OnHand.Equal(q(7)) || !right.Reserved.Equal(q(3)) || right.Products != 2 {
		t.Errorf("got %+v", right)
	}
	for name, change := range map[string]func(){
		"level":       func() { levels[0].OnHand = q(6) },
		"reservation": func() { levels[0].Reserved = q(2) },
		"ledger":      func() { moves = moves[:3] },
		"files":       func() { want = map[string]stock{"chai": {q(5), q(3)}} },
	} {
		keptLevels, keptMoves, keptWant := slices.Clone(levels), moves, want
		change()
		var g goods
		g.compare(levelsOf(levels, ours), ledgerOf(moves, ours), want)
		if len(g.Differences) != 1 {
			t.Errorf("%s: differences %q", name, g.Differences)
		}
		levels, moves, want = keptLevels, keptMoves, keptWant
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args  string
		tiers string
	}{
		{"--data d --token t", "shared schema database"},
		{"--data d --token t --tier schema", "schema"},
		{"--data d --token t --tier cloud", ""},
		{"--data d", ""},
		{"--token t", ""},
		{"--data d --token t more", ""},
		{"--unknown", ""},
	}
	for _, tt := range tests {
		_, tiers, err := parse(strings.Fields(tt.args), io.Discard)
		if got := strings.Join(tiers, " "); (err == nil) != (tt.tiers != "") || err == nil && got != tt.tiers {
			t.Errorf("%s: %s, %v", tt.args, got, err)
		}
	}
}

func TestRunStopsOnBadData(t *testing.T) {
	t.Parallel()
	var out, errs strings.Builder
	if status := run(t.Context(), []string{"--data", t.TempDir(), "--token", "x"}, &out, &errs); status != 1 || out.Len() > 0 || errs.Len() == 0 {
		t.Errorf("status %d, out %q, errs %q", status, out.String(), errs.String())
	}
}

// TestRunTellsOfFailure runs against a server that refuses everything: the result
// must say so, in JSON, and the status too.
func TestRunTellsOfFailure(t *testing.T) {
	t.Parallel()
	a, _ := serve(t, answer(401, `{"type":"/problems/invalid-token","detail":"No."}`))
	var out strings.Builder
	status := run(t.Context(), []string{"--data", write(t), "--token", "x", "--url", strings.TrimSuffix(a.base, "/")}, &out, io.Discard)
	var result struct {
		OK      bool
		Tenants []outcome
	}
	if err := json.Unmarshal([]byte(out.String()), &result); err != nil {
		t.Fatal(err)
	}
	if status != 1 || result.OK || len(result.Tenants) != 3 || len(result.Tenants[2].Faults) != 1 {
		t.Errorf("status %d: %s", status, fmt.Sprint(result))
	}
}
