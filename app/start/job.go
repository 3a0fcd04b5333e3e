package start

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/workspace"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// jobDetail is one of one's jobs, with what became of it.
type jobDetail struct {
	ID       uuid.UUID                 `json:"id"`
	Kind     string                    `json:"kind" enum:"bulk,sample-data"`
	Entity   string                    `json:"entity" doc:"Whose records it is about."`
	Verb     string                    `json:"verb" doc:"What is done to them: a step, update or delete."`
	State    string                    `json:"state" enum:"waiting,running,done,cancelled,failed"`
	Total    int                       `json:"total" doc:"How many records it is about."`
	Done     int                       `json:"done" doc:"To how many of them it was done."`
	Failed   int                       `json:"failed" doc:"To how many it could not be done."`
	Problem  string                    `json:"problem" doc:"Why it could not go on."`
	MadeAt   time.Time                 `json:"made_at"`
	BegunAt  *time.Time                `json:"begun_at"`
	EndedAt  *time.Time                `json:"ended_at"`
	Failures []workspace.RecordFailure `json:"failures" doc:"The records to which it could not be done, the first 1,000."`
}

func tellJob(j workspace.Job, failures []workspace.RecordFailure) jobDetail {
	out := jobDetail{
		ID: j.ID, Kind: j.Kind, Entity: j.Entity, Verb: j.Verb, State: string(j.State), Total: j.Total, Done: j.Done, Failed: j.Failed,
		Problem: j.Problem, MadeAt: j.MadeAt, Failures: append([]workspace.RecordFailure{}, failures...),
	}
	if !j.BegunAt.IsZero() {
		out.BegunAt = &j.BegunAt
	}
	if !j.EndedAt.IsZero() {
		out.EndedAt = &j.EndedAt
	}
	return out
}

// registerJobs adds what is asked of one of one's own jobs.
func registerJobs(api *httpapi.API, registry *entity.Registry) error {
	op := func(id, method, path, summary string) httpapi.Operation {
		return httpapi.Operation{
			ID: id, Method: method, Path: "my-jobs/{id}" + path, Summary: summary, Tag: "workspace", Access: httpapi.Tenants,
			Errors: []int{http.StatusNotFound},
		}
	}
	show := func(ctx context.Context, tx *entity.Tx, id uuid.UUID) (jobDetail, error) {
		j, failures, err := workspace.JobOf(ctx, tx, id)
		return tellJob(j, failures), err
	}
	cancel := func(ctx context.Context, tx *entity.Tx, id uuid.UUID) (jobDetail, error) {
		if _, err := workspace.Cancel(ctx, tx, id); err != nil {
			return jobDetail{}, err
		}
		return show(ctx, tx, id)
	}
	if err := httpapi.RegisterJSON(api, op("myJobGet", http.MethodGet, "", "Tells how far one of the asking user's jobs is, and what it could not do."), myJob(registry, show)); err != nil {
		return err
	}
	return httpapi.RegisterJSON(api, op("myJobCancel", http.MethodPost, "/cancel", "Ends one of the asking user's jobs. What it has done stays."), myJob(registry, cancel))
}

// myJob does something about one of the asking user's jobs.
func myJob(
	registry *entity.Registry, do func(context.Context, *entity.Tx, uuid.UUID) (jobDetail, error),
) func(context.Context, httpapi.Request, httpapi.None) (jobDetail, error) {
	return func(ctx context.Context, r httpapi.Request, _ httpapi.None) (out jobDetail, err error) {
		if r.Tenant.ReadOnly && r.HTTP.Method != http.MethodGet {
			return out, httpapi.ReadOnly(r.Tenant.Reason)
		}
		id, err := uuid.Parse(r.HTTP.PathValue("id"))
		if err != nil || !r.Tenant.Uses("workspace") {
			return out, problem.NotFound("Job")
		}
		call := entity.Call{Actor: r.Actor, Home: r.Tenant.Home, Origin: r.Origin, Modules: r.Tenant.Modules}
		err = registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) (err error) {
			out, err = do(ctx, tx, id)
			return err
		})
		return out, err
	}
}
