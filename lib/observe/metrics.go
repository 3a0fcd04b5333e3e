package observe

import (
	"fmt"
	"maps"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics counts what the process does, for Prometheus and for rules of alerts. It
// may be used by any number of goroutines.
type Metrics struct {
	own      *prometheus.Registry // what stands in the catalogue
	runtime  *prometheus.Registry // of Go and of the process
	counters map[string]*prometheus.CounterVec
	levels   map[string]*prometheus.GaugeVec
	times    map[string]*prometheus.HistogramVec
	inFlight prometheus.Gauge
}

// NewMetrics returns metrics that begin at zero, with those of the Go runtime and
// of the process.
func NewMetrics() *Metrics {
	m := &Metrics{
		own: prometheus.NewRegistry(), runtime: prometheus.NewRegistry(),
		counters: map[string]*prometheus.CounterVec{}, levels: map[string]*prometheus.GaugeVec{}, times: map[string]*prometheus.HistogramVec{},
	}
	for _, f := range Catalogue() {
		m.register(f)
	}
	m.inFlight = m.levels[RequestsInFlight].WithLabelValues()
	m.runtime.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *Metrics) register(f Family) {
	if f.Elsewhere {
		return
	}
	switch f.Kind {
	case Counter:
		m.counters[f.Name] = prometheus.NewCounterVec(prometheus.CounterOpts{Name: f.Name, Help: f.Help}, f.Labels)
		m.own.MustRegister(m.counters[f.Name])
	case Level:
		m.levels[f.Name] = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: f.Name, Help: f.Help}, f.Labels)
		m.own.MustRegister(m.levels[f.Name])
	case Histogram:
		m.times[f.Name] = prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: f.Name, Help: f.Help, Buckets: f.Buckets}, f.Labels)
		m.own.MustRegister(m.times[f.Name])
		if len(f.Labels) == 0 {
			m.times[f.Name].WithLabelValues() // there from the start
		}
	}
}

// Add counts n more of a counter of the catalogue. Like the other methods that name
// a family, it panics on one that is not there or has other labels, because the
// program cannot mean that.
func (m *Metrics) Add(name string, n float64, labels ...string) {
	m.counters[name].WithLabelValues(labels...).Add(n)
}

// Set sets a level of the catalogue.
func (m *Metrics) Set(name string, value float64, labels ...string) {
	m.levels[name].WithLabelValues(labels...).Set(value)
}

// Change returns what raises, or lowers, a level of the catalogue.
func (m *Metrics) Change(name string, labels ...string) func(by float64) {
	return m.levels[name].WithLabelValues(labels...).Add
}

// SetAll sets a level that has one label, and forgets what it was for other values
// of the label.
func (m *Metrics) SetAll(name string, values map[string]float64) {
	level := m.levels[name]
	level.Reset()
	for label, value := range values {
		level.WithLabelValues(label).Set(value)
	}
}

// Observe counts a time of a histogram of the catalogue.
func (m *Metrics) Observe(name string, took time.Duration, labels ...string) {
	m.times[name].WithLabelValues(labels...).Observe(took.Seconds())
}

// Describe has the metrics say which program they are of.
func (m *Metrics) Describe(version string) { m.Set(Build, 1, version, runtime.Version()) }

// Begin counts a request that is being answered.
func (m *Metrics) Begin() { m.inFlight.Inc() }

// End counts a request that was answered.
func (m *Metrics) End(r *Request) {
	m.inFlight.Dec()
	method, route, matched := strings.Cut(r.Route, " ")
	if !matched { // nobody bounds the methods that callers make up
		method, route = "", r.Route
	}
	m.Add(Requests, 1, method, route, class(r.Status), r.Tier)
	m.Observe(RequestSeconds, r.Duration, method, route, r.Tier)
}

// class returns the class of a status of HTTP: "2xx".
func class(status int) string {
	switch {
	case status == 0: // the connection was taken over
		return ""
	case status >= 100 && status < 600:
		return string(rune('0'+status/100)) + "xx"
	}
	return strconv.Itoa(status)
}

// Read shows a counter of the catalogue that is kept elsewhere, for some values of its
// labels: read tells it whenever the metrics are looked at.
func (m *Metrics) Read(name string, read func() float64, labels ...string) {
	f := family(name)
	constant := prometheus.Labels{}
	for i, l := range f.Labels {
		constant[l] = labels[i]
	}
	m.own.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: f.Help, ConstLabels: constant}, read))
}

// family returns a family of the catalogue.
func family(name string) Family {
	all := Catalogue()
	return all[slices.IndexFunc(all, func(f Family) bool { return f.Name == name })]
}

// Handler answers with all metrics, in the text format of Prometheus.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(prometheus.Gatherers{m.own, m.runtime}, promhttp.HandlerOpts{Registry: m.runtime})
}

// Series is one number with its labels, as Prometheus would store it.
type Series struct {
	Name   string // of a histogram with _bucket, _sum or _count
	Labels map[string]string
	Value  float64
}

// Series returns what the metrics of the catalogue are now. A histogram has one
// number for each of its buckets, whose label le is the upper bound.
func (m *Metrics) Series() ([]Series, error) {
	families, err := m.own.Gather()
	if err != nil {
		return nil, fmt.Errorf("gather metrics: %w", err)
	}
	var out []Series
	for _, f := range families {
		for _, each := range f.GetMetric() {
			labels := map[string]string{}
			for _, l := range each.GetLabel() {
				labels[l.GetName()] = l.GetValue()
			}
			h := each.GetHistogram()
			if h == nil {
				value := each.GetCounter().GetValue() + each.GetGauge().GetValue() // one of them is there
				out = append(out, Series{f.GetName(), labels, value})
				continue
			}
			for _, b := range h.GetBucket() {
				out = append(out, bucket(f.GetName(), labels, strconv.FormatFloat(b.GetUpperBound(), 'g', -1, 64), b.GetCumulativeCount()))
			}
			out = append(out, bucket(f.GetName(), labels, "+Inf", h.GetSampleCount()),
				Series{f.GetName() + "_sum", labels, h.GetSampleSum()}, Series{f.GetName() + "_count", labels, float64(h.GetSampleCount())})
		}
	}
	return out, nil
}

func bucket(name string, labels map[string]string, bound string, count uint64) Series {
	with := map[string]string{"le": bound}
	maps.Copy(with, labels)
	return Series{name + "_bucket", with, float64(count)}
}
