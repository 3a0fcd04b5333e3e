package collaboration

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	netmail "net/mail"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/mail/mailtest"
	"github.com/guildhall/guildhall/lib/outbound"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// office is a company whose people are told things, with a mail server and what
// delivers events.
type office struct {
	*entitytest.House
	t        *testing.T
	o        Options
	server   *mailtest.Server
	registry *entity.Registry // that speaks with addresses outside
	site     string
	roles    map[string]string // ids by name
	d        *dispatch.Dispatcher
}

func newOffice(t *testing.T) *office {
	t.Helper()
	server := mailtest.Start(t)
	sender, err := mail.Open("smtp://" + server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Mail: communications.Options{
			Sender: sender, From: mail.Address{Address: "no-reply@guildhall.example"},
			Seal:   func(_ context.Context, plain []byte) ([]byte, string, error) { return mirror(plain), "key-1", nil },
			Unseal: unmirror,
		},
		Public: "https://erp.example",
	}
	others := []entity.Module{
		governance.Module(), documents.Module(), crm.Module(), catalog.Module(), inventory.Module(), billing.Module(), sales.Module(), communications.Module(o.Mail), Module(o),
	}
	f := &office{House: entitytest.New(t, append([]entity.Module{identity.Module(append([]entity.Module{system.Module()}, others...)...)}, others...)...), t: t, o: o, server: server, roles: map[string]string{}}
	f.registry, err = entity.Compile(entity.Options{
		Modules: f.Registry.Modules(), Clock: f.Clock.Now, Site: "identity.site", Owner: "identity.user", Department: "identity.department",
		Outbound: outbound.New(outbound.Options{Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Timeout: 2 * time.Second}),
	})
	if err != nil {
		t.Fatal(err)
	}
	f.Registry = f.registry
	f.site = entitytest.Select[uuid.UUID](t, f.House, `select id from identity_site limit 1`).String()
	for _, name := range []string{"admin", "manager", "sales", "warehouse", "accountant"} {
		f.roles[name] = entitytest.Select[uuid.UUID](t, f.House, `select id from identity_role where name = $1`, name).String()
	}
	f.dispatch()
	return f
}

// mirror is a seal that a test can see through, and a table cannot.
func mirror(text []byte) []byte {
	out := []byte("~")
	for _, b := range text {
		out = append(out, b^0x5a)
	}
	return out
}

func unmirror(_ context.Context, sealed []byte, _ string) ([]byte, error) {
	if len(sealed) == 0 || sealed[0] != '~' {
		return nil, errors.New("not sealed here")
	}
	return mirror(sealed[1:])[1:], nil
}

// dispatch has events delivered until the test ends.
func (f *office) dispatch() {
	var all []string
	for _, kind := range []event.Kind{event.Inside, event.Outside} {
		for _, s := range f.registry.Subscriptions(kind) {
			all = append(all, s.Name)
		}
	}
	f.d = dispatch.New(dispatch.Config{
		Registry: f.registry, Clock: f.Clock.Now,
		Do: func(_ context.Context, _ uuid.UUID, do func(pg.Home) error) error { return do(f.Home) },
		Due: func(ctx context.Context, _ bool) (due []dispatch.Due, err error) {
			err = pg.Read(ctx, f.Home, func(tx *pg.Tx) error {
				at, found, err := event.Next(ctx, tx, all)
				if found {
					due = append(due, dispatch.Due{Tenant: f.Home.Tenant, At: at})
				}
				return err
			})
			return due, err
		},
		Bury: func(context.Context, uuid.UUID, []event.DeadLetter) error { return nil },
	})
	ctx, cancel := context.WithCancel(f.t.Context())
	done := make(chan struct{})
	go func() { f.d.Run(ctx); close(done) }()
	f.t.Cleanup(func() { cancel(); <-done })
}

