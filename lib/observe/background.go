package observe

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// JobLevel is how many jobs of a kind stand in a state now, and how long the oldest
// of them is there.
type JobLevel struct {
	Kind, State string
	Jobs        int64
	Oldest      time.Duration
}

// ReadJobs shows how many jobs stand where: read tells it whenever the metrics are
// looked at. It may be called once.
func (m *Metrics) ReadJobs(read func() []JobLevel) {
	jobs, oldest := family(Jobs), family(JobOldest)
	m.own.MustRegister(&jobLevels{
		read:   read,
		jobs:   prometheus.NewDesc(jobs.Name, jobs.Help, jobs.Labels, nil),
		oldest: prometheus.NewDesc(oldest.Name, oldest.Help, oldest.Labels, nil),
	})
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
