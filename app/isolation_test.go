package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// company is a tenant with a record of every entity.
type company struct {
	*enterprise.Tenant
	home    pg.Home
	token   string            // of its owner
	records map[string]string // ids, by the plural of the entity
}

func newCompany(t *testing.T, a *app.App, tier enterprise.Tier) *company {
	t.Helper()
	c := &company{records: map[string]string{}}
	c.Tenant, c.home = provision(t, a, "island-"+uuid.NewString()[:8], tier)
	var err error
	if c.token, err = a.UserToken(t.Context(), enterprise.Key{ID: c.ID}, "", "sweep", time.Time{}); err != nil {
		t.Fatal(err)
	}
	c.furnish(t, a)
	return c
}

// furnish makes a record of every entity from its sample, and finds one of every
// view.
func (c *company) furnish(t *testing.T, a *app.App) {
	t.Helper()
	maker := &entitytest.Maker{Registry: a.Registry, Samples: samples(t), Call: func() entity.Call {
		return entity.Call{Actor: auth.System(c.ID), Home: c.home, Origin: entity.Origin{RequestID: uuid.New()}}
	}}
	for name := range maker.Samples {
		c.records[planNamed(t, a, name).Plural] = maker.Refer(t, name).String()
	}
	c.find(t, a)
}

// find looks for a record of every entity that none is known of.
func (c *company) find(t *testing.T, a *app.App) {
	t.Helper()
	for _, p := range a.Registry.Plans() {
		if c.records[p.Plural] != "" {
			continue
		}
		call := entity.Call{Actor: auth.System(c.ID), Home: c.home}
		answer, err := a.Registry.List(t.Context(), call, p, nil)
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Data []struct{ ID string } }
		if err := json.Unmarshal(answer.Body, &page); err == nil && len(page.Data) > 0 {
			c.records[p.Plural] = page.Data[0].ID
		}
	}
}

func planNamed(t *testing.T, a *app.App, name string) *entity.Plan {
	t.Helper()
	for _, p := range a.Registry.Plans() {
		if p.Name == name {
			return p
		}
	}
	t.Fatalf("there is no entity %s", name)
	return nil
}

// operation is one operation of the API's document, below a tenant.
type operation struct{ method, path string }

// operations reads the API's document.
func operations(t *testing.T, url string) []operation {
	t.Helper()
	told := call(t, sent{method: http.MethodGet, url: url + "/api/openapi.json"})
	var document struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(told.body, &document); err != nil || told.status != http.StatusOK {
		t.Fatalf("read the API's document: %d %v", told.status, err)
	}
	var out []operation
	for path, methods := range document.Paths {
		for method := range methods {
			if slices.Contains([]string{"get", "post", "put", "patch", "delete"}, method) {
				out = append(out, operation{strings.ToUpper(method), path})
			}
		}
	}
	if len(out) < 100 {
		t.Fatalf("the API's document has %d operations: the sweep would see nothing", len(out))
	}
	return out
}

// TestIsolation: with the rights of another company's owner and this company's
// ids, every operation of the document is refused, on every pair of tiers.
func TestIsolation(t *testing.T) {
	a := open(t)
	url := behindHTTP(t, a, config.Serve{Development: true})
	var companies []*company
	for _, tier := range tiers {
		companies = append(companies, newCompany(t, a, tier))
	}
	all := operations(t, url)
	for _, victim := range companies {
		for _, intruder := range companies {
			if victim == intruder {
				continue
			}
			t.Run(fmt.Sprintf("%s from %s", victim.Tier, intruder.Tier), func(t *testing.T) {
				for _, op := range all {
					intrude(t, url, op, victim, intruder)
				}
			})
		}
	}
}

