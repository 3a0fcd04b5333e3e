package integrations

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/lib/topic"
)

// Options are what the module works with.
type Options struct {
	// Topic is where the operator has all companies' events published; nil for nowhere.
	Topic *topic.Topic
}

// publishWithin bounds how long it may take the broker to have an event.
const publishWithin = 15 * time.Second

// broker returns the subscription by which events reach the operator's topic, none
// when there is no topic.
func (o Options) broker() []entity.Subscription {
	if o.Topic == nil {
		return nil
	}
	return []entity.Subscription{entity.Tell("integrations.topic", []string{all}, o.publish).Within(publishWithin)}
}

// publish publishes an event as it is kept.
func (o Options) publish(ctx context.Context, _ entity.Outside, e event.Event) error {
	text, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write an event: %w", err)
	}
	err = o.Topic.Publish(ctx, topic.Message{ID: e.ID.String(), Body: text, Attributes: map[string]string{
		"messageId": e.ID.String(), "tenantId": e.TenantID.String(), "eventType": e.Type, "aggregateId": e.Aggregate.ID.String(),
		"entity": e.Aggregate.Entity, "contentType": "application/json",
	}})
	if err == nil || errors.Is(err, topic.ErrRefused) {
		return err
	}
	return fmt.Errorf("%w: %w", event.ErrDown, err)
}
