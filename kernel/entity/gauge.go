package entity

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/filter"
)

// sizes remembers for a short while in which tables a tenant has many rows.
type sizes = cache.Cache[sizeKey, bool]

type sizeKey struct {
	tenant uuid.UUID
	table  string
}

// A table is large for a tenant who has more than plenty of rows in it: less are read
// within milliseconds in any way, and every question about how costs another one.
const (
	plenty    = 25_000
	mostSizes = 100_000
	sizesKept = time.Minute
)

func newSizes() *sizes {
	return cache.New(cache.Spec[sizeKey, bool]{Name: "table_size", Size: mostSizes, Keep: sizesKept})
}

// gauge finds out what decides how a list of few of many rows is best read: how common the
// text is that it searches for, or how few rows its conditions leave. It tells whether the
// statement is to be planned for its very values, see [planned].
func (r *Registry) gauge(ctx context.Context, tx *pg.Tx, q *filter.Query, scope scopes) (large bool, err error) {
	if large, err = r.gaugeText(ctx, tx, q, scope); err != nil || !large {
		return large, err
	}
	b := &filter.Builder{Scope: scope}
	if !q.PlanSQL(b, "o") {
		return large, nil
	}
	plan, _, err := pg.One[[]byte](ctx, tx, b.Text.String(), b.Args...)
	if err != nil {
		return large, err
	}
	return large, q.Planned(plan)
}

// gaugeText is [Registry.gauge] for what has no order: it looks only for the text that a
// query searches for, if it does.
func (r *Registry) gaugeText(ctx context.Context, tx *pg.Tx, q *filter.Query, scope scopes) (large bool, err error) {
	if q.All(scope) {
		return false, nil
	}
	if large, err = r.isLarge(ctx, tx, q.Schema.Table); err != nil || !large || q.Search == "" {
		return large, err
	}
	b := &filter.Builder{Scope: scope}
	q.SearchSQL(b, "o")
	ids, _, err := pg.One[[]uuid.UUID](ctx, tx, b.Text.String(), b.Args...)
	q.Searched(ids)
	return large, err
}

// isLarge tells whether the tenant has many rows in a table.
func (r *Registry) isLarge(ctx context.Context, tx *pg.Tx, table string) (bool, error) {
	return r.sizes.GetApart(ctx, sizeKey{tx.Tenant(), table}, func(ctx context.Context, k sizeKey) (bool, error) {
		large, _, err := pg.One[bool](ctx, tx, "select exists (select from "+quote(k.table)+" where tenant_id = $1 offset "+strconv.Itoa(plenty)+")")
		if err != nil {
			return false, fmt.Errorf("look how large %s is: %w", k.table, err)
		}
		return large, nil
	})
}

// tooMany tells whether a summary within bounds has more rows than are summed.
func tooMany(ctx context.Context, tx *pg.Tx, q *filter.Query, scope scopes, large bool) (many bool, err error) {
	if !q.Count {
		return false, nil
	}
	b := &filter.Builder{Scope: scope}
	q.ManySQL(b, "o")
	err = tx.Send(ctx, planned(tx.Home(), b, large, func(rows pgx.Rows) (err error) {
		many, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[bool])
		return err //nolint:wrapcheck // the driver's error, mapped by the caller
	})...)
	return many, err
}

// sqlPlan says whether the statements behind it are planned for their very values
// (force_custom_plan) or as usual (auto), until the transaction ends.
const sqlPlan = `select set_config('plan_cache_mode', $2, true) where $1::uuid is not null`

// planned returns a statement after what it needs to be planned well in a large table:
// one plan for all values takes all of them for equally frequent, and would read a list
// of a million from its beginning for a hundred rows of a rare state.
func planned(home pg.Home, b *filter.Builder, large bool, rows func(pgx.Rows) error) []pg.Statement {
	st := pg.Statement{SQL: b.Text.String(), Args: append([]any{home.Tenant}, b.Args...), Rows: rows}
	if !large || len(b.Args) == 0 {
		return []pg.Statement{st}
	}
	return []pg.Statement{{SQL: sqlPlan, Args: []any{home.Tenant, "force_custom_plan"}}, st}
}
