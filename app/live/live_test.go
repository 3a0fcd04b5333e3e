package live

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

const readShips auth.Permission = "port.ship.read"

// TestHint: who has subscribed hears of a change, with its version and sequence and
// without a field, and of nothing else.
func TestHint(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	w := q.connect(p.person("ann", auth.ReachTenant, readShips), "")
	if got := w.subscribe("ships"); refusals(got) != "<nil>" {
		t.Fatalf("refused: %v", got)
	}
	ship := p.build(t, q, "Argo", uuid.Nil)
	got := w.next("")
	want := map[string]any{"entity": "port.ship", "id": ship.ID.String(), "version": 1.0, "type": "ShipCreatedEvent"}
	if sequence := got["sequence"]; number(sequence) == 0 {
		t.Errorf("no sequence: %v", got)
	}
	delete(got, "sequence")
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	w.send("unsubscribe", "ships")
	w.next(opUnsubscribed)
	w.send("subscribe", "port.ship:"+ship.ID.String())
	w.next(opSubscribed)
	p.build(t, q, "Other", uuid.Nil)
	w.quiet()
	p.commit(t, q, func(ctx context.Context, tx *entity.Tx) error {
		again, err := entity.Lock(ctx, tx, ship.ID)
		if err != nil {
			return err
		}
		again.Name = "Argo II"
		return entity.Update(ctx, tx, again)
	})
	if got := w.next(""); number(got["version"]) != 2 || got["id"] != ship.ID.String() {
		t.Errorf("got %v", got)
	}
	w.send("dance")
	w.next(opInvalid)
}

// TestPermission: nobody hears of what they may not read; who sees some records hears
// of those, and of one that is gone only that there is one less.
func TestPermission(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	stranger := q.connect(p.person("stranger", auth.ReachTenant, "port.crane.read"), "")
	ann := p.person("ann", auth.ReachOwn, readShips)
	mine, other := p.build(t, q, "Mine", p.who(ann).ID), p.build(t, q, "Other", uuid.New())
	got := refusals(stranger.subscribe("ships", "port.ship:"+mine.ID.String(), "presence:ships", "port.ship:1", "cranes", "", "port.ship:"+strings.Repeat("x", 300)))
	for _, why := range []string{"topic:ships type:missing-permission", "topic:presence:ships type:invalid-topic", "topic:cranes type:invalid-topic", "topic:port.ship:1 type:invalid-topic"} {
		if !strings.Contains(got, why) {
			t.Errorf("no %q in %s", why, got)
		}
	}
	w := q.connect(ann, "")
	if got := refusals(w.subscribe("ships", "port.ship:"+other.ID.String())); !strings.Contains(got, other.ID.String()+" type:not-found") {
		t.Errorf("refused: %s", got)
	}
	rename := func(s *Ship, name string) {
		p.commit(t, q, func(ctx context.Context, tx *entity.Tx) error {
			again, err := entity.Lock(ctx, tx, s.ID)
			if err != nil {
				return err
			}
			again.Name = name
			return entity.Update(ctx, tx, again)
		})
	}
	rename(other, "Other II")
	rename(mine, "Mine II")
	if got := w.next(""); got["id"] != mine.ID.String() || number(got["version"]) != 2 {
		t.Errorf("got %v", got)
	}
	p.commit(t, q, func(ctx context.Context, tx *entity.Tx) error {
		sunk, err := entity.Lock(ctx, tx, other.ID)
		if err != nil {
			return err
		}
		return entity.Delete(ctx, tx, sunk)
	})
	if got := w.next(""); got["id"] != nil || got["version"] != nil || got["type"] != "ShipDeletedEvent" {
		t.Errorf("got %v", got)
	}
	stranger.quiet()
}

// TestNotifications: each hears of their own news, whatever else they may read.
func TestNotifications(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	boss, ann := p.person("boss", auth.ReachTenant, "*"), p.person("ann", auth.ReachOwn, "port.crane.read")
	all, own := q.connect(boss, ""), q.connect(ann, "")
	all.subscribe("notifications")
	own.subscribe("notifications")
	news := &News{Text: "hello"}
	news.Owner = p.who(ann).ID
	p.commit(t, q, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, news) })
	if got := own.next(""); got["id"] != news.ID.String() {
		t.Errorf("got %v", got)
	}
	all.quiet()
}