// quiet waits until everything that was told has been delivered.
func (f *office) quiet() {
	f.t.Helper()
	for since := time.Now(); ; time.Sleep(5 * time.Millisecond) {
		f.d.Hint(f.Tenant.ID)
		n := entitytest.Select[int](f.t, f.House, `select count(*) from system_delivery`)
		if n == 0 {
			break
		}
		if time.Since(since) > 10*time.Second {
			f.t.Fatalf("%d deliveries wait: %s", n, entitytest.Select[string](f.t, f.House,
				`select string_agg(subscription || ' ' || errors::text, E'\n') from system_delivery`))
		}
	}
	if n := entitytest.Select[int](f.t, f.House, `select count(*) from system_dead_letter`); n > 0 {
		f.t.Fatalf("%d deliveries were given up", n)
	}
}

// user is somebody who works in the company.
type user struct {
	f    *office
	id   uuid.UUID
	name string
}

// hire makes a user with a role.
func (f *office) hire(name, role string) *user {
	f.t.Helper()
	var id uuid.UUID
	f.Do(f.t, func(ctx context.Context, tx *entity.Tx) error {
		u := &identity.User{
			Name: name, Email: entity.Email(strings.ToLower(name) + "@acme.example"), Roles: []entity.ID[identity.Role]{entity.ID[identity.Role](uuid.MustParse(f.roles[role]))},
			Sites: []entity.ID[identity.Site]{entity.ID[identity.Site](uuid.MustParse(f.site))},
		}
		err := entity.Create(ctx, tx, u)
		id = u.ID.UUID()
		return err
	})
	return &user{f: f, id: id, name: name}
}

func (u *user) call() entity.Call {
	u.f.t.Helper()
	c := u.f.Call()
	err := pg.Read(u.f.t.Context(), u.f.Home, func(tx *pg.Tx) (err error) {
		c.Actor, err = identity.ActorOf(u.f.t.Context(), tx, entity.ID[identity.User](u.id))
		return err
	})
	if err != nil {
		u.f.t.Fatal(err)
	}
	c.Actor.Tenant = u.f.Tenant.ID
	return c
}

// try has somebody do something, and returns what is answered.
func (u *user) try(path, record string, in map[string]any) (map[string]any, error) {
	u.f.t.Helper()
	c := u.call()
	if in == nil {
		in = map[string]any{}
	}
	body, err := json.Marshal(in)
	if err != nil {
		u.f.t.Fatal(err)
	}
	c.Body = body
	for _, a := range u.f.registry.Actions() {
		d := a.Describe()
		if d.Path != path || d.Module != "collaboration" || d.Query {
			continue
		}
		id := uuid.Nil
		if record != "" {
			id = uuid.MustParse(record)
		}
		answer, err := u.f.registry.Act(u.f.t.Context(), c, a, id)
		return object(u.f.t, answer.Body), err
	}
	u.f.t.Fatalf("there is no action %s", path)
	return nil, nil //nolint:nilnil // not reached
}

func (u *user) do(path, record string, in map[string]any) map[string]any {
	u.f.t.Helper()
	out, err := u.try(path, record, in)
	if err != nil {
		u.f.t.Fatalf("%s %s %v: %v %s", u.name, path, in, err, text(problem.From(err)))
	}
	return out
}

// ask has somebody ask a question.
func (u *user) ask(path string, params map[string][]string) (map[string]any, error) {
	u.f.t.Helper()
	for _, a := range u.f.registry.Actions() {
		if d := a.Describe(); d.Path == path && d.Query {
			answer, err := u.f.registry.Ask(u.f.t.Context(), u.call(), a, params)
			return object(u.f.t, answer.Body), err
		}
	}
	u.f.t.Fatalf("there is no question %s", path)
	return nil, nil //nolint:nilnil // not reached
}

