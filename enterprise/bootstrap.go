package enterprise

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/migrate"
)

// maintenance is the database that every server has, for creating others.
const maintenance = "postgres"

// bootstrap connects to the enterprise database, which it builds on a fresh
// server.
func (e *Enterprise) bootstrap(ctx context.Context) error {
	built, err := e.connect(ctx)
	if err != nil {
		return err
	}
	if !built {
		began := e.now()
		if err := e.build(ctx); err != nil {
			return err
		}
		e.cfg.Log.InfoContext(ctx, "enterprise built", "duration", e.now().Sub(began).String())
		if built, err = e.connect(ctx); err != nil || !built {
			return errors.Join(errors.New("the enterprise database was built and is not found"), err)
		}
	}
	return e.syncModules(ctx)
}

// connect opens the control pool and tells whether all that bootstrap builds is
// there. An enterprise database of another version is refused, or upgraded when
// the configuration says so.
func (e *Enterprise) connect(ctx context.Context) (bool, error) {
	control, release, err := e.owner(ctx, e.names.enterprise, pg.Options{MaxConns: maxControlConns})
	if err != nil {
		return false, err
	}
	e.control = control
	places, err := e.placements(ctx, tierEnterprise, Shared, tierTemplate)
	if missing(err) || (err == nil && len(places) < 3) {
		release()
		e.pools.Drop(e.ownerKey(e.names.enterprise))
		return false, nil
	}
	e.release = append(e.release, release)
	if err != nil {
		return false, err
	}
	for _, p := range places {
		if p.Tier == tierEnterprise && p.SchemaVersion != e.own.Version() {
			return true, e.upgradeOwn(ctx, p)
		}
	}
	return true, nil
}

// missing tells whether an error says that the enterprise database, its owner or
// its tables do not exist: invalid_catalog_name, invalid_parameter_value (of the
// role), undefined_table.
func missing(err error) bool {
	switch pg.SQLSTATE(err) {
	case "3D000", "22023", "42P01":
		return true
	}
	return false
}

// upgradeOwn brings the enterprise database to the binary's version, if allowed.
// One that is ahead is left as it is: the binary stands it.
func (e *Enterprise) upgradeOwn(ctx context.Context, p placement) error {
	if e.own.Version().Serves(p.SchemaVersion) {
		return nil
	}
	if !e.cfg.Upgrade {
		return fmt.Errorf("the enterprise database has version %s and this binary needs %s: run guildhall migrate",
			p.SchemaVersion, e.own.Version())
	}
	if _, err := e.own.Up(ctx, e.ownerURL(e.names.enterprise), e.ownOptions()); err != nil {
		return fmt.Errorf("migrate the enterprise database: %w", err)
	}
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`update placement set schema_version = $2 where id = $1`, p.ID, e.own.Version())
		return nil
	})
}

func (e *Enterprise) ownOptions() migrate.Options {
	return migrate.Options{OwnerRole: e.names.provisioner, ServingRole: e.names.server}
}

// aloneBuilding has do build on the server, while no other process does: those that
// start together come one after the other. It has so many connections, of which the
// lock takes one.
func (e *Enterprise) aloneBuilding(ctx context.Context, connections int32, do func(admin *pg.DB) error) error {
	admin, err := pg.Open(ctx, e.cfg.AdminURL(maintenance), pg.Options{MaxConns: connections})
	if err != nil {
		return err
	}
	defer admin.Close()
	return admin.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, e.cfg.Prefix+" bootstrap")
		if err := tx.Flush(ctx); err != nil {
			return fmt.Errorf("wait for another process that builds: %w", err)
		}
		return do(admin)
	})
}

// build makes roles, databases and their rows, whatever of them is missing.
func (e *Enterprise) build(ctx context.Context) error {
	return e.aloneBuilding(ctx, 4, func(admin *pg.DB) error {
		if built, err := e.connect(ctx); err != nil || built { // by the one that was waited for, which serves by now
			return err
		}
		return e.buildAll(ctx, admin)
	})
}

func (e *Enterprise) buildAll(ctx context.Context, admin *pg.DB) error {
	if err := e.makeRoles(ctx, admin); err != nil {
		return fmt.Errorf("make roles: %w", err)
	}
	both, bctx := errgroup.WithContext(ctx)
	both.Go(func() error { return e.buildEnterprise(bctx, admin) })
	both.Go(func() error { return e.buildTemplate(bctx, admin) })
	if err := both.Wait(); err != nil {
		return fmt.Errorf("make databases: %w", err)
	}
	if err := e.createDatabase(ctx, admin, e.names.shared, e.names.template); err != nil {
		return err
	}
	if err := e.admit(ctx, admin, e.names.shared, e.names.shared, e.names.loader); err != nil {
		return err
	}
	return e.registerOwn(ctx)
}

func (e *Enterprise) buildEnterprise(ctx context.Context, admin *pg.DB) error {
	if err := e.createDatabase(ctx, admin, e.names.enterprise, ""); err != nil {
		return err
	}
	if err := e.admit(ctx, admin, e.names.enterprise, e.names.server); err != nil {
		return err
	}
	if err := e.furnish(ctx, e.names.enterprise, e.names.server); err != nil {
		return err
	}
	_, err := e.own.Up(ctx, e.ownerURL(e.names.enterprise), e.ownOptions())
	return err
}

