package migrate

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Item is one migration as a place has it.
type Item struct {
	Module    string
	Name      string
	AppliedAt time.Time // zero when it is pending
	Changed   bool      // edited after it was applied
	Unknown   bool      // applied by a newer binary; this one does not have it
}

// Status returns every migration of the plan, in order, and then those that only
// the place knows. A place that was never migrated has them all pending.
func (p *Plan) Status(ctx context.Context, url, schema string) ([]Item, error) {
	if schema == "" {
		schema = "public"
	}
	conn, err := connect(ctx, url)
	if err != nil {
		return nil, err
	}
	var done map[id]applied
	err = pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		var exists bool
		const sql = `select set_config('search_path', quote_ident($1), true) is not null
  and to_regclass(quote_ident($1) || '.system_migration') is not null`
		if err := tx.QueryRow(ctx, sql, schema).Scan(&exists); err != nil {
			return fmt.Errorf("look for system_migration: %w", err)
		}
		if !exists {
			return nil
		}
		done, err = readApplied(ctx, tx)
		return err
	})
	if err := errors.Join(err, conn.Close(context.WithoutCancel(ctx))); err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return p.items(done), nil
}

func (p *Plan) items(done map[id]applied) []Item {
	items := make([]Item, 0, len(p.files))
	for _, f := range p.files {
		a := done[f.id()]
		delete(done, f.id())
		items = append(items, Item{
			Module: f.module, Name: f.name, AppliedAt: a.at, Changed: a.sum != "" && a.sum != f.sum,
		})
	}
	for id, a := range done {
		items = append(items, Item{Module: id.module, Name: a.name, AppliedAt: a.at, Unknown: true})
	}
	return items
}

// id names a migration.
type id struct {
	module  string
	version int64
}

// applied is what system_migration says about one.
type applied struct {
	name string
	sum  string
	at   time.Time
}

func (f file) id() id       { return id{f.module, f.version} }
func (f file) path() string { return f.module + "/" + f.name }

func readApplied(ctx context.Context, tx pgx.Tx) (map[id]applied, error) {
	rows, err := tx.Query(ctx, `select module, version, name, checksum, applied_at from system_migration`)
	if err != nil {
		return nil, fmt.Errorf("read system_migration: %w", err)
	}
	done := map[id]applied{}
	var key id
	var a applied
	_, err = pgx.ForEachRow(rows, []any{&key.module, &key.version, &a.name, &a.sum, &a.at}, func() error {
		done[key] = a
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read system_migration: %w", err)
	}
	return done, nil
}

// pending returns the files that are not applied. Those that are must be the
// same as then, and older than those to come.
func (p *Plan) pending(done map[id]applied) ([]file, error) {
	last := map[string]int64{}
	for key := range done {
		last[key.module] = max(last[key.module], key.version)
	}
	var out []file
	for _, f := range p.files {
		a, known := done[f.id()]
		switch {
		case known && a.sum != f.sum:
			return nil, fmt.Errorf("%s: %w", f.path(), ErrChanged)
		case !known && f.version < last[f.module]:
			return nil, fmt.Errorf("%s: %w", f.path(), ErrOrder)
		case !known:
			out = append(out, f)
		}
	}
	return out, nil
}
