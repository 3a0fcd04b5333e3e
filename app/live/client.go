package live

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

// Why a connection is closed, beyond what RFC 6455 has a number for.
const (
	statusGoingAway = websocket.StatusGoingAway
	statusUnknown   = websocket.StatusTryAgainLater
	statusRevoked   = websocket.StatusCode(4001) // whoever is connected may not be here any more: sign in
	statusSlow      = websocket.StatusCode(4002) // the client did not read what it was sent: connect again with ?since=
)

// Bounds of one connection.
const (
	longestMessage = 16 << 10         // bytes that a client may send at once
	mostTopics     = 200              // that one client hears of
	writeWithin    = 10 * time.Second // one message
	pongWithin     = 10 * time.Second
	believedFor    = 5 * time.Minute // without an answer to whether somebody may still be here
	checkWithin    = 10 * time.Second
)

// client is one connection.
type client struct {
	hub    *Hub
	room   *room
	conn   *websocket.Conn
	again  Again
	tenant atomic.Pointer[httpapi.Tenant]
	actor  atomic.Pointer[auth.Actor]
	sure   atomic.Int64 // when it was last known that they may be here, in Unix nanoseconds

	bell chan struct{} // something waits
	bye  chan struct{} // closed when the connection is to end
	once sync.Once     // of bye

	mu      sync.Mutex
	waiting []piece
}

// offer has a message sent. A client that lets too many wait is dropped.
func (c *client) offer(text []byte) { c.put(piece{text: text}) }

// put has a piece sent.
func (c *client) put(p piece) {
	c.mu.Lock()
	full := len(c.waiting) >= c.hub.cfg.Limits.Waiting
	if !full {
		c.waiting = append(c.waiting, p)
	}
	c.mu.Unlock()
	if full {
		if c.dismiss(statusSlow, "messages were not read: connect again") {
			c.hub.slow.Add(1)
		}
		return
	}
	wake(c.bell)
}

// take returns what waits.
func (c *client) take() []piece {
	c.mu.Lock()
	defer c.mu.Unlock()
	waiting := c.waiting
	c.waiting = nil
	return waiting
}

// dismiss ends the connection with a reason; false when it was ending already. It
// never waits: the other side is given some seconds to answer, as the protocol has it.
func (c *client) dismiss(code websocket.StatusCode, reason string) (first bool) {
	c.once.Do(func() {
		first = true
		close(c.bye)
		c.hub.under.Go(func() {
			if err := c.conn.Close(code, reason); err != nil {
				c.cut() // it did not answer
			}
		})
	})
	return first
}

// cut ends the connection without a word.
func (c *client) cut() {
	_ = c.conn.CloseNow() // it may be closed already
}

// stay serves the connection until it ends.
func (c *client) stay(since int64, resumed bool) {
	defer c.hub.leave(c)
	ctx, cancel := context.WithCancel(c.hub.life)
	defer cancel()
	var writing sync.WaitGroup
	writing.Go(func() { c.write(ctx) })
	c.read(ctx, since, resumed)
	c.dismiss(websocket.StatusNormalClosure, "")
	cancel()
	writing.Wait()
}

// write sends what waits, and asks now and then whether the other side is there.
func (c *client) write(ctx context.Context) {
	ping := time.NewTicker(c.hub.cfg.Limits.Ping - rand.N(c.hub.cfg.Limits.Ping/10)) //nolint:gosec // so that not all ask at once
	defer ping.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-c.bye:
			return
		case <-ping.C:
			err = within(ctx, pongWithin, c.conn.Ping)
		case <-c.bell:
			if waiting := c.take(); len(waiting) > 0 {
				c.hub.sent.Add(int64(len(waiting)))
				err = within(ctx, writeWithin, func(ctx context.Context) error {
					return c.conn.Write(ctx, websocket.MessageText, frame(waiting))
				})
			}
		}
		if err != nil {
			if errors.Is(err, context.DeadlineExceeded) {
				c.hub.slow.Add(1)
			}
			c.cut()
			return
		}
	}
}

func within(ctx context.Context, d time.Duration, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, d)
	defer cancel()
	return do(ctx)
}

// read does what the client asks for, until the connection ends.
func (c *client) read(ctx context.Context, since int64, resumed bool) {
	if !c.greet(ctx, resumed) {
		return
	}
	for {
		_, text, err := c.conn.Read(ctx)
		if err != nil {
			return // it has gone, or was sent away
		}
		o, err := decodeOrder(text)
		switch {
		case err == nil && o.Op == "subscribe":
			c.subscribe(ctx, o, since, resumed)
			resumed = false // what is subscribed to later was not heard of before
		case err == nil && o.Op == "unsubscribe":
			c.offer(encode(message{Op: opUnsubscribed, Topics: c.room.part(c, o.Topics)}))
		default:
			c.offer(encode(message{Op: opInvalid}))
		}
	}
}

// check asks whether the client may still be here, and which of its topics it may
// hear of.
func (c *client) check(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, checkWithin)
	defer cancel()
	tenant, actor, err := c.again(ctx)
	now := time.Now()
	switch {
	case gone(err):
		if c.dismiss(statusRevoked, "you may not be here any more: sign in") {
			c.hub.revoked.Add(1)
		}
		return
	case err != nil:
		if now.Sub(time.Unix(0, c.sure.Load())) > believedFor {
			c.dismiss(statusUnknown, "nobody knows whether you may be here: connect again")
		}
		return
	}
	c.tenant.Store(&tenant)
	c.actor.Store(actor)
	c.sure.Store(now.UnixNano())
	_, refused, err := c.room.admit(ctx, c, c.room.heard(c))
	if err != nil || len(refused) == 0 {
		return // hints are judged one by one in any case
	}
	lost := make([]string, len(refused))
	for i, r := range refused {
		lost[i] = r.Topic
	}
	if lost = c.room.part(c, lost); len(lost) > 0 {
		c.offer(encode(message{Op: opUnsubscribed, Topics: lost, Refused: refused}))
	}
}