// news returns what is new for somebody: kind and title of each, the latest first.
func (u *user) news() []string {
	u.f.t.Helper()
	u.f.quiet()
	got, err := u.ask("inbox", map[string][]string{"unread": {"true"}})
	if err != nil {
		u.f.t.Fatal(err)
	}
	out := []string{}
	for _, one := range got["data"].([]any) {
		n := one.(map[string]any)
		out = append(out, n["kind"].(string)+": "+n["title"].(string))
	}
	if n := int(got["unread"].(float64)); n != len(out) {
		u.f.t.Errorf("%s has %d unread, and sees %d", u.name, n, len(out))
	}
	return out
}

// comment has somebody say something about a client, and returns the comment's id.
func (u *user) comment(about string, more map[string]any) string {
	u.f.t.Helper()
	return u.do("comments/write", "", saying(about, more))["id"].(string)
}

func saying(about string, more map[string]any) map[string]any {
	in := map[string]any{"about": map[string]any{"entity": "crm.client", "id": about}, "text": "Look at this"}
	maps.Copy(in, more)
	return in
}

// make has somebody make a record, by a body.
func (u *user) make(plural, body string) string {
	u.f.t.Helper()
	p, _ := u.f.registry.Lookup(plural)
	c := u.call()
	c.Body = []byte(body)
	a, err := u.f.registry.Create(u.f.t.Context(), c, p)
	if err != nil {
		u.f.t.Fatalf("%s %s: %v %s", plural, body, err, text(problem.From(err)))
	}
	return object(u.f.t, a.Body)["id"].(string)
}

func (u *user) patch(plural, id, body string) {
	u.f.t.Helper()
	p, _ := u.f.registry.Lookup(plural)
	c := u.call()
	c.Body = []byte(body)
	if _, err := u.f.registry.Patch(u.f.t.Context(), c, p, uuid.MustParse(id)); err != nil {
		u.f.t.Fatalf("%s %s: %v %s", plural, body, err, text(problem.From(err)))
	}
}

// step has somebody take a step with a lead.
func (u *user) step(id, verb string) {
	u.f.t.Helper()
	p, _ := u.f.registry.Lookup("leads")
	if _, err := u.f.registry.Step(u.f.t.Context(), u.call(), p, uuid.MustParse(id), verb); err != nil {
		u.f.t.Fatalf("%s: %v %s", verb, err, text(problem.From(err)))
	}
}

// letter is one that was sent.
type letter struct {
	mail.Message
	header netmail.Header
}

// letters returns what was sent to an address.
func (f *office) letters(to string) []letter {
	f.t.Helper()
	f.quiet()
	var out []letter
	for _, l := range f.server.Letters() {
		read, err := mail.Read(l.Source)
		if err != nil {
			f.t.Fatal(err)
		}
		if read.To.Address == to {
			raw, err := netmail.ReadMessage(bytes.NewReader(l.Source))
			if err != nil {
				f.t.Fatal(err)
			}
			out = append(out, letter{read, raw.Header})
		}
	}
	return out
}

// round does what the schedule does.
func (f *office) round() {
	f.t.Helper()
	f.quiet()
	f.Do(f.t, func(ctx context.Context, tx *entity.Tx) error {
		more, err := f.o.round(ctx, tx)
		if more {
			f.t.Error("there is more to do")
		}
		return err
	})
	f.quiet()
}

func object(t *testing.T, body []byte) map[string]any {
	t.Helper()
	out := map[string]any{}
	if len(body) == 0 {
		return out
	}
	if err := json.Unmarshal(body, &out); err != nil {
		t.Fatalf("%s: %v", body, err)
	}
	return out
}

func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// refused wants a problem, and a field that it points at.
func refused(t *testing.T, err error, slug, pointer string) {
	t.Helper()
	if !problem.Is(err, slug) || pointer != "" && !strings.Contains(text(problem.From(err)), `"pointer":"`+pointer+`"`) {
		t.Errorf("want %s at %q, got %v %s", slug, pointer, err, text(problem.From(err)))
	}
}