// TestResume: who comes back is told what was missed, the last of each record, or to
// load anew.
func TestResume(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	ann := p.person("ann", auth.ReachTenant, readShips)
	p.build(t, q, "Before", uuid.Nil)
	first := q.connect(ann, "")
	sequence := number(first.next(opHello)["sequence"])
	if sequence == 0 {
		t.Fatal("hello tells no sequence")
	}
	if err := first.conn.CloseNow(); err != nil {
		t.Fatal(err)
	}
	ship := p.build(t, q, "Missed", uuid.Nil)
	back := q.connect(ann, fmt.Sprint("?since=", sequence))
	back.next(opHello)
	back.send("subscribe", "ships")
	var ids []any
	for len(ids) == 0 || ids[len(ids)-1] != ship.ID.String() {
		ids = append(ids, back.next("")["id"])
	}
	if len(ids) != 2 { // that of before lies within the overlap
		t.Errorf("told: %v", ids)
	}
	own := q.connect(p.person("own", auth.ReachOwn, readShips), fmt.Sprint("?since=", sequence))
	own.subscribe("ships")
	own.quiet()
	lost := q.connect(ann, "?since=999999999")
	lost.next(opHello)
	lost.send("subscribe", "ships")
	lost.next(opReload)
}

// TestSince: who has loaded something before they subscribe is told what has happened to
// it in between, besides what they have loaded maybe.
func TestSince(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	ann := p.person("ann", auth.ReachTenant, readShips)
	loaded := p.Clock.Now()
	p.Clock.Advance(time.Second)
	ship := p.build(t, q, "Between", uuid.Nil)
	w := q.connect(ann, "")
	w.next(opHello)
	w.subscribeSince(loaded, "ships")
	if got := w.next(""); got["id"] != ship.ID.String() || number(got["version"]) != 1 || got["at"] != ship.UpdatedAt.Format(time.RFC3339Nano) {
		t.Errorf("got %v", got)
	}
	w.next(opSubscribed)
	w.subscribeSince(loaded, "port.ship:"+uuid.NewString(), "cranes")
	w.quiet()
	w.subscribeSince(loaded.Add(2*overlap), "ships")
	w.quiet()
	w.send("subscribe", "ships")
	w.quiet()
	own := q.connect(p.person("own", auth.ReachOwn, readShips), "")
	own.next(opHello)
	own.subscribeSince(loaded, "ships")
	own.quiet()
}

// TestRevoked: who may not be here any more is sent away as soon as that is known, and
// a right that was taken takes its topics with it.
func TestRevoked(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	ann, bob := p.person("ann", auth.ReachTenant, readShips), p.person("bob", auth.ReachTenant, readShips)
	a, b := q.connect(ann, ""), q.connect(bob, "")
	a.subscribe("ships")
	b.subscribe("ships")
	p.dismiss(ann)
	p.mu.Lock()
	p.people[bob] = &auth.Actor{Kind: auth.KindUser, ID: p.people[bob].ID, Name: "bob", Tenant: p.Tenant.ID}
	p.mu.Unlock()
	q.Changed(p.Tenant.ID)
	if code := a.ended(); code != statusRevoked {
		t.Errorf("closed with %d", code)
	}
	if got := b.next(opUnsubscribed); !strings.Contains(refusals(got), "missing-permission") {
		t.Errorf("got %v", got)
	}
	p.build(t, q, "Secret", uuid.Nil)
	b.quiet()
	p.mu.Lock()
	p.lost = errors.New("the database does not answer")
	p.mu.Unlock()
	q.Changed(uuid.Max)
	time.Sleep(1500 * time.Millisecond)
	if n := q.Counts(); n.Connections != 1 || n.Revoked != 1 {
		t.Errorf("an outage is no reason to send somebody away: %+v", n)
	}
}

