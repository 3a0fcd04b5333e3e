package workspace

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// AskBulk asks for something to be done to many records of one entity: those of a
// filter or those that are named, and one of a step, a change and a deletion.
type AskBulk struct {
	Entity string         `entity:"required"` // whose records: sales.order
	Filter *string        `entity:"text"`     // all that the list shows for this query string; the empty one means all that there are
	Ids    []uuid.UUID    `entity:"many"`     //nolint:revive // the API's word. These records, at most 1,000
	Verb   string         // the step that is taken with each
	Input  map[string]any // the fields that the step is given
	Change map[string]any // the fields that are changed, a merge patch (RFC 7396)
	Delete bool           // each is deleted
}

const (
	mostRecords = 50_000 // records of a job
	atOnce      = 20     // records of one transaction, as long as none fails
)

// work is what is done to each record.
type work struct {
	Op   string          `json:"op"`
	Verb string          `json:"verb"`
	Body json.RawMessage `json:"body,omitempty"`
}

// BulkWork asks for a job to be worked.
type BulkWork struct {
	Job uuid.UUID // the job
}

// askBulk is served as POST …/bulk-jobs.
func askBulk(ctx context.Context, tx *entity.Tx, in AskBulk) (Job, error) {
	if err := aPerson(tx); err != nil {
		return Job{}, err
	}
	w, err := in.work()
	if err != nil {
		return Job{}, err
	}
	if !tx.Sees(in.Entity) {
		return Job{}, problem.InvalidField("/entity", "unknown-entity", "Names nothing that you can list.")
	}
	need, err := tx.Needs(in.Entity, w.on(uuid.Nil))
	if problem.Is(err, "not-found") {
		return Job{}, problem.InvalidField("/verb", "unknown-step", "That cannot be done to these records.")
	}
	if err != nil {
		return Job{}, err
	}
	if !tx.Actor().May(need) {
		return Job{}, auth.Missing(need, "")
	}
	records, err := in.records(ctx, tx)
	if err != nil {
		return Job{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Job{}, fmt.Errorf("name a job: %w", err)
	}
	if _, err := tx.Enqueue(BulkWork{Job: id}); err != nil {
		return Job{}, fmt.Errorf("ask for a job: %w", err)
	}
	return newJob{kind: "bulk", entity: in.Entity, work: w, records: records}.ask(tx, id)
}

// work returns what is done to each record.
func (in AskBulk) work() (work, error) {
	given := 0
	for _, is := range []bool{in.Verb != "", in.Change != nil, in.Delete} {
		if is {
			given++
		}
	}
	switch {
	case given != 1:
		return work{}, problem.InvalidField("/verb", "one-of", "Give one of verb, change and delete.")
	case in.Input != nil && in.Verb == "":
		return work{}, problem.InvalidField("/input", "without-verb", "Only a step takes an input.")
	case (in.Filter == nil) == (len(in.Ids) == 0):
		return work{}, problem.InvalidField("/filter", "one-of", "Give one of filter and ids.")
	case in.Delete:
		return work{Op: "delete", Verb: "delete"}, nil
	}
	w, body := work{Op: "step", Verb: in.Verb}, in.Input
	if in.Change != nil {
		w, body = work{Op: "update", Verb: "update"}, in.Change
	}
	var err error
	if body != nil {
		w.Body, err = json.Marshal(body)
	}
	if err != nil {
		return work{}, fmt.Errorf("write down what is to be done: %w", err)
	}
	return w, nil
}

// on is the work on one record, whichever version of it there is.
func (w work) on(record uuid.UUID) entity.BulkOp {
	return entity.BulkOp{Op: w.Op, Verb: w.Verb, ID: record, Body: w.Body}
}

// records returns what is meant, each once.
func (in AskBulk) records(ctx context.Context, tx *entity.Tx) ([]uuid.UUID, error) {
	if in.Filter == nil {
		return in.Ids, nil
	}
	records, err := tx.Select(ctx, in.Entity, *in.Filter, mostRecords)
	switch {
	case err != nil:
		return nil, err
	case len(records) > mostRecords:
		return nil, problem.InvalidField("/filter", "too-many", "Means more than %d records. Narrow it.", mostRecords)
	case len(records) == 0:
		return nil, problem.InvalidField("/filter", "nothing", "Means no record.")
	}
	return records, nil
}

// batch is what comes next of a job.
type batch struct {
	job     uuid.UUID
	entity  string
	work    work
	actor   *auth.Actor
	records []uuid.UUID
	from    int // how many of the job's records are behind
	total   int
	over    bool // nothing is left to do
}

const sqlNext = `update workspace_job set state = 'running', begun_at = coalesce(begun_at, $3)
where tenant_id = $1 and id = $2 and state in ('waiting', 'running')
returning owner, coalesce(token, '00000000-0000-0000-0000-000000000000'::uuid), entity, work::text, records[position + 1 : position + $4], position, total`

// next reads what comes next, and in whose name. A job whose owner may not act any more
// ends there.
func next(ctx context.Context, j entity.Job, id uuid.UUID) (b batch, err error) {
	err = j.Do(ctx, func(ctx context.Context, tx *entity.Tx) error {
		type row struct {
			Owner, Token uuid.UUID
			Entity, Work string
			Records      []uuid.UUID
			From, Total  int
		}
		r, found, err := pg.One[row](ctx, tx, sqlNext, id, tx.Now(), atOnce)
		if err != nil {
			return fmt.Errorf("read what comes next: %w", err)
		}
		b = batch{job: id, entity: r.Entity, records: r.Records, from: r.From, total: r.Total, over: !found}
		if b.over {
			return nil
		}
		if len(b.records) == 0 {
			b.over = true
			end(tx, id, Done, "")
			return nil
		}
		if err := json.Unmarshal([]byte(r.Work), &b.work); err != nil {
			return fmt.Errorf("read what is to be done: %w", err)
		}
		b.actor, err = who(ctx, tx, r.Owner, r.Token)
		if refused := refusal(err); refused != nil {
			b.over, err = true, nil
			end(tx, id, Failed, refused.Detail)
		}
		return err
	})
	return b, err
}

// ourFault is the lowest status of HTTP that says so.
const ourFault = 500

// refusal returns the problem that an error is, nil when it is our own fault.
func refusal(err error) *problem.Problem {
	if p, ok := errors.AsType[*problem.Problem](err); ok && p.Status < ourFault {
		return p
	}
	return nil
}

// workBulk works a job to its end.
func workBulk(ctx context.Context, j entity.Job, in BulkWork) error {
	for {
		b, err := next(ctx, j, in.Job)
		if err == nil && !b.over {
			err = b.perform(ctx, j)
		}
		if err != nil && !errors.Is(err, errMoved) {
			return giveUp(ctx, j, in.Job, err)
		}
		if b.over {
			return nil
		}
		done := b.from + len(b.records)
		if err := j.Progress(float64(done)/float64(max(b.total, 1)), fmt.Sprintf("%d of %d", done, b.total)); err != nil {
			return fmt.Errorf("tell the progress: %w", err)
		}
	}
}

// errMoved means that a job is not where it was any more: it was cancelled, or an
// attempt that was believed dead goes on.
var errMoved = errors.New("the job has moved on")

// perform does what comes next in one transaction. When that is refused it is done
// record by record.
func (b batch) perform(ctx context.Context, j entity.Job) error {
	err := b.try(ctx, j, b.from, b.records)
	if err == nil || !b.own(ctx, err) {
		return err
	}
	for i, record := range b.records {
		one := b.records[i : i+1]
		err := b.try(ctx, j, b.from+i, one)
		if err != nil && b.own(ctx, err) {
			err = b.fail(ctx, j, b.from+i, record, err)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// own tells whether an error lies with the records, so that the job can go on.
func (b batch) own(ctx context.Context, err error) bool {
	return ctx.Err() == nil && !errors.Is(err, errMoved) && !pg.Outage(err) && !errors.Is(err, pg.ErrStalePlacement)
}

const sqlAdvance = `update workspace_job set position = position + $4, failed = failed + $5
where tenant_id = $1 and id = $2 and position = $3 and state = 'running' returning position`

// advance says that so many records are behind. It keeps the job's row until the
// transaction ends, so that no other attempt does them.
func (b batch) advance(ctx context.Context, tx *entity.Tx, from, n, failed int) error {
	_, found, err := pg.One[int](ctx, tx, sqlAdvance, b.job, from, n, failed)
	if err == nil && !found {
		err = errMoved
	}
	return err
}

// try does something to records, in the name of whoever asked for it.
func (b batch) try(ctx context.Context, j entity.Job, from int, records []uuid.UUID) error {
	return j.As(ctx, b.actor, func(ctx context.Context, tx *entity.Tx) error {
		if err := b.advance(ctx, tx, from, len(records), 0); err != nil {
			return err
		}
		for _, record := range records {
			if err := tx.Perform(ctx, b.entity, b.work.on(record)); err != nil {
				return err
			}
		}
		return nil
	})
}

const sqlAddFailure = `insert into workspace_job_failure (tenant_id, job, position, record, title, problem) values ($1, $2, $3, $4, $5, $6::text::jsonb)`

// fail writes down why it could not be done to a record.
func (b batch) fail(ctx context.Context, j entity.Job, at int, record uuid.UUID, why error) error {
	told, err := problem.From(why).MarshalJSON()
	if err != nil {
		return fmt.Errorf("write a problem down: %w", err)
	}
	return j.As(ctx, b.actor, func(ctx context.Context, tx *entity.Tx) error {
		if err := b.advance(ctx, tx, at, 1, 1); err != nil {
			return err
		}
		shown, err := tx.Show(ctx, map[string][]uuid.UUID{b.entity: {record}})
		if err != nil {
			return err
		}
		title := ""
		if len(shown) > 0 {
			title = shown[0].Title
		}
		tx.Exec(sqlAddFailure, b.job, at, record, title, string(told))
		return nil
	})
}
