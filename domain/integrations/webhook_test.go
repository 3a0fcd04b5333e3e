package integrations

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/lib/problem"
)

// here is the network of this machine's receivers.
const here = "127.0.0.0/8"

func verify(t *testing.T, secret string, m received) error {
	t.Helper()
	by, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return by.Verify(m.body, m.header)
}

// TestMessage: a receiver gets what it asked for and can prove from whom it comes, by
// the specification's own library.
func TestMessage(t *testing.T) {
	t.Parallel()
	o, r, deaf := newOffice(t, here), newReceiver(t), newReceiver(t)
	o.Clock.Set(time.Now()) // the library compares it with its own clock
	w, secret := o.hook(r.URL+"/hooks?key=1", "RungEvent")
	o.hook(deaf.URL, "CrackedEvent")
	o.ring("west")
	await(t, "the message", func() bool { return len(r.all()) == 1 })
	m := r.all()[0]
	if err := verify(t, secret, m); err != nil {
		t.Errorf("signature: %v", err)
	}
	if err := verify(t, "whsec_"+strings.Repeat("A", 44), m); err == nil {
		t.Error("another secret verifies it, too")
	}
	var got struct {
		Type string
		Data event.Event
	}
	if err := json.Unmarshal(m.body, &got); err != nil {
		t.Fatal(err)
	}
	if got.Type != "RungEvent" || got.Data.Type != "RungEvent" || string(got.Data.Payload) != `{"bell":"west"}` || got.Data.TenantID != o.Tenant.ID {
		t.Errorf("body: %s", m.body)
	}
	if id := m.header.Get("Webhook-Id"); id != got.Data.ID.String() {
		t.Errorf("webhook-id: %s", id)
	}
	await(t, "the log", func() bool { return len(o.log(w)) == 1 })
	if l := o.log(w)[0]; l.Outcome != "delivered" || l.Event != got.Data.ID || l.EventType != "RungEvent" || !strings.HasPrefix(l.Response, "204") {
		t.Errorf("log: %+v", l)
	}
	if n := o.waiting(w); n != 0 || len(deaf.all()) != 0 {
		t.Errorf("%d wait; the other got %d", n, len(deaf.all()))
	}
}

// TestRotation: for two days both secrets sign, then the new one alone; neither lies in
// the database in the clear.
func TestRotation(t *testing.T) {
	t.Parallel()
	o, r := newOffice(t, here), newReceiver(t)
	o.Clock.Set(time.Now().Add(-49 * time.Hour))
	w, first := o.hook(r.URL, "*")
	second := o.rotate(w)
	o.Clock.Set(time.Now().Add(-time.Hour - 49*time.Hour + bothSign))
	o.ring("west")
	both := r.about(t, "west")
	o.Clock.Set(time.Now())
	o.ring("east")
	one := r.about(t, "east")
	for _, secret := range []string{first, second} {
		by, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := by.VerifyIgnoringTimestamp(both.body, both.header); err != nil {
			t.Errorf("in between: %v", err)
		}
	}
	if verify(t, first, one) == nil || verify(t, second, one) != nil {
		t.Error("two days later the old secret signs, or the new one does not")
	}
	raw := strings.TrimPrefix(second, secretMark)
	if n := entitytest.Select[int](t, o.House, `select count(*) from integrations_webhook_secret where encode(sealed, 'base64') like '%' || left($1, 20) || '%'`, raw); n != 0 {
		t.Error("the secret lies in the clear")
	}
}

// TestRetry: one that refuses is tried again at the five times and then lies with the
// dead letters, delays no other webhook, and is sent when it is replayed.
func TestRetry(t *testing.T) {
	t.Parallel()
	o, bad, good := newOffice(t, here), newReceiver(t), newReceiver(t)
	bad.answers(http.StatusInternalServerError)
	b, _ := o.hook(bad.URL, "RungEvent")
	g, _ := o.hook(good.URL, "RungEvent")
	o.ring("west")
	await(t, "the good one", func() bool { return len(good.all()) == 1 && o.waiting(g) == 0 })
	for i, pause := range append(event.RetryAfter(), 0) {
		await(t, "an attempt", func() bool { return len(o.log(b)) == i+1 })
		o.Clock.Advance(pause + pause/5)
		o.Hint(o.Tenant.ID)
	}
	if n := len(bad.all()); n != 6 || o.waiting(b) != 0 {
		t.Errorf("%d attempts, %d wait", n, o.waiting(b))
	}
	l := o.log(b)
	if l[0].Outcome != "dead" || l[1].Outcome != "failed" || l[0].Attempt != 6 || !strings.Contains(l[0].Response, "answer 500") {
		t.Errorf("log: %+v", l[0])
	}
	if o.stored(b).FailingSince.IsZero() || !o.stored(g).FailingSince.IsZero() {
		t.Error("which of them fails is not told")
	}
	bad.answers(http.StatusOK)
	if got := o.act("replay", b, map[string]any{"event": l[0].Event}); got["events"] != 1.0 {
		t.Errorf("replayed: %v", got)
	}
	o.Hint(o.Tenant.ID)
	await(t, "the replay", func() bool { return len(bad.all()) == 7 && o.waiting(b) == 0 })
	if a, again := bad.all()[0], bad.all()[6]; a.header.Get("Webhook-Id") != again.header.Get("Webhook-Id") {
		t.Error("the id is another one")
	}
	if n := entitytest.Select[int](t, o.House, `select count(*) from system_dead_letter`); n != 0 || !o.stored(b).FailingSince.IsZero() {
		t.Errorf("%d dead letters are left", n)
	}
	if got := o.act("replay", g, map[string]any{"since": entitytest.Start}); got["events"] != 1.0 {
		t.Errorf("replayed since: %v", got)
	}
	o.Hint(o.Tenant.ID)
	await(t, "the other replay", func() bool { return len(good.all()) == 2 })
}

