package integrations

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/dispatch"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/outbound"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/secret"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// Rung is told by the tests: a bell was rung.
type Rung struct {
	Bell string // which
}

// Cracked is told by the tests: a bell cracked.
type Cracked struct {
	Bell string // which
}

// office is a company whose events are delivered.
type office struct {
	*entitytest.House
	*dispatch.Dispatcher

	t        *testing.T
	registry *entity.Registry
	mu       sync.Mutex
	buried   int
}

// newOffice returns a company whose webhooks reach this machine, unless nothing is
// allowed.
func newOffice(t *testing.T, allow ...string) *office {
	t.Helper()
	return newOfficeWith(t, Options{}, allow...)
}

// newOfficeWith is [newOffice] for other options.
func newOfficeWith(t *testing.T, options Options, allow ...string) *office {
	t.Helper()
	bell := entity.Module{
		Name: "bell", Label: "Bell", Events: []entity.EventType{entity.Event[Rung](), entity.Event[Cracked]()}, Migrations: fstest.MapFS{},
	}
	o := &office{t: t, House: entitytest.New(t, bell, Module(options))}
	keys, err := secret.Open(t.Context(), "file://"+filepath.Join(t.TempDir(), "keys"))
	if err != nil {
		t.Fatal(err)
	}
	var open []netip.Prefix
	for _, a := range allow {
		open = append(open, netip.MustParsePrefix(a))
	}
	o.registry, err = entity.Compile(entity.Options{
		Modules: o.Registry.Modules(), Clock: o.Clock.Now, Keys: keys, Outbound: outbound.New(outbound.Options{Allow: open, Timeout: 2 * time.Second}),
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	o.Dispatcher = dispatch.New(dispatch.Config{
		Registry: o.registry, Clock: func() time.Time { return o.Clock.Now().Add(time.Since(began)) }, // it waits for moments to come
		Do:  func(_ context.Context, _ uuid.UUID, do func(pg.Home) error) error { return do(o.Home) },
		Due: func(context.Context, bool) ([]dispatch.Due, error) { return nil, nil },
		Bury: func(_ context.Context, _ uuid.UUID, dead []event.DeadLetter) error {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.buried += len(dead)
			return nil
		},
	})
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { o.Run(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })
	return o
}

// do runs code in a transaction and has what it tells delivered.
func (o *office) do(do func(context.Context, *entity.Tx) error) {
	o.t.Helper()
	if err := o.registry.Do(o.t.Context(), o.Call(), do); err != nil {
		o.t.Fatal(err)
	}
	o.Hint(o.Tenant.ID)
}

// ring tells that bells were rung.
func (o *office) ring(bells ...string) {
	o.t.Helper()
	o.do(func(_ context.Context, tx *entity.Tx) error {
		for _, b := range bells {
			if err := tx.Emit(entity.Ref{Entity: "bell.tower", ID: o.Tenant.ID}, Rung{Bell: b}); err != nil {
				return err
			}
		}
		return nil
	})
}

// hook makes a webhook with a secret.
func (o *office) hook(url string, types ...string) (w *Webhook, told string) {
	o.t.Helper()
	w = &Webhook{Name: "Shop", URL: entity.Link(url), EventTypes: types}
	o.do(func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, w) })
	return w, o.rotate(w)
}

func (o *office) rotate(w *Webhook) string {
	o.t.Helper()
	return o.act("rotate-secret", w, nil)["secret"].(string)
}

// act takes a business action on a webhook.
func (o *office) act(verb string, w *Webhook, in any) map[string]any {
	o.t.Helper()
	out, err := o.try(o.Call(), verb, w, in)
	if err != nil {
		o.t.Fatalf("%s: %v", verb, err)
	}
	return out
}

func (o *office) try(call entity.Call, verb string, w *Webhook, in any) (map[string]any, error) {
	o.t.Helper()
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			o.t.Fatal(err)
		}
		call.Body = text
	}
	call.Version = o.stored(w).Version
	for _, a := range o.registry.Actions() {
		if d := a.Describe(); d.Path != verb || d.Module != "integrations" {
			continue
		}
		answer, err := o.registry.Act(o.t.Context(), call, a, w.ID.UUID())
		if err != nil {
			return nil, err
		}
		out := map[string]any{}
		err = json.Unmarshal(answer.Body, &out)
		return out, err
	}
	o.t.Fatalf("there is no action %s", verb)
	return nil, nil //nolint:nilnil // not reached
}

// stored returns a webhook as it stands.
func (o *office) stored(w *Webhook) (now *Webhook) {
	o.t.Helper()
	o.do(func(ctx context.Context, tx *entity.Tx) (err error) {
		now, err = entity.Get(ctx, tx, w.ID)
		return err
	})
	return now
}

// waiting returns how many deliveries of a webhook are in the queue.
func (o *office) waiting(w *Webhook) int {
	o.t.Helper()
	return entitytest.Select[int](o.t, o.House, `select count(*) from system_delivery where subscription = $1`, subscriptionOf(w.Line))
}

// log lists the outcomes of a webhook's attempts, the latest first.
func (o *office) log(w *Webhook) []Delivery {
	o.t.Helper()
	var out Deliveries
	o.do(func(ctx context.Context, tx *entity.Tx) (err error) {
		out, err = listDeliveries(ctx, tx, AskDeliveries{Webhook: w.ID})
		return err
	})
	return out.Data
}

// receiver is another system.
type receiver struct {
	*httptest.Server

	mu     sync.Mutex
	status int
	got    []received
}

type received struct {
	header http.Header
	body   []byte
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		text, err := io.ReadAll(req.Body)
		if err != nil {
			t.Errorf("read: %v", err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, received{req.Header, text})
		if r.status == http.StatusTemporaryRedirect {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(r.status)
		if r.status >= http.StatusOK && r.status != http.StatusNoContent {
			fmt.Fprintf(w, "answer %d", r.status)
		}
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received{}, r.got...)
}

// about waits for the message that a bell was rung.
func (r *receiver) about(t *testing.T, bell string) (found received) {
	t.Helper()
	await(t, "the message about "+bell, func() bool {
		all := r.all()
		i := slices.IndexFunc(all, func(one received) bool { return bytes.Contains(one.body, []byte(`"`+bell+`"`)) })
		if i >= 0 {
			found = all[i]
		}
		return i >= 0
	})
	return found
}

// await waits until something holds, and fails when it does not soon.
func await(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within ten seconds", what)
		}
	}
}

// editor may edit webhooks, and read what is given.
func (o *office) editor(more ...auth.Permission) entity.Call {
	return o.CallAs(append([]auth.Permission{ReadWebhooks, EditWebhooks}, more...)...)
}
