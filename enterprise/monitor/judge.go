package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// calm is for how long a rule must not be met before its alert is over, so that what
// comes and goes is one alert.
const calm = time.Minute

// How long things are kept.
const (
	samplesKept = 15 * time.Minute // longer than any window of a rule
	alertsKept  = 90 * 24 * time.Hour
	processKept = 24 * time.Hour
)

// judge judges all rules, unless another process does so at this moment or just has.
func (m *Monitor) judge(ctx context.Context) error {
	var changed []Alert
	err := m.db().Write(ctx, func(tx *pg.Tx) error {
		changed = nil
		now := m.now()
		mine, err := m.turn(ctx, tx, now)
		if err != nil || !mine {
			return err
		}
		samples, err := pg.Query[sample](ctx, tx, `select process, at, counts from process_sample where at > $1 and at <= $2 order by at`,
			now.Add(-samplesKept), now)
		if err != nil {
			return err
		}
		j := judgement{m: m, tx: tx, tally: newTally(now, samples)}
		for _, r := range m.cfg.Rules {
			if err := j.rule(ctx, r); err != nil {
				return fmt.Errorf("judge %s: %w", r.Name, err)
			}
		}
		changed = j.changed
		return m.forget(ctx, tx, now)
	})
	if err != nil {
		return fmt.Errorf("judge the rules: %w", err)
	}
	for _, a := range changed {
		m.tell(ctx, a)
	}
	return nil
}

// turn tells whether it is this process that judges now.
func (m *Monitor) turn(ctx context.Context, tx *pg.Tx, now time.Time) (bool, error) {
	free, _, err := pg.One[bool](ctx, tx, `select pg_try_advisory_xact_lock(hashtextextended('alert rules', 0))`)
	if err != nil || !free {
		return false, err
	}
	last, found, err := pg.One[time.Time](ctx, tx, `select at from alert_round`)
	if err != nil || found && now.Sub(last) < every*4/5 {
		return false, err
	}
	tx.Exec(`insert into alert_round (at) values ($1) on conflict (one) do update set at = excluded.at`, now)
	return true, nil
}

// forget drops what is old.
func (m *Monitor) forget(ctx context.Context, tx *pg.Tx, now time.Time) error {
	longest := time.Duration(0)
	for _, r := range m.cfg.Rules {
		if r.Band != nil {
			longest = max(longest, r.Band.Window)
		}
	}
	tx.Exec(`delete from process_sample where at <= $1`, now.Add(-samplesKept))
	tx.Exec(`delete from process where seen_at < $1`, now.Add(-processKept))
	tx.Exec(`delete from alert_value where at < $1`, now.Add(-longest))
	tx.Exec(`delete from alert where state = 'resolved' and resolved_at < $1`, now.Add(-alertsKept))
	tx.Exec(`delete from alert_silence where until < $1`, now.Add(-alertsKept))
	return tx.Flush(ctx)
}

// judgement judges rules in one transaction.
type judgement struct {
	m       *Monitor
	tx      *pg.Tx
	tally   tally
	changed []Alert // that began to fire, or are over
}

// rule judges one rule and has its alert follow.
func (j *judgement) rule(ctx context.Context, r Rule) error {
	value, met, err := j.met(ctx, r)
	if err != nil {
		return err
	}
	a, open, err := pg.One[Alert](ctx, j.tx, `select `+alertColumns+` from alert where rule = $1 and state <> 'resolved' for update`, r.Name)
	if err != nil {
		return err
	}
	now := j.tally.now
	switch {
	case !open && !met:
		return nil
	case !open:
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("name an alert: %w", err)
		}
		a = Alert{ID: id, Rule: r.Name, State: Pending, Since: now}
	case a.State == Pending && !met:
		j.tx.Exec(`delete from alert where id = $1`, a.ID)
		return nil
	}
	a.Severity, a.Summary = r.Severity, r.Summary
	j.follow(&a, r, value, met)
	news, levels, err := j.news(ctx, &a, r)
	if err != nil {
		return err
	}
	j.keep(a)
	return j.notify(a, news, levels)
}

