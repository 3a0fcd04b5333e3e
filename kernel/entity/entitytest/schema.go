package entitytest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/kernel/entity"
)

// Schema compares every entity with its live table: columns, types, NULL, the
// indexes that filters need, and the rules that keep tenants apart, which hold
// for every table of the database.
func Schema(t *testing.T, h *House) {
	t.Helper()
	h.admin(t, func(c *pgx.Conn) error {
		for _, p := range h.Registry.Plans() {
			d := p.Describe()
			checkTable(t, c, d.Name, d.Table, "", d.Fields, p.Trail)
			for _, f := range d.Fields {
				if f.Table != "" {
					_, noun, _ := strings.Cut(d.Name, ".")
					checkTable(t, c, d.Name+"."+f.Name, f.Table, noun, f.Lines, false)
				}
			}
		}
		checkRules(t, c)
		return nil
	})
}

// always are the columns whose fields are never empty in a stored row.
var always = []string{"id", "created_at", "updated_at"} //nolint:gochecknoglobals // a table

type column struct {
	Name    string
	Type    string
	NotNull bool
}

// checkTable compares fields with the columns of a table; parent is the extra
// column of lines. What a trail refers to no foreign key holds.
func checkTable(t *testing.T, c *pgx.Conn, name, table, parent string, fields []entity.FieldOf, trail bool) {
	t.Helper()
	columns := collect[column](t, c, `select attname, format_type(atttypid, null), attnotnull from pg_attribute
		where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = ''`, table)
	if len(columns) == 0 {
		t.Errorf("%s: there is no table %s", name, table)
		return
	}
	known := map[string]bool{"tenant_id": true, parent: true}
	within := beneath(t, c, table, columns)
	want := func(f entity.FieldOf, col, typ string, null bool) {
		known[col] = true
		i := slices.IndexFunc(columns, func(x column) bool { return x.Name == col })
		switch {
		case i < 0:
			t.Errorf("%s: the table %s has no column %s", name, table, col)
		case columns[i].Type != typ:
			t.Errorf("%s: the column %s.%s is %s, the field is %s", name, table, col, columns[i].Type, typ)
		case columns[i].NotNull && null && !f.Required && !slices.Contains(always, col):
			t.Errorf("%s: the column %s.%s must allow NULL: the field may be empty", name, table, col)
		case !columns[i].NotNull && !null:
			t.Errorf("%s: the column %s.%s allows NULL, the field does not", name, table, col)
		}
		if of, is := within(col); f.Indexed && !indexed(t, c, of, is) {
			t.Errorf("%s: no index of %s begins with (tenant_id, %s), which lists filter and sort by", name, table, col)
		}
		if f.Target != "" && f.Column == "uuid" && !trail && !references(t, c, table, col) {
			t.Errorf("%s: the column %s.%s has no foreign key (tenant_id, %s)", name, table, col, col)
		}
	}
	for _, f := range fields {
		switch f.Type {
		case "lines":
		case "record":
			want(entity.FieldOf{}, f.Name+"_entity", "text", false)
			want(f, f.Name, "uuid", true)
		default:
			want(f, f.Name, f.Column, f.Nullable)
		}
	}
	for _, x := range columns {
		if !known[x.Name] {
			t.Errorf("%s: the column %s.%s belongs to no field", name, table, x.Name)
		}
	}
}

// beneath tells in which table a column lies, and what it is called there: for a view,
// whose columns may be NULL as those below them may, and which has no indexes itself.
// What a view computes lies nowhere, and is never NULL.
func beneath(t *testing.T, c *pgx.Conn, table string, columns []column) func(col string) (of, is string) {
	t.Helper()
	if collect[string](t, c, `select relkind::text from pg_class where oid = to_regclass($1)`, table)[0] != "v" {
		return func(col string) (string, string) { return table, col }
	}
	lies := map[string][2]string{}
	for i, x := range columns {
		var plans []struct {
			Plan struct {
				Table  string   `json:"Relation Name"`
				Output []string `json:"Output"`
			} `json:"Plan"`
		}
		plan := collect[string](t, c, `explain (verbose, format json) select `+x.Name+` from `+table)[0]
		if err := json.Unmarshal([]byte(plan), &plans); err != nil {
			t.Fatalf("read a plan: %v", err)
		}
		of := plans[0].Plan.Table
		is, plain := strings.CutPrefix(plans[0].Plan.Output[0], of+".")
		if columns[i].NotNull = true; plain {
			lies[x.Name] = [2]string{of, is}
			columns[i].NotNull = collect[column](t, c, `select attname, '', attnotnull from pg_attribute
				where attrelid = to_regclass($1) and attname = $2`, of, is)[0].NotNull
		}
	}
	return func(col string) (string, string) { return lies[col][0], lies[col][1] }
}

