package monitoring

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise/monitor"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// Alert is a rule that was met.
type Alert struct {
	ID             uuid.UUID  `json:"id"`
	Rule           string     `json:"rule" example:"dead-letters-many"`
	Severity       string     `json:"severity" enum:"warning,critical"`
	State          string     `json:"state" enum:"pending,firing,resolved" doc:"pending: met, but not for long enough yet."`
	Summary        string     `json:"summary" doc:"What is wrong; empty for a rule of another version."`
	Value          float64    `json:"value" doc:"When the rule was last met."`
	Since          time.Time  `json:"since"`
	FiredAt        *time.Time `json:"fired_at"`
	ResolvedAt     *time.Time `json:"resolved_at"`
	Told           int64      `json:"told" doc:"Levels of escalation that have heard of it."`
	AcknowledgedAt *time.Time `json:"acknowledged_at"`
	AcknowledgedBy string     `json:"acknowledged_by"`
	Reason         string     `json:"reason" doc:"Of whoever acknowledged it."`
}

// TellAlerts turns alerts into what is told of them.
func TellAlerts(all []monitor.Alert) []Alert {
	out := make([]Alert, 0, len(all))
	for _, a := range all {
		out = append(out, Alert{
			ID: a.ID, Rule: a.Rule, Severity: string(a.Severity), State: string(a.State), Summary: a.Summary, Value: a.Value, Since: a.Since.UTC(),
			FiredAt: utc(a.FiredAt), ResolvedAt: utc(a.ResolvedAt), Told: a.Told, AcknowledgedAt: utc(a.AcknowledgedAt),
			AcknowledgedBy: a.AcknowledgedBy, Reason: a.Reason,
		})
	}
	return out
}

func utc(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	in := t.UTC()
	return &in
}

type listAlerts struct {
	All bool `json:"all,omitempty" doc:"Those that are over, too: the last 200 of all."`
}

type alertPage struct {
	Data []Alert `json:"data"`
}

func (d desk) alerts(ctx context.Context, _ httpapi.Request, in listAlerts) (alertPage, error) {
	all, err := d.monitor.Alerts(ctx, in.All)
	return alertPage{Data: TellAlerts(all)}, err
}

type acknowledgement struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"What is being done about it."`
}

func (d desk) acknowledge(ctx context.Context, r httpapi.Request, in acknowledgement) (httpapi.None, error) {
	id, err := uuid.Parse(r.HTTP.PathValue("id"))
	if err != nil {
		return httpapi.None{}, problem.NotFound("alert")
	}
	return httpapi.None{}, d.monitor.Acknowledge(ctx, r.Actor, id, in.Reason)
}

// Silence is a time in which nothing is told about a rule.
type Silence struct {
	ID     uuid.UUID `json:"id"`
	Rule   string    `json:"rule" doc:"Empty for every rule."`
	Until  time.Time `json:"until"`
	Reason string    `json:"reason"`
	MadeBy string    `json:"made_by"`
	MadeAt time.Time `json:"made_at"`
}

// TellSilence turns a silence into what is told of it.
func TellSilence(s monitor.Silence) Silence {
	return Silence{ID: s.ID, Rule: s.Rule, Until: s.Until.UTC(), Reason: s.Reason, MadeBy: s.MadeBy, MadeAt: s.MadeAt.UTC()}
}

type silencePage struct {
	Data []Silence `json:"data"`
}

func (d desk) silences(ctx context.Context, _ httpapi.Request, _ httpapi.None) (silencePage, error) {
	all, err := d.monitor.Silences(ctx)
	page := silencePage{Data: []Silence{}}
	for _, s := range all {
		page.Data = append(page.Data, TellSilence(s))
	}
	return page, err
}

type makeSilence struct {
	Rule    string `json:"rule,omitempty" maxLength:"100" doc:"Name of the rule; every rule when not given."`
	Minutes int    `json:"minutes" minimum:"1" maximum:"43200" doc:"How long nothing is told: at most 30 days."`
	Reason  string `json:"reason" minLength:"1" maxLength:"500" doc:"Why nothing is to be told."`
}

func (d desk) silence(ctx context.Context, r httpapi.Request, in makeSilence) (Silence, error) {
	s, err := d.monitor.Silence(ctx, r.Actor, in.Rule, time.Duration(in.Minutes)*time.Minute, in.Reason)
	if err != nil {
		return Silence{}, err
	}
	return TellSilence(*s), nil
}

func (d desk) endSilence(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
	id, err := uuid.Parse(r.HTTP.PathValue("id"))
	if err != nil {
		return httpapi.None{}, problem.NotFound("silence")
	}
	return httpapi.None{}, d.monitor.EndSilence(ctx, r.Actor, id)
}
