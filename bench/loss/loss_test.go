package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestLoss is the whole program, small: a server and PostgreSQL are killed
// once, and webhooks are answered 500 for a while.
func TestLoss(t *testing.T) {
	var out, errs bytes.Buffer
	o := options{
		events: 300, seed: 7, minutes: 10, tenants: 4, writers: 4, pause: time.Second, faults: []fault{killServer, killPostgres, sickenHooks},
	}
	status := run(t.Context(), o, &out, &errs)
	var s summary
	if err := json.Unmarshal(out.Bytes(), &s); err != nil {
		t.Fatal(err)
	}
	if status != 0 || !s.OK {
		t.Fatalf("status %d, %d violations, such as:\n%s\n%s", status, s.Wrong, strings.Join(s.Violations, "\n"), &errs)
	}
	t.Logf("%d events written in %.1f s, drained in %.1f s", s.Events, s.Seconds, s.Drained)
	if s.Events < o.events || s.Effects != s.Events || s.Arrivals < s.Events || s.Faults["postgres"] != 1 || s.Faults["server"] != 1 || s.Unknown == 0 {
		t.Errorf("it saw too little: %s", &out)
	}
	if h := s.Webhooks; h.Companies != 2 || h.Events == 0 || h.Arrivals < h.Events || s.Faults[string(sickenHooks)] != 1 {
		t.Errorf("webhooks saw too little: %s", &out)
	}
}

// newLedger is what a company has after one client was made.
func newLedger() (t *tenant, found *ledger, deeds []*deed) {
	t = &tenant{ID: "T", Slug: "tee", hooked: true}
	created := news{"ClientCreatedEvent", "r"}
	found = &ledger{
		events: map[string]news{"e": created}, told: map[news]int{created: 1}, effects: map[string]int{"e": 1}, owed: []string{"e"},
		named: map[string]map[string]int{"crm_client": {"k": 1}},
	}
	return t, found, []*deed{{tenant: t, key: "k", table: "crm_client", tells: []string{"ClientCreatedEvent"}, record: "r"}}
}

// TestJudgement breaks one thing at a time: each is a violation, and the whole is
// none.
func TestJudgement(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		spoil func(found *ledger, deeds []*deed, r, _ *receiver)
		want  string // in the violation; none when empty
	}{
		{"nothing", func(*ledger, []*deed, *receiver, *receiver) {}, ""},
		{"record lost", func(f *ledger, _ []*deed, _, _ *receiver) { f.named["crm_client"]["k"] = 0 }, "0 records"},
		{"record twice", func(f *ledger, _ []*deed, _, _ *receiver) { f.named["crm_client"]["k"] = 2 }, "2 records"},
		{"refused and there", func(_ *ledger, d []*deed, _, _ *receiver) { d[0].refuse = true }, "not 0"},
		{"event lost", func(f *ledger, _ []*deed, _, _ *receiver) { clear(f.told) }, "told 0 times"},
		{"told twice", func(f *ledger, _ []*deed, _, _ *receiver) { f.told[f.events["e"]] = 2 }, "told 2 times"},
		{"no effect", func(f *ledger, _ []*deed, _, _ *receiver) { clear(f.effects) }, "has 0 effects"},
		{"two effects", func(f *ledger, _ []*deed, _, _ *receiver) { f.effects["e"] = 2 }, "has 2 effects"},
		{"effect of nothing", func(f *ledger, _ []*deed, _, _ *receiver) { f.effects["x"] = 1 }, "never committed"},
		{"not sent", func(_ *ledger, _ []*deed, r, _ *receiver) { clear(r.arrivals) }, "has not reached"},
		{"turned away only", func(_ *ledger, _ []*deed, r, _ *receiver) { r.arrivals[place{"T", "e"}].taken = 0 }, "has not reached"},
		{"sent of nothing", func(_ *ledger, _ []*deed, r, _ *receiver) { r.arrivals[place{"T", "x"}] = &arrival{taken: 1} }, "never committed"},
		{"sent to nobody", func(_ *ledger, _ []*deed, r, _ *receiver) { r.arrivals[place{"U", "e"}] = &arrival{taken: 1} }, "no company"},
		{"webhook not told", func(_ *ledger, _ []*deed, _, h *receiver) { h.arrivals[place{"T", "e"}].taken = 0 }, "not reached the webhook"},
		{"webhook told of nothing", func(_ *ledger, _ []*deed, _, h *receiver) { h.arrivals[place{"T", "x"}] = &arrival{taken: 1} }, "not for it"},
		{"another's webhook", func(_ *ledger, _ []*deed, _, h *receiver) { h.arrivals[place{"U", "e"}] = &arrival{away: 1} }, "no company that is told"},
		{"webhook forged", func(_ *ledger, _ []*deed, _, h *receiver) { h.fault("the signature is wrong") }, "webhooks: the signature"},
		{"waits", func(f *ledger, _ []*deed, _, _ *receiver) { f.waiting = []string{"one"} }, "waits: one"},
		{"dead", func(f *ledger, _ []*deed, _, _ *receiver) { f.dead = []string{"one"} }, "given up: one"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			company, found, deeds := newLedger()
			r := &receiver{arrivals: map[place]*arrival{{"T", "e"}: {taken: 1}}}
			hooks := &receiver{arrivals: map[place]*arrival{{"T", "e"}: {taken: 2}}}
			tt.spoil(found, deeds, r, hooks)
			l := &lab{errs: io.Discard, receiver: r, hooks: hooks, tenants: []*tenant{company}}
			l.judgeDeeds(company, found, deeds)
			l.judgeEvents(company, found)
			l.judgeHook(company, found)
			l.judgeReceivers()
			if got := strings.Join(l.summary.Violations, "; "); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
				t.Errorf("violations %q, want %q", got, tt.want)
			}
		})
	}
}

