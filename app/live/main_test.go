package live

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/coder/websocket"
	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/redis"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// Ship is what the tests' company has, and News what concerns one person.
type Ship struct {
	entity.Base[Ship]
	entity.Scope

	Name string `entity:"required"` // as it is called
}

// Entity declares ships.
func (Ship) Entity() entity.Spec[Ship] {
	return entity.Spec[Ship]{Name: "port.ship", Title: "{name}", List: []string{"name"}, Read: "port.ship.read", Edit: "port.ship.edit"}
}

// News concerns its owner.
type News struct {
	entity.Base[News]
	entity.Scope

	Text string `entity:"required"` // what it says
}

// Entity declares news.
func (News) Entity() entity.Spec[News] {
	return entity.Spec[News]{Name: "port.news", Plural: "news", Title: "{text}", List: []string{"text"}, Read: "port.news.read", Edit: "port.news.edit"}
}

func table(name, column string) string {
	return strings.NewReplacer("NAME", name, "COLUMN", column).Replace(`create table NAME (
  tenant_id uuid not null, id uuid not null, version bigint not null default 1,
  created_at timestamptz not null, updated_at timestamptz not null, custom jsonb not null default '{}',
  site uuid, owner uuid, department uuid, COLUMN text not null default '', primary key (tenant_id, id)
);
call tenant_table('NAME');
`)
}

func portModule() entity.Module {
	return entity.Module{
		Name: "port", Label: "Port", Entities: []entity.Declared{entity.Declare[Ship](), entity.Declare[News]()},
		Migrations: fstest.MapFS{"migrations/001_port.sql": {Data: []byte(table("port_ship", "name") + table("port_news", "text"))}},
	}
}

// port is a company with hubs that its people connect to.
type port struct {
	*entitytest.House

	mu     sync.Mutex
	people map[string]*auth.Actor // by token
	lost   error                  // what whoever asks who acts is answered instead
}

func newPort(t *testing.T) *port {
	t.Helper()
	return &port{House: entitytest.New(t, portModule()), people: map[string]*auth.Actor{}}
}

// person returns the token of somebody new who holds permissions within a reach.
func (p *port) person(name string, reach auth.Reach, permissions ...auth.Permission) string {
	a := &auth.Actor{Kind: auth.KindUser, ID: uuid.New(), Name: name, Tenant: p.Tenant.ID}
	for _, need := range permissions {
		a.Grants = append(a.Grants, auth.Grant{Permission: need, Reach: reach})
	}
	token := "ght_" + name
	p.mu.Lock()
	defer p.mu.Unlock()
	p.people[token] = a
	return token
}

func (p *port) who(token string) *auth.Actor {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.people[token]
}

// authenticate tells who acts by a token.
func (p *port) authenticate(_ context.Context, _ httpapi.Tenant, token string) (*auth.Actor, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.lost != nil {
		return nil, p.lost
	}
	if a := p.people[token]; a != nil {
		return a, nil
	}
	return nil, problem.Unauthorized("invalid-token", "No.")
}

// dismiss has a token be worth nothing.
func (p *port) dismiss(token string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.people, token)
}

// quay is one process: a hub and its API.
type quay struct {
	*Hub

	t   *testing.T
	p   *port
	url string
}

// quay starts a process.
func (p *port) quay(t *testing.T, client *redis.Client, limits Limits) *quay {
	t.Helper()
	hub := New(Config{
		Registry: p.Registry, Redis: client, Limits: limits, Notices: "port.news", Clock: p.Clock.Now,
		Do: func(_ context.Context, _ uuid.UUID, do func(pg.Home) error) error { return do(p.Home) },
	})
	tenant := httpapi.Tenant{ID: p.Tenant.ID, Slug: "acme", Name: "Acme", Home: p.Home}
	resolve := func(context.Context, httpapi.TenantKey) (httpapi.Tenant, func(), error) {
		return tenant, func() {}, nil
	}
	api, err := httpapi.New(httpapi.Config{
		Registry: p.Registry, TokenTenant: func(string) (uuid.UUID, bool) { return p.Tenant.ID, true },
		Resolve: resolve, Authenticate: p.authenticate,
	})
	if err != nil {
		t.Fatal(err)
	}
	serve := func(w http.ResponseWriter, r httpapi.Request) error {
		return hub.Serve(w, r, func(ctx context.Context) (httpapi.Tenant, *auth.Actor, error) {
			a, err := p.authenticate(ctx, tenant, r.Token)
			return tenant, a, err
		})
	}
	if err := api.Handle(Stream(), serve); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		hub.Stop(ctx)
		server.Close()
	})
	return &quay{Hub: hub, t: t, p: p, url: server.URL + "/api/client/events/stream"}
}

