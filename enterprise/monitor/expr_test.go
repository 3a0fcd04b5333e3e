package monitor

import (
	"math"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/observe"
)

// TestExpressions holds each kind of number against what two processes counted.
func TestExpressions(t *testing.T) {
	t.Parallel()
	const window = 5 * time.Minute
	failed := Selector{observe.Requests, Labels{"status": "5xx"}}
	exprs := []Expr{
		Highest(Selector{Metric: observe.DispatchLag}), Lowest(Selector{Metric: observe.DispatchLag}),
		Rate(failed, window), Ratio(failed, Selector{Metric: observe.Requests}, window, 20), Quantile(.95, Selector{Metric: observe.DispatchDelay}, window, 10),
		Ratio(failed, Selector{Metric: observe.Requests}, window, 10_000), Highest(Selector{Metric: observe.DiskFree, Where: Labels{"no": "such"}}),
	}
	now := time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)
	var samples []sample
	one, two := observe.NewMetrics(), observe.NewMetrics()
	ids := []uuid.UUID{uuid.New(), uuid.New()}
	keep := func(at time.Time) {
		t.Helper()
		for i, m := range []*observe.Metrics{one, two} {
			all, err := m.Series()
			if err != nil {
				t.Fatal(err)
			}
			taken := counts{}
			for _, e := range exprs {
				e.take(all, taken)
			}
			samples = append(samples, sample{ids[i], at, taken})
		}
	}
	count := func(m *observe.Metrics, status string, n float64) {
		m.Add(observe.Requests, n, "GET", "/orders", status, "shared")
	}
	count(one, "5xx", 1_000) // long ago
	one.Set(observe.DispatchLag, 3, "x")
	two.Set(observe.DispatchLag, 7, "x")
	two.Set(observe.DispatchLag, 5, "y")
	keep(now.Add(-10 * time.Minute))
	keep(now.Add(-window))
	count(one, "5xx", 3)
	count(two, "5xx", 3)
	count(two, "2xx", 594)
	for range 90 {
		one.Observe(observe.DispatchDelay, 20*time.Millisecond)
	}
	for range 10 {
		two.Observe(observe.DispatchDelay, 3*time.Second)
	}
	keep(now.Add(-every))
	tally := newTally(now, samples)
	for i, want := range []float64{7, 3, .02, .01, 3, math.NaN(), math.NaN()} {
		got, known := exprs[i].value(tally)
		if known == math.IsNaN(want) || known && math.Abs(got-want) > 1e-9 {
			t.Errorf("expression %d is %v (known: %v), want %v", i, got, known, want)
		}
	}
}

// TestRulesAreSound: every rule has a name of its own, one way of being met, and what
// it is made of is counted by the program.
func TestRulesAreSound(t *testing.T) {
	t.Parallel()
	labels := map[string]map[string]bool{}
	for _, f := range observe.Catalogue() {
		labels[f.Name] = map[string]bool{}
		for _, l := range f.Labels {
			labels[f.Name][l] = true
		}
	}
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.Name] || (r.Limit == nil) == (r.Band == nil) || r.Summary == "" {
			t.Errorf("%s: seen before, or met in no way or in two: %+v", r.Name, r)
		}
		seen[r.Name] = true
		of := []Selector{r.Value.of}
		if r.Value.kind == ratio {
			of = append(of, r.Value.whole)
		}
		for _, s := range of {
			for name := range s.Where {
				if !labels[s.Metric][name] {
					t.Errorf("%s: %s has no label %s", r.Name, s.Metric, name)
				}
			}
			if labels[s.Metric] == nil {
				t.Errorf("%s: nobody counts %s", r.Name, s.Metric)
			}
		}
		if r.Value.window >= samplesKept {
			t.Errorf("%s: looks further back than anything is kept", r.Name)
		}
	}
}
