package enterprise

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Tier says how a tenant is kept apart from the others.
type Tier string

// The tiers, from the cheapest to the most separate.
const (
	Shared   Tier = "shared"   // rows among others' in a shared database
	Schema   Tier = "schema"   // a schema and a role of its own in a shared database
	Database Tier = "database" // a database and a role of its own
)

// Status says where a tenant stands in its life.
type Status string

// The life of a tenant: requested → provisioning → active ↔ read_only ↔
// suspended → archived. The others are reserved for moves and repairs.
const (
	Requested    Status = "requested"
	Provisioning Status = "provisioning"
	Active       Status = "active"
	ReadOnly     Status = "read_only"
	Suspended    Status = "suspended"
	Archived     Status = "archived"
	Purged       Status = "purged"
	Moving       Status = "moving"
	Recovering   Status = "recovering"
	Broken       Status = "broken"
)

// Tenant is a company that uses Guildhall, as the registry knows it.
type Tenant struct {
	ID         uuid.UUID
	Slug       string // its name in addresses, unique
	Name       string
	Status     Status
	Reason     string // why it is suspended, read-only or archived, for its users
	Tier       Tier
	Plan       string
	Region     string // where its rows must be kept; "" for anywhere
	Country    string // ISO 3166-1 alpha-2
	Currency   string // ISO 4217
	AdminEmail string // of its first user
	Epoch      int64  // raised when the tenant moves
	Settings   map[string]any
	Domains    []string // host names under which it is found
	Modules    []string // switched on for it, in the binary's order
	Version    int64    // raised by every change of the registry's row
	CreatedAt  time.Time
	UpdatedAt  time.Time
	Placement  uuid.UUID // zero until one is chosen
	Limits     Limits    // of its plan
}

// Writable tells whether the tenant's users may change anything.
func (t *Tenant) Writable() bool { return t.Status == Active }

// tenantColumns are a Tenant's, in its order, for a query from tenant t.
const tenantColumns = `t.id, t.slug, t.name, t.status, t.reason, t.tier, t.plan, t.region, t.country, t.currency,
  t.admin_email, t.epoch, t.settings,
  array(select d.domain from tenant_domain d where d.tenant = t.id order by 1),
  array(select m.name from module m left join tenant_module x on x.module = m.name and x.tenant = t.id
    where m.position >= 0 and coalesce(x.enabled, true) order by m.position),
  t.version, t.created_at, t.updated_at, coalesce(t.placement, '00000000-0000-0000-0000-000000000000'),
  (select p.limits from plan p where p.name = t.plan)`

// Tenant returns one tenant, whatever its status: a problem "unknown-tenant" when
// there is none.
func (e *Enterprise) Tenant(ctx context.Context, key Key) (*Tenant, error) {
	var t Tenant
	var found bool
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		var err error
		t, found, err = pg.One[Tenant](ctx, tx, `select `+tenantColumns+` from tenant t where `+key.predicate(), key.arg())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read tenant: %w", err)
	}
	if !found {
		return nil, unknownTenant()
	}
	return &t, nil
}

// TenantFilter chooses tenants for [Enterprise.Tenants]; empty members choose all.
type TenantFilter struct {
	Status Status
	Tier   Tier
	Plan   string
	Region string
	Query  string // part of the name or beginning of the slug, in any case
	// AssignedTo is a super admin: only the tenants that they look after.
	AssignedTo uuid.UUID

	After string // the slug after which the page begins: Next of the page before
	Limit int    // 1 to 200; 50 when zero
}

// TenantPage is one page of tenants, by slug.
type TenantPage struct {
	Tenants []Tenant
	Next    string // for TenantFilter.After; empty on the last page
}

const (
	defaultPage = 50
	largestPage = 200
)

// Tenants returns a page of tenants.
func (e *Enterprise) Tenants(ctx context.Context, f TenantFilter) (TenantPage, error) {
	if f.Limit <= 0 {
		f.Limit = defaultPage
	}
	f.Limit = min(f.Limit, largestPage)
	const sql = `select ` + tenantColumns + ` from tenant t
where t.slug > $1 and ($2 = '' or t.status = $2) and ($3 = '' or t.tier = $3) and ($4 = '' or t.plan = $4)
  and ($5 = '' or t.region = $5)
  and ($6 = '' or starts_with(t.slug, lower($6)) or strpos(lower(t.name), lower($6)) > 0)
  and ($8::uuid is null or exists (select from assignment a where a.operator = $8 and a.tenant = t.id))
order by t.slug limit $7`
	var page TenantPage
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		var err error
		page.Tenants, err = pg.Query[Tenant](ctx, tx, sql, f.After, f.Status, f.Tier, f.Plan, f.Region, f.Query, f.Limit+1,
			orNull(f.AssignedTo))
		return err
	})
	if err != nil {
		return TenantPage{}, fmt.Errorf("list tenants: %w", err)
	}
	if len(page.Tenants) > f.Limit {
		page.Tenants = page.Tenants[:f.Limit]
		page.Next = page.Tenants[f.Limit-1].Slug
	}
	return page, nil
}

// unknownTenant is a 404: there is no such tenant, or the caller need not know.
func unknownTenant() *problem.Problem {
	p := problem.NotFound("tenant")
	p.Type, p.Title = "unknown-tenant", "Unknown tenant"
	return p
}

// Usage is how much a tenant uses the installation, as it was measured last.
type Usage struct {
	Tenant       uuid.UUID
	Users        int64     // who may sign in
	Records      int64     // of all entities, without lines
	Bytes        int64     // of its schema with its indexes; 0 where it shares one with others
	LastActivity time.Time // when somebody was last signed in; zero when nobody ever was
	MeasuredAt   time.Time // zero when it has not been measured yet
}

// NoteUsage keeps what was measured of a tenant, in place of what was measured before.
// Somebody should measure now and then: nobody waits for it.
func (e *Enterprise) NoteUsage(ctx context.Context, u Usage) error {
	const sql = `insert into tenant_usage (tenant, users, records, bytes, last_activity, measured_at) values ($1, $2, $3, $4, $5, $6)
on conflict (tenant) do update set users = excluded.users, records = excluded.records, bytes = excluded.bytes,
  last_activity = excluded.last_activity, measured_at = excluded.measured_at`
	var active *time.Time
	if !u.LastActivity.IsZero() {
		active = &u.LastActivity
	}
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(sql, u.Tenant, u.Users, u.Records, u.Bytes, active, e.now())
		return nil
	})
	if err != nil {
		return fmt.Errorf("note the usage of a tenant: %w", err)
	}
	return nil
}

// UsageOf returns what was measured of some tenants, by tenant; those that were not
// measured yet are missing.
func (e *Enterprise) UsageOf(ctx context.Context, tenants ...uuid.UUID) (map[uuid.UUID]Usage, error) {
	var all []Usage
	err := e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		all, err = pg.Query[Usage](ctx, tx, `select tenant, users, records, bytes, coalesce(last_activity, '0001-01-01Z'), measured_at
from tenant_usage where tenant = any($1)`, tenants)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the usage of tenants: %w", err)
	}
	out := make(map[uuid.UUID]Usage, len(all))
	for _, u := range all {
		out[u.Tenant] = u
	}
	return out, nil
}