// watcher is somebody who is connected.
type watcher struct {
	t    *testing.T
	conn *websocket.Conn
	got  chan map[string]any
	end  chan error
}

// connect connects somebody and reads on.
func (q *quay) connect(token, query string) *watcher {
	q.t.Helper()
	conn, status, err := q.dial(token, query)
	if err != nil {
		q.t.Fatalf("connect: %v, %d", err, status)
	}
	conn.SetReadLimit(8 << 20)
	w := &watcher{t: q.t, conn: conn, got: make(chan map[string]any, 10_000), end: make(chan error, 1)}
	go w.read()
	q.t.Cleanup(func() { _ = conn.CloseNow() })
	return w
}

// dial connects somebody; the status is that of the answer.
func (q *quay) dial(token, query string) (conn *websocket.Conn, status int, err error) {
	header := http.Header{"Authorization": {"Bearer " + token}}
	conn, res, err := websocket.Dial(q.t.Context(), q.url+query, &websocket.DialOptions{HTTPHeader: header})
	if res != nil {
		status = res.StatusCode
		if res.Body != nil {
			res.Body.Close()
		}
	}
	return conn, status, err
}

func (w *watcher) read() {
	for {
		_, text, err := w.conn.Read(context.Background())
		if err != nil {
			w.end <- err
			return
		}
		var many []map[string]any
		if text[0] != '[' {
			text = slices.Concat([]byte{'['}, text, []byte{']'})
		}
		if err := json.Unmarshal(text, &many); err != nil {
			w.end <- err
			return
		}
		for _, m := range many {
			w.got <- m
		}
	}
}

func (w *watcher) send(op string, topics ...string) {
	w.t.Helper()
	w.order(order{Op: op, Topics: topics})
}

func (w *watcher) order(o order) {
	w.t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.conn.Write(w.t.Context(), websocket.MessageText, text); err != nil {
		w.t.Fatalf("send: %v", err)
	}
}

// subscribeSince subscribes to topics of which something was loaded at a moment.
func (w *watcher) subscribeSince(since time.Time, topics ...string) {
	w.t.Helper()
	w.order(order{Op: "subscribe", Topics: topics, Since: since})
}

// next returns the next message of a kind: an op, or "" for a hint. Others are passed
// over.
func (w *watcher) next(op string) map[string]any {
	w.t.Helper()
	deadline := time.After(10 * time.Second)
	for {
		select {
		case m := <-w.got:
			if got, _ := m["op"].(string); got == op {
				return m
			}
		case err := <-w.end:
			w.t.Fatalf("waiting for %q, the connection ended: %v", op, err)
		case <-deadline:
			w.t.Fatalf("no %q came", op)
		}
	}
}

// until waits for a message of a kind that is as it should be.
func (w *watcher) until(op string, right func(map[string]any) bool) {
	w.t.Helper()
	for m := w.next(op); !right(m); {
		m = w.next(op)
	}
}

// subscribe subscribes and returns the answer.
func (w *watcher) subscribe(topics ...string) map[string]any {
	w.t.Helper()
	w.next(opHello)
	w.send("subscribe", topics...)
	return w.next(opSubscribed)
}

// quiet fails when a hint comes within a moment.
func (w *watcher) quiet() {
	w.t.Helper()
	deadline := time.After(150 * time.Millisecond)
	for {
		select {
		case m := <-w.got:
			if m["op"] == nil {
				w.t.Fatalf("nobody should have told %v", m)
			}
		case <-deadline:
			return
		}
	}
}

// ended returns with which code the connection was closed.
func (w *watcher) ended() websocket.StatusCode {
	w.t.Helper()
	select {
	case err := <-w.end:
		return websocket.CloseStatus(err)
	case <-time.After(10 * time.Second):
		w.t.Fatal("the connection still stands")
		return 0
	}
}

// build makes a ship of somebody and returns it; the events are told to a hub.
func (p *port) build(t *testing.T, q *quay, name string, owner uuid.UUID) *Ship {
	t.Helper()
	ship := &Ship{Name: name}
	ship.Owner = owner
	p.commit(t, q, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, ship) })
	return ship
}

// commit runs a transaction of which a hub is told, as the program does.
func (p *port) commit(t *testing.T, q *quay, do func(context.Context, *entity.Tx) error) {
	t.Helper()
	registry, err := entity.Compile(entity.Options{Modules: p.Registry.Modules(), Clock: p.Clock.Now, Told: q.Told})
	if err != nil {
		t.Fatal(err)
	}
	if err := registry.Do(t.Context(), p.Call(), do); err != nil {
		t.Fatal(err)
	}
}

func number(v any) int64 {
	f, _ := v.(float64)
	return int64(f)
}

func refusals(m map[string]any) string { return fmt.Sprint(m["refused"]) }
