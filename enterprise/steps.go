package enterprise

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

const (
	// maxSchemas bounds the tenants' schemas in one shared database: a thousand of
	// eighty tables made two gigabytes of catalogue.
	maxSchemas = 200
	// maxRoleConns bounds what a tenant's own role may open over all processes.
	maxRoleConns = 20
	// noRoomRetry is how long to wait when there is no place for another tenant.
	noRoomRetry = 5 * time.Minute
)

// choosePlace finds the shard by region and room, and for the tenant's own schema
// or database writes down the place that is to be built.
func (e *Enterprise) choosePlace(ctx context.Context, j *job) error {
	if j.tenant.Placement != uuid.Nil {
		return nil
	}
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		shared, err := e.roomiest(ctx, tx, j.tenant)
		if err != nil {
			return err
		}
		j.place = shared
		if j.tenant.Tier != Shared {
			if j.place, err = e.newPlace(j.tenant, shared); err != nil {
				return err
			}
			tx.Exec(`insert into placement (id, shard, tier, database, schema, role, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
				j.place.ID, j.place.Shard, j.place.Tier, j.place.Database, j.place.Schema, j.place.Role, e.now())
		}
		tx.Exec(`update tenant set placement = $2, status = 'provisioning', updated_at = $3 where id = $1`,
			j.tenant.ID, j.place.ID, e.now())
		return nil
	})
	if err != nil {
		return err
	}
	j.tenant.Placement, j.tenant.Status = j.place.ID, Provisioning
	return nil
}

// roomiest returns the shared database with the fewest tenants, in a region that
// the tenant may live in and at the binary's version.
func (e *Enterprise) roomiest(ctx context.Context, tx *pg.Tx, t Tenant) (placement, error) {
	const sql = `select ` + placementColumns + ` from placement p join shard s on s.id = p.shard
where p.tier = 'shared' and p.status = 'ready' and s.accepts and ($1 = '' or s.region = $1)
  and (p.schema_version = $2 or split_part(p.schema_version, '-', 1)::bigint > split_part($2, '-', 1)::bigint)
  and s.capacity > (select count(*) from tenant x join placement y on y.id = x.placement where y.shard = s.id)
  and ($3 <> 'schema' or $4 > (select count(*) from placement z
    where z.shard = p.shard and z.database = p.database and z.tier = 'schema'))
order by (select count(*) from tenant x where x.placement = p.id) limit 1`
	place, found, err := pg.One[placement](ctx, tx, sql, t.Region, e.plan.Version(), t.Tier, maxSchemas)
	if err != nil {
		return placement{}, err
	}
	if found {
		return place, nil
	}
	known, _, err := pg.One[bool](ctx, tx, `select exists (select from shard where $1 = '' or region = $1)`, t.Region)
	if err != nil {
		return placement{}, err
	}
	if !known {
		return placement{}, problem.InvalidField("/region", "unknown", "There is no server in the region %q.", t.Region)
	}
	return placement{}, problem.Unavailable("no-room", noRoomRetry,
		"No server takes another tenant of this kind now: all are full, or are still to be migrated.")
}

// newPlace names a tenant's own schema or database, and its role, after its id.
func (e *Enterprise) newPlace(t Tenant, shared placement) (placement, error) {
	id, err := newID()
	if err != nil {
		return placement{}, err
	}
	p := placement{ID: id, Shard: shared.Shard, Tier: t.Tier, Database: shared.Database, Schema: "public"}
	name := hex.EncodeToString(t.ID[:])
	if t.Tier == Schema {
		p.Schema, p.Role = "t_"+name, "t_"+name
	} else {
		p.Database, p.Role = "tenant_"+name, "tenant_"+name
	}
	return p, nil
}

// makeRole makes the role of a tenant's own place, without a password.
func (e *Enterprise) makeRole(ctx context.Context, j *job) error {
	if j.place.Tier == Shared {
		return nil
	}
	name := pg.Quote(j.place.Role)
	sql := role(sqlRole, j.place.Role, fmt.Sprintf("login connection limit %d", maxRoleConns)) +
		"alter role " + name + " set search_path = " + pg.Quote(j.place.Schema) + ";" +
		"grant " + name + " to " + pg.Quote(e.names.provisioner) + ";" // to end its sessions when the place is removed
	if j.place.Tier == Database {
		sql += "grant " + pg.Quote(e.names.tenant) + " to " + name + ";"
	}
	return e.control.Command(ctx, sql)
}

// makeTables makes the schema or the database with its tables, and lets its role
// in.
func (e *Enterprise) makeTables(ctx context.Context, j *job) error {
	switch j.place.Tier {
	case Schema:
		return e.makeSchema(ctx, j.place)
	case Database:
		return e.makeDatabase(ctx, j.place)
	default:
		return nil // Rows need none of their own.
	}
}

func (e *Enterprise) makeSchema(ctx context.Context, p placement) error {
	db, release, err := e.owner(ctx, p.Database, pg.Options{MaxConns: maxBuilders})
	if err != nil {
		return err
	}
	defer release()
	role, schema := pg.Quote(p.Role), pg.Quote(p.Schema)
	err = db.Command(ctx, "create schema if not exists "+schema+";"+
		"grant usage on schema "+schema+" to "+role+";"+
		"grant connect, temporary on database "+pg.Quote(p.Database)+" to "+role+";")
	if err != nil {
		return fmt.Errorf("create schema: %w", err)
	}
	return e.migrateTo(ctx, p)
}

func (e *Enterprise) makeDatabase(ctx context.Context, p placement) error {
	if err := e.createDatabase(ctx, e.control, p.Database, e.names.template); err != nil {
		return err
	}
	if err := e.admit(ctx, e.control, p.Database, p.Role, e.names.loader); err != nil {
		return err
	}
	templates, err := e.placements(ctx, tierTemplate)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(templates, func(t placement) bool { return t.SchemaVersion == e.plan.Version() }) {
		return e.upkeep(ctx, p) // The template has room for the events of when it was made.
	}
	return e.migrateTo(ctx, p) // The template is behind, until the fleet is migrated.
}

// sealURI gives the role of a tenant's own place its password, and keeps the
// sealed URI.
func (e *Enterprise) sealURI(ctx context.Context, j *job) error {
	if j.place.Tier == Shared {
		return nil
	}
	sealed, err := e.credential(ctx, j.place.Database, j.place.Role)
	if err != nil {
		return err
	}
	j.place.URI, j.place.KeyID = sealed.Text, sealed.KeyID
	j.place.SchemaVersion, j.place.Status = e.plan.Version(), "ready"
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`update placement set uri_encrypted = $2, key_id = $3, schema_version = $4, status = 'ready' where id = $1`,
			j.place.ID, sealed.Text, sealed.KeyID, j.place.SchemaVersion)
		return nil
	})
}

// begun is recorded before the tenant's first rows are written, so that a later
// run knows that some may be there.
const begun = "seed begun"

// seedTenant writes the tenant's own row and has its first rows made. What an
// interrupted run has left is removed first: nobody else has written for a tenant
// that is not active.
func (e *Enterprise) seedTenant(ctx context.Context, j *job) error {
	owner, release, err := e.owner(ctx, j.place.Database, pg.Options{MaxConns: maxBuilders})
	if err != nil {
		return err
	}
	defer release()
	if slices.Contains(j.done, begun) {
		if err := wipe(ctx, owner, j.place.Schema, j.tenant.ID); err != nil {
			return err
		}
	} else if err := e.record(ctx, j, begun); err != nil {
		return err
	}
	err = owner.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into `+pg.Quote(j.place.Schema)+`.system_tenant (tenant_id, epoch, name, slug, country, currency)
values ($1, $2, $3, $4, $5, $6)`,
			j.tenant.ID, j.tenant.Epoch, j.tenant.Name, j.tenant.Slug, j.tenant.Country, j.tenant.Currency)
		return nil
	})
	if err != nil {
		return fmt.Errorf("write the tenant's row: %w", err)
	}
	if err := e.prove(ctx, j.place); err != nil {
		return err
	}
	db, back, err := e.serve(ctx, j.place)
	if err != nil {
		return err
	}
	defer back()
	if err := e.cfg.Seed(ctx, pg.Home{Tenant: j.tenant.ID, Epoch: j.tenant.Epoch, DB: db}, j.tenant); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}

