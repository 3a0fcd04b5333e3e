package main

import (
	"slices"
	"time"

	"github.com/guildhall/guildhall/bench/load"
)

// outcome is what is told of one tenant.
type outcome struct { //nolint:recvcheck // a value, but for what fills it in
	Tier     string   `json:"tier"`
	Slug     string   `json:"slug"`
	Tenant   string   `json:"tenant"`
	OK       bool     `json:"ok"`
	Books    sums     `json:"books"` // as the server has them
	Invoices numbers  `json:"invoice_numbers"`
	Stock    goods    `json:"stock"`
	Requests int      `json:"requests"`
	Retries  int      `json:"retries"` // requests sent again, because the server was away or busy
	Errors   int      `json:"errors"`
	Seconds  float64  `json:"seconds"`
	P50      float64  `json:"p50_ms"`
	P95      float64  `json:"p95_ms"`
	P99      float64  `json:"p99_ms"`
	Faults   []string `json:"faults"` // everything that is not as it should be
}

type numbers struct {
	First string `json:"first"`
	Last  string `json:"last"`
	Gaps  int    `json:"gaps"`
}

// measure takes over what the client has counted.
func (o *outcome) measure(a *api, took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	slices.Sort(a.latencies)
	o.Requests, o.Retries, o.Errors = len(a.latencies)+a.failures, a.retries, a.failures
	o.Seconds = took.Round(time.Millisecond).Seconds()
	o.P50, o.P95, o.P99 = milliseconds(a.latencies, 50), milliseconds(a.latencies, 95), milliseconds(a.latencies, 99)
}

func milliseconds(sorted []time.Duration, p float64) float64 {
	return float64(load.Percentile(sorted, p).Microseconds()) / 1000
}
