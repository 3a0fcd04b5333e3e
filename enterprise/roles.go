package enterprise

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/guildhall/guildhall/kernel/pg"
)

// sqlStrong makes a role that bypasses row-level security where the server lets
// us, and one without where not: migrations then give the owner a policy of its
// own (see tenant_policy).
const sqlStrong = `do $$ begin
  if not exists (select from pg_roles where rolname = %[1]s) then
    begin
      create role %[2]s nologin %[3]s bypassrls;
    exception when insufficient_privilege then
      create role %[2]s nologin %[3]s;
    end;
  end if;
end $$;`

// sqlRole makes a role unless it exists.
const sqlRole = `do $$ begin
  if not exists (select from pg_roles where rolname = %[1]s) then
    create role %[2]s %[3]s;
  end if;
end $$;`

// makeRoles makes the installation's own roles:
//
//	provisioner  creates databases and roles and owns everything; entered by the administrator's login
//	loader       restores archives, past the policies; entered by the administrator's login
//	server       reads the registry
//	tenant       what a database's tables are granted to; the roles that serve are its members
//	shared_1     serves the first shared database
func (e *Enterprise) makeRoles(ctx context.Context, admin *pg.DB) error {
	n := e.names
	sql := role(sqlStrong, n.provisioner, "createdb createrole") +
		"grant " + pg.Quote(n.provisioner) + " to current_user;" +
		role(sqlStrong, n.loader, "") +
		"grant " + pg.Quote(n.loader) + " to current_user;"
	if err := admin.Command(ctx, sql); err != nil {
		return err
	}
	if err := e.mindLoader(ctx, admin); err != nil {
		return err
	}
	owner, err := pg.Open(ctx, e.ownerURL(maintenance), pg.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer owner.Close()
	err = owner.Command(ctx, role(sqlRole, n.server, "login")+
		role(sqlRole, n.tenant, "nologin")+
		role(sqlRole, n.shared, "login")+
		"alter role "+pg.Quote(n.shared)+" set search_path = public;"+
		"grant "+pg.Quote(n.tenant)+" to "+pg.Quote(n.shared)+";")
	if err != nil {
		return err
	}
	return e.closeServer(ctx, admin)
}

// mindLoader lets the loader share the owner's policy where it cannot bypass
// policies.
func (e *Enterprise) mindLoader(ctx context.Context, admin *pg.DB) error {
	return admin.Command(ctx, fmt.Sprintf(`do $$ begin
  if not (select rolbypassrls from pg_roles where rolname = %s) then grant %s to %s; end if;
end $$;`, literal(e.names.loader), pg.Quote(e.names.provisioner), pg.Quote(e.names.loader)))
}

// closeServer keeps our roles out of databases that are not ours. On a server of
// our own it closes the databases that come with PostgreSQL; on another's it only
// tells which ones admit everybody.
func (e *Enterprise) closeServer(ctx context.Context, admin *pg.DB) error {
	if e.cfg.OwnServer {
		return patiently(ctx, "XX000", func() error { // internal_error: "tuple concurrently updated" by another installation
			return admin.Command(ctx, "revoke all on database postgres, template1 from public")
		})
	}
	var open []string
	err := admin.Read(ctx, func(tx *pg.Tx) error {
		var err error
		open, err = pg.Query[string](ctx, tx, `select datname from pg_database
where datallowconn and not starts_with(datname, $1) and has_database_privilege('public', oid, 'connect')`, e.cfg.Prefix+"_")
		return err
	})
	if err != nil {
		return fmt.Errorf("read who may connect: %w", err)
	}
	if len(open) > 0 {
		e.cfg.Log.WarnContext(ctx, "databases of this server admit every role; revoke connect on them from public",
			"databases", strings.Join(open, ", "))
	}
	return nil
}

func role(sql, name, attributes string) string {
	return fmt.Sprintf(sql, literal(name), pg.Quote(name), attributes)
}

// literal returns text as SQL writes a string.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// patiently runs do until it does not fail with the SQLSTATE, for some seconds.
func patiently(ctx context.Context, code string, do func() error) error {
	const tries, pause = 50, 100 * time.Millisecond
	for try := 1; ; try++ {
		err := do()
		if err == nil || try == tries || pg.SQLSTATE(err) != code {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}
