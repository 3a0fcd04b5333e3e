package monitor

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// State says how far an alert is.
type State string

// The states of an alert.
const (
	Pending  State = "pending"  // its rule is met, but not for long enough yet
	Firing   State = "firing"   // somebody must look
	Resolved State = "resolved" // its rule is not met any more
)

// Alert is a rule that was met.
type Alert struct {
	ID             uuid.UUID
	Rule           string
	Severity       Severity
	State          State
	Value          float64 // when the rule was last met
	Since          time.Time
	FiredAt        *time.Time
	CalmSince      *time.Time // the rule is not met since
	ResolvedAt     *time.Time
	Told           int64 // levels of escalation that have heard of it
	ToldAt         *time.Time
	AcknowledgedAt *time.Time
	AcknowledgedBy string
	Reason         string // of whoever acknowledged it
	Summary        string // of the rule
}

const alertColumns = `id, rule, severity, state, value, since, fired_at, calm_since, resolved_at, told, told_at, acknowledged_at,
  acknowledged_by, reason, ''::text`

// Alerts returns alerts, newest first: those that are not over, or, with all, the
// last 200 of any state.
func (m *Monitor) Alerts(ctx context.Context, all bool) ([]Alert, error) {
	var out []Alert
	err := m.db().Read(ctx, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[Alert](ctx, tx, `select `+alertColumns+` from alert where $1::boolean or state <> 'resolved' order by id desc limit 200`, all)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the alerts: %w", err)
	}
	for i := range out {
		out[i].Summary = m.summary(out[i].Rule)
	}
	return out, nil
}

// summary is that of a rule; "" for one that this program does not have.
func (m *Monitor) summary(name string) string {
	for _, r := range m.cfg.Rules {
		if r.Name == name {
			return r.Summary
		}
	}
	return ""
}

// Acknowledge says that somebody looks at an alert, so that no further level hears of
// it. Problems: "not-found", also for one that is over.
func (m *Monitor) Acknowledge(ctx context.Context, by *auth.Actor, id uuid.UUID, reason string) error {
	found := false
	err := m.db().Write(ctx, func(tx *pg.Tx) (err error) {
		_, found, err = pg.One[uuid.UUID](ctx, tx, `update alert set acknowledged_at = $2, acknowledged_by = $3, reason = $4
where id = $1 and state <> 'resolved' returning id`, id, m.now(), by.Name, reason)
		return err
	})
	if err != nil {
		return fmt.Errorf("acknowledge an alert: %w", err)
	}
	if !found {
		return problem.NotFound("alert that is not over")
	}
	return m.cfg.Enterprise.RecordOn(ctx, by, "alert.acknowledge", "alert", id, map[string]any{"reason": reason})
}

// Silence is a time in which nothing is told about a rule.
type Silence struct {
	ID     uuid.UUID
	Rule   string // "" for every rule
	Until  time.Time
	Reason string
	MadeBy string
	MadeAt time.Time
}

// longestSilence is how long nothing may be told at the most.
const longestSilence = 30 * 24 * time.Hour

// Silence has nothing told about a rule, or about every one when the name is empty,
// for a time. Alerts begin and end meanwhile; one that still fires afterwards is told
// then. Problem: "invalid".
func (m *Monitor) Silence(ctx context.Context, by *auth.Actor, rule string, lasts time.Duration, reason string) (*Silence, error) {
	var wrong problem.Fields
	if rule != "" && m.summary(rule) == "" {
		wrong.Add("/rule", "unknown", "There is no such rule.")
	}
	if lasts <= 0 || lasts > longestSilence {
		wrong.Add("/minutes", "out-of-range", "Must be more than nothing and at most 30 days.")
	}
	if strings.TrimSpace(reason) == "" {
		wrong.Add("/reason", "required", "Say why.")
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, fmt.Errorf("name a silence: %w", err)
	}
	now := m.now()
	s := Silence{ID: id, Rule: rule, Until: now.Add(lasts), Reason: reason, MadeBy: by.Name, MadeAt: now}
	err = m.db().Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into alert_silence (id, rule, until, reason, made_by, made_at) values ($1, $2, $3, $4, $5, $6)`,
			s.ID, s.Rule, s.Until, s.Reason, s.MadeBy, s.MadeAt)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("silence a rule: %w", err)
	}
	return &s, m.cfg.Enterprise.RecordOn(ctx, by, "alert.silence", "alert_silence", id, map[string]any{"rule": rule, "until": s.Until, "reason": reason})
}

// Silences returns those that have not ended, the one that ends first before others.
func (m *Monitor) Silences(ctx context.Context) ([]Silence, error) {
	var out []Silence
	err := m.db().Read(ctx, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[Silence](ctx, tx, `select id, rule, until, reason, made_by, made_at from alert_silence where until > $1 order by until, id`, m.now())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the silences: %w", err)
	}
	return out, nil
}

// EndSilence has things told again. Problem: "not-found".
func (m *Monitor) EndSilence(ctx context.Context, by *auth.Actor, id uuid.UUID) error {
	found := false
	err := m.db().Write(ctx, func(tx *pg.Tx) (err error) {
		_, found, err = pg.One[uuid.UUID](ctx, tx, `update alert_silence set until = $2 where id = $1 and until > $2 returning id`, id, m.now())
		return err
	})
	if err != nil {
		return fmt.Errorf("end a silence: %w", err)
	}
	if !found {
		return problem.NotFound("silence")
	}
	return m.cfg.Enterprise.RecordOn(ctx, by, "alert.unsilence", "alert_silence", id, nil)
}
