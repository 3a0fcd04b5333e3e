package system_test

import (
	"os"
	"testing"
	"testing/fstest"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/migrate"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// notes is a module with a searched table and a log.
var notes = fstest.MapFS{"migrations/001_note.sql": {Data: []byte(`
create table notes_note (
  tenant_id uuid not null, id uuid not null, title text not null,
  search text generated always as (lower(title)) stored,
  primary key (tenant_id, id));
call tenant_table('notes_note');
call tenant_search('notes_note');
create table notes_line (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id));
call tenant_log('notes_line');`)}}

// place is a migrated database with two tenants, and its serving role.
type place struct {
	owner, server *pg.DB
	tenants       [2]uuid.UUID
}

func setup(t *testing.T, role string) place {
	t.Helper()
	url := pgtest.Database(t, "")
	p := place{owner: connect(t, url), tenants: [2]uuid.UUID{uuid.New(), uuid.New()}}
	command(t, p.owner, "create role "+role+" login password 'x'")
	if err := migrate.Prepare(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	plan, err := migrate.Load(migrate.Set{Module: "system", Files: system.Migrations}, migrate.Set{Module: "notes", Files: notes})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Up(t.Context(), url, migrate.Options{ServingRole: role}); err != nil {
		t.Fatal(err)
	}
	command(t, p.owner, "grant usage on schema public to "+role)
	for i, id := range p.tenants {
		command(t, p.owner, "insert into system_tenant (tenant_id, epoch) values ('"+id.String()+"', "+string(rune('1'+i))+")")
	}
	p.server = connect(t, url+"&role="+role)
	return p
}

func connect(t *testing.T, url string) *pg.DB {
	t.Helper()
	db, err := pg.Open(t.Context(), url, pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	return db
}

func command(t *testing.T, db *pg.DB, sql string) {
	t.Helper()
	if err := db.Command(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func query[T any](t *testing.T, home pg.Home, sql string, args ...any) ([]T, error) {
	t.Helper()
	var out []T
	err := pg.Read(t.Context(), home, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[T](t.Context(), tx, sql, args...)
		return err
	})
	return out, err
}

func TestEnterTenant(t *testing.T) {
	t.Parallel()
	p := setup(t, "enterer")
	one, two := p.tenants[0], p.tenants[1]
	tests := []struct {
		name   string
		tenant uuid.UUID
		epoch  int64
		ok     bool
	}{
		{"right epoch", one, 1, true},
		{"other right epoch", two, 2, true},
		{"older epoch", two, 1, false},
		{"newer epoch", one, 2, false},
		{"unknown tenant", uuid.New(), 1, false},
	}
	for _, tt := range tests {
		_, err := query[bool](t, pg.Home{Tenant: tt.tenant, Epoch: tt.epoch, DB: p.server}, `select $1::uuid is not null`)
		if (err == nil) != tt.ok || (err != nil && err != pg.ErrStalePlacement) { //nolint:errorlint // Exactly this one.
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	rows, err := query[uuid.UUID](t, pg.Home{DB: p.server}, `select tenant_id from system_tenant`)
	if err != nil || len(rows) != 0 {
		t.Errorf("without a tenant %d rows are seen, %v", len(rows), err)
	}
}

func TestExpectRows(t *testing.T) {
	t.Parallel()
	p := setup(t, "expecter")
	home := pg.Home{Tenant: p.tenants[0], Epoch: 1, DB: p.server}
	if _, err := query[string](t, home, `select expect_rows(2, 2, 'enough')::text where $1::uuid is not null`); err != nil {
		t.Error(err)
	}
	_, err := query[string](t, home, `select expect_rows(1, 2, 'stock_short')::text where $1::uuid is not null`)
	refused, ok := err.(*pg.ConstraintError) //nolint:errorlint // Exactly this one.
	if !ok || refused.Constraint != "stock_short" {
		t.Errorf("got %v, want a refusal named stock_short", err)
	}
}

func TestLogIsOnlyAddedTo(t *testing.T) {
	t.Parallel()
	p := setup(t, "logger")
	home := pg.Home{Tenant: p.tenants[0], Epoch: 1, DB: p.server}
	for sql, want := range map[string]string{
		"insert into notes_line (tenant_id, id) values ($1, $1)": "",
		"update notes_line set id = id where tenant_id = $1":     "42501",
		"delete from notes_line where tenant_id = $1":            "42501",
		"update notes_note set title = '' where tenant_id = $1":  "",
		"delete from notes_note where tenant_id = $1":            "",
	} {
		err := pg.Write(t.Context(), home, func(tx *pg.Tx) error {
			tx.Exec(sql)
			return nil
		})
		if pg.SQLSTATE(err) != want {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// TestSearchUsesTheIndex searches as the serving role in a table that is large
// enough for a plan without the index to be a mistake.
func TestSearchUsesTheIndex(t *testing.T) {
	t.Parallel()
	p := setup(t, "searcher")
	command(t, p.owner, `insert into notes_note (tenant_id, id, title)
select '`+p.tenants[0].String()+`', gen_random_uuid(), md5(i::text) || ' plain' from generate_series(1, 20000) i`)
	command(t, p.owner, `insert into notes_note (tenant_id, id, title)
select t, gen_random_uuid(), 'Große Bestellung 100%' from unnest(array['`+p.tenants[0].String()+`', '`+p.tenants[1].String()+`']::uuid[]) t`)
	command(t, p.owner, `analyze notes_note`)
	home := pg.Home{Tenant: p.tenants[0], Epoch: 1, DB: p.server}
	tests := []struct {
		q    string
		want int
	}{
		{"bestell", 1},
		{"GROSSE", 0},
		{"große", 1},
		{"100%", 1},
		{"1%0", 0},
		{"Bestelung", 1},
		{"kaffee", 0},
		{"Gr", 1},
		{"ro", 0},
		{"_r", 0},
	}
	for _, tt := range tests {
		ids, err := query[uuid.UUID](t, home, `select notes_note_search($2) where $1::uuid is not null`, tt.q)
		if err != nil || len(ids) != tt.want {
			t.Errorf("%q finds %d, want %d (%v)", tt.q, len(ids), tt.want, err)
		}
	}
	command(t, p.server, "select pg_stat_force_next_flush()")
	scans, err := query[int](t, pg.Home{DB: p.owner}, `select coalesce(sum(idx_scan), 0) from pg_stat_user_indexes where indexrelname = 'notes_note_search_idx'`)
	if err != nil || scans[0] < len(tests) {
		t.Errorf("the index was used %v times, %v", scans, err)
	}
	if _, err := query[uuid.UUID](t, pg.Home{DB: p.server}, `select notes_note_search('bestell')`); err != nil {
		t.Error(err)
	}
}
