package integrations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
)

// lines returns the subscriptions of webhooks. Each webhook has one of its own, so that
// one that does not answer delays no other, and is tried again alone.
func lines() []entity.Subscription {
	out := make([]entity.Subscription, mostWebhooks)
	for i := range out {
		line := i + 1
		tell := func(ctx context.Context, o entity.Outside, e event.Event) error { return deliver(ctx, o, e, line) }
		out[i] = entity.Tell(subscriptionOf(line), []string{all}, tell).OnlyFor().Within(sendWithin)
	}
	return out
}

const (
	sendWithin = 15 * time.Second
	// stoppedAfter is how long a webhook may fail before it is switched off.
	stoppedAfter = 3 * 24 * time.Hour
)

// letter is a message that is ready to be sent.
type letter struct {
	to      *Webhook
	id      string
	at      time.Time
	body    []byte
	secrets [][]byte
}

// body is what is sent, as Standard Webhooks recommends it.
type body struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"`
	Data      event.Event `json:"data"`
}

// deliver sends an event to the webhook that has a line.
func deliver(ctx context.Context, o entity.Outside, e event.Event, line int) error {
	l, why, err := prepare(ctx, o, e, line)
	if err != nil {
		return err
	}
	if l == nil {
		o.Answered(why)
		return nil
	}
	answer, failed := l.send(ctx, o.HTTP())
	if failed == nil {
		o.Answered(answer.String())
	} else if answer.status != 0 {
		o.Answered(answer.String())
	}
	if err := o.Do(ctx, e, func(ctx context.Context, tx *entity.Tx) error { return l.note(ctx, tx, o.Attempt(), answer, failed) }); err != nil {
		return errors.Join(failed, err)
	}
	return failed
}

// prepare makes the message; it is nil when nothing is to be sent, with the reason.
func prepare(ctx context.Context, o entity.Outside, e event.Event, line int) (l *letter, why string, err error) {
	err = o.Do(ctx, e, func(ctx context.Context, tx *entity.Tx) error {
		l, why = nil, ""
		found, err := entity.Find[Webhook](ctx, tx, `o.line = $2`, line)
		switch {
		case err != nil:
			return fmt.Errorf("find the webhook: %w", err)
		case len(found) == 0 || e.OccurredAt.Before(found[0].CreatedAt):
			why = "the webhook was removed"
			return nil
		case !found[0].Active:
			why = "the webhook is switched off"
			return nil
		case !found[0].hears(e.Type):
			why = "the webhook is not told of this any more"
			return nil
		}
		l = &letter{to: found[0], id: e.ID.String(), at: tx.Now()}
		l.secrets, err = secretsOf(ctx, tx, found[0])
		return err
	})
	if err != nil || l == nil {
		return nil, why, err
	}
	if l.body, err = json.Marshal(body{Type: e.Type, Timestamp: e.OccurredAt, Data: e}); err != nil {
		return nil, "", fmt.Errorf("write the message: %w", err)
	}
	return l, "", nil
}

// note keeps with the webhook whether it takes messages, and switches off one that has
// gone, or has failed for days.
func (l *letter) note(ctx context.Context, tx *entity.Tx, attempt int64, a answer, failed error) error {
	if failed == nil && l.to.FailingSince.IsZero() {
		return nil
	}
	w, err := entity.Lock(ctx, tx, l.to.ID)
	if err != nil {
		return fmt.Errorf("lock the webhook: %w", err)
	}
	last := int(attempt) > len(event.RetryAfter())
	switch {
	case failed == nil:
		w.FailingSince = time.Time{}
	case a.gone():
		w.Active, w.StoppedBecause = false, "The receiver answered that it is gone (410)."
	case w.FailingSince.IsZero():
		w.FailingSince = tx.Now()
	case last && w.Active && tx.Now().Sub(w.FailingSince) > stoppedAfter:
		w.Active, w.StoppedBecause = false, "No message was taken for three days."
	default:
		return nil
	}
	if !w.Active {
		w.FailingSince = time.Time{}
		return entity.Update(ctx, tx, w)
	}
	return entity.Touch(ctx, tx, w)
}
