package topic

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"

	"github.com/nats-io/nats.go"
	"gocloud.dev/gcerrors"
	"gocloud.dev/pubsub"
	_ "gocloud.dev/pubsub/azuresb"      // opens azuresb://
	_ "gocloud.dev/pubsub/kafkapubsub"  // opens kafka://
	_ "gocloud.dev/pubsub/mempubsub"    // opens mem://
	_ "gocloud.dev/pubsub/rabbitpubsub" // opens rabbit://
)

// Why a message is not published.
var (
	ErrClosed  = errors.New("the topic is closed")
	ErrRefused = errors.New("the broker does not take the message, and never will")
)

// Message is what is published.
type Message struct {
	ID         string            // the same whenever the message is published again, so that receivers can tell; NATS's streams drop the repetition
	Body       []byte            // JSON
	Attributes map[string]string // that receivers can look at without reading the body
}

// Topic is where messages are published. It may be used by any number of goroutines.
// The broker need not answer when it is opened: it is connected to with the first
// message, and again after it was lost.
type Topic struct {
	url string

	mu     sync.Mutex
	open   *line // nil before the first message
	closed bool
}

// line is a topic that is connected.
type line struct {
	topic *pubsub.Topic
	flush func(context.Context) error // until the broker has what was sent; nil when sending does so
	close func()                      // the connection, when it is ours
}

// Open returns the topic that a URL names, as gocloud.dev has them: nats://subject,
// kafka://topic, rabbit://exchange, azuresb://topic, mem://topic. Where the broker is,
// and by what it is spoken with, comes from the environment: NATS_SERVER_URL (with user
// and password, or token), KAFKA_BROKERS, RABBIT_SERVER_URL,
// SERVICEBUS_CONNECTION_STRING.
func Open(rawURL string) (*Topic, error) {
	if says := Check(rawURL); says != "" {
		return nil, fmt.Errorf("open the topic: its URL %s", says)
	}
	return &Topic{url: rawURL}, nil
}

// Check says what is wrong with the URL of a topic, "" when nothing is.
func Check(rawURL string) string {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil:
		return "is not a URL"
	case u.Scheme != "nats" && u.Scheme != "kafka" && u.Scheme != "rabbit" && u.Scheme != "azuresb" && u.Scheme != "mem":
		return "must begin with nats://, kafka://, rabbit://, azuresb:// or mem://"
	case u.Host == "":
		return "names no subject, topic or exchange"
	case u.User != nil:
		return "holds a password, which belongs in the environment"
	}
	return ""
}

// Publish returns when the broker has the message. After an error other than
// [ErrRefused] it may have it, too: publish it again under the same id.
func (t *Topic) Publish(ctx context.Context, m Message) error {
	l, err := t.connect(ctx)
	if err != nil {
		return err
	}
	err = l.topic.Send(ctx, &pubsub.Message{Body: m.Body, Metadata: m.Attributes, BeforeSend: named(m.ID)})
	if err == nil && l.flush != nil {
		err = l.flush(ctx)
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, nats.ErrMaxPayload), gcerrors.Code(err) == gcerrors.InvalidArgument:
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return fmt.Errorf("publish a message: %w", err)
}

// named has NATS know a message by its id.
func named(id string) func(func(any) bool) error {
	return func(as func(any) bool) error {
		var m *nats.Msg
		if as(&m) {
			m.Header.Set(nats.MsgIdHdr, id)
		}
		return nil
	}
}

// connect returns the topic connected.
func (t *Topic) connect(ctx context.Context) (*line, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.closed:
		return nil, ErrClosed
	case t.open != nil:
		return t.open, nil
	}
	u, err := url.Parse(t.url)
	if err != nil {
		return nil, fmt.Errorf("open the topic: %w", err)
	}
	open := connectAny
	if u.Scheme == "nats" {
		open = connectNATS
	}
	l, err := open(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("open the topic: %w", err)
	}
	t.open = l
	return l, nil
}

// connectAny connects as the library does. What it begins outlives the message that it
// is begun for.
func connectAny(ctx context.Context, u *url.URL) (*line, error) {
	topic, err := pubsub.OpenTopic(context.WithoutCancel(ctx), u.String())
	if err != nil {
		return nil, err //nolint:wrapcheck // connect does
	}
	return &line{topic: topic}, nil
}

// Close returns when everything was published that was begun, or ctx has ended.
func (t *Topic) Close(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closed = true
	if t.open == nil {
		return nil
	}
	err := t.open.topic.Shutdown(ctx)
	if t.open.close != nil {
		t.open.close()
	}
	t.open = nil
	if err != nil {
		return fmt.Errorf("close the topic: %w", err)
	}
	return nil
}
