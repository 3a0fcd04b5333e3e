package inventory

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// LocationKind says what a location is for.
type LocationKind string

// The kinds of location. Only storage and transit have levels; orders are served
// from storage.
const (
	Storage  LocationKind = "storage"
	Transit  LocationKind = "transit"
	Customer LocationKind = "customer"
	Supplier LocationKind = "supplier"
	Loss     LocationKind = "loss"
)

// Choices lists the kinds.
func (LocationKind) Choices() []string {
	return []string{string(Storage), string(Transit), string(Customer), string(Supplier), string(Loss)}
}

// Location is a place where goods are, or where they come from and go to. Every
// site has one of each kind from its first goods on; companies add further
// storage and transit locations as they need them.
type Location struct {
	entity.Base[Location]
	entity.Scope

	Code string       `entity:"required,filter,search"` // short and unique at the site: "STOCK", "A-01"
	Name string       `entity:"required,search"`        // what people call the place
	Kind LocationKind `entity:"filter"`                 // storage and transit hold goods; the others say where goods come from and go to
}

// Who may see and keep locations.
const (
	ReadLocations auth.Permission = "inventory.location.read"
	EditLocations auth.Permission = "inventory.location.edit"
)

// Entity declares locations.
func (Location) Entity() entity.Spec[Location] {
	return entity.Spec[Location]{
		Name: "inventory.location", Title: "{code} {name}", List: []string{"code", "name", "kind", "site"}, Sort: "code",
		Read: ReadLocations, Edit: EditLocations,
		Derive: settleLocation, Check: checkLocation,
		Frozen: func(l *Location) bool { return !l.Kind.holdsGoods() },
	}
}

func (k LocationKind) holdsGoods() bool { return k == Storage || k == Transit }

// settleLocation has the site's own locations exist before users add to them, and
// keeps a location at its site: its levels and moves name both.
func settleLocation(ctx context.Context, tx *entity.Tx, l *Location) error {
	if l.Site == uuid.Nil {
		return problem.InvalidField("/site", "required", "Must be given.")
	}
	furnish(tx, l.Site)
	was, found, err := pg.One[uuid.UUID](ctx, tx, `select site from inventory_location where tenant_id = $1 and id = $2`, l.ID)
	if err != nil {
		return fmt.Errorf("read the site of a location: %w", err)
	}
	if found && was != l.Site {
		return problem.InvalidField("/site", "readonly", "A location stays at its site.")
	}
	return nil
}

func checkLocation(_ context.Context, _ *entity.Tx, l *Location) error {
	if !l.Kind.holdsGoods() {
		return problem.InvalidField("/kind", "invalid-choice", "Every site has its one %s location already; add storage or transit.", l.Kind)
	}
	return nil
}

// place is the id of a site's own location of a kind. It follows from the site, so
// that no statement has to look it up.
func place(site uuid.UUID, kind LocationKind) uuid.UUID {
	return uuid.NewSHA1(site, []byte("inventory.location."+string(kind)))
}

// places are the ids of a site's own locations, in the order of [LocationKind.Choices].
func places(site uuid.UUID) []uuid.UUID {
	kinds := LocationKind("").Choices()
	ids := make([]uuid.UUID, len(kinds))
	for i, k := range kinds {
		ids[i] = place(site, LocationKind(k))
	}
	return ids
}

// sqlFurnish makes a site's own locations where they are missing: $2 now, $3 the
// site, $4 the ids of its places.
const sqlFurnish = `insert into inventory_location (tenant_id, id, created_at, updated_at, site, code, name, kind)
select $1, u.id, $2, $2, $3, u.code, u.name, u.kind from unnest($4::uuid[],
  array['STOCK', 'TRANSIT', 'CUSTOMER', 'SUPPLIER', 'LOSS'],
  array['Stock', 'On the way', 'Clients', 'Vendors', 'Lost and found'],
  array['storage', 'transit', 'customer', 'supplier', 'loss']) as u(id, code, name, kind)
where not exists (select from inventory_location l where l.tenant_id = $1 and l.id = u.id)
on conflict do nothing`

func furnish(tx *entity.Tx, site uuid.UUID) {
	tx.Exec(sqlFurnish, tx.Now(), site, places(site))
}
