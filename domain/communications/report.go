package communications

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Tags that a provider tells back.
const (
	tagTenant  = "tenant"
	tagMessage = "message"
)

// Report is what a provider tells of a letter.
type Report struct {
	Tenant  uuid.UUID // whose letter it is; zero for a letter that did not come from here
	message entity.ID[Message]
	became  MessageStatus     // "" for news that nobody waits for
	reason  SuppressionReason // why nothing more is sent there; "" when it is
	said    string
	at      time.Time
}

// ReadReport reads a report of Resend (its events email.delivered, email.bounced,
// email.complained and email.failed; others say nothing here).
func ReadReport(text []byte) (Report, error) {
	var in struct {
		Type string    `json:"type"`
		At   time.Time `json:"created_at"`
		Data struct {
			Tags   tags `json:"tags"`
			Bounce struct {
				Type    string `json:"type"`
				SubType string `json:"subType"` //nolint:tagliatelle // as Resend writes it
				Message string `json:"message"`
			} `json:"bounce"`
			Failed struct {
				Reason string `json:"reason"`
			} `json:"failed"`
		} `json:"data"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return Report{}, fmt.Errorf("read a report: %w", err)
	}
	r := Report{at: in.At}
	switch in.Type {
	case "email.delivered":
		r.became = MessageDelivered
	case "email.bounced":
		r.became, r.said = MessageBounced, strings.TrimSpace(in.Data.Bounce.SubType+" "+in.Data.Bounce.Message)
		if in.Data.Bounce.Type != "Transient" {
			r.reason = Bounced
		}
	case "email.complained":
		r.reason = Complained
	case "email.failed":
		r.became, r.said = MessageFailed, in.Data.Failed.Reason
	}
	tenant, err := uuid.Parse(in.Data.Tags[tagTenant])
	if err != nil {
		return r, nil //nolint:nilerr // a letter of somebody else
	}
	id, err := uuid.Parse(in.Data.Tags[tagMessage])
	if err != nil {
		return r, nil //nolint:nilerr // the same
	}
	r.Tenant, r.message = tenant, entity.ID[Message](id)
	return r, nil
}

// tags come as an object, or as a list of names with values.
type tags map[string]string

// UnmarshalJSON reads either.
func (t *tags) UnmarshalJSON(text []byte) error {
	*t = tags{}
	var list []struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	if err := json.Unmarshal(text, &list); err == nil {
		for _, one := range list {
			(*t)[one.Name] = one.Value
		}
		return nil
	}
	plain := map[string]string{}
	if err := json.Unmarshal(text, &plain); err != nil {
		return fmt.Errorf("read tags: %w", err)
	}
	*t = plain
	return nil
}

// Matters tells whether the report says something that is kept.
func (r Report) Matters() bool { return r.Tenant != uuid.Nil && (r.became != "" || r.reason != "") }

// Keep keeps a report, in the tenant whose letter it is about. The same report again
// changes nothing, and one that comes late does not undo a later one.
func (r Report) Keep(ctx context.Context, tx *entity.Tx) error {
	m, err := entity.Lock(ctx, tx, r.message)
	if problem.Is(err, "not-found") {
		return nil // it was forgotten
	}
	if err != nil {
		return fmt.Errorf("read a letter: %w", err)
	}
	if r.reason != "" && m.Recipient != "" {
		if err := suppress(ctx, tx, m.Recipient, r.reason, r.said); err != nil {
			return err
		}
	}
	if r.became == "" || m.Status == r.became || m.Status == MessageBounced || m.Status == MessageFailed {
		return nil
	}
	at := r.at.UTC().Truncate(time.Microsecond)
	switch r.became {
	case MessageDelivered:
		m.DeliveredAt = at
	case MessageBounced:
		m.BouncedAt, m.Error = at, r.said
	default:
		m.Error = r.said
	}
	return m.settle(ctx, tx, r.became)
}
