package enterprise

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/secret"
)

// as opens a pool of a database with the credentials of a placement.
func (b *bundle) as(p placement, database string) *pg.DB {
	b.tb.Helper()
	plain, err := b.cfg.Keys.Unseal(b.tb.Context(), secret.Sealed{KeyID: p.KeyID, Text: p.URI})
	if err != nil {
		b.tb.Fatal(err)
	}
	db, err := pg.Open(b.tb.Context(), editURL(string(plain), func(u *url.URL) { u.Path = "/" + database }), pg.Options{MaxConns: 1})
	if err != nil {
		b.tb.Fatal(err)
	}
	b.tb.Cleanup(db.Close)
	return db
}

func (b *bundle) place(t *Tenant) placement {
	b.tb.Helper()
	found, err := b.load(b.tb.Context(), Key{ID: t.ID})
	if err != nil {
		b.tb.Fatal(err)
	}
	return found.place
}

// TestRoleReachesNothingElse has every serving role try what it must not.
func TestRoleReachesNothingElse(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	tenants := map[Tier]*Tenant{}
	for _, tier := range tiers {
		tenants[tier] = b.provision("reach-"+string(tier), tier)
		b.provision("other-"+string(tier), tier)
	}
	for _, tier := range tiers {
		mine := b.place(tenants[tier])
		t.Run(string(tier), func(t *testing.T) {
			t.Parallel()
			b := &bundle{Enterprise: b.Enterprise, cfg: b.cfg, tb: t}
			ours := admin[string](t, "postgres", `select datname from pg_database
where starts_with(datname, $1) or datname in ('postgres', 'template1')
or datname in (select p from unnest($2::text[]) p)`, b.cfg.Prefix+"_", b.databases())
			for _, database := range ours {
				err := b.as(mine, database).Ping(t.Context())
				if reached := err == nil; reached != (database == mine.Database) {
					t.Errorf("connect to %s: %v", database, err)
				}
				if err != nil && pg.SQLSTATE(err) != "42501" {
					t.Errorf("connect to %s: %v, want insufficient privilege", database, err)
				}
			}
			db := b.as(mine, mine.Database)
			for _, schema := range admin[string](t, mine.Database, `select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'extensions')`) {
				err := db.Command(t.Context(), "select id from "+pg.Quote(schema)+".crm_client")
				if read := err == nil; read != (schema == mine.Schema) {
					t.Errorf("read %s.crm_client: %v", schema, err)
				}
			}
			refused := []string{
				"truncate crm_client", "create table x (id int)", "create schema x", "create role x", "create database x",
				"alter table crm_client disable row level security", "drop policy tenant on crm_client",
				"drop table crm_client", "alter table crm_client add x int", "create index on crm_client (name)",
				"create trigger x before insert on crm_client execute function suppress_redundant_updates_trigger()",
				"set role " + b.names.provisioner, "set role " + b.names.loader, "set role " + b.names.server,
				"set session_replication_role = replica", "select module from system_migration", "update system_tenant set epoch = 9",
				"update system_audit set verb = ''", "delete from system_audit", "insert into system_tenant (tenant_id) values (gen_random_uuid())",
				"select pg_read_file('/etc/passwd')", "copy (select 1) to program 'true'",
				"create function x() returns int language sql as 'select 1'", "create extension hstore",
			}
			for _, sql := range refused {
				if err := db.Command(t.Context(), sql); err == nil {
					t.Errorf("%s: allowed", sql)
				}
			}
			owned := admin[string](t, mine.Database, `select oid::regclass::text from pg_class where relowner = $1::regrole union all
select nspname from pg_namespace where nspowner = $1::regrole union all select proname from pg_proc where proowner = $1::regrole`, pg.Quote(mine.Role))
			if len(owned) > 0 {
				t.Errorf("owns %v", owned)
			}
		})
	}
}

// databases returns the names of this installation's tenants' databases.
func (b *bundle) databases() []string {
	b.tb.Helper()
	return admin[string](b.tb, b.names.enterprise, `select database from placement`)
}

func TestServerReadsOnly(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	for _, sql := range []string{
		"insert into hint (kind, subject) values ('x', gen_random_uuid())", "update tenant set status = 'active'",
		"delete from operator", "select id from audit", "create table x (id int)", "update operator_token set hash = ''",
	} {
		if err := b.registry.Command(t.Context(), sql); pg.SQLSTATE(err) != "42501" {
			t.Errorf("%s: %v, want insufficient privilege", sql, err)
		}
	}
}

// TestTenantsRowsStayApart writes with one tenant's rights and another's id.
func TestTenantsRowsStayApart(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	one, two := b.provision("rows-one", Shared), b.provision("rows-two", Shared)
	err := b.Do(t.Context(), one.ID, func(home pg.Home) error {
		return pg.Write(t.Context(), home, func(tx *pg.Tx) error {
			tx.Exec(`insert into crm_client (tenant_id, id, name) select $2, $1, 'smuggled'`, two.ID)
			return nil
		})
	})
	if pg.SQLSTATE(err) != "42501" {
		t.Errorf("wrote a row of another tenant: %v", err)
	}
	var seen int
	err = b.Do(t.Context(), one.ID, func(home pg.Home) error {
		return pg.Read(t.Context(), home, func(tx *pg.Tx) error {
			rows, err := pg.Query[int](t.Context(), tx, `select count(*) from crm_client where $1::uuid is not null`)
			seen = rows[0]
			return err
		})
	})
	if err != nil || seen != 1 {
		t.Errorf("without a condition %d rows are seen (%v), want the tenant's one", seen, err)
	}
}

