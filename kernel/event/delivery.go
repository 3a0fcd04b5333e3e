package event

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Delivery is an event on its way to a subscription.
type Delivery struct {
	Subscription string
	Event        Event
	Attempt      int64 // which attempt this is, from 1
}

// Claim says which deliveries somebody is ready to make.
type Claim struct {
	Subscriptions []string
	Now           time.Time
	Most          int // at most so many
}

// PostgreSQL has wrong beliefs about a queue, which is empty most of the time, and
// would read all of it for each hundred rows. Without sorting, the index by next_at
// is the only way to the first ones. How many are wanted is written out: a parameter
// would be taken for a tenth of all. The events are looked up by an array of their ids,
// because a join alone may be planned as reading all events of the tenant, as long as
// there are few, and the plan stays when there are many.
const (
	sqlSort = `select set_config('enable_sort', $2, true) where $1::uuid is not null`
	sqlDue  = `with due as (
  select ctid from system_delivery
  where tenant_id = $1 and next_at <= $2 and subscription = any($3)
  order by next_at limit %[1]d for update skip locked
), taken as (%[2]s)
select t.subscription, t.attempt, ` + columns + `
from taken t join system_event e on e.tenant_id = $1 and e.id = any(array(select event_id from taken)) and e.id = t.event_id`
)

const sqlTake = `
  delete from system_delivery where tenant_id = $1 and ctid = any(array(select ctid from due))
  returning subscription, event_id, attempt + 1 as attempt`

const sqlLease = `
  update system_delivery set attempt = attempt + 1, next_at = ($4::timestamptz[])[array_position($3::text[], subscription)]
  where tenant_id = $1 and ctid = any(array(select ctid from due))
  returning subscription, event_id, attempt`

// Take takes deliveries out of the queue in the transaction in which their effect
// is written: if it is rolled back, they are still there. Nobody else gets them.
func Take(ctx context.Context, tx pg.Runner, c Claim) ([]Delivery, error) {
	return due(ctx, tx, c, sqlTake)
}

// Lease keeps deliveries from others, for attempts outside any transaction: until has
// the instant for each subscription of the claim, in their order. The attempt counts
// from now on, whatever becomes of the process.
func Lease(ctx context.Context, tx pg.Runner, c Claim, until []time.Time) ([]Delivery, error) {
	return due(ctx, tx, c, sqlLease, until)
}

// due does something to the deliveries that are due longest, and returns them by the
// ids of their events.
func due(ctx context.Context, tx pg.Runner, c Claim, do string, more ...any) ([]Delivery, error) {
	out := make([]Delivery, 0, c.Most)
	var d Delivery
	row := func() {
		d.Event.OccurredAt = d.Event.OccurredAt.UTC()
		out = append(out, d)
	}
	tx.Exec(sqlSort, "off")
	err := pg.Each(ctx, tx, append([]any{&d.Subscription, &d.Attempt}, d.Event.targets()...), row,
		fmt.Sprintf(sqlDue, c.Most, do), append([]any{c.Now, c.Subscriptions}, more...)...)
	tx.Exec(sqlSort, "on")
	slices.SortFunc(out, func(a, b Delivery) int { return bytes.Compare(a.Event.ID[:], b.Event.ID[:]) })
	return out, err
}

// Outcome is how an attempt outside ended.
type Outcome string

// The outcomes of an attempt.
const (
	Claimed   Outcome = "claimed"   // somebody is about to make it; for counting
	Delivered Outcome = "delivered" // it was taken
	Failed    Outcome = "failed"    // it was refused, and will be tried again
	Down      Outcome = "down"      // the other side did not answer at all; this is no attempt
	Dead      Outcome = "dead"      // it was refused for the last time
)

// Attempt is one attempt outside, for the log.
type Attempt struct {
	ID       uuid.UUID // of the row
	At       time.Time
	Outcome  Outcome
	Took     time.Duration
	Response string // what the other side said, at most 2,000 characters of it
}

const maxResponse = 2_000

