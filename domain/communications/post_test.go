package communications

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/domain/sales"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/mail/mailtest"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// soon is how long a test waits for what happens by itself.
const soon = 10 * time.Second

// office is a company that writes to its clients, with a mail server and what delivers
// events.
type office struct {
	*entitytest.House
	t      *testing.T
	o      Options
	server *mailtest.Server
	d      *dispatch.Dispatcher
	other  atomic.Pointer[pg.Home] // another company beside this one; nil for none
	site   string
	client string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	server := mailtest.Start(t)
	sender, err := mail.Open("smtp://" + server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	o := Options{
		Sender: sender, From: mail.Address{Address: "no-reply@guildhall.example"}, URL: "https://guildhall.example",
		Seal:   func(_ context.Context, plain []byte) ([]byte, string, error) { return mirror(plain), "key-1", nil },
		Unseal: func(_ context.Context, sealed []byte, _ string) ([]byte, error) { return mirror(sealed), nil },
	}
	others := []entity.Module{documents.Module(), crm.Module(), catalog.Module(), inventory.Module(), billing.Module(), sales.Module(), Module(o)}
	f := &office{House: entitytest.New(t, append([]entity.Module{identity.Module(others...)}, others...)...), t: t, o: o, server: server}
	f.site = entitytest.Select[uuid.UUID](t, f.House, `select id from identity_site limit 1`).String()
	f.client = f.create("clients", `{"name":"Bauer GmbH","email":"einkauf@bauer.example","language":"de","country":"DE","currency":"EUR"}`)
	f.create("letterheads", `{"name":"Nordwind GmbH","country":"DE","email":"post@nordwind.example","iban":"DE89370400440532013000"}`)
	f.dispatch()
	return f
}

// mirror is a seal that a test can see through, and a table cannot.
func mirror(text []byte) []byte {
	out := make([]byte, len(text))
	for i, b := range text {
		out[i] = b ^ 0x5a
	}
	return out
}

// dispatch has events delivered until the test ends.
func (f *office) dispatch() {
	var all []string
	for _, kind := range []event.Kind{event.Inside, event.Outside} {
		for _, s := range f.Registry.Subscriptions(kind) {
			all = append(all, s.Name)
		}
	}
	f.d = dispatch.New(dispatch.Config{
		Registry: f.Registry, Clock: f.Clock.Now,
		Do: func(_ context.Context, tenant uuid.UUID, do func(pg.Home) error) error {
			if other := f.other.Load(); other != nil && other.Tenant == tenant {
				return do(*other)
			}
			return do(f.Home)
		},
		Due: func(ctx context.Context, _ bool) ([]dispatch.Due, error) {
			due, err := dueAt(ctx, f.Home, all)
			if other := f.other.Load(); err == nil && other != nil {
				more, err := dueAt(ctx, *other, all)
				return append(due, more...), err
			}
			return due, err
		},
		Bury: func(context.Context, uuid.UUID, []event.DeadLetter) error { return nil },
	})
	ctx, cancel := context.WithCancel(f.t.Context())
	done := make(chan struct{})
	go func() { f.d.Run(ctx); close(done) }()
	f.t.Cleanup(func() { cancel(); <-done })
}

// dueAt returns when the first delivery of a company is due, if there is one.
func dueAt(ctx context.Context, home pg.Home, subscriptions []string) (due []dispatch.Due, err error) {
	err = pg.Read(ctx, home, func(tx *pg.Tx) error {
		at, found, err := event.Next(ctx, tx, subscriptions)
		if found {
			due = append(due, dispatch.Due{Tenant: home.Tenant, At: at})
		}
		return err
	})
	return due, err
}

func (f *office) create(plural, body string) string {
	f.t.Helper()
	p, _ := f.Registry.Lookup(plural)
	c := f.Call()
	c.Body = []byte(body)
	a, err := f.Registry.Create(f.t.Context(), c, p)
	return f.id(a, err, plural+" "+body)
}

func (f *office) id(a entity.Answer, err error, what string) string {
	f.t.Helper()
	if err != nil {
		f.t.Fatalf("%s: %v", what, err)
	}
	var r struct{ ID string }
	if err := json.Unmarshal(a.Body, &r); err != nil {
		f.t.Fatal(err)
	}
	return r.ID
}

func (f *office) step(plural, id, verb, body string) {
	f.t.Helper()
	p, _ := f.Registry.Lookup(plural)
	c := f.Call()
	c.Body = []byte(body)
	if _, err := f.Registry.Step(f.t.Context(), c, p, uuid.MustParse(id), verb); err != nil {
		f.t.Fatalf("%s %s: %v", verb, plural, err)
	}
	f.d.Hint(f.Home.Tenant)
}

// act runs an action, on a record unless the id is empty.
func (f *office) act(on, path, id, body string) (entity.Answer, error) {
	f.t.Helper()
	for _, a := range f.Registry.Actions() {
		if is := a.Describe(); is.Path != path || is.On != on {
			continue
		}
		c, record := f.Call(), uuid.Nil
		c.Body = []byte(body)
		if id != "" {
			record = uuid.MustParse(id)
		}
		answer, err := f.Registry.Act(f.t.Context(), c, a, record)
		f.d.Hint(f.Home.Tenant)
		return answer, err
	}
	f.t.Fatalf("there is no action %s", path)
	return entity.Answer{}, nil
}

// quote makes a quote and sends it.
func (f *office) quote() string {
	f.t.Helper()
	id := f.create("quotes", fmt.Sprintf(`{"client":%q,"site":%q,"currency":"EUR","items":[{"product":%q,"quantity":"2"}]}`, f.client, f.site, f.product()))
	f.step("quotes", id, "send", `{}`)
	return id
}

func (f *office) product() string {
	return f.create("products", `{"reference":"`+uuid.NewString()[:8]+`","name":"Bolt","kind":"service","unit":"piece","currency":"EUR","price":{"amount":"10"},"active":true}`)
}

// received reads a letter that the server has got.
func (f *office) received(l mailtest.Letter) mail.Message {
	f.t.Helper()
	m, err := mail.Read(l.Source)
	if err != nil {
		f.t.Fatal(err)
	}
	return m
}

// await waits until SQL about this house says what it should.
func (f *office) await(want, sql string, args ...any) {
	f.t.Helper()
	got := ""
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		f.d.Hint(f.Home.Tenant) // what a commit tells hints by itself in the program
		if got = entitytest.Select[string](f.t, f.House, `select coalesce((`+sql+`)::text, '')`, args...); got == want {
			return
		}
	}
	f.t.Fatalf("%s: %q, want %q", sql, got, want)
}

// history returns what a quote's history says of mail.
func (f *office) history(quote string) string {
	f.t.Helper()
	p, _ := f.Registry.Lookup("quotes")
	a, err := f.Registry.History(f.t.Context(), f.Call(), p, uuid.MustParse(quote), url.Values{})
	if err != nil {
		f.t.Fatal(err)
	}
	var page struct {
		Data []struct {
			Verb    string
			Changes map[string][]any
		}
	}
	if err := json.Unmarshal(a.Body, &page); err != nil {
		f.t.Fatal(err)
	}
	out := ""
	for _, entry := range slices.Backward(page.Data) {
		if entry.Verb == "mail" {
			for kind, change := range entry.Changes {
				out += fmt.Sprintf("%s %v; ", kind, change[1])
			}
		}
	}
	return out
}
