package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/guildhall/guildhall/app" // what is built and tested: when it changes, go test is to run this again
)

// TestNobodyNotices stops every process of an installation, by SIGTERM and by SIGKILL,
// while a small company works in it.
func TestNobodyNotices(t *testing.T) {
	t.Parallel()
	l := &lab{options: options{seed: uint64(time.Now().UnixNano())}, errs: io.Discard}
	if testing.Verbose() {
		l.errs = os.Stderr
	}
	defer func() {
		if err := l.close(); err != nil {
			t.Error(err)
		}
	}()
	if err := l.open(t.Context()); err != nil {
		t.Fatal(err)
	}
	sh, err := l.site.newShop(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	judge := streams(t, l.site, sh)
	err = l.disturb(t.Context(), sh, func(_ context.Context, stop <-chan struct{}) error {
		<-stop
		judge()
		return nil
	})
	if err != nil {
		l.wrong("stopped: %v", err)
	}
	for _, v := range l.summary.Violations {
		t.Error(v)
	}
	l.summary.OK, l.summary.Seed = !t.Failed(), l.seed
	told, err := json.Marshal(&l.summary)
	if err != nil {
		t.Error(err)
	}
	t.Logf("%s", told)
	if l.summary.Ledger.Letters < int(sh.written.Load()) || sh.written.Load() == 0 {
		t.Errorf("%d quotes were sent and %d letters", sh.written.Load(), l.summary.Ledger.Letters)
	}
}

func TestReadRequest(t *testing.T) {
	t.Parallel()
	r, ok, err := readRequest("request 1750000000123 45 api1 SH 502 +1 POST /api/v1/tenants/x/quotes")
	if err != nil || !ok || !r.failed() || !r.again || r.server != "api1" || r.took != 45*time.Millisecond || r.request != "POST /api/v1/tenants/x/quotes" {
		t.Errorf("%+v, %v, %v", r, ok, err)
	}
	if r, ok, err := readRequest("request 1750000000123 45 api1 -- 409 0 POST /x"); err != nil || !ok || r.failed() || r.again {
		t.Errorf("%+v, %v, %v", r, ok, err)
	}
	if _, ok, err := readRequest("Server api/api1 is DOWN"); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	if _, _, err := readRequest("request x y z"); err == nil {
		t.Error("read what is none")
	}
}

// TestVerdict: what failed is excused by a kill while it was under way, and by nothing
// else.
func TestVerdict(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	one, two := &node{name: "api1"}, &node{name: "api2"}
	one.kills = []kill{{asked: at, gone: at.Add(10 * time.Millisecond)}}
	for name, tt := range map[string]struct {
		r     request
		fault bool
	}{
		"under way":        {request{server: "api1", state: "SH", status: 502, ended: at.Add(5 * time.Millisecond), took: time.Second}, false},
		"before":           {request{server: "api1", state: "SH", status: 502, ended: at.Add(-time.Second), took: time.Second}, true},
		"after":            {request{server: "api1", state: "SC", status: 503, ended: at.Add(2 * time.Second), took: time.Second}, true},
		"in the other":     {request{server: "api2", state: "SH", status: 502, ended: at.Add(5 * time.Millisecond), took: time.Second}, true},
		"in none":          {request{server: "<NOSRV>", state: "SC", status: 503, ended: at.Add(5 * time.Millisecond), took: time.Second}, true},
		"answered badly":   {request{server: "api2", state: "--", status: 500, ended: at}, true},
		"cut off":          {request{server: "api2", state: "SD", status: 200, ended: at}, true},
		"refused, rightly": {request{server: "api2", state: "--", status: 409, ended: at}, false},
	} {
		v := verdict{By: map[string]int{}}
		v.add(tt.r, []*node{one, two})
		if (len(v.Faults) > 0) != tt.fault {
			t.Errorf("%s: %+v", name, v)
		}
	}
	v := verdict{}
	v.addBreach(breach{began: at.Add(-time.Second), ended: at.Add(5 * time.Millisecond)}, []*node{one, two})
	v.addBreach(breach{began: at.Add(time.Second), ended: at.Add(2 * time.Second)}, []*node{one, two})
	if v.Silent != 1 || len(v.Faults) != 1 {
		t.Errorf("%+v", v)
	}
}

// TestWitness: a connection that breaks does not go unnoticed, though the client sends
// again by itself.
func TestWitness(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	fragile := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 2 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusOK)
	}))
	defer fragile.Close()
	w, err := newWitness(t.Context(), strings.TrimPrefix(fragile.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		res, err := http.Get(w.url + "/thing")
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
			t.Errorf("%d %v", res.StatusCode, err)
		}
	}
	if b := w.breaches(); len(b) != 1 || b[0].request != "GET /thing" || asked.Load() != 3 {
		t.Errorf("%v after %d requests", b, asked.Load())
	}
	if err := w.close(); err != nil {
		t.Error(err)
	}
}

// TestDocumentation: what people are told to write is what is tested here.
func TestDocumentation(t *testing.T) {
	t.Parallel()
	told, err := os.ReadFile("../../docs/running-several.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(told), "```\n"+proxyConfig+"```\n") {
		t.Error("docs/running-several.md does not show bench/balance/haproxy.cfg as it is")
	}
	if !strings.Contains(string(told), "GUILDHALL_DRAIN_DELAY="+strconv.Itoa(int(drainFor.Milliseconds()))+"ms\n") {
		t.Errorf("docs/running-several.md tells of another delay than %s", drainFor)
	}
}

// TestParse: a command line that cannot be meant is refused.
func TestParse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{}, {"--data", "x", "--minutes", "-1"}, {"--data", "x", "more"}, {"--nothing"}} {
		if status := run(context.Background(), args, io.Discard, io.Discard); status != 2 {
			t.Errorf("%v: status %d", args, status)
		}
	}
}