// TestSlow: who does not read is dropped, and holds up nobody.
func TestSlow(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{Waiting: 20})
	slow, _, err := q.dial(p.person("slow", auth.ReachTenant, readShips), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := slow.Write(t.Context(), 1, []byte(`{"op":"subscribe","topics":["ships"]}`)); err != nil {
		t.Fatal(err)
	}
	quick := q.connect(p.person("quick", auth.ReachTenant, readShips), "")
	quick.subscribe("ships")
	room := q.room(p.Tenant.ID)
	long := strings.Repeat("x", 32<<10) // fills what the network holds soon
	for i := 0; q.Counts().Slow == 0; i++ {
		if i > 20_000 {
			t.Fatal("nobody was dropped")
		}
		room.tell([]Hint{{Entity: "port.ship", ID: uuid.New(), Version: 1, Type: long}}, false)
		quick.next("")
	}
	if got := q.Counts(); got.Slow != 1 {
		t.Errorf("%+v", got)
	}
	p.build(t, q, "Argo", uuid.Nil)
	quick.until("", func(m map[string]any) bool { return m["type"] == "ShipCreatedEvent" })
}

// TestPresence: those who look at a record see who else does.
func TestPresence(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	ship := p.build(t, q, "Argo", uuid.Nil)
	topic := "presence:port.ship:" + ship.ID.String()
	a, b := q.connect(p.person("ann", auth.ReachTenant, readShips), ""), q.connect(p.person("bob", auth.ReachTenant, readShips), "")
	a.subscribe(topic)
	if got := names(a.next(opPresence)); got != "ann" {
		t.Errorf("there: %s", got)
	}
	b.subscribe(topic)
	if got := names(a.next(opPresence)); got != "ann bob" {
		t.Errorf("there: %s", got)
	}
	if err := b.conn.CloseNow(); err != nil {
		t.Fatal(err)
	}
	if got := names(a.next(opPresence)); got != "ann" {
		t.Errorf("there: %s", got)
	}
}

func names(m map[string]any) string {
	var out []string
	people, _ := m["people"].([]any)
	for _, one := range people {
		if person, ok := one.(map[string]any); ok {
			out = append(out, fmt.Sprint(person["name"]))
		}
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// TestHandshake: what is no handshake, or of another site, is refused with a problem.
func TestHandshake(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{Actor: 1})
	ann := p.person("ann", auth.ReachTenant, readShips)
	handshake := func() http.Header {
		h := http.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
		h.Set("Sec-WebSocket-Version", "13")
		h.Set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
		return h
	}
	tests := []struct {
		name, token, query string
		change             func(http.Header)
		status             int
		slug               string
	}{
		{"no token", "", "", nil, 401, "unauthorized"},
		{"unknown token", "ght_x", "", nil, 401, "invalid-token"},
		{"plain request", ann, "", func(h http.Header) { h.Del("Upgrade") }, 426, "upgrade-required"},
		{"no key", ann, "", func(h http.Header) { h.Del("Sec-WebSocket-Key") }, 400, "upgrade-required"},
		{"other site", ann, "", func(h http.Header) { h.Set("Origin", "https://evil.example") }, 403, "cross-origin"},
		{"wrong since", ann, "?since=x", nil, 400, "invalid-query"},
		{"unknown parameter", ann, "?sinc=1", nil, 400, "invalid-query"},
	}
	for _, tt := range tests {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, q.url+tt.query, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		r.Header = handshake()
		if tt.token != "" {
			r.Header.Set("Authorization", "Bearer "+tt.token)
		}
		if tt.change != nil {
			tt.change(r.Header)
		}
		res, err := (&http.Client{}).Do(r)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		text, err := io.ReadAll(res.Body)
		if err != nil || res.Body.Close() != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if res.StatusCode != tt.status || !strings.Contains(string(text), `"/problems/`+tt.slug+`"`) {
			t.Errorf("%s: %d %s", tt.name, res.StatusCode, text)
		}
	}
	q.connect(ann, "").next(opHello)
	if _, status, err := q.dial(ann, ""); err == nil || status != http.StatusTooManyRequests {
		t.Errorf("a second connection: %d %v", status, err)
	}
}

// TestStop: everybody is told to go, and nobody comes in any more.
func TestStop(t *testing.T) {
	t.Parallel()
	p := newPort(t)
	q := p.quay(t, nil, Limits{})
	ann := p.person("ann", auth.ReachTenant, readShips)
	w := q.connect(ann, "")
	w.next(opHello)
	q.Stop(t.Context())
	if code := w.ended(); code != statusGoingAway {
		t.Errorf("closed with %d", code)
	}
	if _, status, err := q.dial(ann, ""); err == nil || status != http.StatusServiceUnavailable {
		t.Errorf("let in: %d %v", status, err)
	}
}
