package enterprise

import (
	"context"
	"fmt"

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
