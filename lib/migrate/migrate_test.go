package migrate

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// files makes a file system of name, content pairs below migrations.
func files(pairs ...string) fstest.MapFS {
	m := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		m["migrations/"+pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return m
}

func load(t *testing.T, sets ...Set) *Plan {
	t.Helper()
	p, err := Load(sets...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func up(t *testing.T, p *Plan, url string, o Options) []string {
	t.Helper()
	done, err := p.Up(t.Context(), url, o)
	if err != nil {
		t.Fatal(err)
	}
	return done.Applied
}

func query[T any](t *testing.T, url, sql string) T {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeConn(t, conn) })
	var v T
	if err := conn.QueryRow(t.Context(), sql, pgx.QueryExecModeSimpleProtocol).Scan(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func closeConn(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	if err := conn.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

func script(t *testing.T, url, sql string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeConn(t, conn) })
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}

func TestLoadRefuses(t *testing.T) {
	tests := []struct {
		name string
		sets []Set
		want string
	}{
		{"no module", []Set{{}}, "no module"},
		{"a module twice", []Set{{Module: "crm"}, {Module: "crm"}}, "listed twice"},
		{"a name without number", []Set{{"crm", files("client.sql", "")}}, "NNN_name.sql"},
		{"zero", []Set{{"crm", files("000_client.sql", "")}}, "counts from 1"},
		{"a number twice", []Set{{"crm", files("001_a.sql", "", "1_b.sql", "")}}, "same number"},
		{"a way back", []Set{{"crm", files("001_a.sql", "select 1;\n-- +goose Down\n")}}, "forward only"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := Load(tt.sets...); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	one := load(t, Set{"crm", files("001_a.sql", "select 1")}).Version()
	two := load(t, Set{"crm", files("001_a.sql", "select 1", "002_b.sql", "select 2")}).Version()
	other := load(t, Set{"crm", files("001_a.sql", "select 3")}).Version()
	tests := []struct {
		name       string
		binary, at Version
		want       bool
	}{
		{"same", one, one, true},
		{"the place is ahead", one, two, true},
		{"the place is behind", two, one, false},
		{"another history of the same length", one, other, false},
		{"nothing there", one, "", false},
		{"nothing wanted", "", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.binary.Serves(tt.at); got != tt.want {
				t.Errorf("%q serves %q: got %t", tt.binary, tt.at, got)
			}
		})
	}
}

func TestUp(t *testing.T) {
	url := pgtest.Database(t, "")
	crm := files("001_client.sql", "create table crm_client (id int);")
	first := load(t, Set{"crm", crm}, Set{"sales", files("001_order.sql", "create table sales_order (id int);")})
	if got, want := up(t, first, url, Options{}), []string{"crm/001_client.sql", "sales/001_order.sql"}; !slices.Equal(got, want) {
		t.Errorf("fresh: got %v, want %v", got, want)
	}
	if got := up(t, first, url, Options{}); len(got) != 0 {
		t.Errorf("current: applied %v", got)
	}
	if n := query[int](t, url, "select count(distinct xmin::text) from system_migration"); n != 1 {
		t.Errorf("a fresh place took %d transactions", n)
	}

	crm["migrations/002_name.sql"] = &fstest.MapFile{Data: []byte("alter table crm_client add name text;")}
	crm["migrations/003_index.sql"] = &fstest.MapFile{Data: []byte(noTransaction + "\ncreate index concurrently if not exists crm_client_name_idx on crm_client (name);")}
	crm["migrations/004_mail.sql"] = &fstest.MapFile{Data: []byte("alter table crm_client add mail text;")}
	second := load(t, Set{"crm", crm}, Set{"sales", files("001_order.sql", "create table sales_order (id int);")})
	want := []string{"crm/002_name.sql", "crm/003_index.sql", "crm/004_mail.sql"}
	if got := up(t, second, url, Options{}); !slices.Equal(got, want) {
		t.Errorf("upgrade: got %v, want %v", got, want)
	}
	if got := up(t, first, url, Options{}); len(got) != 0 {
		t.Errorf("the older binary applied %v", got)
	}
	items, err := first.Status(t.Context(), url, "")
	if err != nil {
		t.Fatal(err)
	}
	unknown := 0
	for _, i := range items {
		if i.AppliedAt.IsZero() || i.Changed {
			t.Errorf("status %+v", i)
		}
		if i.Unknown {
			unknown++
		}
	}
	if unknown != 3 {
		t.Errorf("%d unknown migrations, want 3", unknown)
	}
}

func TestUpRefuses(t *testing.T) {
	url := pgtest.Database(t, "")
	up(t, load(t, Set{"crm", files("001_a.sql", "select 1", "003_c.sql", "select 3")}), url, Options{})
	_, err := load(t, Set{"crm", files("001_a.sql", "select 2", "003_c.sql", "select 3")}).Up(t.Context(), url, Options{})
	if !errors.Is(err, ErrChanged) || !strings.Contains(err.Error(), "crm/001_a.sql") {
		t.Errorf("changed file: %v", err)
	}
	_, err = load(t, Set{"crm", files("001_a.sql", "select 1", "002_b.sql", "", "003_c.sql", "select 3")}).Up(t.Context(), url, Options{})
	if !errors.Is(err, ErrOrder) || !strings.Contains(err.Error(), "crm/002_b.sql") {
		t.Errorf("file between: %v", err)
	}
}

func TestUpFailsWhole(t *testing.T) {
	url := pgtest.Database(t, "")
	broken := load(t, Set{"crm", files("001_a.sql", "create table a (id int);", "002_b.sql", "create table b (id int);\n\ncreate tabel c (id int);")})
	_, err := broken.Up(t.Context(), url, Options{})
	if err == nil || !strings.Contains(err.Error(), "crm/002_b.sql:3") {
		t.Errorf("the error does not name file and line: %v", err)
	}
	if query[bool](t, url, "select to_regclass('a') is not null or to_regclass('system_migration') is not null") {
		t.Error("half of a fresh place was left behind")
	}
	items, err := broken.Status(t.Context(), url, "")
	if err != nil || len(items) != 2 || !items[0].AppliedAt.IsZero() {
		t.Errorf("status of an empty place: %v, %v", items, err)
	}
}

func TestUpAsOwnerInSchema(t *testing.T) {
	url := pgtest.Database(t, "")
	suffix := query[string](t, url, "select substr(current_database(), 6, 8)")
	owner, server := "own_"+suffix, "srv_"+suffix
	script(t, url, "create role "+owner+"; create role "+server+"; create schema t_1 authorization "+owner+
		"; do $$ begin execute format('grant create on database %I to "+owner+"', current_database()); end $$")
	if err := Prepare(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	if err := Prepare(t.Context(), url); err != nil {
		t.Fatalf("again: %v", err)
	}
	log := files("001_log.sql", `create table log (id int);
do $$ begin execute format('grant insert on log to %I', current_setting('guildhall.serving_role')); end $$;`)
	up(t, load(t, Set{"crm", log}), url, Options{Schema: "t_1", OwnerRole: owner, ServingRole: server})
	if got := query[string](t, url, "select tableowner from pg_tables where schemaname = 't_1' and tablename = 'log'"); got != owner {
		t.Errorf("owner %q", got)
	}
	if got := query[bool](t, url, "select has_table_privilege('"+server+"', 't_1.log', 'insert') and not has_table_privilege('"+server+"', 't_1.log', 'update')"); !got {
		t.Error("the serving role cannot add to the log, or can change it")
	}
}

func TestUpWaitsForLocks(t *testing.T) {
	url := pgtest.Database(t, "")
	crm := files("001_a.sql", "create table a (id int);")
	up(t, load(t, Set{"crm", crm}), url, Options{})
	crm["migrations/002_b.sql"] = &fstest.MapFile{Data: []byte("alter table a add b int;")}
	p := load(t, Set{"crm", crm})

	reader, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeConn(t, reader) })
	if _, err := reader.Exec(t.Context(), "begin; select id from a"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Up(t.Context(), url, Options{LockTimeout: 20 * time.Millisecond, Tries: 1}); !lockFailed(err) {
		t.Fatalf("a table in use: %v", err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		time.Sleep(100 * time.Millisecond)
		if _, err := reader.Exec(context.Background(), "commit"); err != nil {
			t.Error(err)
		}
	})
	if got := up(t, p, url, Options{LockTimeout: 20 * time.Millisecond}); len(got) != 1 {
		t.Errorf("applied %v", got)
	}
	wait.Wait()
}

func TestUpTogether(t *testing.T) {
	url := pgtest.Database(t, "")
	p := load(t, Set{"crm", files("001_a.sql", "create table a (id int); select pg_sleep(0.05);")})
	var wait sync.WaitGroup
	var total sync.Map
	for i := range 4 {
		wait.Go(func() {
			done, err := p.Up(t.Context(), url, Options{})
			if err != nil {
				t.Error(err)
			}
			if len(done.Applied) > 0 {
				total.Store(i, true)
			}
		})
	}
	wait.Wait()
	n := 0
	total.Range(func(_, _ any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d migrators applied the file", n)
	}
}
