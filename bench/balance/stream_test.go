package main

import (
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// listener hears of changes through HAProxy, and comes back whenever it is sent away.
type listener struct {
	s          *shop
	site       *site
	heard      int // messages
	away, lost int // it was told to go; the process was killed
	faults     []string
}

// back is how soon a listener must be in again.
const back = 10 * time.Second

// listen listens until ctx ends.
func (l *listener) listen(ctx context.Context) {
	gone := time.Now()
	for ctx.Err() == nil {
		err := l.stay(ctx)
		switch now := time.Now(); {
		case ctx.Err() != nil:
			return
		case err == nil: // not in yet
			if now.Sub(gone) > back {
				l.faults = append(l.faults, "nobody lets a listener in")
				return
			}
			time.Sleep(50 * time.Millisecond)
			continue
		case websocket.CloseStatus(err) == websocket.StatusGoingAway:
			l.away++
		case l.killed(now):
			l.lost++
		default:
			l.faults = append(l.faults, "a stream broke: "+err.Error())
		}
		gone = time.Now()
	}
}

// killed tells whether an API process was killed just now.
func (l *listener) killed(now time.Time) bool {
	time.Sleep(200 * time.Millisecond) // the kill is noted when the process has ended
	for _, n := range l.site.nodes[:apis] {
		if n.killedIn(now.Add(-time.Second), now) {
			return true
		}
	}
	return false
}

// stay connects and hears until the connection ends, and returns why; nil when it was
// not let in.
func (l *listener) stay(ctx context.Context) error {
	header := http.Header{"Authorization": {"Bearer " + l.s.token}}
	path := l.s.base[len(l.site.witness.url):] + "events/stream"
	c, _, err := websocket.Dial(ctx, "http://"+l.site.front+path, &websocket.DialOptions{HTTPHeader: header}) //nolint:bodyclose // the library's
	if err != nil {
		return nil // it tries again
	}
	defer c.CloseNow()
	if err := c.Write(ctx, websocket.MessageText, []byte(`{"op":"subscribe","topics":["quotes"]}`)); err != nil {
		return err
	}
	for {
		if _, _, err := c.Read(ctx); err != nil {
			return err
		}
		l.heard++
	}
}

// streams listens until the function that it returns is called, which judges.
func streams(t *testing.T, s *site, sh *shop) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	listeners := make([]*listener, 4)
	for i := range listeners {
		listeners[i] = &listener{s: sh, site: s}
		all.Go(func() { listeners[i].listen(ctx) })
	}
	return func() {
		cancel()
		all.Wait()
		for i, l := range listeners {
			t.Logf("listener %d heard %d messages, was sent away %d times and lost its process %d times", i, l.heard, l.away, l.lost)
			for _, fault := range l.faults {
				t.Error(fault)
			}
			if l.heard == 0 {
				t.Errorf("listener %d has heard nothing", i)
			}
		}
	}
}
