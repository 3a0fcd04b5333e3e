package integrity

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Checked is what came of one check.
type Checked struct {
	Name  string  `json:"name"`
	Label string  `json:"label"` // what must be so
	Found []Found `json:"found"` // where it is not: at most 100 records
	More  bool    `json:"more"`  // there are others
}

// Found is a record that is not as it must be.
type Found struct {
	Entity string    `json:"entity"`
	Record uuid.UUID `json:"record"`
	Said   string    `json:"said"` // what is wrong
}

// mostFound bounds how many rows of one check are looked at: who has more has one
// fault, not many.
const mostFound = 100

// Check makes all checks that modules declare, one after the other, each in one look
// and in a transaction of its own, so that it sees what people have committed and
// keeps nobody waiting. What is found is written down with the alert that it makes.
// A check that fails does not keep the others; what was found is returned with the
// error of all that failed. A dry run writes nothing. Runs at the same time wait for
// each other.
func Check(ctx context.Context, r *entity.Registry, c entity.Call) ([]Checked, error) {
	var all []Checked
	var failed []error
	for _, m := range r.Modules() {
		for _, check := range m.Checks {
			if err := ctx.Err(); err != nil {
				return all, errors.Join(append(failed, fmt.Errorf("interrupted before %s: %w", check.Name, err))...)
			}
			done, err := one(ctx, r, c, check)
			if err != nil {
				failed = append(failed, fmt.Errorf("check %s: %w", check.Name, err))
				continue
			}
			all = append(all, done)
		}
	}
	return all, errors.Join(failed...)
}

// sqlAlone has runs of a check in a tenant wait for each other.
const sqlAlone = `select pg_advisory_xact_lock(hashtextextended($1::uuid::text || 'integrity', 0))`

func one(ctx context.Context, r *entity.Registry, c entity.Call, check entity.Check) (Checked, error) {
	done := Checked{Name: check.Name, Label: check.Label, Found: []Found{}}
	err := r.Do(ctx, c, func(ctx context.Context, tx *entity.Tx) error {
		tx.Exec(sqlAlone)
		rows, err := pg.Query[Found](ctx, tx, fmt.Sprintf("select entity, record, said from (%s) found (entity, record, said) limit %d", check.SQL, mostFound+1))
		if err != nil {
			return err
		}
		done.More = len(rows) > mostFound
		done.Found = merged(rows[:min(len(rows), mostFound)])
		if c.DryRun {
			return nil
		}
		return write(ctx, tx, done)
	})
	return done, err
}

// merged makes one of what was found about the same record.
func merged(rows []Found) []Found {
	out := []Found{}
	for _, f := range rows {
		same := func(o Found) bool { return o.Entity == f.Entity && o.Record == f.Record }
		if i := slices.IndexFunc(out, same); i >= 0 {
			out[i].Said += "; " + f.Said
			continue
		}
		out = append(out, f)
	}
	return out
}

// write notes what is new, what is still so and what is over, and has the company's
// rules judge all that is so: as long as it is, an alert that was resolved comes again.
func write(ctx context.Context, tx *entity.Tx, done Checked) error {
	known, err := entity.LockWhere[Finding](ctx, tx, `o.name = $2 and o.ended_at is null`, done.Name)
	if err != nil {
		return fmt.Errorf("read what was found before: %w", err)
	}
	var ids []uuid.UUID
	for _, f := range done.Found {
		about := entity.Ref{Entity: f.Entity, ID: f.Record}
		i := slices.IndexFunc(known, func(k *Finding) bool { return k.Record == about })
		if i < 0 {
			finding := &Finding{
				Base: entity.Base[Finding]{ID: entity.NewID[Finding]()},
				Name: done.Name, Label: done.Label, Record: about, Said: f.Said, Runs: 1, LastAt: tx.Now(),
			}
			if err := entity.Create(ctx, tx, finding); err != nil {
				return fmt.Errorf("write down what was found: %w", err)
			}
			ids = append(ids, finding.ID.UUID())
			continue
		}
		again := known[i]
		known = slices.Delete(known, i, i+1)
		again.Said, again.Runs, again.LastAt = f.Said, again.Runs+1, tx.Now()
		if err := entity.Touch(ctx, tx, again); err != nil {
			return fmt.Errorf("note that it was found again: %w", err)
		}
		ids = append(ids, again.ID.UUID())
	}
	if len(ids) > 0 {
		findings().Watch(tx.Tx, tx.Now(), ids...)
	}
	if done.More { // what is not among these may still be so
		return nil
	}
	return end(ctx, tx, known)
}

// end notes that records are as they must be again.
func end(ctx context.Context, tx *entity.Tx, over []*Finding) error {
	for _, f := range over {
		f.EndedAt = tx.Now()
		if err := entity.Touch(ctx, tx, f); err != nil {
			return fmt.Errorf("note that it is over: %w", err)
		}
	}
	return nil
}