// intrude tries one operation in every way of naming the victim.
func intrude(t *testing.T, url string, op operation, victim, intruder *company) {
	t.Helper()
	refused := func(how, path string, headers map[string]string) {
		t.Helper()
		told := call(t, sent{method: op.method, url: url + path, token: intruder.token, body: empty(op.method), header: headers})
		if told.status != http.StatusForbidden && told.status != http.StatusNotFound {
			t.Errorf("%s (%s): %d %s", told.what, how, told.status, told.body)
		}
		for plural, id := range victim.records {
			if !strings.Contains(path, id) && told.has(id) {
				t.Errorf("%s (%s) tells of the other company's %s", told.what, how, plural)
			}
		}
	}
	const canonical, client = "/api/v1/tenants/{tenantId}/", "/api/client/"
	if below, ok := strings.CutPrefix(op.path, canonical); ok {
		filled, named := fill(below, victim)
		refused("the other company's path", "/api/v1/tenants/"+victim.ID.String()+"/"+filled, nil)
		refused("the other company's header", client+filled, map[string]string{"X-Tenant-ID": victim.ID.String()})
		refused("the other company's name", client+filled+"?tenant="+victim.Slug, nil)
		if named {
			refused("the other company's ids", "/api/v1/tenants/"+intruder.ID.String()+"/"+filled, nil)
			refused("the other company's ids", client+filled, nil)
		}
	}
}

// fill puts the victim's ids into a path; named tells whether there was one.
func fill(path string, victim *company) (filled string, named bool) {
	plural, _, _ := strings.Cut(path, "/")
	id := victim.records[plural]
	if id == "" {
		id = uuid.NewString()
	}
	filled = strings.ReplaceAll(path, "{id}", id)
	return strings.ReplaceAll(filled, "{name}", "no.such"), filled != path
}

// TestIsolationInSQL is the sweep's twin below the API: what the serving role of
// one company can do with SQL to the rows of another. It proves that it looks by
// failing where the policies are gone.
func TestIsolationInSQL(t *testing.T) {
	a := open(t)
	victim := newCompany(t, a, enterprise.Shared)
	intruder, home := provision(t, a, "sql-intruder", enterprise.Shared)
	if found := breaches(t, home, victim.ID); len(found) > 0 {
		t.Errorf("%s reaches rows of %s: %v", intruder.Slug, victim.Slug, found)
	}
	database, _, err := a.Enterprise.DatabaseOf(t.Context(), victim.Tenant)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := pgx.Connect(t.Context(), pgtest.Cluster(t).URL(database))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(context.Background()) //nolint:errcheck // the test is over
	policies := func(verb string) {
		_, err := admin.Exec(context.Background(), `do $$ declare t record; begin
			for t in select tablename from pg_policies where schemaname = 'public' and policyname = 'tenant' loop
				execute format('alter table public.%I `+verb+` row level security', t.tablename);
			end loop; end $$`)
		if err != nil {
			t.Fatal(err)
		}
	}
	policies("disable")
	defer policies("enable")
	if found := breaches(t, home, victim.ID); len(found) < 20 {
		t.Errorf("without policies the sweep finds only %d breaches: it does not look: %v", len(found), found)
	}
}

// breaches tries to read, change and delete rows of another tenant in every table
// that the serving role sees, and to plant one.
func breaches(t *testing.T, home pg.Home, victim uuid.UUID) []string {
	t.Helper()
	var tables []string
	read := func(sql string, args ...any) int64 {
		var rows []int64
		err := pg.Read(t.Context(), home, func(tx *pg.Tx) (err error) {
			rows, err = pg.Query[int64](t.Context(), tx, sql, args...)
			return err
		})
		if err != nil || len(rows) == 0 {
			return 0 // refused is as good as nothing
		}
		return rows[0]
	}
	err := pg.Read(t.Context(), home, func(tx *pg.Tx) (err error) {
		tables, err = pg.Query[string](t.Context(), tx, `select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
			where c.relkind in ('r', 'v') and has_table_privilege(c.oid, 'select') and c.relnamespace = current_schema()::regnamespace
			and $1::uuid is not null order by 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(tables) < 30 {
		t.Fatalf("the serving role sees %d tables: the sweep would see nothing", len(tables))
	}
	var found []string
	for _, table := range tables {
		name := pg.Quote(table)
		// $1 is the tenant that the transaction is in; naming it keeps the statement whole.
		if n := read(`select count(*) from `+name+` where tenant_id = $2 and tenant_id is distinct from $1`, victim); n > 0 {
			found = append(found, fmt.Sprintf("read %d rows of %s", n, table))
		}
		if n := read(`with x as (update `+name+` set tenant_id = tenant_id where tenant_id = $2 and tenant_id is distinct from $1 returning 1)
			select count(*) from x`, victim); n > 0 {
			found = append(found, fmt.Sprintf("changed %d rows of %s", n, table))
		}
	}
	return found
}
