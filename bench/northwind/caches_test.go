package main

import (
	"strings"
	"testing"
)

func TestCachesSince(t *testing.T) {
	t.Parallel()
	read := func(text string) readings {
		t.Helper()
		r, err := parseReadings(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := read("# HELP x\nguildhall_cache_requests_total{cache=\"tenant\",result=\"miss\"} 3\n")
	after := read(`go_goroutines 12
guildhall_cache_requests_total{cache="actor",result="joined"} 10
guildhall_cache_requests_total{cache="actor",result="stale"} 30
guildhall_cache_requests_total{cache="tenant",result="hit"} 1e+02
guildhall_cache_requests_total{cache="tenant",result="miss"} 63
`)
	got := after.since(before)
	if got.Reads != 200 || got.Hits != 130 || got.Ratio != 0.65 || got.By["actor"] != 0.75 || got.By["tenant"] != 0.625 {
		t.Errorf("%+v", got)
	}
	if none := before.since(before); none.Ratio != 0 || len(none.By) != 0 {
		t.Errorf("nothing asked: %+v", none)
	}
	if _, err := parseReadings(strings.NewReader(`guildhall_cache_requests_total{cache="tenant",result="hit"} many`)); err == nil {
		t.Error("what is no number was read")
	}
}
