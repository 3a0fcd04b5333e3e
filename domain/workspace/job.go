package workspace

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// jobTries is how often a job is begun before it lies with the dead letters.
const jobTries = 10

// State says how far a job is.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"   // nobody has begun it
	Running   State = "running"   // somebody works it
	Done      State = "done"      // to its end; some records may have failed
	Cancelled State = "cancelled" // by whoever asked for it; what was done stays
	Failed    State = "failed"    // it could not go on
)

// Choices lists the states.
func (State) Choices() []string {
	return []string{string(Waiting), string(Running), string(Done), string(Cancelled), string(Failed)}
}

// Job is work that somebody has asked for and does not wait for.
type Job struct {
	ID      uuid.UUID // of the job
	Kind    string    // bulk or sample-data
	Entity  string    // whose records it is about
	Verb    string    // what is done to them: a step, update or delete
	State   State     // how far it is
	Total   int       // how many records it is about
	Done    int       // to how many of them it was done
	Failed  int       // to how many it could not be done
	Problem string    // why it could not go on
	MadeAt  time.Time // when it was asked for
	BegunAt time.Time // when it was begun
	EndedAt time.Time // when it ended
}

// Jobs are those of the asking user.
type Jobs struct {
	Data []Job // the newest first, 100 at most
}

// RecordFailure is a record to which it could not be done.
type RecordFailure struct {
	Record  uuid.UUID       `json:"id" doc:"The record."`
	Title   string          `json:"title" doc:"What it is called; empty when you may not read it, or it is gone."`
	Problem json.RawMessage `json:"problem" doc:"Why, as the API would have answered."`
}

// AskJobs asks for one's jobs.
type AskJobs struct{}

const (
	mostJobs     = 100
	mostFailures = 1_000

	sqlJob = `select id, kind, entity, coalesce(work->>'verb', ''), state, total, position - failed as done, failed, problem, made_at,
  coalesce(begun_at, '0001-01-01Z'), coalesce(ended_at, '0001-01-01Z') from workspace_job where tenant_id = $1 and owner = $2 `
	sqlJobs     = sqlJob + `order by id desc limit $3`
	sqlOneJob   = sqlJob + `and id = $3`
	sqlFailures = `select record, title, problem::text from workspace_job_failure where tenant_id = $1 and job = $2 order by position limit $3`
)

// myJobs is served as GET …/my-jobs.
func myJobs(ctx context.Context, tx *entity.Tx, _ AskJobs) (Jobs, error) {
	if err := aPerson(tx); err != nil {
		return Jobs{}, err
	}
	all, err := pg.Query[Job](ctx, tx, sqlJobs, tx.Actor().ID, mostJobs)
	if err != nil {
		return Jobs{}, fmt.Errorf("read jobs: %w", err)
	}
	return Jobs{Data: all}, nil
}

// JobOf returns a job of the asking user, and the records to which it could not be
// done, the first thousand. One that somebody else has asked for is a 404 problem.
func JobOf(ctx context.Context, tx *entity.Tx, id uuid.UUID) (Job, []RecordFailure, error) {
	if !tx.May(ReadOwn) {
		return Job{}, nil, auth.Missing(ReadOwn, "")
	}
	j, err := oneJob(ctx, tx, id)
	if err != nil {
		return Job{}, nil, err
	}
	type row struct {
		Record         uuid.UUID
		Title, Problem string
	}
	rows, err := pg.Query[row](ctx, tx, sqlFailures, id, mostFailures)
	if err != nil {
		return Job{}, nil, fmt.Errorf("read what became of a job: %w", err)
	}
	failures := make([]RecordFailure, len(rows))
	for i, r := range rows {
		failures[i] = RecordFailure{Record: r.Record, Title: r.Title, Problem: json.RawMessage(r.Problem)}
	}
	return j, failures, nil
}

func oneJob(ctx context.Context, tx *entity.Tx, id uuid.UUID) (Job, error) {
	j, found, err := pg.One[Job](ctx, tx, sqlOneJob, tx.Actor().ID, id)
	if err != nil {
		return Job{}, fmt.Errorf("read a job: %w", err)
	}
	if !found || tx.Actor().Kind != auth.KindUser {
		return Job{}, problem.NotFound("Job")
	}
	return j, nil
}

const sqlCancel = `update workspace_job set state = 'cancelled', ended_at = $4
where tenant_id = $1 and owner = $2 and id = $3 and kind = 'bulk' and state in ('waiting', 'running')`

// Cancel ends a job of the asking user: what it has done stays. One that has ended
// stays as it is. One that somebody else has asked for is a 404 problem.
func Cancel(ctx context.Context, tx *entity.Tx, id uuid.UUID) (Job, error) {
	if !tx.May(EditOwn) {
		return Job{}, auth.Missing(EditOwn, "")
	}
	tx.Exec(sqlCancel, tx.Actor().ID, id, tx.Now())
	return oneJob(ctx, tx, id)
}

// newJob is a job before it is written down.
type newJob struct {
	kind, entity string
	work         work
	records      []uuid.UUID
}

const sqlAddJob = `insert into workspace_job (tenant_id, id, owner, token, kind, entity, work, records, state, total, made_at)
values ($1, $2, $3, $4, $5, $6, $7::text::jsonb, $8, 'waiting', $9, $10)`

// ask writes a job down. A token's job acts by the token, with no more than it may.
func (n newJob) ask(tx *entity.Tx, id uuid.UUID) (Job, error) {
	text, err := json.Marshal(n.work)
	if err != nil {
		return Job{}, fmt.Errorf("write a job down: %w", err)
	}
	a := tx.Actor()
	token := uuid.Nil
	if a.Session != uuid.Nil && !a.SignedIn {
		token = a.Session
	}
	tx.Exec(sqlAddJob, id, a.ID, pg.NullUUID(token), n.kind, n.entity, string(text), n.records, len(n.records), tx.Now())
	return Job{ID: id, Kind: n.kind, Entity: n.entity, Verb: n.work.Verb, State: Waiting, Total: len(n.records), MadeAt: tx.Now()}, nil
}

// who returns in whose name a job acts, as they stand now.
func who(ctx context.Context, tx *entity.Tx, owner, token uuid.UUID) (*auth.Actor, error) {
	if token != uuid.Nil {
		return identity.ActorOfToken(ctx, tx, token, tx.Now())
	}
	return identity.ActorOf(ctx, tx, entity.ID[identity.User](owner))
}

const sqlEndJob = `update workspace_job set state = $3, problem = $4, ended_at = $5
where tenant_id = $1 and id = $2 and state in ('waiting', 'running')`

// end says that a job has ended.
func end(tx *entity.Tx, id uuid.UUID, as State, why string) {
	tx.Exec(sqlEndJob, id, string(as), why, tx.Now())
}

// giveUp says that a job has failed when there is no other attempt.
func giveUp(ctx context.Context, j entity.Job, id uuid.UUID, err error) error {
	if err == nil || ctx.Err() != nil || j.Attempt() < jobTries {
		return err
	}
	failed := j.Do(ctx, func(_ context.Context, tx *entity.Tx) error {
		end(tx, id, Failed, "Something is wrong on our side. What is done is done.")
		return nil
	})
	if failed != nil {
		return fmt.Errorf("%w; and %w", err, failed)
	}
	return err
}