// activate lets the tenant's users in.
func (e *Enterprise) activate(ctx context.Context, j *job) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`update tenant set status = 'active', defaults = $3, updated_at = $2, version = version + 1 where id = $1`,
			j.tenant.ID, e.now(), e.cfg.Defaults)
		e.hint(tx, hintTenant, j.tenant.ID)
		return e.audit(tx, nil, deed{"tenant.active", "tenant", j.tenant.ID, nil})
	})
	if err != nil {
		return err
	}
	j.tenant.Status = Active
	j.tenant.Version++
	e.drop(ctx, j.tenant.ID)
	return nil
}

// unmake removes what the steps have made, in reverse.
func (e *Enterprise) unmake(ctx context.Context, j *job) error {
	p := j.place
	if p.ID == uuid.Nil {
		return nil
	}
	if p.Tier != Shared {
		e.pools.Drop(pg.PoolKey{Shard: p.Shard, Database: p.Database, Role: p.Role})
	}
	switch p.Tier {
	case Database:
		if err := e.dropDatabase(ctx, p.Database); err != nil {
			return err
		}
		return e.dropRole(ctx, p.Role, "")
	case Schema:
		return e.unmakeSchema(ctx, p)
	default:
		owner, release, err := e.owner(ctx, p.Database, pg.Options{MaxConns: maxBuilders})
		if err != nil {
			return err
		}
		defer release()
		return wipe(ctx, owner, p.Schema, j.tenant.ID)
	}
}

