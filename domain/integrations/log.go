package integrations

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// AskDeliveries asks what a webhook was sent.
type AskDeliveries struct {
	Webhook entity.ID[Webhook] `entity:"required"` // the webhook
	Event   uuid.UUID          // only of this event, by its messageId; of all when empty
	Outcome string             // only attempts that ended so: delivered, failed or dead; all when empty
	Before  uuid.UUID          // only attempts before this one, for the next page
}

// Deliveries answers [AskDeliveries]: a hundred attempts at most.
type Deliveries struct {
	Data []Delivery // the latest first
	Next uuid.UUID  // to be sent as before for the next page; empty on the last one
}

// Delivery is one attempt to send a message.
type Delivery struct {
	ID        uuid.UUID // of the attempt
	Event     uuid.UUID // the messageId of what was sent, the same for each attempt
	EventType string    // what was told; empty when the event is kept no more
	At        time.Time // when
	Attempt   int       // which it was, from 1
	Outcome   string    // delivered; failed, and tried again; or dead, and given up
	LatencyMS int       // how long it took, in milliseconds
	Response  string    // what the receiver said, or why nothing was said; the first 1,000 characters
}

const pageOfDeliveries = 100

const sqlDeliveries = `select l.id, l.event_id, coalesce(e.type, ''), l.at, l.attempt, l.outcome, l.latency_ms, l.response
from system_delivery_log l left join system_event e on e.tenant_id = $1 and e.id = l.event_id
where l.tenant_id = $1 and l.subscription = $2 and l.at >= $3 and ($4::uuid = $8::uuid or l.id < $4) and ($5::uuid = $8 or l.event_id = $5)
  and ($6::text = '' or l.outcome = $6) order by l.id desc limit $7`

// listDeliveries is served as GET …/webhook-deliveries.
func listDeliveries(ctx context.Context, tx *entity.Tx, in AskDeliveries) (Deliveries, error) {
	w, err := entity.Get(ctx, tx, in.Webhook)
	if err != nil {
		return Deliveries{}, err
	}
	rows, err := pg.Query[Delivery](ctx, tx, sqlDeliveries,
		subscriptionOf(w.Line), w.CreatedAt, in.Before, in.Event, in.Outcome, pageOfDeliveries+1, uuid.Nil)
	if err != nil {
		return Deliveries{}, fmt.Errorf("read deliveries: %w", err)
	}
	out := Deliveries{Data: rows[:min(len(rows), pageOfDeliveries)]}
	if len(rows) > pageOfDeliveries {
		out.Next = rows[pageOfDeliveries-1].ID
	}
	return out, nil
}
