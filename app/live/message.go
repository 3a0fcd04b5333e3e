package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/event"
)

// Hint says that something has happened to a record.
type Hint struct {
	Entity   string    `json:"entity"`             // "sales.order"
	ID       uuid.UUID `json:"id,omitzero"`        // zero when the record is gone and nobody can tell whether the reader might have seen it
	Version  int64     `json:"version,omitempty"`  // of the record, after the change
	Type     string    `json:"type"`               // of the event: "OrderConfirmedEvent"
	Sequence int64     `json:"sequence,omitempty"` // to be sent as ?since= by whoever comes back
	At       time.Time `json:"at,omitzero"`        // when it happened, if that was before the reader subscribed, who may know it already
}

func hintOf(e event.Event) Hint {
	return Hint{Entity: e.Aggregate.Entity, ID: e.Aggregate.ID, Version: e.Aggregate.Version, Type: e.Type, Sequence: e.Sequence}
}

// Person is somebody who looks at a record.
type Person struct {
	ID   uuid.UUID `json:"id"`
	Name string    `json:"name"`
}

// Refusal says why a topic is not heard of.
type Refusal struct {
	Topic string `json:"topic"`
	Type  string `json:"type"` // of the problem: "missing-permission", "not-found", "invalid-topic", "too-many-topics"
}

// message is what a client is sent besides hints.
type message struct {
	Op       string    `json:"op"`                 // as below
	Sequence int64     `json:"sequence,omitempty"` // hello, mark: the latest that is known, for ?since=
	Topics   []string  `json:"topics,omitempty"`   // subscribed, unsubscribed
	Refused  []Refusal `json:"refused,omitempty"`  // subscribed: those that were not
	Topic    string    `json:"topic,omitempty"`    // presence
	People   []Person  `json:"people,omitempty"`   // presence: who is there now, by name
}

// What the server sends.
const (
	opHello        = "hello"        // the connection stands
	opMark         = "mark"         // nothing to do but to remember the sequence
	opSubscribed   = "subscribed"   // the answer to subscribe; what was missed has been sent before it
	opUnsubscribed = "unsubscribed" // the answer to unsubscribe, or a right was lost
	opReload       = "reload"       // hints were lost: load everything anew
	opPresence     = "presence"     // who is there has changed
	opInvalid      = "invalid"      // what the client has sent cannot be meant
)

// order is what a client sends.
type order struct {
	Op     string   `json:"op"` // "subscribe" or "unsubscribe"
	Topics []string `json:"topics"`
	// Since, where what was loaded is of this moment or later, has what happened from
	// then on told as well. It is the server's time, as answers have it in Date.
	Since time.Time `json:"since,omitzero"`
}

func encode(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil { // these types cannot fail
		return []byte(`{"op":"` + opReload + `"}`)
	}
	return text
}

func decodeOrder(text []byte) (o order, err error) {
	if err := json.Unmarshal(text, &o); err != nil {
		return o, fmt.Errorf("read what a client sent: %w", err)
	}
	return o, nil
}

// piece is a message, or several that are sent together.
type piece struct {
	text []byte // objects, joined by commas
	many bool
}

// together makes one piece of several messages.
func together(texts [][]byte) piece {
	return piece{text: bytes.Join(texts, []byte{','}), many: len(texts) > 1}
}

// frame makes what is sent at once of what waits: an object, or a list of them.
func frame(waiting []piece) []byte {
	if len(waiting) == 1 && !waiting[0].many {
		return waiting[0].text
	}
	dst := []byte{'['}
	for i, p := range waiting {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, p.text...)
	}
	return append(dst, ']')
}