// dropDatabase removes a database with everybody who is in it. The administrator's
// login does it: sessions of a superuser end only by one.
func (e *Enterprise) dropDatabase(ctx context.Context, name string) error {
	e.pools.Drop(e.ownerKey(name))
	admin, err := pg.Open(ctx, e.cfg.AdminURL(maintenance), pg.Options{MaxConns: 1})
	if err != nil {
		return err
	}
	defer admin.Close()
	if err := admin.Command(ctx, "drop database if exists "+pg.Quote(name)+" with (force)"); err != nil {
		return fmt.Errorf("drop database: %w", err)
	}
	return nil
}

func (e *Enterprise) unmakeSchema(ctx context.Context, p placement) error {
	owner, release, err := e.owner(ctx, p.Database, pg.Options{MaxConns: maxBuilders})
	if err != nil {
		return err
	}
	defer release()
	if err := owner.Command(ctx, "drop schema if exists "+pg.Quote(p.Schema)+" cascade"); err != nil {
		return fmt.Errorf("drop schema: %w", err)
	}
	return e.dropRole(ctx, p.Role, "revoke all on database "+pg.Quote(p.Database)+" from "+pg.Quote(p.Role)+";")
}

// dropRole removes a role, after what it was granted, if it exists.
func (e *Enterprise) dropRole(ctx context.Context, name, revoke string) error {
	err := e.control.Command(ctx, revoke+"drop role if exists "+pg.Quote(name))
	if err != nil && pg.SQLSTATE(err) != "42704" { // undefined_object: the step that makes it did not run
		return fmt.Errorf("drop role: %w", err)
	}
	return nil
}

// sqlWipe deletes a tenant's rows from every table of a schema. Tables that
// others point at come free after those have gone, so it goes round until nothing
// is held any more.
const sqlWipe = `do $wipe$
declare
  tab text;
  held bigint;
  held_before bigint := -1;
begin
  loop
    held := 0;
    for tab in
      select format('%%I.%%I', n.nspname, c.relname) from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
      where n.nspname = %[1]s and c.relkind in ('r', 'p') and not c.relispartition
      order by c.oid desc
    loop
      begin
        execute format('delete from %%s where tenant_id = $1', tab) using %[2]s::uuid;
      exception when foreign_key_violation then
        held := held + 1;
      end;
    end loop;
    exit when held = 0;
    if held = held_before then
      raise exception 'rows of tenant %% hold each other in %% tables', %[2]s, held;
    end if;
    held_before := held;
  end loop;
end $wipe$`

func wipe(ctx context.Context, owner *pg.DB, schema string, tenant uuid.UUID) error {
	sql := fmt.Sprintf(sqlWipe, literal(schema), literal(tenant.String()))
	if err := owner.Command(ctx, sql); err != nil {
		return fmt.Errorf("remove the tenant's rows: %w", err)
	}
	return nil
}
