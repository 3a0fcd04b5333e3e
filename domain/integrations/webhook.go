package integrations

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/outbound"
	"github.com/guildhall/guildhall/lib/problem"
)

// Webhook is an address that is told of events as they happen, each by a POST whose
// signature proves from whom it comes (Standard Webhooks). It begins to work with its
// first secret.
type Webhook struct {
	entity.Base[Webhook]

	Name           string            `entity:"required"` // what it is for
	URL            entity.Link       `entity:"required"` // where messages are sent: https://, and reachable by everybody
	EventTypes     entity.EventNames `entity:"required"` // of which it is told, such as OrderConfirmedEvent; * for all
	Active         bool              `entity:"filter"`   // whether messages are sent
	SecretSetAt    time.Time         `entity:"readonly"` // when the present secret was made
	FailingSince   time.Time         `entity:"readonly"` // since when no message was taken; empty when the last one was
	StoppedBecause string            `entity:"readonly"` // why it was switched off by itself
	Line           int               `entity:"readonly"` // which of the company's twenty lines it has
}

// What a role can be granted on webhooks. Who edits one must besides hold everywhere
// what its events tell.
const (
	ReadWebhooks auth.Permission = "integrations.webhook.read"
	EditWebhooks auth.Permission = "integrations.webhook.edit"
)

// mostWebhooks is how many a company may have: each has a subscription of its own.
const mostWebhooks = 20

// all stands for every type of event.
const all = "*"

// Entity declares webhooks.
func (Webhook) Entity() entity.Spec[Webhook] {
	return entity.Spec[Webhook]{
		Name: "integrations.webhook", Title: "{name}", List: []string{"name", "url", "active", "failing_since"},
		Read: ReadWebhooks, Edit: EditWebhooks,
		Derive: deriveWebhook, Check: checkWebhook, Remove: removeWebhook,
	}
}

// subscriptionOf returns the name of a line's subscription.
func subscriptionOf(line int) string { return "integrations.webhook-" + strconv.Itoa(line) }

const (
	sqlOneByOne = `select pg_advisory_xact_lock(hashtextextended('integrations_webhook' || $1::uuid::text, 0))`
	sqlFreeLine = `select n from generate_series(1, $2::int) n
where not exists (select from integrations_webhook w where w.tenant_id = $1 and w.line = n) order by n limit 1`
	sqlUnsubscribe = `delete from system_subscriber where tenant_id = $1 and subscription = $2`
	sqlSubscribe   = `insert into system_subscriber (tenant_id, subscription, event_type) select $1, $2, t from unnest($3::text[]) t on conflict do nothing`
	sqlForgetLine  = `delete from system_delivery where tenant_id = $1 and subscription = $2`
)

// deriveWebhook gives a new webhook a line, and has the line hear of its events.
func deriveWebhook(ctx context.Context, tx *entity.Tx, w *Webhook) error {
	if w.Line == 0 {
		tx.Exec(sqlOneByOne)
		line, free, err := pg.One[int](ctx, tx, sqlFreeLine, mostWebhooks)
		if err != nil {
			return fmt.Errorf("find a free line: %w", err)
		}
		if !free {
			return problem.Conflict("too-many-webhooks", "A company has %d webhooks at most. Remove one that is not needed any more.", mostWebhooks)
		}
		w.Line = line
	}
	slices.Sort(w.EventTypes)
	if w.EventTypes = slices.Compact(w.EventTypes); slices.Contains(w.EventTypes, all) {
		w.EventTypes = []string{all}
	}
	tx.Exec(sqlUnsubscribe, subscriptionOf(w.Line))
	if w.Active {
		tx.Exec(sqlSubscribe, subscriptionOf(w.Line), w.EventTypes)
		w.StoppedBecause = ""
	}
	return nil
}

// checkWebhook refuses what cannot be meant, and whoever would be told more than they
// may see.
func checkWebhook(_ context.Context, tx *entity.Tx, w *Webhook) error {
	var errs problem.Fields
	if says := outbound.Check(string(w.URL)); says != "" {
		errs.Add("/url", "invalid", "%s", "It "+says+".")
	}
	if w.Active && w.SecretSetAt.IsZero() {
		errs.Add("/active", "no-secret", "Must have a secret first. Making its secret switches the webhook on.")
	}
	for i, t := range w.EventTypes {
		need := auth.Permission(all)
		if t != all {
			need = tx.EventNeeds(t)
		}
		switch {
		case need == "":
			errs.Add("/event_types/"+strconv.Itoa(i), "unknown-event", "Must be the name of an event, or *.")
		case !tx.Actor().Held(need).Tenant:
			return problem.Forbidden("not-held", "Who has %s told elsewhere must hold %s on all records.", t, need).With("permission", need)
		}
	}
	return errs.Err()
}

// removeWebhook frees the line: what still waits is not sent any more.
func removeWebhook(_ context.Context, tx *entity.Tx, w *Webhook) error {
	tx.Exec(sqlUnsubscribe, subscriptionOf(w.Line))
	tx.Exec(sqlForgetLine, subscriptionOf(w.Line))
	return nil
}

// hears tells whether a webhook is told of events of a type.
func (w *Webhook) hears(eventType string) bool {
	return slices.Contains(w.EventTypes, eventType) || slices.Contains(w.EventTypes, all)
}
