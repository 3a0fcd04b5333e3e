package monitor

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guildhall/guildhall/lib/observe"
)

// Labels are the values that labels must have.
type Labels map[string]string

// Selector chooses series of a metric: those whose labels have these values.
type Selector struct {
	Metric string
	Where  Labels
}

// String writes the selector as Prometheus does.
func (s Selector) String() string {
	if len(s.Where) == 0 {
		return s.Metric
	}
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(s.Where)) {
		parts = append(parts, fmt.Sprintf("%s=%q", name, s.Where[name]))
	}
	return s.Metric + "{" + strings.Join(parts, ",") + "}"
}

func (s Selector) matches(one observe.Series) bool {
	if one.Name != s.Metric {
		return false
	}
	for name, value := range s.Where {
		if one.Labels[name] != value {
			return false
		}
	}
	return true
}

// buckets chooses the buckets of a histogram.
func (s Selector) buckets() Selector { return Selector{s.Metric + "_bucket", s.Where} }

// kind says how the number of an expression is made.
type kind int

const (
	highest kind = iota
	lowest
	rate
	ratio
	quantile
)

// Expr is a number that is made of the program's metrics, of all processes
// together. It may be unknown, as when nothing was counted yet.
type Expr struct {
	kind   kind
	of     Selector
	whole  Selector      // of a ratio
	window time.Duration // of all but the highest and the lowest
	least  float64       // so much must have been counted in the window
	q      float64       // of a quantile
}

// Highest is the largest of the present values of a level.
func Highest(of Selector) Expr { return Expr{kind: highest, of: of} }

// Lowest is the smallest of the present values of a level.
func Lowest(of Selector) Expr { return Expr{kind: lowest, of: of} }

// Rate is how much a counter grows in a second, over a window.
func Rate(of Selector, window time.Duration) Expr { return Expr{kind: rate, of: of, window: window} }

// Ratio is how large a part of a counter another is, of what both grew in a window.
// It is unknown while the whole grew by less than least.
func Ratio(part, whole Selector, window time.Duration, least float64) Expr {
	return Expr{kind: ratio, of: part, whole: whole, window: window, least: least}
}

// Quantile is the time that the share q of a histogram's times did not exceed, in a
// window, in seconds. It is unknown while there were fewer than least.
func Quantile(q float64, of Selector, window time.Duration, least float64) Expr {
	return Expr{kind: quantile, of: of, window: window, q: q, least: least}
}

// counts are numbers of a process at an instant, by selector; those of a histogram's
// buckets by selector and bound.
type counts map[string]float64

// take picks what the expression is made of from all series of a process.
func (e Expr) take(all []observe.Series, into counts) {
	switch e.kind {
	case highest:
		takeOne(all, e.of, into, e.key(), func(a, b float64) float64 { return max(a, b) })
	case lowest:
		takeOne(all, e.of, into, e.key(), func(a, b float64) float64 { return min(a, b) })
	case rate:
		takeSum(all, e.of, into)
	case ratio:
		takeSum(all, e.of, into)
		takeSum(all, e.whole, into)
	case quantile:
		sums := counts{}
		for _, one := range all {
			if e.of.buckets().matches(one) {
				sums[e.bucket(one.Labels["le"])] += one.Value
			}
		}
		maps.Copy(into, sums)
	}
}

// takeOne keeps one of the values of a level; none where there is none.
func takeOne(all []observe.Series, of Selector, into counts, key string, better func(a, b float64) float64) {
	delete(into, key)
	for _, one := range all {
		if !of.matches(one) {
			continue
		}
		if before, found := into[key]; found {
			into[key] = better(before, one.Value)
			continue
		}
		into[key] = one.Value
	}
}

// takeSum keeps the sum of a counter; zero where nothing was counted yet.
func takeSum(all []observe.Series, of Selector, into counts) {
	sum := 0.
	for _, one := range all {
		if of.matches(one) {
			sum += one.Value
		}
	}
	into[of.String()] = sum
}

// key names a level's value among the counts.
func (e Expr) key() string {
	if e.kind == lowest {
		return "min " + e.of.String()
	}
	return "max " + e.of.String()
}

const bucketMark = " le "

// bucket names a histogram's bucket among the counts.
func (e Expr) bucket(bound string) string { return e.of.String() + bucketMark + bound }

// value makes the number of what all processes have counted.
func (e Expr) value(t tally) (value float64, known bool) {
	switch e.kind {
	case highest, lowest:
		for _, c := range t.latest {
			one, found := c[e.key()]
			switch {
			case !found:
			case !known, e.kind == highest && one > value, e.kind == lowest && one < value:
				value, known = one, true
			}
		}
		return value, known
	case rate:
		grown, known := t.grown(e.of.String(), e.window)
		return grown / e.window.Seconds(), known
	case ratio:
		whole, known := t.grown(e.whole.String(), e.window)
		if !known || whole < max(e.least, 1) {
			return 0, false
		}
		part, _ := t.grown(e.of.String(), e.window)
		return part / whole, true
	case quantile:
		return e.quantile(t)
	}
	return 0, false
}

// step is one bucket of a histogram: how many times were not above the bound.
type step struct{ bound, count float64 }

// quantile estimates like Prometheus: within a bucket the times are taken to lie
// evenly, and those above the last bound to lie at it.
func (e Expr) quantile(t tally) (float64, bool) {
	var steps []step
	for _, key := range t.keys(e.of.String() + bucketMark) {
		_, bound, _ := strings.Cut(key, bucketMark)
		at, err := strconv.ParseFloat(bound, 64)
		if err != nil {
			continue // another version's, which counts in another way
		}
		count, _ := t.grown(key, e.window)
		steps = append(steps, step{at, count})
	}
	slices.SortFunc(steps, func(a, b step) int { return int(math.Copysign(1, a.bound-b.bound)) })
	if len(steps) < 2 {
		return 0, false
	}
	total := steps[len(steps)-1].count
	if total < max(e.least, 1) {
		return 0, false
	}
	rank, below := e.q*total, step{}
	for _, s := range steps {
		if s.count < rank {
			below = s
			continue
		}
		if math.IsInf(s.bound, 1) {
			return below.bound, true
		}
		return below.bound + (s.bound-below.bound)*(rank-below.count)/(s.count-below.count), true
	}
	return below.bound, true
}