func TestSearchFindsOwnRows(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	for _, tier := range tiers {
		tenant := b.provision("find-"+string(tier), tier)
		b.provision("find2-"+string(tier), tier)
		for _, tt := range []struct {
			q    string
			want int
		}{{"find", 1}, {"IND-" + string(tier)[:3], 1}, {"%", 0}, {"_", 0}, {`\`, 0}, {"zzz", 0}} {
			var ids []uuid.UUID
			err := b.Do(t.Context(), tenant.ID, func(home pg.Home) error {
				return pg.Read(t.Context(), home, func(tx *pg.Tx) error {
					var err error
					ids, err = pg.Query[uuid.UUID](t.Context(), tx, `select crm_client_search($2) where $1::uuid is not null`, tt.q)
					return err
				})
			})
			if err != nil || len(ids) != tt.want {
				t.Errorf("%s: %q finds %d, want %d (%v)", tier, tt.q, len(ids), tt.want, err)
			}
		}
	}
}

// TestAmountsReachAnIndex looks whether row-level security lets comparisons of amounts
// reach an index, and whether whoever allowed it still leaves all tables to their owner.
func TestAmountsReachAnIndex(t *testing.T) {
	t.Parallel()
	b := open(t, config(t))
	const sql = `select oid::regprocedure::text from pg_proc
where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^numeric_(eq|ne|lt|le|gt|ge|cmp)$' and not proleakproof
union all select tablename from pg_tables where schemaname = current_schema() and tableowner <> $2 and $1::uuid is not null`
	for _, tier := range tiers {
		tenant := b.provision("amounts-"+string(tier), tier)
		var amiss []string
		err := b.Do(t.Context(), tenant.ID, func(home pg.Home) error {
			return pg.Read(t.Context(), home, func(tx *pg.Tx) (err error) {
				amiss, err = pg.Query[string](t.Context(), tx, sql, b.names.provisioner)
				return err
			})
		})
		if err != nil || len(amiss) > 0 {
			t.Errorf("%s: not leakproof, or of another owner: %q (%v)", tier, amiss, err)
		}
	}
}

// TestForeignServer runs on a server where we are no superuser: the login may
// create databases and roles, and cannot give anybody BYPASSRLS.
func TestForeignServer(t *testing.T) {
	t.Parallel()
	cfg := config(t)
	login := cfg.Prefix + "_admin"
	setup, err := pg.Open(t.Context(), pgtest.Cluster(t).URL("postgres"), pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer setup.Close()
	if err := setup.Command(t.Context(), "create role "+login+" login createdb createrole password 'x'; grant connect on database postgres to "+login); err != nil {
		t.Fatal(err)
	}
	url0 := cfg.AdminURL
	cfg.AdminURL = func(database string) string {
		return editURL(url0(database), func(u *url.URL) { u.User = url.UserPassword(login, "x") })
	}
	cfg.OwnServer = false
	b := open(t, cfg)
	for _, tier := range tiers {
		tenant := b.provision("foreign-"+string(tier), tier)
		b.provision("foreign2-"+string(tier), tier)
		if got := b.clients(tenant); len(got) != 1 {
			t.Errorf("%s sees %v", tier, got)
		}
		err := b.Do(t.Context(), tenant.ID, func(home pg.Home) error {
			return pg.Read(t.Context(), home, func(tx *pg.Tx) error {
				ids, err := pg.Query[uuid.UUID](t.Context(), tx, `select crm_client_search('foreign') where $1::uuid is not null`)
				if len(ids) != 1 {
					t.Errorf("%s: search finds %d", tier, len(ids))
				}
				return err
			})
		})
		if err != nil {
			t.Error(err)
		}
	}
	if got := admin[bool](t, "postgres", `select rolbypassrls or rolsuper from pg_roles where rolname = $1`, b.names.provisioner); got[0] {
		t.Error("the provisioner bypasses policies; the test proves nothing")
	}
	open(t, cfg)
}

func TestProveNamesTheFault(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, fault, want string }{
		{"no policies", "create table crm_open (tenant_id uuid, id uuid); grant select on crm_open to %tenant", "crm_open has no active row-level security"},
		{"a wide policy", "create policy wide on crm_client using (true)", "rows are visible without a tenant in table crm_client"},
		{"truncate", "grant truncate on crm_client to %tenant", "crm_client may be truncated"},
		{"create", "grant create on schema public to %tenant", "may create in schema public"},
		{"bypass", "alter role %shared bypassrls", "bypasses row-level security"},
		{"owner", "create table crm_mine (id int); alter table crm_mine owner to %shared", "owns crm_mine"},
		{"membership", "grant %provisioner to %shared", "may take the rights"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := open(t, config(t))
			b.provision("prove", Shared)
			b.Close()
			db, err := pg.Open(t.Context(), pgtest.Cluster(t).URL(b.names.shared), pg.Options{MaxConns: 1})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			sql := strings.NewReplacer("%tenant", b.names.tenant, "%shared", b.names.shared, "%provisioner", b.names.provisioner).Replace(tt.fault)
			if err := db.Command(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
			e, err := Open(t.Context(), b.cfg)
			if err == nil {
				e.Close()
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}
