package monitoring

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise/monitor"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

const path = "/api/enterprise/"

// Database is a database of the installation.
type Database struct {
	Name     string  `json:"name"`
	Tier     string  `json:"tier" enum:"enterprise,shared,database" doc:"What is in it: the registry, several tenants, or one."`
	Up       bool    `json:"up" doc:"It answered just now."`
	AnswerMS float64 `json:"answer_ms" doc:"How long connecting and answering took, in milliseconds; 0 when it did not answer."`
	Places   int64   `json:"places" doc:"Databases and schemas with a version of their own in it."`
	Behind   int64   `json:"behind" doc:"Those of them that are not at the version of the program."`
	LagS     float64 `json:"lag_s" doc:"For how many seconds the delivery that is due longest has been due."`
	Error    string  `json:"error,omitempty" doc:"Why it did not answer."`
}

// Process is a process of the installation.
type Process struct {
	ID        uuid.UUID `json:"id"`
	Host      string    `json:"host"`
	PID       int64     `json:"pid"`
	Version   string    `json:"version"`
	Roles     []string  `json:"roles" doc:"What it does: serve, deliver, watch."`
	StartedAt time.Time `json:"started_at"`
	SeenAt    time.Time `json:"seen_at" doc:"When it last said that it is there."`
	Lost      bool      `json:"lost" doc:"It has said nothing for a while, and not that it stops."`
}

// Health is how an installation does.
type Health struct {
	Healthy     bool       `json:"healthy"`
	Wrong       []string   `json:"wrong" doc:"What is wrong, in words."`
	Databases   []Database `json:"databases"`
	Processes   []Process  `json:"processes"`
	DeadLetters int        `json:"dead_letters" doc:"Deliveries that were given up."`
	Redis       string     `json:"redis" enum:"up,down,none"`
	DiskFree    *float64   `json:"disk_free" doc:"Share of the disk below the data folder that is free, from 0 to 1; null without a private PostgreSQL."`
	Alerts      []Alert    `json:"alerts" doc:"Those that are firing."`
}

// Tell turns health into what is told of it.
func Tell(h *monitor.Health) Health {
	out := Health{
		Healthy: h.Healthy, Wrong: append([]string{}, h.Wrong...), Databases: []Database{}, Processes: []Process{}, DeadLetters: h.DeadLetters,
		Redis: h.Redis, Alerts: TellAlerts(h.Firing),
	}
	if h.DiskFree >= 0 {
		out.DiskFree = &h.DiskFree
	}
	for _, d := range h.Databases {
		out.Databases = append(out.Databases, Database{
			Name: d.Name, Tier: d.Tier, Up: d.Up, AnswerMS: float64(d.Answer.Microseconds()) / 1000, Places: d.Places, Behind: d.Behind,
			LagS: d.Lag.Seconds(), Error: d.Error,
		})
	}
	for _, p := range h.Processes {
		out.Processes = append(out.Processes, Process{
			ID: p.ID, Host: p.Host, PID: p.PID, Version: p.Version, Roles: p.Roles, StartedAt: p.StartedAt.UTC(), SeenAt: p.SeenAt.UTC(), Lost: p.Lost,
		})
	}
	return out
}

// desk answers operators.
type desk struct{ monitor *monitor.Monitor }

// Register adds what operators see of health and alerts to the API.
func Register(api *httpapi.API, m *monitor.Monitor) error {
	d := desk{m}
	op := func(id, method, below, summary string) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: path + below, Summary: summary, Tag: "Monitoring"}
	}
	missing := func(o httpapi.Operation) httpapi.Operation {
		o.Errors = []int{http.StatusNotFound}
		return o
	}
	made := op("enterpriseAlertSilence", http.MethodPost, "alerts/silences", "Has nothing told about a rule, or about any, for a time.")
	made.Status = http.StatusCreated
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("enterpriseHealth", http.MethodGet, "health", "Asks everything that the installation stands on how it does."), d.health),
		httpapi.RegisterJSON(api, op("enterpriseAlertList", http.MethodGet, "alerts", "Lists alerts, newest first."), d.alerts),
		httpapi.RegisterJSON(api, missing(op("enterpriseAlertAcknowledge", http.MethodPost, "alerts/{id}/acknowledge", "Says that somebody looks at an alert; it is not escalated then.")), d.acknowledge),
		httpapi.RegisterJSON(api, op("enterpriseAlertSilenceList", http.MethodGet, "alerts/silences", "Lists the rules about which nothing is told now."), d.silences),
		httpapi.RegisterJSON(api, made, d.silence),
		httpapi.RegisterJSON(api, missing(op("enterpriseAlertSilenceEnd", http.MethodDelete, "alerts/silences/{id}", "Has a silenced rule told about again.")), d.endSilence),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (d desk) health(ctx context.Context, _ httpapi.Request, _ httpapi.None) (Health, error) {
	h, err := d.monitor.Health(ctx)
	if err != nil {
		return Health{}, err
	}
	return Tell(h), nil
}