// met tells what the rule's value is and whether the rule is met. One that is not
// known is not.
func (j *judgement) met(ctx context.Context, r Rule) (value float64, met bool, err error) {
	value, known := r.Value.value(j.tally)
	if !known {
		return 0, false, nil
	}
	if r.Limit != nil && r.Limit.met(value) {
		met = true
	}
	if r.Band == nil {
		return value, met, nil
	}
	now := j.tally.now
	p, _, err := pg.One[past](ctx, j.tx, `select count(*), coalesce(avg(value), 0), coalesce(stddev_samp(value), 0) from alert_value
where rule = $1 and at >= $2 and at < $3`, r.Name, now.Add(-r.Band.Window), now)
	if err != nil {
		return value, false, err
	}
	j.tx.Exec(`insert into alert_value (rule, at, value) values ($1, $2, $3) on conflict do nothing`, r.Name, now, value)
	return value, met || r.Band.met(value, p), nil
}

// follow has the state of an alert follow its rule.
func (j *judgement) follow(a *Alert, r Rule, value float64, met bool) {
	now := j.tally.now
	switch {
	case met:
		a.Value, a.CalmSince = value, nil
		if a.State == Pending && now.Sub(a.Since) >= r.For {
			a.State, a.FiredAt = Firing, &now
			j.changed = append(j.changed, *a)
		}
	case a.CalmSince == nil:
		a.CalmSince = &now
	case now.Sub(*a.CalmSince) >= calm:
		a.State, a.ResolvedAt = Resolved, &now
		j.changed = append(j.changed, *a)
	}
}

// news has told what there is to tell: to the first level when the alert fires and
// nobody has silenced it, to the next one when nobody acknowledges it, and to all of
// them when it is over.
func (j *judgement) news(ctx context.Context, a *Alert, r Rule) (News, [][]Channel, error) {
	now, levels := j.tally.now, j.m.cfg.Levels
	if a.State == Resolved {
		return NewsResolved, levels[:min(int(a.Told), len(levels))], nil
	}
	waits := a.State == Pending || a.ToldAt != nil && (r.Escalate == 0 || now.Sub(*a.ToldAt) < r.Escalate)
	if waits || a.AcknowledgedAt != nil || int(a.Told) >= len(levels) {
		return "", nil, nil
	}
	silent, _, err := pg.One[bool](ctx, j.tx, `select exists (select from alert_silence where rule in ('', $1) and until > $2)`, a.Rule, now)
	if err != nil || silent {
		return "", nil, err
	}
	news := NewsFiring
	if a.Told > 0 {
		news = NewsEscalated
	}
	a.Told, a.ToldAt = a.Told+1, &now
	return news, levels[a.Told-1 : a.Told], nil
}

// notify puts news of an alert into the queue of every channel of some levels.
func (j *judgement) notify(a Alert, news News, levels [][]Channel) error {
	for _, c := range slices.Concat(levels...) {
		id, err := uuid.NewV7()
		if err != nil {
			return fmt.Errorf("name a notice: %w", err)
		}
		j.tx.Exec(`insert into alert_notice (id, alert, news, channel, next_at) values ($1, $2, $3, $4, $5)`, id, a.ID, string(news), c.Name, j.tally.now)
	}
	return nil
}

// keep writes an alert.
func (j *judgement) keep(a Alert) {
	j.tx.Exec(`insert into alert (id, rule, severity, state, value, since, fired_at, calm_since, resolved_at, told, told_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (id) do update set severity = excluded.severity, state = excluded.state, value = excluded.value, fired_at = excluded.fired_at,
  calm_since = excluded.calm_since, resolved_at = excluded.resolved_at, told = excluded.told, told_at = excluded.told_at`,
		a.ID, a.Rule, string(a.Severity), string(a.State), a.Value, a.Since, a.FiredAt, a.CalmSince, a.ResolvedAt, a.Told, a.ToldAt)
}

// tell writes the line of an alert that began or is over.
func (m *Monitor) tell(ctx context.Context, a Alert) {
	level := slog.LevelWarn
	if a.Severity == Critical && a.State == Firing {
		level = slog.LevelError
	}
	m.cfg.Log.LogAttrs(ctx, level, "alert", slog.String("rule", a.Rule), slog.String("state", string(a.State)),
		slog.String("severity", string(a.Severity)), slog.Float64("value", a.Value), slog.String("summary", a.Summary))
}
