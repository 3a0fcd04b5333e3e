package entity

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// Get answers with one record and its lines, in one round trip.
func (r *Registry) Get(ctx context.Context, c Call, p *Plan, id uuid.UUID, params url.Values) (Answer, error) {
	l, err := r.look(c, p)
	if err != nil {
		return Answer{}, err
	}
	for name := range params {
		if name != "include" && name != "tenant" {
			return Answer{}, problem.BadRequest("invalid-query", "There is no parameter %q here.", name)
		}
	}
	q, err := filter.Parse(p.schema, params)
	if err != nil {
		return Answer{}, err
	}
	g := &getter{p: p, root: &branch{plan: p, shape: p.whole, shown: len(p.whole.fields), alias: "o"}}
	if len(q.Include) > 0 {
		n := 0
		for _, path := range q.Include {
			g.root.include(r, path, &n)
		}
	}
	b := &filter.Builder{Scope: l.scope}
	at := 0
	b.Write("select ", strings.Join(g.root.columns("o", &at), ", "), " from ", quote(p.table), " o")
	g.root.joins(b, "o")
	b.Write(" where o.tenant_id = $1 and o.id = ", b.Arg(id))
	if predicate, _ := p.visible(l.actor, b, "o"); predicate != "" {
		b.Write(" and (", predicate, ")")
	}
	batch := []pg.Statement{{SQL: b.Text.String(), Args: append([]any{c.Home.Tenant}, b.Args...), Rows: g.record}}
	for i := range p.children {
		batch = append(batch, pg.Statement{
			SQL: p.children[i].sql.ofOne, Args: []any{c.Home.Tenant, id},
			Rows: func(rows pgx.Rows) error { return g.lines(rows, i) },
		})
	}
	err = pg.Read(ctx, c.Home, func(tx *pg.Tx) error {
		g.dst, g.found, g.seen = make([]byte, 0, 2048), false, sightings{}
		return tx.Send(ctx, batch...)
	})
	if err != nil {
		return Answer{}, err
	}
	if !g.found {
		return Answer{}, problem.NotFound(p.Label)
	}
	l.sees(p, g.stands)
	l.showed(p, "get", params, &g.seen)
	return l.done(ctx, c, Answer{Status: http.StatusOK, Body: append(g.dst, '}'), Version: g.version})
}

// getter writes one record as its rows come in.
type getter struct {
	p       *Plan
	root    *branch
	dst     []byte
	enc     encoding
	version int64
	stands  auth.Record
	found   bool
	seen    sightings
}

func (g *getter) record(rows pgx.Rows) error {
	for rows.Next() {
		row := rows.RawValues()
		g.found = true
		g.root.sight(&g.seen, row)
		g.dst = g.root.append(g.dst, row)
		g.dst = g.dst[:len(g.dst)-1] // the lines follow
		g.enc = g.root.shape.rowEncoding(row)
		g.version = rawInt(row[g.root.shape.at("version")])
		g.stands = g.p.standsIn(g.root.shape, row)
	}
	return nil
}

func (g *getter) lines(rows pgx.Rows, i int) error {
	c := &g.p.children[i]
	g.dst = append(g.dst, ',')
	g.dst = append(g.dst, g.p.shape.fields[c.field].key...)
	g.dst = append(g.dst, '[')
	for n := 0; rows.Next(); n++ {
		g.dst = c.shape.appendRow(comma(g.dst, n), rows.RawValues(), c.shown, g.enc)
	}
	g.dst = append(g.dst, ']')
	return nil
}

// List answers with a page of records: {"data": […], "next_cursor": …}.
func (r *Registry) List(ctx context.Context, c Call, p *Plan, params url.Values) (Answer, error) {
	see, err := r.look(c, p)
	if err != nil {
		return Answer{}, err
	}
	schema, err := r.schemaFor(ctx, c, p)
	if err != nil {
		return Answer{}, err
	}
	q, err := filter.Parse(schema, params)
	if err != nil {
		return Answer{}, err
	}
	if err := q.BindTenant(c.Home.Tenant); err != nil {
		return Answer{}, err
	}
	var l *lister
	err = pg.Read(ctx, c.Home, func(tx *pg.Tx) error {
		large, err := r.gauge(ctx, tx, q, see.scope)
		if err != nil {
			return err
		}
		l = r.lister(c, p, q, see.scope)
		batch := planned(c.Home, l.sql, large, l.page)
		if q.Count {
			b := &filter.Builder{Scope: see.scope}
			q.CountSQL(b, "o")
			batch = append(batch, pg.Statement{SQL: b.Text.String(), Args: append([]any{c.Home.Tenant}, b.Args...), Rows: l.total})
		}
		return tx.Send(ctx, batch...)
	})
	if err != nil {
		return Answer{}, err
	}
	see.showed(p, "list", params, &l.seen)
	return see.done(ctx, c, Answer{Status: http.StatusOK, Body: l.body()})
}

// scopes writes the predicate by which an actor sees rows, see [filter.Builder].
type scopes = func(b *filter.Builder, s *filter.Schema, alias string) string

// lister writes a page as its rows come in.
type lister struct {
	q      *filter.Query
	tenant uuid.UUID
	root   *branch
	sql    *filter.Builder
	keys   int // how many columns at the end of a row are sort keys
	dst    []byte
	next   string
	count  int64
	watch  bool // whether sensitive entities are shown
	seen   sightings
}

