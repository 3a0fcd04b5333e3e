package monitor

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"
)

// message is what a webhook gets.
type message struct {
	ID           uuid.UUID  `json:"id"`    // of the notice, the same for every attempt
	Event        News       `json:"event"` // "firing", "escalated" or "resolved"
	Alert        uuid.UUID  `json:"alert"`
	Rule         string     `json:"rule"`
	Severity     Severity   `json:"severity"`
	Summary      string     `json:"summary"`
	Value        float64    `json:"value"`
	Since        time.Time  `json:"since"`
	ResolvedAt   *time.Time `json:"resolved_at,omitempty"`
	Installation string     `json:"installation"` // its public address
}

// Webhook returns a channel that posts notices as JSON to an address of the
// operator's. Any answer below 300 takes a notice; redirects are not followed.
func Webhook(name, address, installation string) Channel {
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return Channel{Name: name, Notify: func(ctx context.Context, n Notice) error {
		body, err := json.Marshal(message{
			ID: n.ID, Event: n.News, Alert: n.Alert.ID, Rule: n.Alert.Rule, Severity: n.Alert.Severity, Summary: n.Alert.Summary,
			Value: n.Alert.Value, Since: n.Alert.Since, ResolvedAt: n.Alert.ResolvedAt, Installation: installation,
		})
		if err != nil {
			return fmt.Errorf("write a notice: %w", err)
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
		if err != nil {
			return fmt.Errorf("address of the webhook: %w", err)
		}
		r.Header.Set("Content-Type", "application/json")
		res, err := client.Do(r)
		if err != nil {
			return fmt.Errorf("call the webhook: %w", err)
		}
		defer res.Body.Close()
		if _, err := io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)); err != nil {
			return fmt.Errorf("read what the webhook says: %w", err)
		}
		if res.StatusCode >= http.StatusMultipleChoices {
			return fmt.Errorf("the webhook answered %d", res.StatusCode)
		}
		return nil
	}}
}
