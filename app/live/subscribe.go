package live

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// What is told to those who come back.
const (
	mostMissed = 5_000 // events that are looked through
	mostTold   = 1_000 // hints; beyond them, everything is to be loaded anew
	// overlap is how long before the last event that was seen others may have been told
	// that were committed after it: as long as a transaction may last.
	overlap = time.Minute
)

// greet tells a client that it is heard. Whoever comes back keeps the sequence it has
// come with until it was told what it has missed.
func (c *client) greet(ctx context.Context, resumed bool) bool {
	hello := message{Op: opHello}
	if !resumed {
		latest, err := c.room.missed(ctx, 1, ever())
		if err != nil {
			c.lament(ctx, err)
			return false
		}
		if len(latest) > 0 {
			hello.Sequence = latest[0].Sequence
		}
	}
	c.offer(encode(hello))
	return true
}

// lament has a client come back later, because the database does not answer.
func (c *client) lament(ctx context.Context, err error) {
	if ctx.Err() == nil {
		c.hub.cfg.Log.WarnContext(ctx, "a client cannot be told what it asks for", slog.Any("tenant", c.room.tenant), slog.String("error", err.Error()))
	}
	c.dismiss(statusUnknown, "the database does not answer: connect again")
}

// subscribe has a client hear of topics, and of what it has missed of them: since it was
// away, or since the moment that it names.
func (c *client) subscribe(ctx context.Context, o order, since int64, resumed bool) {
	topics, refused := c.topics(o.Topics)
	may, others, err := c.room.admit(ctx, c, topics)
	if err != nil {
		c.lament(ctx, err)
		return
	}
	done := message{Op: opSubscribed, Refused: append(refused, others...)}
	for _, t := range may { // before looking at what was missed, so that nothing falls between
		c.room.join(c, t)
		done.Topics = append(done.Topics, t.text)
	}
	switch {
	case !slices.ContainsFunc(may, func(t topic) bool { return !t.presence }): // nothing is missed of who was there
	case resumed:
		err = c.resume(ctx, may, since)
	case !o.Since.IsZero():
		err = c.repeat(ctx, may, o.Since)
	}
	if err != nil {
		c.lament(ctx, err)
		return
	}
	c.offer(encode(done))
	for _, t := range may {
		if t.presence {
			c.room.tellPresence(t.text)
		}
	}
}

// topics reads the names of topics, as many as a client may have.
func (c *client) topics(names []string) (topics []topic, refused []Refusal) {
	room := mostTopics - len(c.room.heard(c))
	for _, name := range names {
		t, ok := c.hub.parse(name)
		switch {
		case !ok:
			refused = append(refused, Refusal{Topic: name[:min(len(name), longestTopic)], Type: "invalid-topic"})
		case len(topics) >= room:
			refused = append(refused, Refusal{Topic: name, Type: "too-many-topics"})
		default:
			topics = append(topics, t)
		}
	}
	return topics, refused
}

// brief is what an event is about, without what it tells.
type brief struct {
	Sequence   int64
	OccurredAt time.Time
	Type       string
	Entity     string
	Record     uuid.UUID
	Version    int64
}

const sqlLatest = `select sequence, occurred_at, type, entity, coalesce(record, '00000000-0000-0000-0000-000000000000'), version
from system_event where tenant_id = $1 and id >= least_uuid($3) order by id desc limit $2`

// ever returns a moment before all events.
func ever() time.Time { return time.Unix(0, 0) }

// missed returns the latest events from a moment on, newest first.
func (r *room) missed(ctx context.Context, most int, from time.Time) (all []brief, err error) {
	select {
	case r.hub.replay <- struct{}{}:
		defer func() { <-r.hub.replay }()
	case <-ctx.Done():
		return nil, ctx.Err() //nolint:wrapcheck // the connection has ended
	}
	err = r.hub.cfg.Do(ctx, r.tenant, func(home pg.Home) error {
		return pg.Read(ctx, home, func(tx *pg.Tx) (err error) {
			all, err = pg.Query[brief](ctx, tx, sqlLatest, most, from)
			return err
		})
	})
	return all, err
}

// resume tells what was missed of some topics since a sequence, or to load everything
// anew when that is too long ago, too much, or unknown.
func (c *client) resume(ctx context.Context, topics []topic, since int64) error {
	all, err := c.room.missed(ctx, mostMissed, ever())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(b brief) bool { return b.Sequence == since })
	if i < 0 {
		c.room.reload([]*client{c})
		return nil
	}
	return c.replay(ctx, topics, all, all[i].OccurredAt.Add(-overlap))
}

// repeat tells what has happened to some topics since a moment, or to load everything
// anew when that is too much.
func (c *client) repeat(ctx context.Context, topics []topic, since time.Time) error {
	from := since.Add(-overlap)
	all, err := c.room.missed(ctx, mostMissed, from)
	if err != nil {
		return err
	}
	return c.replay(ctx, topics, all, from)
}

// replay tells those events that have happened to some topics from a moment on.
func (c *client) replay(ctx context.Context, topics []topic, all []brief, from time.Time) error {
	hints := slices.DeleteFunc(after(all, from), func(h Hint) bool {
		about := c.hub.topicsOf(h)
		return !slices.ContainsFunc(topics, func(t topic) bool {
			return slices.Contains(about, t.text) || t.text == notifications && h.Entity == c.hub.cfg.Notices
		})
	})
	cut := len(all) == mostMissed && from.Before(all[mostMissed-1].OccurredAt)
	if cut || len(hints) > mostTold {
		c.room.reload([]*client{c})
		return nil
	}
	return c.catchUp(ctx, hints, topics)
}

// after returns the last hint of each record from a moment on, oldest first.
func after(all []brief, from time.Time) (hints []Hint) {
	told := map[uuid.UUID]bool{}
	for _, b := range all {
		if !b.OccurredAt.Before(from) && !told[b.Record] {
			told[b.Record] = true
			hints = append(hints, Hint{Entity: b.Entity, ID: b.Record, Version: b.Version, Type: b.Type, Sequence: b.Sequence, At: b.OccurredAt})
		}
	}
	slices.Reverse(hints)
	return hints
}

// catchUp tells what was missed, as far as the client may see the records.
func (c *client) catchUp(ctx context.Context, hints []Hint, topics []topic) error {
	notices := slices.ContainsFunc(topics, func(t topic) bool { return t.text == notifications })
	refs := map[entity.Ref]bool{}
	var cases []doubtful
	var texts [][]byte
	for _, h := range hints {
		sight := c.hub.sees(c.hub.actor(c), c.hub.plans[h.Entity])
		mine := notices && h.Entity == c.hub.cfg.Notices
		switch {
		case mine || sight == seesSome:
			refs[entity.Ref{Entity: h.Entity, ID: h.ID}] = true
			cases = append(cases, doubtful{hint: h, clients: []*client{c}, own: mine})
		case sight == seesAll:
			texts = append(texts, encode(h))
		default:
		}
	}
	found, err := c.room.locate(ctx, refs)
	if err != nil {
		return err
	}
	for _, d := range cases {
		if told, may := c.may(d, found); may {
			texts = append(texts, encode(told))
		}
	}
	if len(texts) > 0 {
		c.put(together(texts))
	}
	return nil
}
