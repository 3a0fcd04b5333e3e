package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/bench/load"
)

func TestGoal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		goal  goal
		value float64
		kept  bool
		text  string
	}{
		{atLeast(0.8), 0.8, true, ">= 0.8"},
		{atLeast(0.8), 0.79, false, ">= 0.8"},
		{atMost(250), 250, true, "<= 250"},
		{atMost(250), 251, false, "<= 250"},
		{goal{}, 1e9, true, ""},
	}
	for _, tt := range tests {
		if tt.goal.kept(tt.value) != tt.kept || tt.goal.String() != tt.text {
			t.Errorf("%q keeps %v: %v", tt.goal, tt.value, tt.goal.kept(tt.value))
		}
	}
}

func TestReport(t *testing.T) {
	t.Parallel()
	results := []result{
		measured("speed", 0.9, atLeast(0.8), "%d/s", 900), measured("size", 81, atMost(80), "all"), measured("shown", 3, goal{}, ""),
	}
	if n := missed(results); n != 1 {
		t.Errorf("%d missed, want 1", n)
	}
	var out strings.Builder
	if err := table(&out, results); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"speed   0.900   >= 0.8  ok      900/s", "size    81.000  <= 80   MISSED  all"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the table has no line %q:\n%s", want, out.String())
		}
	}
	file := filepath.Join(t.TempDir(), "out", "latest.json")
	if err := keep(file, results); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var kept []struct {
		Name, Goal string
		Value      float64
		OK         bool
	}
	if err := json.Unmarshal(text, &kept); err != nil {
		t.Fatal(err)
	}
	if size := kept[1]; size.Name != "size" || size.Value != 81 || size.Goal != "<= 80" || size.OK || !kept[0].OK {
		t.Errorf("kept %s", text)
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args  string
		ok    bool
		names int // of figures measured
	}{
		{"", true, len(scenarios)},
		{"-only order_get", true, 1},
		{"-only restart_s,order_", true, 4},
		{"-quick -rounds 9", true, len(scenarios)},
		{"-only speed", false, 0},
		{"-rounds 0", false, 0},
		{"-length 0s", false, 0},
		{"more", false, 0},
		{"-unknown", false, 0},
	}
	for _, tt := range tests {
		o, err := parse(strings.Fields(tt.args), io.Discard)
		if (err == nil) != tt.ok {
			t.Errorf("%q: %v", tt.args, err)
		}
		n := 0
		for _, s := range scenarios {
			if s.among(o.only) {
				n++
			}
		}
		if tt.ok && n != tt.names {
			t.Errorf("%q runs %d scenarios, want %d", tt.args, n, tt.names)
		}
		if o.quick && (o.rounds != 3 || o.length != time.Second) {
			t.Errorf("quick is %d rounds of %s", o.rounds, o.length)
		}
	}
}

func TestMemory(t *testing.T) {
	t.Parallel()
	const rollup = "55d0-7ffe ---p 00000000 00:00 0    [rollup]\nRss:    9000 kB\nPss:    1234 kB\nPss_Anon:  5 kB\n"
	if got, err := rolledUp([]byte(rollup), "Pss"); err != nil || got != 1234<<10 {
		t.Errorf("got %d, %v", got, err)
	}
	if _, err := rolledUp([]byte("Rss: 1 kB\n"), "Pss"); err == nil {
		t.Error("read a Pss that is not there")
	}
	all, err := together(os.Getpid(), whole)
	if err != nil || all < 1<<20 {
		t.Errorf("this process takes %d bytes, %v", all, err)
	}
	if own, err := together(os.Getpid(), held); err != nil || own >= all {
		t.Errorf("without its program it takes %d of %d bytes, %v", own, all, err)
	}
}

