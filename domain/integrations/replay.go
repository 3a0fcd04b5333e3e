package integrations

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Replay asks for events to be sent again.
type Replay struct {
	Event uuid.UUID // the event, by its messageId
	Since time.Time // all events from here on, a thousand at most; not together with event
}

// Replayed says what is sent again, soon.
type Replayed struct {
	Events int       // how many
	Until  time.Time // when the last of them happened: go on from there for more
}

const mostReplayed = 1_000

const sqlReplay = `with again as (
  select id, occurred_at from system_event
  where tenant_id = $1 and occurred_at >= $3::timestamptz and id >= least_uuid($4) and ($5::uuid = $9::uuid or id = $5) and ($6::boolean or type = any($7::text[]))
  order by id limit $8
), alive as (
  delete from system_dead_letter d using again where d.tenant_id = $1 and d.subscription = $2::text and d.event_id = again.id
), due as (
  insert into system_delivery (tenant_id, subscription, event_id, next_at) select $1, $2, id, $10::timestamptz from again
  on conflict do nothing
) select count(*), coalesce(max(occurred_at), $3) from again`

// replay is served as POST …/webhooks/{id}/replay. What lies with the dead letters is
// taken from there.
func replay(ctx context.Context, tx *entity.Tx, w *Webhook, in Replay) (Replayed, error) {
	switch {
	case in.Event == uuid.Nil == in.Since.IsZero():
		return Replayed{}, problem.InvalidField("/event", "one-of", "Give either the event, or since when.")
	case !w.Active:
		return Replayed{}, problem.Conflict("webhook-off", "The webhook is switched off. Switch it on first.")
	}
	since := w.CreatedAt // what was before is none of its business
	if in.Since.After(since) {
		since = in.Since
	}
	// The id says when the event was told, which may be a little before its transaction's
	// own time in another process.
	done, _, err := pg.One[Replayed](ctx, tx, sqlReplay, subscriptionOf(w.Line), since, since.Add(-time.Minute), in.Event,
		w.hears(all), w.EventTypes, mostReplayed, uuid.Nil, tx.Now())
	if err != nil {
		return Replayed{}, fmt.Errorf("replay: %w", err)
	}
	if in.Event != uuid.Nil && done.Events == 0 {
		return Replayed{}, problem.NotFound("event")
	}
	return done, nil
}
