package enterprise

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/migrate"
)

// Rounds looks where deliveries wait. One process has one, used by one goroutine but
// where a method says otherwise.
type Rounds struct {
	e     *Enterprise
	moved map[string]int64 // rows written so far, by database

	mu    sync.Mutex
	first map[string]time.Time // when the first delivery of a database is due
	deaf  map[string]error     // databases that did not answer when last visited
}

// NewRounds returns somebody who looks where deliveries wait.
func (e *Enterprise) NewRounds() *Rounds {
	return &Rounds{e: e, moved: map[string]int64{}, first: map[string]time.Time{}, deaf: map[string]error{}}
}

// Lag returns for how long deliveries have been due at an instant, in each database
// where some are, as of the last look. It may be called by any goroutine.
func (r *Rounds) Lag(now time.Time) map[string]time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	out := map[string]time.Duration{}
	for database, first := range r.first {
		if late := now.Sub(first); late > 0 {
			out[database] = late
		}
	}
	return out
}

// Deaf returns the databases that did not answer when they were last looked into.
// It may be called by any goroutine.
func (r *Rounds) Deaf() map[string]error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.deaf)
}

// note keeps what a visit has found.
func (r *Rounds) note(database string, found []dispatch.Due, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.deaf, database)
	if err != nil {
		r.deaf[database] = err
		return
	}
	delete(r.first, database)
	for _, d := range found {
		if first, known := r.first[database]; !d.At.IsZero() && (!known || d.At.Before(first)) {
			r.first[database] = d.At
		}
	}
}

// roundsAtOnce bounds how many databases are looked into at the same time.
const roundsAtOnce = 4

// sqlMoved tells how many rows were written in each database of the server. The
// numbers come a second late or so.
const sqlMoved = `select datname::text, tup_inserted + tup_updated + tup_deleted from pg_stat_database where datname is not null`

// movedRow is a row of sqlMoved.
type movedRow struct {
	Database string
	Rows     int64
}

// sqlWaiting finds, in one schema, the tenants for whom something is to be
// delivered, each by one look into the index, and those with dead letters that the
// registry does not list.
const sqlWaiting = `(with recursive first as (
  (select tenant_id, next_at from %[1]s.system_delivery order by tenant_id, next_at limit 1)
  union all
  select n.tenant_id, n.next_at from first f cross join lateral (
    select tenant_id, next_at from %[1]s.system_delivery d where d.tenant_id > f.tenant_id order by tenant_id, next_at limit 1) n
)
select tenant_id, next_at, false from first
union all
select distinct tenant_id, null::timestamptz, true from %[1]s.system_dead_letter where not indexed)`

// waitingRow is a row of sqlWaiting.
type waitingRow struct {
	Tenant   uuid.UUID
	At       *time.Time
	Unlisted bool
}

// Due returns the tenants for whom something is to be delivered, in the databases
// that were written to since it was last asked, or in all. Those that do not
// answer are in the error and will be asked the next time; the others count.
func (r *Rounds) Due(ctx context.Context, all bool) ([]dispatch.Due, error) {
	moved, schemas, err := r.look(ctx, all)
	if err != nil {
		return nil, err
	}
	var mu sync.Mutex
	var due []dispatch.Due
	var errs []error
	var visits sync.WaitGroup
	room := make(chan struct{}, roundsAtOnce)
	for database, names := range schemas {
		room <- struct{}{}
		visits.Go(func() {
			defer func() { <-room }()
			found, err := r.visit(ctx, database, names)
			r.note(database, found, err)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, fmt.Errorf("database %s: %w", database, err))
				return
			}
			due = append(due, found...)
			r.moved[database] = moved[database]
		})
	}
	visits.Wait()
	return due, errors.Join(errs...)
}

// sqlPlaces finds the schemas that hold tenants, in some databases.
const sqlPlaces = `select database, schema, schema_version from placement
where status = 'ready' and tier = any($1) and database = any($2) order by created_at, id`

// placeRow is a row of sqlPlaces.
type placeRow struct {
	Database, Schema string
	Version          migrate.Version
}

// look returns how many rows were written so far in each database, and the schemas
// to visit by database. It asks as the role that serves, whose connection is there
// anyway.
func (r *Rounds) look(ctx context.Context, all bool) (moved map[string]int64, schemas map[string][]string, err error) {
	moved, schemas = map[string]int64{}, map[string][]string{}
	err = r.e.registry.Read(ctx, func(tx *pg.Tx) error {
		rows, err := pg.Query[movedRow](ctx, tx, sqlMoved)
		if err != nil {
			return err
		}
		var databases []string
		for _, row := range rows {
			moved[row.Database] = row.Rows
			if all || row.Rows != r.moved[row.Database] {
				databases = append(databases, row.Database)
			}
		}
		places, err := pg.Query[placeRow](ctx, tx, sqlPlaces, []Tier{Shared, Schema, Database}, databases)
		if err != nil {
			return err
		}
		clear(schemas) // of a try before
		for _, p := range places {
			if r.e.plan.Version().Serves(p.Version) {
				schemas[p.Database] = append(schemas[p.Database], p.Schema)
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("ask where rows were written: %w", err)
	}
	return moved, schemas, nil
}

// visit looks into schemas of a database, as their owner, who sees the rows of all
// tenants and reads of them who waits, and no more.
func (r *Rounds) visit(ctx context.Context, database string, schemas []string) ([]dispatch.Due, error) {
	db, release, err := r.e.owner(ctx, database, pg.Options{MaxConns: 2})
	if err != nil {
		return nil, err
	}
	defer release()
	asks := make([]string, 0, len(schemas))
	for _, s := range schemas {
		asks = append(asks, fmt.Sprintf(sqlWaiting, pg.Quote(s)))
	}
	var rows []waitingRow
	err = db.Read(ctx, func(tx *pg.Tx) (err error) {
		rows, err = pg.Query[waitingRow](ctx, tx, strings.Join(asks, " union all "))
		return err
	})
	due := make([]dispatch.Due, 0, len(rows))
	for _, row := range rows {
		d := dispatch.Due{Tenant: row.Tenant, Unlisted: row.Unlisted}
		if row.At != nil {
			d.At = row.At.UTC()
		}
		due = append(due, d)
	}
	return due, err
}

// eventsKept is how many days events are kept after the month in which they were
// told; those that are still to be delivered, longer.
const eventsKept = 30

// Upkeep makes room for the events of the coming months in every place, and drops
// those that are old. It may be called at any time, by several processes; a place
// that fails does not keep the others from theirs.
func (e *Enterprise) Upkeep(ctx context.Context) error {
	places, err := e.placements(ctx, Shared, Schema, Database)
	if err != nil {
		return err
	}
	var failed []error
	for _, p := range places {
		if !e.plan.Version().Serves(p.SchemaVersion) {
			continue
		}
		if err := e.upkeep(ctx, p); err != nil {
			failed = append(failed, fmt.Errorf("upkeep of %s.%s: %w", p.Database, p.Schema, err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(failed...)
}

func (e *Enterprise) upkeep(ctx context.Context, p placement) error {
	db, release, err := e.owner(ctx, p.Database, pg.Options{MaxConns: 2})
	if err != nil {
		return err
	}
	defer release()
	return db.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`select set_config('search_path', quote_ident($1), true)`, p.Schema)
		tx.Exec(`call event_upkeep($1, $2)`, e.now(), eventsKept)
		return nil
	})
}
