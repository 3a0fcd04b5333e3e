package witness

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
)

//go:embed migrations/*.sql
var migrations embed.FS

// The subscriptions of the module.
const (
	Inside  = "witness.inside"
	Outside = "witness.outside"
)

// sendWithin bounds one delivery outside.
const sendWithin = 2 * time.Second

// Module returns the module as the environment wants it.
func Module() entity.Module {
	m := entity.Module{Name: "witness", Label: "Witness", Migrations: migrations}
	if types := os.Getenv("WITNESS_INSIDE"); types != "" {
		idle := strings.Split(os.Getenv("WITNESS_IDLE"), ",")
		do := func(ctx context.Context, tx *entity.Tx, e event.Event) error {
			if slices.Contains(idle, e.Type) {
				return nil
			}
			return keep(ctx, tx, e)
		}
		m.Subscriptions = append(m.Subscriptions, entity.FollowTypes(Inside, strings.Split(types, ","), do))
	}
	if to := os.Getenv("WITNESS_URL"); to != "" {
		tell := func(ctx context.Context, o entity.Outside, e event.Event) error { return send(ctx, o, to, e) }
		m.Subscriptions = append(m.Subscriptions, entity.Tell(Outside, []string{"*"}, tell).Within(sendWithin))
	}
	return m
}

// keep leaves a row that tells that the event was handled.
func keep(_ context.Context, tx *entity.Tx, e event.Event) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("name an effect: %w", err)
	}
	tx.Exec(`insert into witness_effect (tenant_id, id, event_id, handled_at) values ($1, $2, $3, $4)`, id, e.ID, time.Now())
	return nil
}

// message is what is sent.
type message struct {
	Type      string      `json:"type"`
	Timestamp time.Time   `json:"timestamp"`
	Data      event.Event `json:"data"`
}

// send tells another program of an event. One that cannot be reached is down.
func send(ctx context.Context, o entity.Outside, to string, e event.Event) error {
	body, err := json.Marshal(message{Type: e.Type, Timestamp: e.OccurredAt, Data: e})
	if err != nil {
		return fmt.Errorf("write the message: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, to+"/"+e.TenantID.String(), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make the request: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Webhook-Id", e.ID.String())
	request.Header.Set("Webhook-Timestamp", strconv.FormatInt(time.Now().Unix(), 10))
	response, err := (&http.Client{Timeout: sendWithin}).Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", event.ErrDown, err)
	}
	if err := response.Body.Close(); err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	o.Answered(response.Status)
	if response.StatusCode >= http.StatusMultipleChoices {
		return fmt.Errorf("the receiver answered %s", response.Status)
	}
	return nil
}
