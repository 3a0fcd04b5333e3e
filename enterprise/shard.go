package enterprise

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Shard is a server on which tenants live.
type Shard struct {
	ID       string
	Region   string
	Capacity int64 // tenants that it is meant for
	Accepts  bool  // takes new tenants
	Tenants  int64 // that live there now
	Places   int64 // databases and schemas
}

// Shards returns every server, by id.
func (e *Enterprise) Shards(ctx context.Context) ([]Shard, error) {
	const sql = `select s.id, s.region, s.capacity, s.accepts,
  (select count(*) from tenant t join placement p on p.id = t.placement where p.shard = s.id and t.status <> 'purged'),
  (select count(*) from placement p where p.shard = s.id)
from shard s order by s.id`
	return list[Shard](ctx, e, "shards", sql)
}

// ModuleState is a module of the binaries that run.
type ModuleState struct {
	Name    string
	Label   string
	Without int64 // tenants for which it is switched off
}

// Modules returns the modules, in their order.
func (e *Enterprise) Modules(ctx context.Context) ([]ModuleState, error) {
	const sql = `select m.name, m.label, (select count(*) from tenant_module x where x.module = m.name and not x.enabled)
from module m where m.position >= 0 order by m.position`
	return list[ModuleState](ctx, e, "modules", sql)
}

// DatabaseOf returns the database in which a tenant's rows live, and the schema;
// both are empty while it has no place.
func (e *Enterprise) DatabaseOf(ctx context.Context, t *Tenant) (database, schema string, err error) {
	type row struct{ Database, Schema string }
	var found row
	if t.Placement == uuid.Nil {
		return "", "", nil
	}
	err = e.registry.Read(ctx, func(tx *pg.Tx) (err error) {
		found, _, err = pg.One[row](ctx, tx, `select database, schema from placement where id = $1`, t.Placement)
		return err
	})
	if err != nil {
		return "", "", fmt.Errorf("read placement: %w", err)
	}
	return found.Database, found.Schema, nil
}

func list[T any](ctx context.Context, e *Enterprise, what, sql string) ([]T, error) {
	var out []T
	err := e.registry.Read(ctx, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[T](ctx, tx, sql)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return out, nil
}

// DatabaseState is a database of the installation that holds the registry or tenants.
type DatabaseState struct {
	Name   string
	Tier   Tier  // "enterprise", or that of its tenants; the schemas of the shared one count as shared
	Places int64 // in it with a version of their own
	Behind int64 // of them, not at this binary's version
}

// Databases returns the databases of the installation, that of the registry first,
// then those that several tenants share.
func (e *Enterprise) Databases(ctx context.Context) ([]DatabaseState, error) {
	const sql = `select p.database, min(p.tier) filter (where p.tier <> 'schema'), count(*),
  count(*) filter (where p.schema_version <> case p.tier when 'enterprise' then $1 else $2 end)
from placement p where p.status = 'ready' and p.tier <> 'template'
group by p.database order by min(case p.tier when 'enterprise' then 0 when 'database' then 2 else 1 end), p.database`
	var out []DatabaseState
	err := e.registry.Read(ctx, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[DatabaseState](ctx, tx, sql, string(e.own.Version()), string(e.plan.Version()))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read databases: %w", err)
	}
	return out, nil
}

// Ping connects to a database of the installation anew, as its owner, and tells how
// long it took until it answered.
func (e *Enterprise) Ping(ctx context.Context, database string) (time.Duration, error) {
	began := time.Now()
	db, err := pg.Open(ctx, e.ownerURL(database), pg.Options{MaxConns: 1})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if err := db.Ping(ctx); err != nil {
		return 0, err
	}
	return time.Since(began), nil
}