// lister compiles the statement of a page. The page is limited before references
// are joined to it.
func (r *Registry) lister(c Call, p *Plan, q *filter.Query, scope scopes) *lister {
	keys := q.KeyColumns()
	l := &lister{q: q, tenant: c.Home.Tenant, keys: len(keys), sql: &filter.Builder{Scope: scope}}
	var extra []string
	for _, path := range q.Include {
		extra = append(extra, path[0])
	}
	for _, k := range keys {
		switch {
		case k.Custom:
			extra = append(extra, "custom")
		case k.Name != "id":
			extra = append(extra, k.Name)
		}
	}
	l.root = p.root(q.Fields, extra...)
	n := 0
	for _, path := range q.Include {
		l.root.include(r, path, &n)
	}
	l.watch = l.root.sensitive()
	b, at, from := l.sql, 0, "o"
	if n > 0 {
		from = "p"
	}
	b.Write("select ", strings.Join(l.root.columns(from, &at), ", "), ", ", strings.Join(q.KeyText(from), ", "), " from ")
	if n > 0 {
		b.Write("(select ", quoted("o.", l.root.shape.columns), " from ")
	}
	b.Write(quote(p.table), " o where ")
	q.Where(b, "o")
	q.After(b, "o")
	b.Write(" order by ", q.OrderBy("o"), " limit ", strconv.Itoa(q.Limit+1))
	if n > 0 {
		b.Write(") p")
		l.root.joins(b, "p")
		b.Write(" order by ", q.OrderBy("p"))
	}
	return l
}

func (l *lister) page(rows pgx.Rows) error {
	l.dst = append(make([]byte, 0, 16<<10), `{"data":[`...)
	l.next, l.seen = "", sightings{}
	var last []*string
	for n := 0; rows.Next(); n++ {
		row := rows.RawValues()
		if n == l.q.Limit {
			l.next = l.q.CursorFor(l.tenant, last)
			continue
		}
		l.dst = l.root.append(comma(l.dst, n), row)
		if l.watch {
			l.root.sight(&l.seen, row)
		}
		if n == l.q.Limit-1 {
			last = textKeys(row[len(row)-l.keys:])
		}
	}
	return nil
}

func textKeys(row [][]byte) []*string {
	keys := make([]*string, len(row))
	for i, src := range row {
		if src != nil {
			s := string(src)
			keys[i] = &s
		}
	}
	return keys
}

func (l *lister) total(rows pgx.Rows) error {
	n, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[int64])
	l.count = n
	return err //nolint:wrapcheck // the driver's error, mapped by the caller
}

func (l *lister) body() []byte {
	dst := l.dst
	dst = append(dst, `],"next_cursor":`...)
	if l.next == "" {
		dst = append(dst, "null"...)
	} else {
		dst = appendString(dst, l.next)
	}
	if l.q.Count {
		dst = strconv.AppendInt(append(dst, `,"count":`...), l.count, 10)
	}
	return append(dst, '}')
}

// Summary answers with counts and sums by group: {"data": [{"status": "open",
// "count": 3, "total": "12.30"}]}. One within bounds of more rows than
// [filter.MaxSummed] has no groups, and tells that there are more.
func (r *Registry) Summary(ctx context.Context, c Call, p *Plan, params url.Values) (Answer, error) {
	see, err := r.look(c, p)
	if err != nil {
		return Answer{}, err
	}
	schema, err := r.schemaFor(ctx, c, p)
	if err != nil {
		return Answer{}, err
	}
	s, err := filter.ParseSummary(schema, params)
	if err != nil {
		return Answer{}, err
	}
	names := s.Columns()
	var dst []byte
	groups := 0
	answer := func(rows pgx.Rows) error { //nolint:unparam // as statements want it
		dst = []byte(`{"data":[`)
		for n := 0; rows.Next(); n++ {
			row := rows.RawValues()
			dst = appendGroup(comma(dst, n), names, row)
			groups = n + 1
		}
		dst = append(dst, `]}`...)
		return nil
	}
	err = pg.Read(ctx, c.Home, func(tx *pg.Tx) error {
		large, err := r.gaugeText(ctx, tx, s.Filter, see.scope)
		if err != nil {
			return err
		}
		if many, err := tooMany(ctx, tx, s.Filter, see.scope, large); err != nil || many {
			dst = []byte(`{"data":[],"more":true}`)
			return err
		}
		b := &filter.Builder{Scope: see.scope}
		s.SQL(b, "o")
		return tx.Send(ctx, planned(c.Home, b, large, answer)...)
	})
	if err != nil {
		return Answer{}, err
	}
	see.keep(p, "summary", params, nil, groups)
	return see.done(ctx, c, Answer{Status: http.StatusOK, Body: dst})
}

func appendGroup(dst []byte, names []string, row [][]byte) []byte {
	dst = append(dst, '{')
	for i, name := range names {
		dst = append(appendString(comma(dst, i), name), ':')
		switch {
		case row[i] == nil:
			dst = append(dst, "null"...)
		case name == "count":
			dst = strconv.AppendInt(dst, rawInt(row[i]), 10)
		default:
			dst = appendString(dst, row[i])
		}
	}
	return append(dst, '}')
}
