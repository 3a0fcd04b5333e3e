package observe

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Background counts what is done when nobody waits for it: jobs, and what the nightly
// checks find.
type Background struct {
	worked   *prometheus.HistogramVec
	findings *prometheus.CounterVec
}

// JobLevel is how many jobs of a kind stand in a state now, and how long the oldest
// of them is there.
type JobLevel struct {
	Kind, State string
	Jobs        int64
	Oldest      time.Duration
}

// NewBackground adds what is told of jobs to the metrics: guildhall_jobs and
// guildhall_job_oldest_seconds by kind and state, which read tells whenever the
// metrics are scraped, guildhall_job_duration_seconds by kind and outcome, and
// guildhall_findings_total by check. It may be called once for the same metrics.
func NewBackground(m *Metrics, read func() []JobLevel) *Background {
	b := &Background{
		worked: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "guildhall_job_duration_seconds", Help: "Time of one attempt at a job, by kind and outcome: done, failed, put-off, stopped.",
			Buckets: []float64{.005, .025, .1, .5, 1, 5, 30, 120, 600, 3600},
		}, []string{"kind", "outcome"}),
		findings: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "guildhall_findings_total", Help: "Records found that are not as they must be, by check; again in every run while they are.",
		}, []string{"check"}),
	}
	m.registry.MustRegister(b.worked, b.findings, &jobLevels{
		read:   read,
		jobs:   prometheus.NewDesc("guildhall_jobs", "Jobs that are not done, by kind and state.", []string{"kind", "state"}, nil),
		oldest: prometheus.NewDesc("guildhall_job_oldest_seconds", "Age of the oldest of these jobs.", []string{"kind", "state"}, nil),
	})
	return b
}

// Worked counts one attempt at a job.
func (b *Background) Worked(kind, outcome string, took time.Duration) {
	b.worked.WithLabelValues(kind, outcome).Observe(took.Seconds())
}

// Found counts records that a check has found.
func (b *Background) Found(check string, records int) {
	b.findings.WithLabelValues(check).Add(float64(records))
}

// jobLevels shows how many jobs stand where.
type jobLevels struct {
	read         func() []JobLevel
	jobs, oldest *prometheus.Desc
}

// Describe is for Prometheus.
func (l *jobLevels) Describe(out chan<- *prometheus.Desc) {
	out <- l.jobs
	out <- l.oldest
}

// Collect is for Prometheus.
func (l *jobLevels) Collect(out chan<- prometheus.Metric) {
	for _, level := range l.read() {
		out <- prometheus.MustNewConstMetric(l.jobs, prometheus.GaugeValue, float64(level.Jobs), level.Kind, level.State)
		out <- prometheus.MustNewConstMetric(l.oldest, prometheus.GaugeValue, level.Oldest.Seconds(), level.Kind, level.State)
	}
}
