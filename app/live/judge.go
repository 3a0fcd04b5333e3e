package live

import (
	"context"
	"log/slog"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// doubtful is a hint for clients who see some records of the entity only.
type doubtful struct {
	hint    Hint
	clients []*client
	own     bool // only the record's owner is told
}

// own is a hint for the record's owner alone, if they are among the clients.
func own(hint Hint, among map[*client]bool) doubtful {
	return doubtful{hint: hint, clients: slices.Collect(maps.Keys(among)), own: true}
}

// put has cases judged. Those who would have to wait too long load anew.
func (r *room) put(cases []doubtful) {
	if len(cases) == 0 {
		return
	}
	r.mu.Lock()
	full := len(r.cases)+len(cases) > mostCases
	if !full {
		r.cases = append(r.cases, cases...)
	}
	r.mu.Unlock()
	if !full {
		wake(r.judge)
		return
	}
	r.reloadCases(cases)
}

func (r *room) reloadCases(cases []doubtful) {
	unsure := map[*client]bool{}
	for _, d := range cases {
		for _, c := range d.clients {
			unsure[c] = true
		}
	}
	for c := range unsure {
		r.reload([]*client{c})
	}
}

// judgeCases looks where records stand, and tells those who may see them, until the
// room closes.
func (r *room) judgeCases() {
	for {
		select {
		case <-r.life.Done():
			return
		case <-r.judge:
		}
		r.mu.Lock()
		cases := r.cases
		r.cases = nil
		r.mu.Unlock()
		refs := map[entity.Ref]bool{}
		for _, d := range cases {
			refs[entity.Ref{Entity: d.hint.Entity, ID: d.hint.ID}] = true
		}
		found, err := r.locate(r.life, refs)
		if err != nil {
			if r.life.Err() == nil {
				r.hub.cfg.Log.WarnContext(r.life, "where records stand is not known", slog.Any("tenant", r.tenant), slog.String("error", err.Error()))
			}
			r.reloadCases(cases)
			continue
		}
		for _, d := range cases {
			r.decide(d, found)
		}
	}
}

// decide tells those of a case who may see its record.
func (r *room) decide(d doubtful, found map[uuid.UUID]auth.Record) {
	var text []byte
	for _, c := range d.clients {
		if told, may := c.may(d, found); may {
			if text == nil {
				text = encode(told)
			}
			c.offer(text)
		}
	}
}

// may tells what a client may be told of a case: of a record that is gone, only that
// there is one less.
func (c *client) may(d doubtful, found map[uuid.UUID]auth.Record) (Hint, bool) {
	record, there := found[d.hint.ID]
	switch {
	case d.own:
		return d.hint, there && record.Owner == c.actor.Load().ID
	case there:
		return d.hint, c.hub.actor(c).Decide(c.hub.plans[d.hint.Entity].Read, record)
	}
	d.hint.ID, d.hint.Version = uuid.Nil, 0
	return d.hint, true
}

// locate tells where records stand. Those that are not there are left out.
func (r *room) locate(ctx context.Context, refs map[entity.Ref]bool) (map[uuid.UUID]auth.Record, error) {
	found := map[uuid.UUID]auth.Record{}
	if len(refs) == 0 {
		return found, nil
	}
	err := r.hub.cfg.Do(ctx, r.tenant, func(home pg.Home) error {
		call := entity.Call{Actor: auth.System(r.tenant), Home: home, ReadOnly: true}
		return r.hub.cfg.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
			for ref := range refs {
				record, _, err := tx.Locate(ctx, ref)
				if err == nil {
					found[ref.ID] = record
				} else if !problem.Is(err, "not-found") {
					return err
				}
			}
			return nil
		})
	})
	return found, err
}

// admit tells which topics a client may hear of, and why not of the others.
func (r *room) admit(ctx context.Context, c *client, topics []topic) (may []topic, refused []Refusal, err error) {
	refs := map[entity.Ref]bool{}
	for _, t := range topics {
		if t.record != uuid.Nil && r.hub.refuses(c, t) == "" {
			refs[entity.Ref{Entity: t.plan.Name, ID: t.record}] = true
		}
	}
	found, err := r.locate(ctx, refs)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range topics {
		why := r.hub.refuses(c, t)
		if why == "" && t.record != uuid.Nil {
			record, there := found[t.record]
			if !there || !r.hub.actor(c).Decide(t.plan.Read, record) {
				why = "not-found"
			}
		}
		if why != "" {
			refused = append(refused, Refusal{Topic: t.text, Type: why})
			continue
		}
		may = append(may, t)
	}
	return may, refused, nil
}
