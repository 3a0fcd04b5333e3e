package background

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/queue"
)

// Job is a job as operators see it: without what it carries.
type Job struct {
	ID       int64           `json:"id"`
	Kind     string          `json:"kind" example:"system.retention"`
	Client   *uuid.UUID      `json:"client" doc:"The tenant whose it is; null for the installation's own."`
	Event    *uuid.UUID      `json:"event_id" doc:"The event that asked for it; null for what is done on a schedule."`
	State    string          `json:"state" enum:"waiting,held,ready,scheduled,running,failed,done,cancelled,dead" doc:"dead ones of tenants move to the dead letters."`
	Attempt  int             `json:"attempt" doc:"How many were begun."`
	Attempts int             `json:"attempts" doc:"How many there may be."`
	Progress float64         `json:"progress" doc:"From 0 to 1."`
	Word     string          `json:"word" doc:"What it does now."`
	MadeAt   time.Time       `json:"made_at"`
	DueAt    time.Time       `json:"due_at" doc:"When it is taken, if it has failed or was put off."`
	BegunAt  *time.Time      `json:"begun_at" doc:"The last attempt."`
	EndedAt  *time.Time      `json:"ended_at"`
	Failures []queue.Failure `json:"failures" doc:"Of every attempt that failed."`
}

type jobPage struct {
	Data []Job  `json:"data"`
	Next *int64 `json:"next_cursor" doc:"For cursor; null on the last page."`
}

type listJobs struct {
	Kind   string    `json:"kind,omitempty" maxLength:"100"`
	Client uuid.UUID `json:"client,omitempty" format:"uuid" doc:"The tenant whose they are."`
	State  string    `json:"state,omitempty" enum:"waiting,held,ready,scheduled,running,failed,done,cancelled,dead"`
	Cursor int64     `json:"cursor,omitempty" minimum:"0" doc:"The member next_cursor of the page before."`
	Limit  int       `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"50 when not given."`
}

type whichJobs struct {
	IDs    []int64   `json:"ids,omitempty" maxItems:"1000"`
	Kind   string    `json:"kind,omitempty" maxLength:"100"`
	Client uuid.UUID `json:"client,omitempty" format:"uuid" doc:"The tenant whose they are."`
	State  string    `json:"state,omitempty" enum:"waiting,held,ready,scheduled,running,failed,done,cancelled,dead"`
	All    bool      `json:"all,omitempty" doc:"Means all jobs, where nothing else is given."`
	DryRun bool      `json:"dry_run,omitempty" doc:"Only counts them."`
}

type whichKind struct {
	Kind string `json:"kind" minLength:"1" maxLength:"100"`
}

type countOfJobs struct {
	Count int `json:"count" doc:"How many there were to which it could be done."`
}

// JobCount is how many jobs of a kind stand in a state.
type JobCount struct {
	Kind       string    `json:"kind"`
	State      string    `json:"state"`
	Jobs       int64     `json:"jobs"`
	Oldest     time.Time `json:"oldest" doc:"When the oldest of them was made."`
	LastMinute int64     `json:"last_minute" doc:"How many of them have ended in the last minute."`
	Paused     bool      `json:"paused" doc:"None of the kind is begun."`
}

type summary struct {
	Data    []JobCount `json:"data"`
	Rates   []Rate     `json:"rates" doc:"How quickly they have gone in the last hour."`
	Paused  []string   `json:"paused" doc:"Kinds of which none is begun."`
	Clients []Paused   `json:"paused_clients" doc:"Tenants of whom none is begun."`
}

type whoseJobs struct {
	Client uuid.UUID `json:"client,omitempty" format:"uuid" doc:"The tenant whose they are."`
	Kind   string    `json:"kind,omitempty" maxLength:"100"`
}

const path = "/api/enterprise/"