// Log keeps an attempt.
func Log(tx *pg.Tx, d Delivery, a Attempt) {
	tx.Exec(`insert into system_delivery_log (tenant_id, id, subscription, event_id, at, attempt, outcome, latency_ms, response)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		a.ID, d.Subscription, d.Event.ID, a.At, d.Attempt, string(a.Outcome), a.Took.Milliseconds(), shorten(a.Response))
}

// Settle takes a leased delivery that was made out of the queue. When the lease
// had ended and somebody else took over, they have it.
func Settle(tx *pg.Tx, d Delivery) {
	tx.Exec(`delete from system_delivery where tenant_id = $1 and subscription = $2 and event_id = $3 and attempt = $4`,
		d.Subscription, d.Event.ID, d.Attempt)
}

// Postpone has a leased delivery made later, as if it had not been attempted:
// nothing is wrong with it.
func Postpone(tx *pg.Tx, d Delivery, until time.Time) {
	tx.Exec(`update system_delivery set attempt = attempt - 1, next_at = $5
where tenant_id = $1 and subscription = $2 and event_id = $3 and attempt = $4`, d.Subscription, d.Event.ID, d.Attempt, until)
}

// Failure is one attempt that failed, as it is kept with the delivery.
type Failure struct {
	At      time.Time `json:"at"`
	Attempt int64     `json:"attempt"`
	Error   string    `json:"error"` // at most 2,000 characters of it
}

// Retry says what becomes of a delivery whose attempt has failed: another attempt
// later, or none, when it is dead and lies with the dead letters under the id.
func Retry(tx *pg.Tx, d Delivery, now time.Time, why error, id uuid.UUID) (dead bool, err error) {
	told, err := json.Marshal([]Failure{{At: now, Attempt: d.Attempt, Error: shorten(why.Error())}})
	if err != nil {
		return false, fmt.Errorf("keep why a delivery failed: %w", err)
	}
	pauses := RetryAfter()
	if int(d.Attempt) > len(pauses) {
		tx.Exec(sqlBury, d.Subscription, d.Event.ID, d.Attempt, string(told), id, now)
		return true, nil
	}
	pause := pauses[d.Attempt-1]
	next := now.Add(pause + rand.N(pause/10)) //nolint:gosec // so that what failed together is not tried together
	tx.Exec(sqlRetry, d.Subscription, d.Event.ID, d.Attempt, string(told), next)
	return false, nil
}

// A delivery that was leased has counted its attempt already; one that was taken
// has not. Whatever counts more was touched by somebody else meanwhile.
const (
	sqlRetry = `update system_delivery set attempt = $4, errors = errors || $5::jsonb, next_at = $6
where tenant_id = $1 and subscription = $2 and event_id = $3 and attempt in ($4 - 1, $4)`
	sqlBury = `with gone as (
  delete from system_delivery where tenant_id = $1 and subscription = $2 and event_id = $3 and attempt in ($4 - 1, $4)
  returning errors
) insert into system_dead_letter (tenant_id, id, subscription, event_id, event_type, attempt, errors, died_at)
select $1, $6, $2, $3, e.type, $4, gone.errors || $5::jsonb, $7 from gone, system_event e
where e.tenant_id = $1 and e.id = $3
on conflict (tenant_id, subscription, event_id) do update
  set attempt = excluded.attempt, errors = system_dead_letter.errors || excluded.errors, died_at = excluded.died_at, indexed = false`
)

// shorten makes text of others fit to be kept: valid, and cut between two
// characters when it is too long.
func shorten(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
	if len(text) <= maxResponse {
		return text
	}
	cut := maxResponse
	for cut > 0 && text[cut]&0xC0 == 0x80 {
		cut--
	}
	return text[:cut] + "…"
}

// Next returns when the first of a tenant's deliveries to some subscriptions is
// due; found is false when none waits.
func Next(ctx context.Context, tx pg.Runner, subscriptions []string) (at time.Time, found bool, err error) {
	at, found, err = pg.One[time.Time](ctx, tx, `select next_at from system_delivery
where tenant_id = $1 and subscription = any($2) order by next_at limit 1`, subscriptions)
	return at.UTC(), found, err
}
