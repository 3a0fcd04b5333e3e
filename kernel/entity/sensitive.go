package entity

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/audit"
)

// sightings are the records of sensitive entities that one reading shows.
type sightings struct {
	plans []*Plan
	ids   [][]uuid.UUID // of the plan at the same place
}

// add counts a record as shown, once.
func (s *sightings) add(p *Plan, id uuid.UUID) {
	if !p.Sensitive {
		return
	}
	i := slices.Index(s.plans, p)
	if i < 0 {
		i = len(s.plans)
		s.plans, s.ids = append(s.plans, p), append(s.ids, nil)
	}
	if !slices.Contains(s.ids[i], id) {
		s.ids[i] = append(s.ids[i], id)
	}
}

// sensitive tells whether a branch, or one below it, shows a sensitive entity.
func (b *branch) sensitive() bool {
	if b.plan.Sensitive {
		return true
	}
	for _, next := range b.refs {
		if next.sensitive() {
			return true
		}
	}
	return false
}

// sight counts what a row shows of sensitive entities.
func (b *branch) sight(s *sightings, row [][]byte) {
	src := row[b.at+b.shape.at("id")]
	if src == nil {
		return
	}
	s.add(b.plan, uuid.UUID(src))
	for _, next := range b.refs {
		next.sight(s, row)
	}
}

// showed keeps that a reading showed records of sensitive entities, or none of
// the one that was asked for.
func (l *look) showed(p *Plan, verb string, params url.Values, s *sightings) {
	if p.Sensitive && !slices.Contains(s.plans, p) {
		l.keep(p, verb, params, nil, 0)
	}
	for i, seen := range s.plans {
		l.keep(seen, verb, params, s.ids[i], len(s.ids[i]))
	}
}

// keep has a reading of a sensitive entity be kept once the answer is known.
func (l *look) keep(p *Plan, verb string, params url.Values, records []uuid.UUID, rows int) {
	if p.Sensitive {
		l.kept = append(l.kept, audit.Access{Verb: verb, Entity: p.Name, Records: records, Rows: rows, Query: asked(params)})
	}
}

// longestQuery bounds, in bytes, how much of a question is kept.
const longestQuery = 2_000

// asked is a question as people read it: the parameters of the request, unescaped.
func asked(params url.Values) string {
	text, err := url.QueryUnescape(params.Encode())
	if err != nil { // what Encode has written can be unescaped
		text = params.Encode()
	}
	text = strings.ReplaceAll(text, "\x00", "")
	return strings.ToValidUTF8(text[:min(len(text), longestQuery)], "")
}

// tellReads keeps what a call has read of sensitive entities: in the journal, or at
// once where there is none.
func (r *Registry) tellReads(ctx context.Context, c Call, kept []audit.Access) error {
	if len(kept) == 0 {
		return nil
	}
	now := r.clock().UTC()
	for i := range kept {
		a := &kept[i]
		a.ID, a.At, a.ActorKind, a.Actor, a.ActorName = newUUID(), now, c.Actor.Kind, c.Actor.ID, c.Actor.Name
		a.OnBehalfOf, a.RequestID, a.Address = c.Actor.OnBehalfOf, c.Origin.RequestID, c.Origin.Address
	}
	if r.reads != nil {
		return r.reads.Note(ctx, c.Home, kept)
	}
	return audit.WriteAccess(ctx, c.Home, kept)
}
