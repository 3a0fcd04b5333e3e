package monitor

import (
	"context"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
)

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
		up[ofTenants], lag[ofTenants] = m.singles(single)
	}
	m.cfg.Metrics.SetAll(observe.DatabaseUp, up)
	m.cfg.Metrics.SetAll(observe.DatabaseAnswer, answer)
	m.cfg.Metrics.SetAll(observe.DispatchLag, lag)
	m.cfg.Metrics.Set(observe.PlacesBehind, behind)
}

// singles returns 1 when all databases of single tenants answered that were needed, 0
// otherwise, and the longest lag in seconds.
func (m *Monitor) singles(names map[string]bool) (up, lag float64) {
	up = 1
	if m.cfg.Facts.Deaf != nil {
		for name := range m.cfg.Facts.Deaf() {
			if names[name] {
				up = 0
			}
		}
	}
	if m.cfg.Facts.Lag == nil {
		return up, 0
	}
	for name, late := range m.cfg.Facts.Lag(m.now()) {
		if names[name] {
			lag = max(lag, late.Seconds())
		}
	}
	return up, lag
}
