package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// receiver is another company's system: it takes messages in the shape of Standard
// Webhooks and has each on its disk before it answers.
type receiver struct {
	url, addr string
	server    *http.Server // nil while it cannot be reached
	sick      atomic.Bool  // it answers 500

	mu       sync.Mutex
	secrets  map[string]string // by whom messages are for; when nil, messages need no signature
	journal  *os.File
	arrivals map[place]*arrival
	all      int // messages, with repetitions and refused ones
	faults   []string
}

// place is what makes a message one: who it is for, and its id.
type place struct{ to, id string }

// arrival is what is known of a message.
type arrival struct {
	body  [sha256.Size]byte
	taken int // how often it was kept
	away  int // how often it was turned away
}

// line is a line of the journal.
type line struct {
	At    time.Time       `json:"at"`
	To    string          `json:"to"`
	ID    string          `json:"id"`
	Taken bool            `json:"taken"`
	Body  json.RawMessage `json:"body"`
}

// openReceiver returns a receiver that can be reached and writes to a journal.
func openReceiver(ctx context.Context, file string) (*receiver, error) {
	journal, err := os.Create(file)
	if err != nil {
		return nil, err
	}
	r := &receiver{journal: journal, addr: "127.0.0.1:0", arrivals: map[place]*arrival{}}
	err = r.listen(ctx)
	return r, err
}

// listen lets the receiver be reached, where it was before.
func (r *receiver) listen(ctx context.Context) error {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", r.addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	r.addr = l.Addr().String()
	r.url = "http://" + r.addr
	r.server = &http.Server{Handler: r, ReadHeaderTimeout: time.Minute}
	go func() { _ = r.server.Serve(l) }() // ends when it is closed
	return nil
}

// deafen lets nobody reach the receiver, and cuts those off who have.
func (r *receiver) deafen() error { return r.server.Close() } //nolint:wrapcheck // names the listener

func (r *receiver) close() error {
	if err := r.deafen(); err != nil {
		return err
	}
	return r.journal.Close()
}

// ServeHTTP keeps a message, or turns it away.
func (r *receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return // whoever sent it has gone
	}
	at := place{request.URL.Path[1:], request.Header.Get("Webhook-Id")}
	sick := r.sick.Load()
	taken, again, err := r.keep(at, body, r.proven(at, request.Header, body) && !sick)
	switch {
	case err != nil:
		r.fault("the journal: %v", err)
		w.WriteHeader(http.StatusInternalServerError)
	case sick:
		w.WriteHeader(http.StatusInternalServerError)
	case !taken:
		w.WriteHeader(http.StatusServiceUnavailable)
	case !again && chance(request.Header.Get("Webhook-Id"), "mute"):
		r.hangUp(w) // it is kept, and nobody is told
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// hangUp ends the connection without an answer.
func (r *receiver) hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		err = conn.Close()
	}
	if err != nil {
		r.fault("hang up: %v", err)
	}
}

// chance tells whether something happens to a message, as it does to one of a
// hundred: always the same to the same.
func chance(id, what string) bool {
	h := fnv.New32a()
	_, _ = io.WriteString(h, id+what) // a hash takes everything
	return h.Sum32()%100 == 0
}

// keep writes a message down and tells whether it is taken, if it may be, and whether
// it was before.
func (r *receiver) keep(at place, body []byte, may bool) (taken, again bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.all++
	sum := sha256.Sum256(body)
	a := r.arrivals[at]
	if a == nil {
		a = &arrival{body: sum}
		r.arrivals[at] = a
	}
	if a.body != sum {
		r.faults = append(r.faults, fmt.Sprintf("the message %s to %s came with two bodies", at.id, at.to))
	}
	again = a.taken > 0
	taken = may && (again || a.away > 0 || !chance(at.id, "refuse"))
	if taken {
		a.taken++
	} else {
		a.away++
	}
	text, err := json.Marshal(line{At: time.Now(), To: at.to, ID: at.id, Taken: taken, Body: body})
	if err != nil {
		return false, again, fmt.Errorf("write %s: %w", at.id, err)
	}
	if _, err := r.journal.Write(append(text, '\n')); err != nil {
		return false, again, fmt.Errorf("write %s: %w", at.id, err)
	}
	return taken, again, r.journal.Sync()
}

func (r *receiver) fault(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// count returns how many messages have come.
func (r *receiver) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.all
}

// of returns how often each message was kept for somebody, by id.
func (r *receiver) of(to string) map[string]int {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept := map[string]int{}
	for at, a := range r.arrivals {
		if at.to == to && a.taken > 0 {
			kept[at.id] = a.taken
		}
	}
	return kept
}
