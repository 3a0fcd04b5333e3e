package enterprise

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	known "github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/problem"
)

// Key names a tenant: by id, or by its slug or one of its domains.
type Key struct {
	ID   uuid.UUID
	Name string // slug or domain, lower case; counts when ID is zero
}

// String returns the id or the name.
func (k Key) String() string {
	if k.ID != uuid.Nil {
		return k.ID.String()
	}
	return k.Name
}

func (k Key) predicate() string {
	if k.ID != uuid.Nil {
		return "t.id = $1"
	}
	return "t.id = coalesce((select x.id from tenant x where x.slug = $1), (select d.tenant from tenant_domain d where d.domain = $1))"
}

func (k Key) arg() any {
	if k.ID != uuid.Nil {
		return k.ID
	}
	return k.Name
}

// Resolve returns a tenant that may be served now, from the process's cache for 5
// minutes at most, or until a hint tells of a change (see [Enterprise.Watch]). A
// tenant once resolved is served on when the registry does not answer. Problems:
//
//	unknown-tenant      404  there is none
//	tenant-archived     410
//	tenant-suspended    403  with the reason
//	tenant-provisioning 503  with Retry-After
//	tenant-moving       503  with Retry-After; also recovering and broken
//	tenant-upgrading    503  with Retry-After: its tables are older than this binary
//
// A read-only tenant is returned; the caller refuses writes (see Tenant.Writable).
func (e *Enterprise) Resolve(ctx context.Context, key Key) (*Tenant, error) {
	found, err := e.lookup(ctx, key)
	if err != nil {
		return nil, err
	}
	t := found.tenant
	return &t, nil
}

// Home leases the home of a tenant that may be served, for one transaction or
// one request; release gives it back. The first lease of a place in a process
// proves the serving role as [Open] does. Problems are those of Resolve.
func (e *Enterprise) Home(ctx context.Context, tenant uuid.UUID) (home pg.Home, release func(), err error) {
	found, err := e.lookup(ctx, Key{ID: tenant})
	if err != nil {
		return pg.Home{}, nil, err
	}
	if err := e.prove(ctx, found.place); err != nil {
		return pg.Home{}, nil, err
	}
	db, release, err := e.serve(ctx, found.place)
	if err != nil {
		return pg.Home{}, nil, err
	}
	return pg.Home{Tenant: tenant, Epoch: found.tenant.Epoch, DB: db}, release, nil
}

// Do runs do in the tenant's home. When the home turns out to be an old one
// (pg.ErrStalePlacement), the registry is read again and do runs once more.
func (e *Enterprise) Do(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error {
	err := e.doOnce(ctx, tenant, do)
	if errors.Is(err, pg.ErrStalePlacement) {
		e.drop(ctx, tenant)
		err = e.doOnce(ctx, tenant, do)
	}
	return err
}

func (e *Enterprise) doOnce(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error {
	h, release, err := e.Home(ctx, tenant)
	if err != nil {
		return err
	}
	defer release()
	return do(h)
}

// Forget drops what this process believes about a tenant.
func (e *Enterprise) Forget(tenant uuid.UUID) { e.drop(context.Background(), tenant) }

func (e *Enterprise) lookup(ctx context.Context, key Key) (*entry, error) {
	found, err := e.cache.find(ctx, key, e.now(), e.load)
	if err != nil {
		return nil, err
	}
	return found, e.admits(found)
}

// load finds a tenant, its flags and its place: on the shelf, or in the registry.
func (e *Enterprise) load(ctx context.Context, key Key) (*entry, error) {
	if key.ID == uuid.Nil || e.cfg.Shelf == nil {
		return e.loadFromRegistry(ctx, key)
	}
	return e.loadShared(ctx, key)
}

// loadFromRegistry asks the registry.
func (e *Enterprise) loadFromRegistry(ctx context.Context, key Key) (*entry, error) {
	var found entry
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		t, known, err := pg.One[Tenant](ctx, tx, `select `+tenantColumns+` from tenant t where `+key.predicate(), key.arg())
		if err != nil {
			return err
		}
		if !known {
			return unknownTenant()
		}
		found.tenant = t
		if found.flags, err = decideFlags(ctx, tx, t.ID); err != nil {
			return err
		}
		if t.Placement == uuid.Nil {
			return nil
		}
		found.place, _, err = pg.One[placement](ctx, tx, `select `+placementColumns+` from placement p where p.id = $1`, t.Placement)
		return err
	})
	if isUnknown(err) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("read the registry: %w", err)
	}
	if found.place.URI != nil {
		if err := e.unseal(ctx, &found.place); err != nil {
			return nil, err
		}
	}
	return &found, nil
}

func isUnknown(err error) bool { return problem.Is(err, "unknown-tenant") }

const (
	soon  = 5 * time.Second
	later = time.Minute
)

// admits returns the problem with which a tenant is refused, nil when it is
// served.
func (e *Enterprise) admits(found *entry) error {
	t := found.tenant
	switch t.Status {
	case Active, ReadOnly:
	case Suspended:
		return problem.Forbidden("tenant-suspended", "This tenant is suspended: %s", t.Reason).With("reason", t.Reason)
	case Archived, Purged:
		p := problem.NotFound("tenant any more")
		p.Type, p.Title, p.Status = "tenant-archived", "Tenant archived", statusGone
		return p
	case Requested, Provisioning:
		return problem.Unavailable("tenant-provisioning", soon, "This tenant is being set up.")
	default:
		return problem.Unavailable("tenant-moving", later, "This tenant is under maintenance.")
	}
	if !e.plan.Version().Serves(found.place.SchemaVersion) {
		return problem.Unavailable("tenant-upgrading", later, "This tenant is being upgraded.")
	}
	return nil
}

// statusGone is HTTP's 410.
const statusGone = 410

// Counts tells how what is known of tenants and of operators' tokens was asked.
func (e *Enterprise) Counts() map[string]*known.Counts {
	return map[string]*known.Counts{"tenant": &e.cache.counts, "operator_token": &e.operators.counts}
}

const sqlWarmest = `select id from tenant where status in ('active', 'read_only') order by updated_at desc, id limit $1`

// Warm asks for the tenants that were changed last, at most so many, before anybody
// else does, one after the other. It stops at the first that cannot be had.
func (e *Enterprise) Warm(ctx context.Context, most int) error {
	var ids []uuid.UUID
	err := e.registry.Read(ctx, func(tx *pg.Tx) (err error) {
		ids, err = pg.Query[uuid.UUID](ctx, tx, sqlWarmest, most)
		return err
	})
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := e.cache.warm(ctx, Key{ID: id}, e.now(), e.load); err != nil && !isUnknown(err) {
			return err
		}
	}
	return nil
}
