package live

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/redis/redistest"
)

// TestTwoProcesses: what is committed in one process is heard in the other, who is at a
// record is known in both, and when Redis was lost everybody loads anew.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t)
	open := func() *redis.Client {
		c, err := redis.Open(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	p := newPort(t)
	here, there := p.quay(t, open(), Limits{}), p.quay(t, open(), Limits{})
	ship := p.build(t, here, "Argo", uuid.Nil)
	topic := "presence:port.ship:" + ship.ID.String()
	a, b := here.connect(p.person("ann", auth.ReachTenant, readShips), ""), there.connect(p.person("bob", auth.ReachTenant, readShips), "")
	a.subscribe("ships", topic)
	b.subscribe("ships", topic)
	a.until(opPresence, are("ann bob"))
	b.until(opPresence, are("ann bob"))
	made := p.build(t, here, "Medea", uuid.Nil)
	for _, w := range []*watcher{a, b} {
		if got := w.next(""); got["id"] != made.ID.String() || number(got["sequence"]) == 0 {
			t.Errorf("got %v", got)
		}
		w.quiet() // once, not twice
	}
	late := here.connect(p.person("cid", auth.ReachTenant, readShips), "")
	late.subscribe(topic)
	late.until(opPresence, are("ann bob cid"))
	if err := b.conn.CloseNow(); err != nil {
		t.Fatal(err)
	}
	a.until(opPresence, are("ann cid"))
	server.Kill(t)
	a.next(opReload)
	alone := p.build(t, here, "Jason", uuid.Nil)
	if got := a.next(""); got["id"] != alone.ID.String() {
		t.Errorf("without Redis: %v", got)
	}
	server.Restart(t)
	again := there.connect(p.person("dan", auth.ReachTenant, readShips), "")
	again.subscribe("ships")
	deadline := time.Now().Add(10 * time.Second)
	for heard := false; !heard; {
		p.build(t, here, "Back", uuid.Nil)
		select {
		case m := <-again.got:
			heard = m["type"] == "ShipCreatedEvent"
		case <-time.After(200 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatal("the other process is not heard again")
		}
	}
}

// are tells whether a message says that some people are there.
func are(people string) func(map[string]any) bool {
	return func(m map[string]any) bool { return names(m) == people }
}