func TestIDs(t *testing.T) {
	t.Parallel()
	if got := idOf(255); got != "018bcfe5-68ff-7000-8000-000000000000" {
		t.Errorf("got %s", got)
	}
	if _, err := uuid.Parse(idOf(1)); err != nil || idOf(1) >= idOf(2) {
		t.Errorf("%s, %s: %v", idOf(1), idOf(2), err)
	}
	all := words()
	slices.Sort(all)
	if len(slices.Compact(all)) != 512 {
		t.Errorf("there are %d different words", len(slices.Compact(all)))
	}
}

func TestRatios(t *testing.T) {
	t.Parallel()
	run := func(n int, latency time.Duration) load.Result {
		return load.Result{Latencies: slices.Repeat([]time.Duration{latency}, n), Elapsed: time.Second}
	}
	pairs := []pair{
		{ours: run(80, 2*time.Millisecond), floor: run(100, time.Millisecond)},
		{ours: run(90, 3*time.Millisecond), floor: run(100, 2*time.Millisecond)},
		{ours: run(10, 9*time.Millisecond), floor: run(100, time.Millisecond)},
	}
	if got := median(pairs, speed); got != 0.8 {
		t.Errorf("speed %v, want 0.8", got)
	}
	if got := median(pairs, slowness(95)); got != 2 {
		t.Errorf("slowness %v, want 2", got)
	}
	if got := rates(pairs); got != "80/s, p95 3.00 ms; floor 100/s, p95 1.00 ms" {
		t.Errorf("got %s", got)
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	one := []time.Duration{1}
	if _, err := clean(load.Result{Latencies: one}, nil); err != nil {
		t.Error(err)
	}
	if _, err := clean(load.Result{Latencies: one, Errors: 2, FirstError: "500 no"}, nil); err == nil || !strings.Contains(err.Error(), "2 of 3 requests were refused, such as: 500 no") {
		t.Errorf("got %v", err)
	}
	if _, err := clean(load.Result{}, nil); err == nil {
		t.Error("a run without answers is clean")
	}
	if _, err := clean(load.Result{}, io.EOF); !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

// TestCount passes PostgreSQL's messages on unchanged and counts those that end a
// round trip, not letters that look like them.
func TestCount(t *testing.T) {
	t.Parallel()
	message := func(kind byte, body string) string {
		return string([]byte{kind, 0, 0, 0, byte(len(body) + 4)}) + body
	}
	said := message('R', "\x00\x00\x00\x00") + message('Z', "I") + message('D', "ZZZZZ") + message('C', "SELECT 1") + message('Z', "T")
	w := &watcher{}
	var passed bytes.Buffer
	if err := w.count(&passed, bufio.NewReader(strings.NewReader(said))); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want %v", err, io.EOF)
	}
	if passed.String() != said || w.ready.Load() != 2 {
		t.Errorf("passed %q on and counted %d", passed.String(), w.ready.Load())
	}
}

func TestDifference(t *testing.T) {
	t.Parallel()
	tests := []struct{ a, b, want string }{
		{`{"a":[1,{"b":null}]}`, `{"a":[1,{"b":null}]}`, ""},
		{`{"a":[1,{"b":"x"}]}`, `{"a":[1,{"b":"y"}]}`, "/a/1/b"},
		{`{"a":1}`, `{"a":1,"c":2}`, "/c"},
		{`{"a":1,"c":2}`, `{"a":1}`, "/c"},
		{`{"a":[1,2]}`, `{"a":[1]}`, "/a/1"},
		{`{"a":{}}`, `{"a":[]}`, "/a"},
		{`{"a":0}`, `{"a":false}`, "/a"},
	}
	for _, tt := range tests {
		var a, b any
		if err := errors.Join(json.Unmarshal([]byte(tt.a), &a), json.Unmarshal([]byte(tt.b), &b)); err != nil {
			t.Fatal(err)
		}
		if at, _, _, differ := difference("", a, b); at != tt.want || differ != (tt.want != "") {
			t.Errorf("%s and %s differ at %q: %v", tt.a, tt.b, at, differ)
		}
	}
}
