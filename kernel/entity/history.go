package entity

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// historyPage is how many writes one page of a record's history shows.
const historyPage = 50

const sqlHistory = `select id, at, actor_kind, coalesce(actor::text, ''), actor_name, verb, version, changes::text
from system_audit where tenant_id = $1 and record = $2 and entity = $3 and id < $4 order by id desc limit 51`

// History answers with who wrote a record, when and what, newest first. The
// parameter before is the id of the last entry of the page before.
func (r *Registry) History(ctx context.Context, c Call, p *Plan, id uuid.UUID, params url.Values) (Answer, error) {
	l, err := r.look(c, p)
	if err != nil {
		return Answer{}, err
	}
	before := uuid.Max
	for name, values := range params {
		parsed, err := uuid.Parse(values[0])
		switch {
		case name == "tenant":
		case name != "before" || len(values) > 1:
			return Answer{}, problem.BadRequest("invalid-query", "There is no parameter %q here.", name)
		case err != nil:
			return Answer{}, problem.BadRequest("invalid-query", "The parameter before must be the id of an entry.")
		default:
			before = parsed
		}
	}
	b := &filter.Builder{}
	b.Write("select ", p.standing("o"), " from ", quote(p.table), " o where o.tenant_id = $1 and o.id = ", b.Arg(id))
	if predicate, _ := p.visible(l.actor, b, "o"); predicate != "" {
		b.Write(" and (", predicate, ")")
	}
	found, dst := false, []byte(nil)
	batch := []pg.Statement{
		{SQL: b.Text.String(), Args: append([]any{c.Home.Tenant}, b.Args...), Rows: func(rows pgx.Rows) error {
			if found = rows.Next(); found {
				l.sees(p, p.standsAt(rows.RawValues(), id))
			}
			return nil
		}},
		{SQL: sqlHistory, Args: []any{c.Home.Tenant, id, p.Name, before}, Rows: func(rows pgx.Rows) (err error) {
			dst, err = historyPageOf(rows)
			return err
		}},
	}
	if err := pg.Read(ctx, c.Home, func(tx *pg.Tx) error { return tx.Send(ctx, batch...) }); err != nil {
		return Answer{}, err
	}
	if !found {
		return Answer{}, problem.NotFound(p.Label)
	}
	l.keep(p, "history", params, []uuid.UUID{id}, 1)
	return l.done(ctx, c, Answer{Status: http.StatusOK, Body: dst})
}

func historyPageOf(rows pgx.Rows) ([]byte, error) {
	dst := []byte(`{"data":[`)
	var last uuid.UUID
	more := false
	for n := 0; rows.Next(); n++ {
		var id uuid.UUID
		var at time.Time
		var kind, actor, name, verb, changes string
		var version int64
		if err := rows.Scan(&id, &at, &kind, &actor, &name, &verb, &version, &changes); err != nil {
			return nil, err //nolint:wrapcheck // mapped by the caller
		}
		if more = n == historyPage; more {
			break
		}
		last = id
		dst = appendUUID(append(comma(dst, n), `{"id":`...), id[:])
		dst = append(appendString(append(dst, `,"at":`...), at.UTC().Format(time.RFC3339Nano)), `,"actor":{"kind":`...)
		dst = appendString(append(appendString(dst, kind), `,"id":`...), actor)
		dst = append(appendString(append(dst, `,"name":`...), name), '}')
		dst = appendString(append(dst, `,"verb":`...), verb)
		dst = strconv.AppendInt(append(dst, `,"version":`...), version, 10)
		dst = append(append(append(dst, `,"changes":`...), changes...), '}')
	}
	dst = append(dst, `],"next_before":`...)
	if more {
		return append(appendUUID(dst, last[:]), '}'), nil
	}
	return append(dst, "null}"...), nil
}
