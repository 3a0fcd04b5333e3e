package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/app/monitoring"
	"github.com/guildhall/guildhall/enterprise/monitor"
)

type alert struct {
	List        alertList        `cmd:"" help:"List alerts that are not over, newest first."`
	Acknowledge alertAcknowledge `cmd:"" help:"Say that you look at an alert, so that nobody else is told."`
	Silence     alertSilence     `cmd:"" help:"Have nothing told about a rule for a time, or list what is silent."`
	Unsilence   alertUnsilence   `cmd:"" help:"Have a silenced rule told about again."`
	Rules       alertRules       `cmd:"" help:"Print the rules as a file of rules for Prometheus."`
}

type alertList struct {
	place
	All bool `help:"Those that are over, too: the last 200 of all."`
}

// Run lists them.
func (c *alertList) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		found, err := a.Monitor.Alerts(s, c.All)
		if err != nil {
			return err
		}
		all := monitoring.TellAlerts(found)
		if s.json {
			s.print(all, "")
			return nil
		}
		for _, a := range all {
			s.alert(a)
		}
		return nil
	})
}

// alert prints one alert in a line.
func (s *session) alert(a monitoring.Alert) {
	acknowledged := ""
	if a.AcknowledgedAt != nil {
		acknowledged = fmt.Sprintf(" (%s: %s)", a.AcknowledgedBy, a.Reason)
	}
	s.print(nil, "%s  %-8s %-8s %-22s %s  %g: %s%s\n", a.ID, a.Severity, a.State, a.Rule, a.Since.Format("2006-01-02 15:04"), a.Value, a.Summary, acknowledged)
}

type alertAcknowledge struct {
	place
	ID     uuid.UUID `arg:"" help:"Id of the alert."`
	Reason string    `required:"true" help:"What is being done about it."`
}

// Run acknowledges it.
func (c *alertAcknowledge) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		if err := a.Monitor.Acknowledge(s, app.Local(), c.ID, c.Reason); err != nil {
			return err
		}
		s.print(map[string]uuid.UUID{"id": c.ID}, "%s is acknowledged\n", c.ID)
		return nil
	})
}

type alertSilence struct {
	place
	Rule   string        `arg:"" optional:"" help:"Name of the rule, or all; what is silent is listed when not given."`
	For    time.Duration `default:"1h" help:"How long: at most 720h."`
	Reason string        `help:"Why nothing is to be told."`
}

// Run silences a rule, or lists those that are.
func (c *alertSilence) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		if c.Rule == "" {
			return c.list(s, a)
		}
		rule := c.Rule
		if rule == "all" {
			rule = ""
		}
		made, err := a.Monitor.Silence(s, app.Local(), rule, c.For, c.Reason)
		if err != nil {
			return err
		}
		s.print(monitoring.TellSilence(*made), "nothing is told about %s until %s (%s)\n", c.Rule, made.Until.Format(time.RFC3339), made.ID)
		return nil
	})
}

func (c *alertSilence) list(s *session, a *app.App) error {
	found, err := a.Monitor.Silences(s)
	if err != nil {
		return err
	}
	all := []monitoring.Silence{}
	for _, one := range found {
		all = append(all, monitoring.TellSilence(one))
	}
	if s.json {
		s.print(all, "")
		return nil
	}
	for _, one := range all {
		rule := one.Rule
		if rule == "" {
			rule = "all"
		}
		s.print(nil, "%s  %-22s until %s, by %s: %s\n", one.ID, rule, one.Until.Format("2006-01-02 15:04"), one.MadeBy, one.Reason)
	}
	return nil
}

type alertUnsilence struct {
	place
	ID uuid.UUID `arg:"" help:"Id of the silence."`
}

// Run ends a silence.
func (c *alertUnsilence) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		if err := a.Monitor.EndSilence(s, app.Local(), c.ID); err != nil {
			return err
		}
		s.print(map[string]uuid.UUID{"id": c.ID}, "%s is over\n", c.ID)
		return nil
	})
}

type alertRules struct{}

// Run prints the rules.
func (alertRules) Run(s *session) error { //nolint:unparam // as all commands
	fmt.Fprint(s.out, monitor.Prometheus(monitor.Rules()))
	return nil
}

// errUnhealthy ends a command that has said already what is wrong.
var errUnhealthy = errors.New("the installation is not healthy")

type health struct{ place }

// Run asks how the installation does, and fails when something is wrong.
func (c *health) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		found, err := a.Health(s)
		if err != nil {
			return err
		}
		h := monitoring.Tell(found)
		if s.json {
			s.print(h, "")
		} else {
			s.health(h)
		}
		if !h.Healthy {
			return errUnhealthy
		}
		return nil
	})
}

// health prints health as lines.
func (s *session) health(h monitoring.Health) {
	for _, d := range h.Databases {
		state := fmt.Sprintf("%.1f ms", d.AnswerMS)
		if !d.Up {
			state = "DOWN: " + d.Error
		}
		s.print(nil, "database  %-44s %-10s %d places, %d behind, late by %.0f s  %s\n", d.Name, d.Tier, d.Places, d.Behind, d.LagS, state)
	}
	for _, p := range h.Processes {
		state := "up"
		if p.Lost {
			state = "LOST"
		}
		s.print(nil, "process   %s:%d  %s  %v  since %s  %s\n", p.Host, p.PID, p.Version, p.Roles, p.StartedAt.Format("2006-01-02 15:04"), state)
	}
	s.print(nil, "redis     %s\ndead letters %d\n", h.Redis, h.DeadLetters)
	if h.DiskFree != nil {
		s.print(nil, "disk      %.0f %% free\n", *h.DiskFree*100)
	}
	for _, a := range h.Alerts {
		s.alert(a)
	}
	for _, w := range h.Wrong {
		s.print(nil, "WRONG     %s\n", w)
	}
}