// Register adds what operators do about jobs and schedules.
func (w *Works) Register(api *httpapi.API) error {
	op := func(id, method, at, summary string) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: path + "jobs" + at, Summary: summary, Tag: "Jobs", Errors: []int{http.StatusNotFound}}
	}
	for _, err := range []error{
		httpapi.RegisterJSON(api, op("enterpriseJobList", http.MethodGet, "", "Lists jobs, the newest first."), w.listJobs),
		httpapi.RegisterJSON(api, op("enterpriseJobSummary", http.MethodGet, "/summary", "Counts jobs by kind and state."), w.summarise),
		httpapi.RegisterJSON(api, op("enterpriseJobRetry", http.MethodPost, "/retry", "Has jobs worked soon that failed, were cancelled or put off."), w.operation("retry")),
		httpapi.RegisterJSON(api, op("enterpriseJobCancel", http.MethodPost, "/cancel", "Stops jobs for good, also those that run."), w.operation("cancel")),
		httpapi.RegisterJSON(api, op("enterpriseJobPause", http.MethodPost, "/pause", "Holds jobs that are not running until they are resumed."), w.operation("pause")),
		httpapi.RegisterJSON(api, op("enterpriseJobResume", http.MethodPost, "/resume", "Lets jobs be worked that were paused."), w.operation("resume")),
		httpapi.RegisterJSON(api, op("enterpriseJobKindPause", http.MethodPost, "/kinds/pause", "Keeps all jobs of a kind from being begun, also later ones."), w.pauseKind),
		httpapi.RegisterJSON(api, op("enterpriseJobKindResume", http.MethodPost, "/kinds/resume", "Has jobs of a kind begun again."), w.resumeKind),
		w.registerReports(api),
		w.registerSchedules(api),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// JobFilter chooses jobs; zero members choose all.
type JobFilter struct {
	IDs    []int64
	Kind   string
	Tenant uuid.UUID
	State  string
	Before int64 // the last id of the page before
	Limit  int   // 50 when zero
}

func (f JobFilter) queue() queue.Filter {
	out := queue.Filter{Rows: f.IDs, Kind: f.Kind, State: queue.State(f.State)}
	if f.Tenant != uuid.Nil {
		whose := f.Tenant.String()
		out.Of = &whose
	}
	return out
}

// Jobs returns jobs, the newest first.
func (w *Works) Jobs(ctx context.Context, f JobFilter) ([]Job, error) {
	all, err := w.queue.List(ctx, f.queue(), f.Before, cmp.Or(f.Limit, 50))
	out := make([]Job, 0, len(all))
	for _, j := range all {
		out = append(out, told(j))
	}
	return out, err
}

func told(j queue.Job) Job {
	out := Job{
		ID: j.Row, Kind: j.Kind, State: string(j.State), Attempt: j.Attempt, Attempts: j.Attempts, Progress: j.Share, Word: j.Word,
		MadeAt: j.MadeAt, DueAt: j.DueAt, Failures: j.Failures,
	}
	if out.Failures == nil {
		out.Failures = []queue.Failure{}
	}
	var a about
	if json.Unmarshal(j.Args, &a) == nil {
		if a.Tenant != uuid.Nil {
			out.Client = &a.Tenant
		}
		if a.Event != uuid.Nil {
			out.Event = &a.Event
		}
	}
	if !j.BegunAt.IsZero() {
		out.BegunAt = &j.BegunAt
	}
	if !j.EndedAt.IsZero() {
		out.EndedAt = &j.EndedAt
	}
	return out
}

func (w *Works) listJobs(ctx context.Context, _ httpapi.Request, in listJobs) (jobPage, error) {
	limit := cmp.Or(in.Limit, 50)
	all, err := w.Jobs(ctx, JobFilter{Kind: in.Kind, Tenant: in.Client, State: in.State, Before: in.Cursor, Limit: limit})
	page := jobPage{Data: all}
	if len(all) == limit {
		page.Next = &all[len(all)-1].ID
	}
	return page, err
}

// Counts tells how many jobs stand where.
func (w *Works) Counts(ctx context.Context, f JobFilter) ([]JobCount, error) {
	all, err := w.queue.Counts(ctx, f.queue())
	out := make([]JobCount, 0, len(all))
	for _, c := range all {
		out = append(out, JobCount{Kind: c.Kind, State: string(c.State), Jobs: c.Jobs, Oldest: c.Oldest, LastMinute: c.Minute, Paused: c.Paused})
	}
	return out, err
}

func (w *Works) summarise(ctx context.Context, _ httpapi.Request, in whoseJobs) (summary, error) {
	counts, err := w.Counts(ctx, JobFilter{Tenant: in.Client, Kind: in.Kind})
	if err != nil {
		return summary{}, err
	}
	rates, err := w.Rates(ctx, JobFilter{Tenant: in.Client, Kind: in.Kind})
	if err != nil {
		return summary{}, err
	}
	paused, err := w.queue.Paused(ctx)
	if err != nil {
		return summary{}, err
	}
	clients, err := w.PausedTenants(ctx)
	return summary{Data: counts, Rates: rates, Paused: append([]string{}, paused...), Clients: clients}, err
}

// Operate does something to the jobs that a filter chooses: retry, cancel, pause
// (which holds them) or resume. It returns to how many it could be done; a dry
// run does it to none. At least one member of the filter must be given, or all.
func (w *Works) Operate(ctx context.Context, by *auth.Actor, verb string, f JobFilter, all, dry bool) (n int, err error) {
	if len(f.IDs) == 0 && f.Kind == "" && f.Tenant == uuid.Nil && f.State == "" && !all {
		return 0, problem.InvalidField("/ids", "required", "Name jobs, a kind, a tenant or a state, or say that all are meant.")
	}
	if f.State != "" && !slices.Contains(queue.States(), queue.State(f.State)) {
		return 0, problem.InvalidField("/state", "invalid", "There is no such state.")
	}
	do := map[string]func(context.Context, queue.Filter) (int, error){
		"retry": w.queue.Retry, "cancel": w.queue.Cancel, "pause": w.queue.Hold, "resume": w.queue.Release,
	}[verb]
	if do == nil {
		return 0, problem.InvalidField("/verb", "invalid", "Jobs are retried, cancelled, paused and resumed.")
	}
	if dry {
		return w.queue.Matching(ctx, operations()[verb], f.queue())
	}
	if n, err = do(ctx, f.queue()); err != nil || n == 0 {
		return n, err
	}
	return n, w.cfg.Enterprise.RecordJobs(ctx, by, "jobs."+verb, map[string]any{
		"ids": f.IDs, "kind": f.Kind, "tenant": f.Tenant, "state": f.State, "count": n,
	})
}

func (w *Works) operation(verb string) func(context.Context, httpapi.Request, whichJobs) (countOfJobs, error) {
	return func(ctx context.Context, r httpapi.Request, in whichJobs) (countOfJobs, error) {
		f := JobFilter{IDs: in.IDs, Kind: in.Kind, Tenant: in.Client, State: in.State}
		n, err := w.Operate(ctx, r.Actor, verb, f, in.All, in.DryRun)
		return countOfJobs{Count: n}, err
	}
}

// has tells whether there are jobs of a kind.
func (w *Works) has(kind string) bool {
	return slices.ContainsFunc(w.queue.Kinds(), func(k queue.Kind) bool { return k.Name == kind })
}

// PauseKind keeps jobs of a kind from being begun, or has them begun again.
func (w *Works) PauseKind(ctx context.Context, by *auth.Actor, kind string, paused bool) error {
	if !w.has(kind) {
		return problem.NotFound("Kind of jobs " + kind)
	}
	do, verb := w.queue.Resume, "jobs.resume_kind"
	if paused {
		do, verb = w.queue.Pause, "jobs.pause_kind"
	}
	if err := do(ctx, kind); err != nil {
		return err
	}
	return w.cfg.Enterprise.RecordJobs(ctx, by, verb, map[string]any{"kind": kind})
}

func (w *Works) pauseKind(ctx context.Context, r httpapi.Request, in whichKind) (whichKind, error) {
	return in, w.PauseKind(ctx, r.Actor, in.Kind, true)
}

func (w *Works) resumeKind(ctx context.Context, r httpapi.Request, in whichKind) (whichKind, error) {
	return in, w.PauseKind(ctx, r.Actor, in.Kind, false)
}
