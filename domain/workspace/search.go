package workspace

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// AskSearch asks for records by their text.
type AskSearch struct {
	Q      string // the text: a number, the beginning of a name, a part of either; nothing finds nothing
	Limit  int    // how many, at most 50; 20 when not given
	Entity string // only records of this entity; a few of each when empty
}

// Found are the records that were found, the best first.
type Found struct {
	Data []Hit
}

// Hit is one record that was found.
type Hit struct {
	Entity string    // what it is: sales.order
	ID     uuid.UUID // the record
	Title  string    // what it is called
	Detail string    // a second line: city, client, what else its list shows
	Status string    // where it stands; empty for a record without states
}

// Bounds of a search.
const (
	usualHits   = 20
	mostHits    = 50
	eachHits    = 5    // of one entity, when all are asked for
	wholeLook   = 50   // records of an entity that are looked at, for who sees all of it
	narrowLook  = 2000 // for who sees some
	detailTexts = 3
	searchTime  = "1500ms" // of a statement
)

const (
	sqlSearchTime = `select set_config('statement_timeout', $2, true) where $1::uuid is not null`
	sqlSearch     = `select tab, id, rank from workspace_search($2, $3, $4) where $1::uuid is not null`
	codeTooLong   = "57014"
)

// search is served as GET …/search.
func search(ctx context.Context, tx *entity.Tx, in AskSearch) (Found, error) {
	limit := cmp.Or(in.Limit, usualHits)
	if limit < 1 || limit > mostHits {
		return Found{}, problem.InvalidField("?limit", "out-of-range", "Must be a number from 1 to %d.", mostHits)
	}
	q := strings.Join(strings.Fields(in.Q), " ")
	places := tx.Searchables()
	each := min(limit, eachHits)
	if in.Entity != "" {
		each = limit
		places = slices.DeleteFunc(places, func(s entity.Searchable) bool { return s.Entity != in.Entity })
		if len(places) == 0 {
			return Found{}, problem.InvalidField("?entity", "unknown-entity", "Names nothing that you can search.")
		}
	}
	if q == "" || len(places) == 0 {
		return Found{}, nil
	}
	hits, err := find(ctx, tx, places, q)
	if pg.SQLSTATE(err) == codeTooLong && ctx.Err() == nil {
		err = problem.Unavailable("timeout", time.Second, "The search took too long and was given up. Search for more of the text.")
	}
	return Found{Data: best(hits, each, limit)}, err
}

// hit is a record with how well it fits.
type hit struct {
	entity.Shown

	rank, order int
}

// find looks for records in two round trips: their ids by the text, and those of them
// that the asking user may read.
func find(ctx context.Context, tx *entity.Tx, places []entity.Searchable, q string) ([]hit, error) {
	byTable, order := map[string]string{}, map[string]int{}
	var tables []string
	var mosts []int64
	for i, p := range places {
		byTable[p.Table], order[p.Entity] = p.Entity, i
		most := int64(narrowLook)
		if p.Whole {
			most = wholeLook
		}
		tables, mosts = append(tables, p.Table), append(mosts, most)
	}
	type row struct {
		Tab  string
		ID   uuid.UUID
		Rank int
	}
	tx.Exec(sqlSearchTime, searchTime)
	rows, err := pg.Query[row](ctx, tx, sqlSearch, tables, mosts, q)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	ids, ranks := map[string][]uuid.UUID{}, map[uuid.UUID]int{}
	for _, r := range rows {
		ids[byTable[r.Tab]] = append(ids[byTable[r.Tab]], r.ID)
		ranks[r.ID] = r.Rank
	}
	shown, err := tx.Show(ctx, ids)
	if err != nil {
		return nil, err
	}
	hits := make([]hit, len(shown))
	for i, s := range shown {
		hits[i] = hit{Shown: s, rank: rank(s, q, ranks[s.ID]), order: order[s.Entity]}
	}
	return hits, nil
}

// rank tells how well a record fits, 0 the best: first one whose number, reference or
// name is the text, then one of which one of these begins so, then as the database has
// ranked it.
func rank(s entity.Shown, q string, inDatabase int) int {
	texts := append([]string{s.Title}, s.Texts...)
	if number, name, more := strings.Cut(s.Title, " "); more && strings.ContainsAny(number, "0123456789") {
		texts = append(texts, number, name)
	}
	begins := func(text string) bool { return len(text) >= len(q) && strings.EqualFold(text[:len(q)], q) }
	switch {
	case slices.ContainsFunc(texts, func(text string) bool { return strings.EqualFold(text, q) }):
		return 0
	case slices.ContainsFunc(texts, begins):
		return 1
	}
	return 2 + inDatabase
}

// best returns the best hits: so many of each entity, so many in all.
func best(hits []hit, each, limit int) []Hit {
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.order, b.order), strings.Compare(strings.ToLower(a.Title), strings.ToLower(b.Title)),
			strings.Compare(a.ID.String(), b.ID.String()))
	})
	taken := map[string]int{}
	var out []Hit
	for _, h := range hits {
		taken[h.Entity]++
		if taken[h.Entity] <= each && len(out) < limit {
			out = append(out, Hit{Entity: h.Entity, ID: h.ID, Title: h.Title, Status: h.Status, Detail: beginning(h.Texts)})
		}
	}
	return out
}

// beginning is the second line of a hit.
func beginning(texts []string) string {
	const longest = 160
	line := []rune(strings.Join(texts[:min(len(texts), detailTexts)], " · "))
	if len(line) > longest {
		return string(line[:longest-1]) + "…"
	}
	return strings.ToValidUTF8(string(line), string(utf8.RuneError))
}