func indexed(t *testing.T, c *pgx.Conn, table, col string) bool {
	t.Helper()
	return len(collect[string](t, c, `select i.indexrelid::regclass::text from pg_index i
		join pg_attribute a on a.attrelid = i.indexrelid and a.attnum = 1 and a.attname = 'tenant_id'
		join pg_attribute b on b.attrelid = i.indexrelid and b.attnum = 2 and b.attname = $2
		where i.indrelid = to_regclass($1)`, table, col)) > 0
}

func references(t *testing.T, c *pgx.Conn, table, col string) bool {
	t.Helper()
	return len(collect[string](t, c, `select conname from pg_constraint where contype = 'f' and conrelid = to_regclass($1)
		and (select array_agg(attname::text order by array_position(conkey, attnum)) from pg_attribute
			where attrelid = conrelid and attnum = any(conkey)) = array['tenant_id', $2]`, table, col)) > 0
}

// rules are what must be true of every table that holds tenants' rows. Each query
// returns what breaks it.
var rules = []struct{ name, breaks string }{ //nolint:gochecknoglobals // a table
	{"has row-level security, forced", `select relname from tables where not (relrowsecurity and relforcerowsecurity)`},
	{"has the tenants' policy and no wider one", `select t.relname from tables t where not exists (
		select 1 from pg_policy p where p.polrelid = t.oid and p.polname = 'tenant' and p.polcmd = '*'
		and pg_get_expr(p.polqual, p.polrelid) = pg_get_expr(p.polwithcheck, p.polrelid)
		and pg_get_expr(p.polqual, p.polrelid) like '(tenant_id = ( SELECT (NULLIF(current_setting(''app.tenant_id''%')
		or exists (select 1 from pg_policy p where p.polrelid = t.oid and p.polname not in ('tenant', 'owner'))`},
	{"has a primary key that begins with tenant_id", `select relname from tables t where not exists (
		select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
		where i.indrelid = t.oid and i.indisprimary and a.attname = 'tenant_id')`},
	{"has only indexes that begin with tenant_id", `select i.indexrelid::regclass::text from tables t
		join pg_index i on i.indrelid = t.oid join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
		where a.attname <> 'tenant_id'`},
	{"has only foreign keys that begin with tenant_id", `select c.conname from tables t
		join pg_constraint c on c.conrelid = t.oid and c.contype = 'f'
		join pg_attribute a on a.attrelid = t.oid and a.attnum = c.conkey[1] where a.attname <> 'tenant_id'`},
	{"has only types that every schema shares", `select t.relname || '.' || a.attname from tables t
		join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
		join pg_type y on y.oid = a.atttypid where y.typtype <> 'b' or y.typnamespace <> 'pg_catalog'::regnamespace`},
	{"grants the serving role neither truncate nor references", `select table_name::text from information_schema.role_table_grants
		where grantee = '` + servingRole + `' and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')`},
}

func checkRules(t *testing.T, c *pgx.Conn) {
	t.Helper()
	const tables = `with tables as (select c.* from pg_class c where c.relnamespace = 'public'::regnamespace
		and c.relkind in ('r', 'p') and c.relname <> 'system_migration') `
	for _, r := range rules {
		for _, name := range collect[string](t, c, tables+r.breaks) {
			t.Errorf("%s: every table %s", name, r.name)
		}
	}
}

func collect[T any](t *testing.T, c *pgx.Conn, sql string, args ...any) []T {
	t.Helper()
	rows, err := c.Query(context.Background(), sql, args...)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	to := pgx.RowTo[T]
	if _, isText := any(*new(T)).(string); !isText {
		to = pgx.RowToStructByPos[T]
	}
	out, err := pgx.CollectRows(rows, to)
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}
