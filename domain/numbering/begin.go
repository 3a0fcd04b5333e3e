package numbering

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/serial"
)

// BeginRequest says with which number a count goes on.
type BeginRequest struct {
	Subject string    `entity:"required"` // what is numbered, such as billing.invoice
	Site    uuid.UUID // of which site, when each is counted by itself
	Next    int       `entity:"required,positive"` // what is counted next
}

// highest is the number up to which a count can be had go on.
const highest = 1_000_000_000_000

// begin has a count go on elsewhere, for a company that comes with numbers from another
// program.
func begin(ctx context.Context, tx *entity.Tx, in BeginRequest) (*NumberSeries, error) {
	n, err := numbered(tx, in.Subject)
	if err != nil {
		return nil, err
	}
	if in.Next > highest {
		return nil, problem.InvalidField("/next", "out-of-range", "Must be at most %d.", highest)
	}
	own, err := lock(ctx, tx, n)
	if err != nil {
		return nil, err
	}
	as := seriesOf(n, own)
	all, err := counts(ctx, tx, n, as)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(c count) bool { return c.site == in.Site })
	switch {
	case i >= 0:
	case in.Site == uuid.Nil:
		return nil, problem.InvalidField("/site", "required", "Each site is counted by itself: say which.")
	default:
		return nil, problem.InvalidField("/site", "unknown-site", "There is no such site that is counted by itself.")
	}
	if err := move(ctx, tx, n, as, all[i], int64(in.Next)); err != nil {
		return nil, err
	}
	tx.Note(entity.RefTo(own.ID), "begin", "next", as.Number(all[i].form, int64(in.Next)))
	tx.AfterCommit(tx.ForgetCustom)
	return own, nil
}

// sqlBegin has a count go on elsewhere ($4): where no number may be missing ($5), only
// as long as none was given since it began.
const sqlBegin = `insert into system_counter as c (tenant_id, series, form, next, begun) values ($1, $2, $3, $4, $4)
on conflict (tenant_id, series, form) do update set next = $4, begun = $4
where case when $5 then c.next = c.begun else c.next <= $4 end returning next`

// sqlGiven finds the highest count of the numbers with what stands before ($2) and after
// ($3) it.
const sqlGiven = `select coalesce(max(case when n ~ '^[0-9]{1,15}$' then n::bigint end), 0)
from (select substr(%[1]s, 1 + length($2), length(%[1]s) - length($2) - length($3)) as n
  from %[2]s where tenant_id = $1 and starts_with(%[1]s, $2) and right(%[1]s, length($3)) = $3 and length(%[1]s) > length($2) + length($3)) x`

// move has a count go on with a number. One is given once, and none may be missing where
// the series says so.
func move(ctx context.Context, tx *entity.Tx, n entity.Numbered, as serial.Series, c count, next int64) error {
	moved, err := pg.Query[int64](ctx, tx, sqlBegin, n.Entity, c.form, next, n.Series.Gapless)
	if err != nil {
		return fmt.Errorf("begin a count: %w", err)
	}
	before, after := serial.Around(c.form)
	given, _, err := pg.One[int64](ctx, tx, fmt.Sprintf(sqlGiven, n.Column, n.Table), before, after)
	switch {
	case err != nil:
		return fmt.Errorf("find the highest number: %w", err)
	case given >= next:
		return problem.InvalidField("/next", "given", "%s has been given already.", as.Number(c.form, given))
	case len(moved) == 0 && n.Series.Gapless:
		return problem.InvalidField("/next", "gapless", "No number may be missing, and some have been given already. With another pattern the count begins anew.")
	case len(moved) == 0:
		return problem.InvalidField("/next", "given", "Must be higher: %s and those before it are taken.", as.Number(c.form, c.next))
	}
	return nil
}
