package enterprise

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/guildhall/guildhall/kernel/pg"
)

// prove has the serving role of a place show, once in a process, that it sees no
// rows unless told a tenant, and that it can do nothing but serve. A place that
// fails is not served, by error.
func (e *Enterprise) prove(ctx context.Context, p placement) error {
	if _, done := e.checked.Load(p.ID); done {
		return nil
	}
	_, err, _ := e.checks.Do(p.ID.String(), func() (any, error) {
		if _, done := e.checked.Load(p.ID); done {
			return nil, nil //nolint:nilnil // There is nothing to return.
		}
		db, release, err := e.serve(ctx, p)
		if err != nil {
			return nil, err
		}
		defer release()
		if err := proveRole(ctx, db); err != nil {
			return nil, fmt.Errorf("refuse to serve %s.%s: %w", p.Database, p.Schema, err)
		}
		e.checked.Store(p.ID, true)
		return nil, nil //nolint:nilnil // There is nothing to return.
	})
	return err //nolint:wrapcheck // It comes from the function above.
}

// sqlFaults lists what a serving role must not be able to do, in words.
const sqlFaults = `
select 'role ' || rolname || ' is a superuser, bypasses row-level security, or may create roles or databases'
from pg_roles where rolname = current_user and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
union all
select 'role ' || current_user || ' may take the rights of ' || g.rolname
from pg_roles g where pg_has_role(current_user, g.oid, 'member') and g.rolname <> current_user
  and (g.rolsuper or g.rolbypassrls or g.rolcreaterole or g.rolcreatedb)
union all
select current_user || ' may create in schema ' || nspname
from pg_namespace where nspname !~ '^pg_' and has_schema_privilege(oid, 'create')
union all
select current_user || ' may create schemas in ' || current_database()
where has_database_privilege(current_database(), 'create')
union all
select current_user || ' owns ' || oid::regclass
from pg_class where pg_has_role(current_user, relowner, 'usage') and relpersistence <> 't'
union all
select 'table ' || oid::regclass || ' may be truncated, or referenced, by ' || current_user
from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
  and has_table_privilege(oid, 'truncate, references, trigger')
union all
select 'table ' || oid::regclass || ' has no active row-level security'
from pg_class where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace
  and has_table_privilege(oid, 'select, insert, update, delete') and not row_security_active(oid)`

// sqlTables lists the tables that the role may read.
const sqlTables = `select oid::regclass::text from pg_class
where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace and has_table_privilege(oid, 'select')
order by 1`

// proveRole returns an error that names the table or the right that is wrong.
func proveRole(ctx context.Context, db *pg.DB) error {
	var faults, tables []string
	err := db.Read(ctx, func(tx *pg.Tx) error {
		var err error
		if faults, err = pg.Query[string](ctx, tx, sqlFaults); err != nil {
			return err
		}
		tables, err = pg.Query[string](ctx, tx, sqlTables)
		return err
	})
	if err != nil {
		return fmt.Errorf("ask for the role's rights: %w", err)
	}
	if len(faults) > 0 {
		return errors.New(strings.Join(faults, "; "))
	}
	if len(tables) == 0 {
		return errors.New("the role sees no table at all")
	}
	return proveBlind(ctx, db, tables)
}

// proveBlind reads every table with no tenant set: there must be no rows.
func proveBlind(ctx context.Context, db *pg.DB, tables []string) error {
	asks := make([]string, 0, len(tables))
	for _, t := range tables {
		asks = append(asks, "select "+literal(t)+" where exists (select from "+t+")")
	}
	var seen []string
	err := db.Read(ctx, func(tx *pg.Tx) error {
		var err error
		seen, err = pg.Query[string](ctx, tx, strings.Join(asks, " union all "))
		return err
	})
	if err != nil {
		return fmt.Errorf("read without a tenant: %w", err)
	}
	if len(seen) > 0 {
		return fmt.Errorf("rows are visible without a tenant in table %s", strings.Join(seen, ", "))
	}
	return nil
}
