package enterprise

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// The kinds of hint: what another process should forget.
const (
	hintTenant   = "tenant"   // subject: the tenant
	hintAll      = "all"      // every tenant, as after a migration
	hintOperator = "operator" // subject: the operator
)

const (
	hintPoll   = time.Second
	hintWindow = 15 * time.Second // longer than any transaction that writes a hint
	hintKept   = time.Hour
)

// hint tells the other processes of a change, in its transaction.
func (e *Enterprise) hint(tx *pg.Tx, kind string, subject uuid.UUID) {
	tx.Exec(`insert into hint (kind, subject) values ($1, $2)`, kind, subject)
}

// Watch drops what other processes have changed from this one's cache, once a
// second, until ctx ends. While the registry does not answer nothing is dropped;
// as soon as it does again, everything is asked for again.
func (e *Enterprise) Watch(ctx context.Context) error {
	seen := map[int64]time.Time{}
	lost := false
	tick := time.NewTicker(hintPoll)
	defer tick.Stop()
	for {
		hints, err := e.recentHints(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !lost:
			e.cfg.Log.WarnContext(ctx, "hints not read; tenants are served from memory", "error", err)
			lost = true
		case err == nil:
			if lost {
				e.dropAll(ctx)
				e.operators.age()
				lost = false
			}
			e.follow(ctx, hints, seen)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// hintRow is one row of the table hint.
type hintRow struct {
	ID      int64
	Kind    string
	Subject uuid.UUID
}

// recentHints reads a window, not what is greater than the last id: ids do not
// become visible in their order.
func (e *Enterprise) recentHints(ctx context.Context) ([]hintRow, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var hints []hintRow
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		var err error
		hints, err = pg.Query[hintRow](ctx, tx,
			`select id, kind, subject from hint where at > clock_timestamp() - $1::interval order by id`, hintWindow)
		return err
	})
	return hints, err
}

func (e *Enterprise) follow(ctx context.Context, hints []hintRow, seen map[int64]time.Time) {
	now := time.Now()
	for _, h := range hints {
		if _, known := seen[h.ID]; known {
			continue
		}
		seen[h.ID] = now
		switch h.Kind {
		case hintTenant:
			e.drop(ctx, h.Subject)
		case hintAll:
			e.dropAll(ctx)
		case hintOperator:
			e.operators.age()
		}
	}
	for id, at := range seen {
		if now.Sub(at) > 2*hintWindow {
			delete(seen, id)
		}
	}
}

// SweepHints deletes hints that every process has seen. Somebody should call it
// now and then.
func (e *Enterprise) SweepHints(ctx context.Context) error {
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`delete from hint where at < clock_timestamp() - $1::interval`, hintKept)
		return nil
	})
}

// told forgets a tenant of which another process says that it has changed. What it
// could not hear is among the hints.
func (e *Enterprise) told(name string) {
	id, config := strings.CutSuffix(strings.TrimPrefix(name, "tenant:"), ":config")
	if tenant, err := uuid.Parse(id); err == nil && config {
		e.cache.drop(tenant)
	}
}

// drop has every process forget what it knows of a tenant, once the change is
// committed: the shelf first, so that nobody finds there what they have forgotten.
func (e *Enterprise) drop(ctx context.Context, tenant uuid.UUID) {
	if e.cfg.Shelf != nil {
		e.cfg.Shelf.Drop(ctx, sharedName(tenant))
	}
	e.cache.drop(tenant)
}

// dropAll has this process ask for every tenant again, and the others too as soon as
// they have read the hint.
func (e *Enterprise) dropAll(ctx context.Context) {
	if e.cfg.Shelf != nil {
		e.cfg.Shelf.DropAll(ctx)
	}
	e.cache.age()
}
