package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// everyThird company has a webhook for all events; so do companies of every tier.
const everyThird = 3

// hook gives the company a webhook for all events at the receiver, by the public API.
func (t *tenant) hook(ctx context.Context, base string, r *receiver) error {
	var made struct{ ID, Secret string }
	fields := object{"name": "Loss", "url": r.url + "/" + t.ID, "event_types": []string{"*"}}
	if err := driver.Ask(ctx, http.MethodPost, t.path(base, "webhooks"), t.token, fields, &made); err != nil {
		return err
	}
	if err := driver.Ask(ctx, http.MethodPost, t.path(base, "webhooks/"+made.ID+"/rotate-secret"), t.token, object{}, &made); err != nil {
		return err
	}
	r.trust(t.ID, made.Secret)
	t.hooked = true
	return nil
}

// trust has the receiver take what is sent to somebody and signed by the secret.
func (r *receiver) trust(to, secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.secrets[to] = secret
}

// sicken has the receiver answer 500 to all, and heal ends it.
func (r *receiver) sicken() error { r.sick.Store(true); return nil }

func (r *receiver) heal(context.Context) error { r.sick.Store(false); return nil }

// proven tells whether a message is signed by the secret of whom it is for and is
// theirs. One that is not is a fault, unless nobody has said yet that they are told of
// anything: it has to come again then.
func (r *receiver) proven(at place, h http.Header, body []byte) bool {
	r.mu.Lock()
	secret, known := r.secrets[at.to]
	checks := r.secrets != nil
	r.mu.Unlock()
	if !checks || !known {
		return !checks
	}
	err := signed(secret, h, body, time.Now())
	if err == nil {
		err = about(at, body)
	}
	if err != nil {
		r.fault("the message %s to %s: %v", at.id, at.to, err)
	}
	return err == nil
}

// oldest is how far the time of a message may be from that of its receiver.
const oldest = 5 * time.Minute

// signed proves a message by the Standard Webhooks specification, without the library
// that the server signs with: v1 is HMAC-SHA256 over id, time and body.
func signed(secret string, h http.Header, body []byte, now time.Time) error {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		return fmt.Errorf("read the secret: %w", err)
	}
	sent := h.Get("Webhook-Timestamp")
	at, err := strconv.ParseInt(sent, 10, 64)
	if err != nil || now.Sub(time.Unix(at, 0)).Abs() > oldest {
		return fmt.Errorf("it was sent at %q", sent)
	}
	sum := hmac.New(sha256.New, key)
	fmt.Fprintf(sum, "%s.%s.%s", h.Get("Webhook-Id"), sent, body)
	want := "v1," + base64.StdEncoding.EncodeToString(sum.Sum(nil))
	if !slices.Contains(strings.Fields(h.Get("Webhook-Signature")), want) {
		return errors.New("the signature is wrong")
	}
	return nil
}

// about looks whether a message is of the event and of the company that it was sent
// for.
func about(at place, body []byte) error {
	var told struct {
		Data struct{ MessageID, TenantID string }
	}
	if err := json.Unmarshal(body, &told); err != nil {
		return fmt.Errorf("read it: %w", err)
	}
	if told.Data.MessageID != at.id || told.Data.TenantID != at.to {
		return fmt.Errorf("it is the event %s of %s", told.Data.MessageID, told.Data.TenantID)
	}
	return nil
}

// judgeHook looks whether a company's webhook was told of each event since it was
// switched on, and of nothing else. A company without one is told of nothing.
func (l *lab) judgeHook(t *tenant, found *ledger) {
	arrived := l.hooks.of(t.ID)
	sum := &l.summary.Webhooks
	if t.hooked {
		sum.Companies++
		sum.Events += len(found.owed)
	}
	for _, id := range found.owed {
		if arrived[id] == 0 {
			l.wrong("%s: the %s %s has not reached the webhook", t.Slug, found.events[id].kind, id)
		}
	}
	for id, n := range arrived {
		sum.Repeated += n - 1
		if _, told := found.events[id]; !told || !t.hooked {
			l.wrong("%s: the webhook was told of %s, which is not for it", t.Slug, id)
		}
	}
}