// TestGone: a receiver that is gone, or has failed for days, is switched off.
func TestGone(t *testing.T) {
	t.Parallel()
	o, r := newOffice(t, here), newReceiver(t)
	r.answers(http.StatusGone)
	w, _ := o.hook(r.URL, "RungEvent")
	o.ring("west", "east")
	await(t, "the end", func() bool { return !o.stored(w).Active })
	if why := o.stored(w).StoppedBecause; !strings.Contains(why, "410") {
		t.Errorf("stopped because: %s", why)
	}
	o.ring("north")
	if n := entitytest.Select[int](t, o.House, `select count(*) from system_subscriber`); n != 0 {
		t.Errorf("%d subscriptions are left", n)
	}
	if _, err := o.try(o.Call(), "replay", w, map[string]any{"since": entitytest.Start}); !problem.Is(err, "webhook-off") {
		t.Errorf("replay: %v", err)
	}
}

// TestRefusals: nobody may have told elsewhere what they may not see, and addresses
// that are not public are not spoken with.
func TestRefusals(t *testing.T) {
	t.Parallel()
	o, r := newOffice(t), newReceiver(t)
	create := func(call entity.Call, w Webhook) error {
		return o.registry.Do(t.Context(), call, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, &w) })
	}
	hook := Webhook{Name: "Shop", URL: "https://hooks.example.com", EventTypes: []string{"RungEvent"}}
	if err := create(o.editor(), hook); !problem.Is(err, "not-held") {
		t.Errorf("not held: %v", err)
	}
	if err := create(o.editor("bell.*"), hook); err != nil {
		t.Errorf("held: %v", err)
	}
	every := hook
	every.EventTypes = []string{"*"}
	if err := create(o.editor("bell.*"), every); !problem.Is(err, "not-held") {
		t.Errorf("everything: %v", err)
	}
	for _, wrong := range []Webhook{
		{Name: "A", URL: "https://a:b@hooks.example.com"},
		{Name: "A", URL: "ftp://hooks.example.com"},
		{Name: "A", URL: "https://h/#a"},
		{Name: "A", URL: hook.URL, Active: true},
		{Name: "A", URL: hook.URL, EventTypes: []string{"NeverEvent"}},
	} {
		if err := create(o.Call(), wrong); !problem.Is(err, "invalid") {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	w, _ := o.hook(r.URL, "RungEvent")
	o.ring("west")
	await(t, "the refusal", func() bool { return len(o.log(w)) == 1 })
	if l := o.log(w)[0]; l.Outcome != "failed" || !strings.Contains(l.Response, "may not be spoken with") || len(r.all()) != 0 {
		t.Errorf("%+v; %d came", l, len(r.all()))
	}
	for i := range mostWebhooks {
		more := hook
		more.Name = fmt.Sprint("Shop ", i)
		if err := create(o.Call(), more); err != nil {
			if !problem.Is(err, "too-many-webhooks") || i != mostWebhooks-2 {
				t.Errorf("%d: %v", i, err)
			}
			break
		}
	}
}

// TestRedirect: a message goes to its address alone.
func TestRedirect(t *testing.T) {
	t.Parallel()
	o, r := newOffice(t, here), newReceiver(t)
	r.answers(http.StatusTemporaryRedirect)
	w, _ := o.hook(r.URL, "RungEvent")
	o.ring("west")
	await(t, "the attempt", func() bool { return len(o.log(w)) == 1 })
	if len(r.all()) != 1 || o.log(w)[0].Outcome != "failed" {
		t.Errorf("followed: %d requests, %+v", len(r.all()), o.log(w)[0])
	}
}