// TestReceiver keeps what it takes on its disk before it answers, turns some away at
// first, and notices an id with two bodies.
func TestReceiver(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "arrivals")
	r, err := openReceiver(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	post := func(id, body string) int {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/T", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Webhook-Id", id)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return 0
		}
		defer response.Body.Close()
		return response.StatusCode
	}
	plain, refused, mute := named(t, "", "refuse", "mute"), named(t, "refuse", "mute"), named(t, "mute", "refuse")
	for _, each := range []struct {
		id   string
		want []int
	}{{plain, []int{204, 204}}, {refused, []int{503, 204}}, {mute, []int{0, 204}}} {
		for n, want := range each.want {
			if got := post(each.id, `{"a":1}`); got != want {
				t.Errorf("%s was answered %d at attempt %d, want %d", each.id, got, n+1, want)
			}
		}
	}
	if len(r.faults) != 0 || r.count() != 6 || r.of("T")[refused] != 1 || r.of("T")[mute] != 2 {
		t.Errorf("%d messages, kept %v, faults %v", r.count(), r.of("T"), r.faults)
	}
	post(plain, `{"a":2}`)
	if len(r.faults) != 1 {
		t.Errorf("an id with two bodies is no fault: %v", r.faults)
	}
	if err := r.close(); err != nil {
		t.Error(err)
	}
	if text, err := os.ReadFile(file); err != nil || strings.Count(string(text), "\n") != 7 {
		t.Errorf("the journal is %q, %v", text, err)
	}
}

// TestHooks: a message is taken when it is signed by the secret of its company and is
// theirs. What else comes is a fault, but for what comes before anybody was named.
func TestHooks(t *testing.T) {
	t.Parallel()
	const secret, other = "whsec_c2VjcmV0", "whsec_b3RoZXI="
	now := time.Now()
	tests := []struct {
		name, to, id, tenant, secret string
		sent                         time.Time
		sick                         bool
		status, faults               int
	}{
		{name: "right", to: "T", id: "e", tenant: "T", secret: secret, sent: now, status: 204},
		{name: "before anybody was named", to: "U", id: "e", tenant: "U", secret: secret, sent: now, status: 503},
		{name: "forged", to: "T", id: "e", tenant: "T", secret: other, sent: now, status: 503, faults: 1},
		{name: "old", to: "T", id: "e", tenant: "T", secret: secret, sent: now.Add(-time.Hour), status: 503, faults: 1},
		{name: "of another company", to: "T", id: "e", tenant: "U", secret: secret, sent: now, status: 503, faults: 1},
		{name: "another id", to: "T", id: "f", tenant: "T", secret: secret, sent: now, status: 503, faults: 1},
		{name: "while it is sick", to: "T", id: "e", tenant: "T", secret: secret, sent: now, sick: true, status: 500},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := openReceiver(t.Context(), filepath.Join(t.TempDir(), "hooks"))
			if err != nil {
				t.Fatal(err)
			}
			r.secrets = map[string]string{}
			r.trust("T", secret)
			r.sick.Store(tt.sick)
			body := fmt.Sprintf(`{"type":"RungEvent","data":{"messageId":"e","tenantId":%q}}`, tt.tenant)
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.url+"/"+tt.to, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			key, err := base64.StdEncoding.DecodeString(tt.secret[len("whsec_"):])
			if err != nil {
				t.Fatal(err)
			}
			sum := hmac.New(sha256.New, key)
			fmt.Fprintf(sum, "%s.%d.%s", tt.id, tt.sent.Unix(), body)
			request.Header.Set("Webhook-Id", tt.id)
			request.Header.Set("Webhook-Timestamp", strconv.FormatInt(tt.sent.Unix(), 10))
			request.Header.Set("Webhook-Signature", "v1,b2xk v1,"+base64.StdEncoding.EncodeToString(sum.Sum(nil)))
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if response.StatusCode != tt.status || len(r.faults) != tt.faults || len(r.of(tt.to)) != map[bool]int{true: 1}[tt.status == 204] {
				t.Errorf("answered %d, kept %v, faults %q", response.StatusCode, r.of(tt.to), r.faults)
			}
			if err := r.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// named finds an id to which the first thing happens by chance, and the others do
// not.
func named(t *testing.T, is string, not ...string) string {
	t.Helper()
	for i := range 1_000_000 {
		id := fmt.Sprint("id", i)
		happens := is == "" || chance(id, is)
		for _, other := range not {
			happens = happens && !chance(id, other)
		}
		if happens {
			return id
		}
	}
	t.Fatal("nothing ever happens")
	return ""
}

func TestParse(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"-events 0", "-minutes 0", "more", "-nothing"} {
		if _, err := parse(strings.Fields(args), io.Discard); err == nil {
			t.Errorf("%s is accepted", args)
		}
	}
	o, err := parse(nil, io.Discard)
	if err != nil || o.events != 20_000 || o.tenants != 30 || o.writers != 8 || o.seed == 0 {
		t.Errorf("got %+v, %v", o, err)
	}
}
