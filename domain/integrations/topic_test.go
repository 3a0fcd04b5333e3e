package integrations

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/lib/topic"
	"github.com/guildhall/guildhall/lib/topic/natstest"
)

// TestTopic: every event reaches the operator's broker as it is kept, also those that
// were told while the broker was down.
func TestTopic(t *testing.T) {
	server := natstest.Start(t)
	t.Setenv("NATS_SERVER_URL", server.URL())
	out, err := topic.Open("nats://guildhall.events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := out.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	listen := func() *nats.Subscription {
		conn, err := nats.Connect(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(conn.Close)
		heard, err := conn.SubscribeSync("guildhall.events")
		if err == nil {
			err = conn.Flush()
		}
		if err != nil {
			t.Fatal(err)
		}
		return heard
	}
	o := newOfficeWith(t, Options{Topic: out})
	heard := listen()
	o.ring("Gabriel")
	hear(t, o, heard, "Gabriel")

	server.Kill(t)
	o.ring("Michael")
	deadline := time.Now().Add(20 * time.Second)
	for o.Paused()["integrations.topic"].IsZero() {
		if time.Now().After(deadline) {
			t.Fatal("nobody has noticed that the broker is down")
		}
		time.Sleep(10 * time.Millisecond)
	}
	server.Restart(t)
	hear(t, o, listen(), "Michael")
	if o.buried > 0 {
		t.Errorf("%d events are dead", o.buried)
	}
}

// hear waits for the event that a bell was rung. Time passes meanwhile, so that a
// broker that was down is tried again. Events of other bells are passed over: what was
// on its way when the broker died comes once more, under the same id.
func hear(t *testing.T, o *office, heard *nats.Subscription, bell string) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		m, err := heard.NextMsg(200 * time.Millisecond)
		if err == nil && rung(t, o, m) == bell {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("nothing is heard of %s: %v", bell, err)
		}
		if err != nil {
			o.Clock.Advance(time.Minute)
			o.Hint(o.Tenant.ID)
		}
	}
}

// rung is the bell that a message tells of, or nothing when it is about something else.
func rung(t *testing.T, o *office, m *nats.Msg) string {
	t.Helper()
	if m.Header.Get("eventType") != "RungEvent" {
		return ""
	}
	var e event.Event
	var told Rung
	if err := json.Unmarshal(m.Data, &e); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(e.Payload, &told); err != nil {
		t.Fatal(err)
	}
	if e.TenantID != o.Tenant.ID || m.Header.Get("tenantId") != o.Tenant.ID.String() || m.Header.Get(nats.MsgIdHdr) != e.ID.String() {
		t.Errorf("heard %s with %v", m.Data, m.Header)
	}
	return told.Bell
}
