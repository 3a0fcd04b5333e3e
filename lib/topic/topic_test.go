package topic_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"gocloud.dev/pubsub"

	"github.com/guildhall/guildhall/lib/topic"
	"github.com/guildhall/guildhall/lib/topic/natstest"
)

func open(t *testing.T, url string) *topic.Topic {
	t.Helper()
	out, err := topic.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := out.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return out
}

func letter() topic.Message {
	return topic.Message{ID: "m-1", Body: []byte(`{"n":1}`), Attributes: map[string]string{"eventType": "OrderConfirmedEvent"}}
}

func TestMemory(t *testing.T) {
	out := open(t, "mem://events")
	if err := out.Publish(t.Context(), letter()); err != nil { // before it there is no topic to subscribe to
		t.Fatal(err)
	}
	in, err := pubsub.OpenSubscription(t.Context(), "mem://events")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := in.Shutdown(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}()
	if err := out.Publish(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	got, err := in.Receive(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got.Ack()
	if string(got.Body) != `{"n":1}` || got.Metadata["eventType"] != "OrderConfirmedEvent" {
		t.Errorf("received %s with %v", got.Body, got.Metadata)
	}
}

// TestNATS: others than Go can read what is published, and a stream drops what is
// published twice.
func TestNATS(t *testing.T) {
	server := natstest.Start(t)
	t.Setenv("NATS_SERVER_URL", server.URL())
	conn, err := nats.Connect(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := conn.JetStream()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.AddStream(&nats.StreamConfig{Name: "kept", Subjects: []string{"guildhall.events"}}); err != nil {
		t.Fatal(err)
	}
	out := open(t, "nats://guildhall.events")
	for range 2 {
		if err := out.Publish(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
	}
	in, err := js.SubscribeSync("guildhall.events")
	if err != nil {
		t.Fatal(err)
	}
	got, err := in.NextMsg(10 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Data) != `{"n":1}` || got.Header.Get("eventType") != "OrderConfirmedEvent" || got.Header.Get(nats.MsgIdHdr) != "m-1" {
		t.Errorf("received %s with %v", got.Data, got.Header)
	}
	if info, err := js.StreamInfo("kept"); err != nil || info.State.Msgs != 1 {
		t.Errorf("the stream keeps %+v, %v", info, err)
	}
}

// TestTooLarge: what the broker will never take is told apart from a broker that is down.
func TestTooLarge(t *testing.T) {
	server := natstest.Start(t)
	t.Setenv("NATS_SERVER_URL", server.URL())
	out := open(t, "nats://guildhall.events")
	m := letter()
	m.Body = make([]byte, 2<<20)
	if err := out.Publish(t.Context(), m); !errors.Is(err, topic.ErrRefused) {
		t.Errorf("two megabytes: %v", err)
	}
	if err := out.Publish(t.Context(), letter()); err != nil {
		t.Error(err)
	}
}

// TestBrokerDown: what the broker has not got is an error, and it goes on by itself
// once the broker is back.
func TestBrokerDown(t *testing.T) {
	server := natstest.Start(t)
	t.Setenv("NATS_SERVER_URL", server.URL())
	server.Kill(t)
	out := open(t, "nats://guildhall.events")
	publish := func() error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		return out.Publish(ctx, letter())
	}
	if publish() == nil {
		t.Fatal("published to a server that is not there")
	}
	server.Restart(t)
	eventually(t, publish)
	server.Kill(t)
	if publish() == nil {
		t.Fatal("published to a server that is gone")
	}
	server.Restart(t)
	eventually(t, publish)
}

func eventually(t *testing.T, do func() error) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := do()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

func TestCheck(t *testing.T) {
	for url, want := range map[string]string{
		"nats://events":      "",
		"kafka://events":     "",
		"rabbit://events":    "",
		"azuresb://events":   "",
		"mem://events":       "",
		"nats://":            "names no subject, topic or exchange",
		"nats://a:b@events":  "holds a password, which belongs in the environment",
		"http://example.com": "must begin with nats://, kafka://, rabbit://, azuresb:// or mem://",
		"nats://%zz":         "is not a URL",
	} {
		if got := topic.Check(url); got != want {
			t.Errorf("%s: %q, want %q", url, got, want)
		}
	}
}