func (e *Enterprise) buildTemplate(ctx context.Context, admin *pg.DB) error {
	if err := e.createDatabase(ctx, admin, e.names.template, ""); err != nil {
		return err
	}
	if err := e.admit(ctx, admin, e.names.template); err != nil {
		return err
	}
	if err := e.furnish(ctx, e.names.template, e.names.tenant); err != nil {
		return err
	}
	return e.migrateTo(ctx, placement{Tier: tierTemplate, Database: e.names.template, Schema: "public"})
}

// createDatabase creates a database of the provisioner's unless it exists.
func (e *Enterprise) createDatabase(ctx context.Context, db *pg.DB, name, template string) error {
	var exists bool
	err := db.Read(ctx, func(tx *pg.Tx) error {
		var err error
		_, exists, err = pg.One[int](ctx, tx, `select 1 from pg_database where datname = $1`, name)
		return err
	})
	if err != nil || exists {
		return err
	}
	from := "template0 encoding 'UTF8'"
	if template != "" {
		from = pg.Quote(template) + " strategy wal_log"
	}
	sql := "create database " + pg.Quote(name) + " owner " + pg.Quote(e.names.provisioner) + " template " + from
	err = patiently(ctx, "55006", func() error { return db.Command(ctx, sql) }) // object_in_use: somebody looks at the template
	switch pg.SQLSTATE(err) {
	case "23505", "42P04": // a server that was killed had asked for it, and its backend has finished meanwhile
		return nil
	}
	if err != nil {
		return fmt.Errorf("create database %s: %w", name, err)
	}
	return nil
}

// admit lets roles connect to a database, and nobody else.
func (e *Enterprise) admit(ctx context.Context, db *pg.DB, database string, roles ...string) error {
	sql := []string{"revoke all on database " + pg.Quote(database) + " from public"}
	for _, r := range roles {
		sql = append(sql, "grant connect, temporary on database "+pg.Quote(database)+" to "+pg.Quote(r))
	}
	if err := db.Command(ctx, strings.Join(sql, ";")); err != nil {
		return fmt.Errorf("set who may connect to %s: %w", database, err)
	}
	return nil
}

// furnish makes a fresh database ready for migrations.
func (e *Enterprise) furnish(ctx context.Context, database, grantee string) error {
	url := e.ownerURL(database)
	if err := migrate.Prepare(ctx, url); err != nil {
		return err
	}
	db, err := pg.Open(ctx, url, pg.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer db.Close()
	sql := "grant usage on schema public to " + pg.Quote(grantee) + ";"
	if database != e.names.enterprise {
		loader := pg.Quote(e.names.loader)
		sql += "grant usage on schema public to " + loader + ";" +
			"alter default privileges grant usage on schemas to " + loader + ";" +
			"alter default privileges grant select, insert, update, delete on tables to " + loader + ";"
	}
	return db.Command(ctx, sql)
}

// registerOwn writes down the places that hold no tenant of their own, with the
// credentials of their roles, and the shard on which they stand.
func (e *Enterprise) registerOwn(ctx context.Context) error {
	control, release, err := e.owner(ctx, e.names.enterprise, pg.Options{MaxConns: maxControlConns})
	if err != nil {
		return err
	}
	defer release()
	e.control = control
	places := []placement{
		{Tier: tierEnterprise, Database: e.names.enterprise, Role: e.names.server, SchemaVersion: e.own.Version()},
		{Tier: tierTemplate, Database: e.names.template, Role: e.names.tenant, SchemaVersion: e.plan.Version()},
		{Tier: Shared, Database: e.names.shared, Role: e.names.shared, SchemaVersion: e.plan.Version()},
	}
	for i, p := range places {
		if p.Tier == tierTemplate {
			continue // Nobody is served there.
		}
		sealed, err := e.credential(ctx, p.Database, p.Role)
		if err != nil {
			return err
		}
		places[i].URI, places[i].KeyID = sealed.Text, sealed.KeyID
	}
	return control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into shard (id, region) values ($1, $2) on conflict (id) do nothing`, home, e.cfg.Region)
		for _, p := range places {
			id, err := newID()
			if err != nil {
				return err
			}
			tx.Exec(`insert into placement (id, shard, tier, database, role, uri_encrypted, key_id, schema_version, status, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, 'ready', $9)
on conflict (shard, database, schema) do update
set uri_encrypted = excluded.uri_encrypted, key_id = excluded.key_id, status = 'ready'`,
				id, home, p.Tier, p.Database, p.Role, p.URI, p.KeyID, p.SchemaVersion, e.now())
		}
		return nil
	})
}

// syncModules writes down the binary's modules when they have changed.
func (e *Enterprise) syncModules(ctx context.Context) error {
	type row struct{ Name, Label string }
	var have []row
	err := e.control.Read(ctx, func(tx *pg.Tx) error {
		var err error
		have, err = pg.Query[row](ctx, tx, `select name, label from module order by position`)
		return err
	})
	if err != nil {
		return fmt.Errorf("read modules: %w", err)
	}
	want := make([]row, 0, len(e.cfg.Modules))
	for _, m := range e.cfg.Modules {
		want = append(want, row{m.Name, m.Label})
	}
	if fmt.Sprint(have) == fmt.Sprint(want) {
		return nil
	}
	names := make([]string, 0, len(want))
	for _, m := range want {
		names = append(names, m.Name)
	}
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		for i, m := range want {
			tx.Exec(`insert into module (name, label, position) values ($1, $2, $3)
on conflict (name) do update set label = excluded.label, position = excluded.position`, m.Name, m.Label, i)
		}
		tx.Exec(`update module set position = -1 where not name = any($1)`, names) // Tenants' choices outlive a module that went.
		return nil
	})
}
