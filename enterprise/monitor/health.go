package monitor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/guildhall/guildhall/enterprise"
)

// Database is a database of the installation and how it does.
type Database struct {
	Name   string
	Tier   string // "enterprise", "shared" or "database"
	Up     bool
	Answer time.Duration // how long it took to answer; zero when it did not
	Places int64         // databases and schemas with a version of their own in it
	Behind int64         // of them, not at the version of the program
	Lag    time.Duration // how long the delivery that is due longest has been due
	Error  string        // why it did not answer
}

// Health is how an installation does.
type Health struct {
	Healthy     bool     // nothing below is wrong
	Wrong       []string // what is, in words
	Databases   []Database
	Processes   []Process
	DeadLetters int
	Firing      []Alert
	Redis       string  // "up", "down", or "none" when there is none
	DiskFree    float64 // share of the disk that is free, from 0 to 1; -1 when it is not ours
}

// pingWithin is how long a database may take to answer.
const pingWithin = 2 * time.Second

// pingsAtOnce bounds how many databases are asked at the same time.
const pingsAtOnce = 8

// Health asks everything that the installation stands on, every tenant's database
// among it. What does not answer is told in the answer, not as an error.
func (m *Monitor) Health(ctx context.Context) (*Health, error) {
	states, err := m.cfg.Enterprise.Databases(ctx)
	if err != nil {
		return nil, err
	}
	h := &Health{Redis: m.redis(ctx), DiskFree: m.disk()}
	h.Databases = m.ping(ctx, states)
	if h.Processes, err = m.Processes(ctx); err != nil {
		return nil, err
	}
	if h.DeadLetters, err = m.cfg.Enterprise.CountDeadLetters(ctx); err != nil {
		return nil, err
	}
	open, err := m.Alerts(ctx, false)
	if err != nil {
		return nil, err
	}
	for _, a := range open {
		if a.State == Firing {
			h.Firing = append(h.Firing, a)
		}
	}
	h.judge()
	return h, nil
}

// judge says what is wrong.
func (h *Health) judge() {
	wrong := func(format string, args ...any) { h.Wrong = append(h.Wrong, fmt.Sprintf(format, args...)) }
	for _, d := range h.Databases {
		if !d.Up {
			wrong("The database %s does not answer.", d.Name)
		}
		if d.Behind > 0 {
			wrong("Places in the database %s that are not at this version: %d.", d.Name, d.Behind)
		}
		if d.Lag > time.Minute {
			wrong("Deliveries in the database %s are late by %s.", d.Name, d.Lag.Round(time.Second))
		}
	}
	for _, p := range h.Processes {
		if p.Lost {
			wrong("The process %d on %s is lost.", p.PID, p.Host)
		}
	}
	if h.DeadLetters > 0 {
		wrong("Deliveries that were given up: %d.", h.DeadLetters)
	}
	if h.Redis == "down" {
		wrong("Redis does not answer.")
	}
	if h.DiskFree >= 0 && h.DiskFree < .1 {
		wrong("%.0f %% of the disk are free.", h.DiskFree*100)
	}
	for _, a := range h.Firing {
		wrong("%s: %s", a.Rule, a.Summary)
	}
	h.Healthy = len(h.Wrong) == 0
}

// ping asks databases for an answer.
func (m *Monitor) ping(ctx context.Context, states []enterprise.DatabaseState) []Database {
	var lag map[string]time.Duration
	if m.cfg.Facts.Lag != nil {
		lag = m.cfg.Facts.Lag(m.now())
	}
	out := make([]Database, len(states))
	room := make(chan struct{}, pingsAtOnce)
	var pings sync.WaitGroup
	for i, s := range states {
		out[i] = Database{Name: s.Name, Tier: string(s.Tier), Places: s.Places, Behind: s.Behind, Lag: lag[s.Name]}
		room <- struct{}{}
		pings.Go(func() {
			defer func() { <-room }()
			within, cancel := context.WithTimeout(ctx, pingWithin)
			defer cancel()
			took, err := m.cfg.Enterprise.Ping(within, s.Name)
			out[i].Up, out[i].Answer = err == nil, took
			if err != nil {
				out[i].Error = err.Error()
			}
		})
	}
	pings.Wait()
	return out
}

func (m *Monitor) redis(ctx context.Context) string {
	if m.cfg.Facts.Redis == nil {
		return "none"
	}
	ctx, cancel := context.WithTimeout(ctx, pingWithin)
	defer cancel()
	if m.cfg.Facts.Redis(ctx) != nil {
		return "down"
	}
	return "up"
}

// disk returns the share of the disk that is free, -1 when nobody knows.
func (m *Monitor) disk() float64 {
	if m.cfg.Facts.Disk == nil {
		return -1
	}
	free, size, err := m.cfg.Facts.Disk()
	if err != nil || size == 0 {
		return -1
	}
	return float64(free) / float64(size)
}
