package monitor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
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
			wrong("%d places in the database %s are not at this version.", d.Behind, d.Name)
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
		wrong("%d deliveries were given up.", h.DeadLetters)
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
			ctx, cancel := context.WithTimeout(ctx, pingWithin)
			defer cancel()
			took, err := m.cfg.Enterprise.Ping(ctx, s.Name)
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

// facts are levels that a round has found.
type facts struct {
	Dead, Up, Lost    int64
	Warning, Critical int64
}

// look sets the levels that are about the installation. What the registry does not
// tell stays as it was, but for the registry itself, which is down then.
func (m *Monitor) look(ctx context.Context) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if states, err := m.cfg.Enterprise.Databases(ctx); err == nil {
		m.known = states
	}
	m.lookAtDatabases(ctx)
	if free := m.disk(); free >= 0 {
		m.cfg.Metrics.Set(observe.DiskFree, free)
	}
	err := m.db().Read(ctx, func(tx *pg.Tx) error {
		found, _, err := pg.One[facts](ctx, tx, `select (select count(*) from dead_letter),
  (select count(*) from process where left_at is null and seen_at > $1),
  (select count(*) from process where left_at is null and seen_at <= $1),
  (select count(*) from alert where state = 'firing' and severity = 'warning'),
  (select count(*) from alert where state = 'firing' and severity = 'critical')`, m.now().Add(-lostAfter))
		if err == nil {
			m.lastFacts = found
		}
		return err
	})
	if err != nil {
		return // the beat that follows tells
	}
	m.cfg.Metrics.Set(observe.DeadLetters, float64(m.lastFacts.Dead))
	m.cfg.Metrics.SetAll(observe.Processes, map[string]float64{"up": float64(m.lastFacts.Up), "lost": float64(m.lastFacts.Lost)})
	m.cfg.Metrics.SetAll(observe.Alerts, map[string]float64{string(Warning): float64(m.lastFacts.Warning), string(Critical): float64(m.lastFacts.Critical)})
}

// ofTenants is the name under which all databases of single tenants count.
const ofTenants = "tenants"

// lookAtDatabases asks the databases that hold the registry and several tenants. Of
// the others it is known whether those answered that were needed.
func (m *Monitor) lookAtDatabases(ctx context.Context) {
	var common []enterprise.DatabaseState
	behind, single := 0., map[string]bool{}
	for _, s := range m.known {
		behind += float64(s.Behind)
		if s.Tier == enterprise.Database {
			single[s.Name] = true
			continue
		}
		common = append(common, s)
	}
	up, answer, lag := map[string]float64{}, map[string]float64{}, map[string]float64{}
	for _, d := range m.ping(ctx, common) {
		up[d.Name], lag[d.Name] = 0, d.Lag.Seconds()
		if d.Up {
			up[d.Name], answer[d.Name] = 1, d.Answer.Seconds()
		}
	}
	if len(single) > 0 {
		up[ofTenants], lag[ofTenants] = 1, 0
		if m.cfg.Facts.Deaf != nil {
			for name := range m.cfg.Facts.Deaf() {
				if single[name] {
					up[ofTenants] = 0
				}
			}
		}
		if m.cfg.Facts.Lag != nil {
			for name, late := range m.cfg.Facts.Lag(m.now()) {
				if single[name] {
					lag[ofTenants] = max(lag[ofTenants], late.Seconds())
				}
			}
		}
	}
	m.cfg.Metrics.SetAll(observe.DatabaseUp, up)
	m.cfg.Metrics.SetAll(observe.DatabaseAnswer, answer)
	m.cfg.Metrics.SetAll(observe.DispatchLag, lag)
	m.cfg.Metrics.Set(observe.PlacesBehind, behind)
}
