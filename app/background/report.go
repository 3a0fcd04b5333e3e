package background

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/queue"
)

// Rate is how quickly jobs of a kind have gone of late.
type Rate struct {
	Kind           string  `json:"kind"`
	Minute         int64   `json:"last_minute" doc:"How many were done in the last minute."`
	Hour           int64   `json:"last_hour" doc:"How many were done in the last hour."`
	WaitedSeconds  float64 `json:"waited_seconds" doc:"How long the median of the last hour waited to be begun."`
	LongestSeconds float64 `json:"longest_seconds" doc:"The longest wait of the last hour."`
	WorkedSeconds  float64 `json:"worked_seconds" doc:"How long the median of the last hour was worked."`
}

// Failing is what fails of one kind and tenant. What was given up lies with the dead
// letters and does not count here.
type Failing struct {
	Kind     string     `json:"kind"`
	Client   *uuid.UUID `json:"client" doc:"The tenant whose they are; null for the installation's own."`
	Jobs     int64      `json:"jobs" doc:"With an attempt that failed, those that were done in the end included."`
	Waiting  int64      `json:"waiting" doc:"Of these, to be tried again."`
	Attempts int64      `json:"attempts" doc:"How many failed."`
	Error    string     `json:"error" doc:"Of the last one."`
	LastAt   time.Time  `json:"last_at"`
}

type failures struct {
	Data []Failing `json:"data"`
}

// Paused is a tenant none of whose jobs is begun.
type Paused struct {
	Client uuid.UUID `json:"client"`
	Kind   string    `json:"kind" doc:"Only those of this kind; empty for all."`
	Since  time.Time `json:"since"`
}

type whichPause struct {
	Client uuid.UUID `json:"client" format:"uuid" doc:"The tenant whose jobs are meant."`
	Kind   string    `json:"kind,omitempty" maxLength:"100" doc:"Only those of this kind."`
}

// mostFailing bounds how many kinds and tenants are told of.
const mostFailing = 200

// registerReports adds what operators see of how jobs go, and the pause of a tenant.
func (w *Works) registerReports(api *httpapi.API) error {
	op := func(id, method, at, summary string) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: path + "jobs" + at, Summary: summary, Tag: "Jobs", Errors: []int{http.StatusNotFound}}
	}
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("enterpriseJobFailures", http.MethodGet, "/failures", "Tells which jobs fail, by kind and tenant, those that fail most first."), w.listFailures),
		httpapi.RegisterJSON(api, op("enterpriseJobClientPause", http.MethodPost, "/clients/pause", "Keeps a tenant's jobs from being begun, also later ones."), w.pauseClient),
		httpapi.RegisterJSON(api, op("enterpriseJobClientResume", http.MethodPost, "/clients/resume", "Has a tenant's jobs begun again."), w.resumeClient),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// Levels tells how many jobs of a kind wait, are worked and were given up.
func (w *Works) Levels(ctx context.Context) ([]queue.Level, error) { return w.queue.Levels(ctx) }

// Rates tells how quickly jobs have gone in the last hour, by kind.
func (w *Works) Rates(ctx context.Context, f JobFilter) ([]Rate, error) {
	all, err := w.queue.Rates(ctx, f.queue())
	out := make([]Rate, 0, len(all))
	for _, r := range all {
		out = append(out, Rate{
			Kind: r.Kind, Minute: r.Minute, Hour: r.Hour,
			WaitedSeconds: r.Waited.Seconds(), LongestSeconds: r.Longest.Seconds(), WorkedSeconds: r.Worked.Seconds(),
		})
	}
	return out, err
}

// Failing tells what fails, by kind and tenant, what fails most first.
func (w *Works) Failing(ctx context.Context, f JobFilter) ([]Failing, error) {
	all, err := w.queue.Failing(ctx, f.queue(), mostFailing)
	out := make([]Failing, 0, len(all))
	for _, x := range all {
		told := Failing{Kind: x.Kind, Jobs: x.Jobs, Waiting: x.Waiting, Attempts: x.Attempts, Error: x.Error, LastAt: x.LastAt}
		if id, err := uuid.Parse(x.Of); err == nil {
			told.Client = &id
		}
		out = append(out, told)
	}
	return out, err
}

func (w *Works) listFailures(ctx context.Context, _ httpapi.Request, in whoseJobs) (failures, error) {
	all, err := w.Failing(ctx, JobFilter{Tenant: in.Client, Kind: in.Kind})
	return failures{Data: all}, err
}

// PauseTenant keeps the jobs of a tenant from being begun, those of a kind or all
// when it is empty, or has them begun again that were paused by the same kind. What
// is done for all tenants on a schedule goes on.
func (w *Works) PauseTenant(ctx context.Context, by *auth.Actor, tenant uuid.UUID, kind string, paused bool) error {
	if kind != "" && !w.has(kind) {
		return problem.NotFound("Kind of jobs " + kind)
	}
	if tenant == uuid.Nil {
		return problem.InvalidField("/client", "required", "Name the tenant.")
	}
	do, verb := w.queue.ResumeOwner, "jobs.resume_tenant"
	if paused {
		do, verb = w.queue.PauseOwner, "jobs.pause_tenant"
	}
	if err := do(ctx, kind, tenant.String()); err != nil {
		return err
	}
	return w.cfg.Enterprise.RecordJobs(ctx, by, verb, map[string]any{"tenant": tenant, "kind": kind})
}

// PausedTenants returns whose jobs are paused.
func (w *Works) PausedTenants(ctx context.Context) ([]Paused, error) {
	all, err := w.queue.OwnerPauses(ctx)
	out := make([]Paused, 0, len(all))
	for _, p := range all {
		if id, err := uuid.Parse(p.Of); err == nil {
			out = append(out, Paused{Client: id, Kind: p.Kind, Since: p.Since.UTC()})
		}
	}
	return out, err
}

func (w *Works) pauseClient(ctx context.Context, r httpapi.Request, in whichPause) (whichPause, error) {
	return in, w.PauseTenant(ctx, r.Actor, in.Client, in.Kind, true)
}

func (w *Works) resumeClient(ctx context.Context, r httpapi.Request, in whichPause) (whichPause, error) {
	return in, w.PauseTenant(ctx, r.Actor, in.Client, in.Kind, false)
}

// operations are the queue's words for what operators do.
func operations() map[string]queue.Operation {
	return map[string]queue.Operation{
		"retry": queue.ToRetry, "cancel": queue.ToCancel, "pause": queue.ToHold, "resume": queue.ToRelease,
	}
}
