package scenarios

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/observe/observetest"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// world is the whole program on a database of the tests' own.
type world struct {
	app     *app.App
	url     string
	data    string // its folder
	clock   *clock
	stories int // begun so far
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// monday is when every story begins.
var monday = time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{clock: &clock{at: monday}, data: t.TempDir()}
	var err error
	book := observetest.New()
	log := book.Logger(t)
	t.Cleanup(func() { book.Check(t, 300, postgresLog(t)) }) // once all is over
	w.app, err = app.Open(context.Background(), app.Config{
		Data: w.data, DatabaseURL: pgtest.Cluster(t).URL("postgres"), Clock: w.clock.now, Log: log, URL: "https://erp.example", Trial: true,
	})
	if err != nil {
		t.Fatalf("open the program: %v", err)
	}
	t.Cleanup(func() {
		if err := w.app.Close(context.Background()); err != nil {
			t.Errorf("close the program: %v", err)
		}
	})
	proxy := []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} // every story comes from an address of its own
	api, err := w.app.API(config.Serve{Development: true, TrustedProxies: proxy}, "test", log)
	if err != nil {
		t.Fatalf("build the API: %v", err)
	}
	server := httptest.NewServer(book.Overhear(api))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// postgresLog is what the database wrote.
func postgresLog(t *testing.T) (text string) {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), pgtest.Cluster(t).URL("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // it has told what it knows
	err = conn.QueryRow(context.Background(), `select coalesce(string_agg(pg_read_file(current_setting('log_directory') || '/' || name), ''), '')
from pg_ls_logdir()`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// tenant makes a tenant on a tier, which writes to its owner, and returns its id,
// its name in addresses and a token of the owner.
func (w *world) tenant(t *testing.T, tier enterprise.Tier) (id, slug, token string) {
	t.Helper()
	slug = "t" + strings.ReplaceAll(uuid.NewString(), "-", "")[:12]
	made, err := w.app.CreateTenant(t.Context(), enterprise.Request{
		Name: "Story", Slug: slug, Tier: tier, AdminEmail: owner(slug), Country: "DE", Currency: "EUR", By: app.Local(),
	})
	if err != nil {
		t.Fatalf("make a tenant: %v", err)
	}
	token, err = w.app.UserToken(t.Context(), enterprise.Key{ID: made.ID}, "", "story", time.Time{})
	if err != nil {
		t.Fatalf("make a token: %v", err)
	}
	return made.ID.String(), slug, token
}

func owner(slug string) string { return "owner@" + slug + ".example" }

// user makes a user with a role who works at the main site, through the API as an
// owner would, and returns their token.
func (w *world) user(t *testing.T, tenant, owner, role string) string {
	t.Helper()
	post := func(path, body string) map[string]any {
		status, _, answer := w.call(t, request{method: "POST", path: "/api/v1/tenants/" + tenant + "/" + path, body: body, token: owner})
		if status >= 300 {
			t.Fatalf("%s: %d %s", path, status, answer)
		}
		out := map[string]any{}
		if err := json.Unmarshal(answer, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	only := func(path string) string {
		status, _, answer := w.call(t, request{method: "GET", path: "/api/v1/tenants/" + tenant + "/" + path, token: owner})
		var page struct {
			Data []struct{ ID string }
		}
		if err := json.Unmarshal(answer, &page); err != nil || len(page.Data) != 1 {
			t.Fatalf("%s: there is not exactly one: %d %s", path, status, answer)
		}
		return page.Data[0].ID
	}
	user := post("users", fmt.Sprintf(`{"name":%q,"email":"%s@story.example","roles":[%q],"sites":[%q]}`,
		role, role, only("roles?name="+role), only("sites?code=MAIN")))
	token := post("tokens/issue", fmt.Sprintf(`{"user":%q,"name":"story"}`, user["id"]))
	secret, _ := token["secret"].(string)
	return secret
}

// events returns the types of all news of a tenant, oldest first; open is false
// when it is suspended.
func (w *world) events(t *testing.T, tenant string) (out []string, open bool) {
	t.Helper()
	err := w.app.Enterprise.Do(t.Context(), uuid.MustParse(tenant), func(home pg.Home) error {
		return pg.Read(t.Context(), home, func(tx *pg.Tx) (err error) {
			out, err = pg.Query[string](t.Context(), tx, `select type from system_event where tenant_id = $1 and entity not in ('collaboration.notification', 'system.job') order by sequence`)
			return err
		})
	})
	if problem.Is(err, "tenant-suspended") {
		return nil, false
	}
	if err != nil {
		t.Fatal(err)
	}
	return out, true
}

// begin makes the company of a story.
func (w *world) begin(t *testing.T, tier enterprise.Tier) *story {
	t.Helper()
	id, slug, token := w.tenant(t, tier)
	w.stories++
	s := &story{
		T: t, world: w, tier: tier, tenant: id, began: time.Now(), address: fmt.Sprintf("10.0.%d.%d", w.stories/250, 1+w.stories%250),
		tokens: map[string]string{"owner": token}, token: token, browser: map[string]browser{}, header: map[string]string{},
		vars: map[string]string{"tenant": id, "slug": slug, "owner": owner(slug)},
	}
	s.listen()
	return s
}

// TestStories runs every story on every tier, and then reads the log of it all.
func TestStories(t *testing.T) {
	w := newWorld(t)
	files, err := filepath.Glob("stories/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no stories: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, tier := range []enterprise.Tier{enterprise.Shared, enterprise.Schema, enterprise.Database} {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+string(tier), func(t *testing.T) {
				w.clock.set(monday)
				w.begin(t, tier).run(archive)
			})
		}
	}
}
