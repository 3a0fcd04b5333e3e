package monitor

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Prometheus writes rules as a file of rules for Prometheus, in YAML: for who has one
// scrape every process.
func Prometheus(rules []Rule) string {
	var b strings.Builder
	b.WriteString("# Rules of Guildhall, for Prometheus: the output of `guildhall alert rules`.\ngroups:\n  - name: guildhall\n    interval: 15s\n    rules:\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "      - alert: %s\n        expr: %q\n", r.Name, r.query())
		if r.For > 0 {
			fmt.Fprintf(&b, "        for: %s\n", span(r.For))
		}
		fmt.Fprintf(&b, "        keep_firing_for: %s\n        labels:\n          severity: %s\n", span(calm), r.Severity)
		fmt.Fprintf(&b, "        annotations:\n          summary: %q\n          runbook: %q\n", r.Summary, "docs/operations.md#"+r.Name)
	}
	return b.String()
}

// query writes when a rule is met in the language of Prometheus.
func (r Rule) query() string {
	value := r.Value.query()
	if r.Band != nil {
		return r.Band.query(value)
	}
	sign := ">"
	if r.Limit.Below {
		sign = "<"
	}
	query := value + " " + sign + " " + number(r.Limit.Than)
	if enough := r.Value.enough(); enough != "" {
		query += " and " + enough
	}
	return query
}

// query writes the number in the language of Prometheus.
func (e Expr) query() string {
	grown := func(s Selector) string { return fmt.Sprintf("sum(rate(%s[%s]))", s, span(e.window)) }
	switch e.kind {
	case highest:
		return fmt.Sprintf("max(%s)", e.of)
	case lowest:
		return fmt.Sprintf("min(%s)", e.of)
	case rate:
		return grown(e.of)
	case ratio:
		return grown(e.of) + " / " + grown(e.whole)
	case quantile:
		return fmt.Sprintf("histogram_quantile(%s, sum by (le) (rate(%s[%s])))", number(e.q), e.of.buckets(), span(e.window))
	}
	return ""
}

// enough writes what must have been counted; "" for nothing.
func (e Expr) enough() string {
	of := e.whole
	if e.kind == quantile {
		of = Selector{e.of.Metric + "_count", e.of.Where}
	}
	if e.least == 0 {
		return ""
	}
	return fmt.Sprintf("sum(increase(%s[%s])) >= %s", of, span(e.window), number(e.least))
}

// query compares with the past once a minute: as often as here would cost too much
// there.
func (b *Band) query(value string) string {
	const step = time.Minute
	window := fmt.Sprintf("(%s)[%s:%s]", value, span(b.Window), span(step))
	return fmt.Sprintf("abs(%s - avg_over_time(%s)) > clamp_min(%s * stddev_over_time(%s), %s) and count_over_time(%s) >= %d",
		value, window, number(b.Deviations), window, number(b.Least), window, b.Samples*int(every)/int(step))
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// span writes a time as Prometheus does.
func span(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%dm", d/time.Minute)
	}
	return fmt.Sprintf("%ds", d/time.Second)
}
