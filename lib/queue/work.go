package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// args are those of every job, as River keeps them.
type args struct {
	kind string
	ID   string          `json:"id" river:"unique"`
	Args json.RawMessage `json:"args,omitempty"`
}

// Kind is for River.
func (a args) Kind() string { return a.kind }

// worker works the jobs of one kind.
type worker struct {
	river.WorkerDefaults[args]

	q    *Queue
	kind Kind
}

// Timeout is for River.
func (w *worker) Timeout(*river.Job[args]) time.Duration { return w.kind.Timeout }

// crowded is how long a job that is tried again waits for its turn when enough
// others of its owner are worked.
const crowded = time.Second

// whilePaused is how often a job that is tried again looks whether its owner's are
// still paused.
const whilePaused = 15 * time.Second

// Work is for River.
func (w *worker) Work(ctx context.Context, job *river.Job[args]) error {
	j := jobOf(job.JobRow)
	if j.back { // past the door
		n, paused, err := w.q.others(ctx, j)
		if err != nil {
			return err
		}
		if paused {
			return river.JobSnooze(whilePaused) //nolint:wrapcheck // River looks for its own
		}
		if n >= w.kind.Each {
			return river.JobSnooze(crowded + rand.N(crowded)) //nolint:gosec,wrapcheck // so that two do not wait for each other; River looks for its own
		}
	}
	defer w.q.end(j)
	err := w.q.o.Work(ctx, j)
	if err != nil && ctx.Err() != nil && w.q.stopping.Load() {
		return river.JobSnooze(0) //nolint:wrapcheck // another process takes it at once, and that was no attempt
	}
	if by, put := asLater(err); put {
		return river.JobSnooze(by) //nolint:wrapcheck // River looks for its own
	}
	return err
}

// sqlOthers counts those that were let in, and of those that came past the door, too,
// the ones before this: of many that come back together, the first go on.
const sqlOthers = `select count(*), exists (select from owner_pause b where b.of = $2 and b.kind in ('', $4)) from river_job
where queue = $1 and metadata->>'of' = $2 and state in ('available', 'running')
  and (id < $3 or id > $3 and attempt = (state = 'running')::int and not metadata ? 'snoozes')`

// others counts the jobs of the same kind and owner that go before one that has come
// back, and tells whether they are paused.
func (q *Queue) others(ctx context.Context, j Job) (n int, paused bool, err error) {
	if err := q.pool.QueryRow(ctx, sqlOthers, queueOf(j.Kind), j.Of, j.Row, j.Kind).Scan(&n, &paused); err != nil {
		return 0, false, fmt.Errorf("count the owner's jobs: %w", err)
	}
	return n, paused, nil
}

// Insert takes jobs in. Those whose kind and id it has, whatever became of them, it
// passes over.
func (q *Queue) Insert(ctx context.Context, all ...New) error {
	many := make([]river.InsertManyParams, 0, len(all))
	var owners []owner
	for _, n := range all {
		k, known := q.kinds[n.Kind]
		if !known {
			return fmt.Errorf("there is no job %q", n.Kind)
		}
		of, err := json.Marshal(map[string]string{"of": n.Of})
		if err != nil {
			return fmt.Errorf("say whose a job is: %w", err)
		}
		many = append(many, river.InsertManyParams{
			Args: args{kind: n.Kind, ID: n.ID, Args: n.Args},
			InsertOpts: &river.InsertOpts{
				MaxAttempts: k.Attempts, Metadata: of, Pending: true, Queue: queueOf(n.Kind),
				UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: rivertype.JobStates()},
			},
		})
		owners = append(owners, owner{n.Kind, n.Of})
	}
	if len(many) == 0 {
		return nil
	}
	if _, err := q.client.InsertMany(ctx, many); err != nil {
		return fmt.Errorf("take in jobs: %w", err)
	}
	return q.admit(ctx, owners)
}

// Progress tells how far a job is that is being worked: from 0 to 1, and what it
// does now.
func (q *Queue) Progress(ctx context.Context, row int64, share float64, word string) error {
	const sql = `update river_job set metadata = metadata || jsonb_build_object('share', $2::float8, 'word', $3::text)
where id = $1 and state = 'running'`
	if _, err := q.pool.Exec(ctx, sql, row, min(max(share, 0), 1), word); err != nil {
		return fmt.Errorf("keep a job's progress: %w", err)
	}
	return nil
}

// jobOf reads a job of River's.
func jobOf(r *rivertype.JobRow) Job {
	var a args
	var m struct {
		Of    string  `json:"of"`
		Held  bool    `json:"held"`
		Share float64 `json:"share"`
		Word  string  `json:"word"`
		Put   int     `json:"snoozes"` // how often River has put it off
	}
	// Both were written here; what cannot be read is shown empty.
	_ = json.Unmarshal(r.EncodedArgs, &a)
	_ = json.Unmarshal(r.Metadata, &m)
	j := Job{
		Row: r.ID, Kind: r.Kind, ID: a.ID, Of: m.Of, Args: a.Args, State: stateOf(r.State, m.Held), Attempt: r.Attempt, Attempts: r.MaxAttempts,
		Share: m.Share, Word: m.Word, back: r.Attempt > 1 || m.Put > 0, MadeAt: r.CreatedAt.UTC(), DueAt: r.ScheduledAt.UTC(), BegunAt: orZero(r.AttemptedAt), EndedAt: orZero(r.FinalizedAt),
	}
	for _, e := range r.Errors {
		j.Failures = append(j.Failures, Failure{At: e.At.UTC(), Attempt: e.Attempt, Error: e.Error})
	}
	return j
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.UTC()
}

// stateOf returns our word for a state of River's.
func stateOf(s rivertype.JobState, held bool) State {
	switch s {
	case rivertype.JobStatePending:
		if held {
			return Held
		}
		return Waiting
	case rivertype.JobStateAvailable:
		return Ready
	case rivertype.JobStateRetryable:
		return Failed
	case rivertype.JobStateCompleted:
		return Done
	case rivertype.JobStateDiscarded:
		return Dead
	case rivertype.JobStateCancelled, rivertype.JobStateRunning, rivertype.JobStateScheduled:
	}
	return State(s)
}
