package signin

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Notice is what happened at the door and its person should hear of, lest it was
// somebody else.
type Notice struct {
	Person Person
	Kind   EventKind
	Detail string
	From   Visit
	At     time.Time
}

// told has a person hear of what was done, unless it failed.
func (d *Door) told(ctx context.Context, r Realm, err error, n Notice) error {
	if err == nil && d.o.Tell != nil && n.Person.Email != "" {
		n.At = d.now()
		d.o.Tell(ctx, r, n)
	}
	return err
}

// met has a person hear that they came in from where they never were before.
func (d *Door) met(ctx context.Context, r Realm, e Entry, err error, from Visit) error {
	if e.strange == "" {
		return err
	}
	return d.told(ctx, r, err, Notice{Person: e.Person, Kind: e.strange, From: from})
}

// How long it is remembered from where somebody came.
const placeKept = 180 * 24 * time.Hour

const (
	sqlForgetPlaces = `delete from signin_place where tenant_id = $1 and person = $2 and last_at < $3`

	// The first part sees the places of before.
	sqlPlace = `with before as (select kind, count(*) as n from signin_place where tenant_id = $1 and person = $2 group by kind),
  seen as (
    insert into signin_place as p (tenant_id, person, kind, digest, last_at)
    select $1, $2, w.kind, w.digest, $5 from unnest($3::text[], $4::bytea[]) as w (kind, digest)
    on conflict (tenant_id, person, kind, digest) do update set last_at = excluded.last_at
    returning kind, xmax = 0 as fresh)
select s.kind from seen s join before b on b.kind = s.kind where s.fresh order by s.kind`
)

// strange tells whether somebody comes by a device, or else from a network, by which
// they never came, though they have come before. It is NewDevice, NewNetwork or "".
func (d *Door) strange(ctx context.Context, tx *pg.Tx, person uuid.UUID, from Visit) (EventKind, error) {
	kinds, digests := []string{"device"}, [][]byte{digest("device", device(from.Device))}
	if network := from.network(); network != "" {
		kinds, digests = append(kinds, "network"), append(digests, digest("network", network))
	}
	tx.Exec(sqlForgetPlaces, args(tx, person, d.now().Add(-placeKept))...)
	fresh, err := pg.Query[string](ctx, tx, sqlPlace, args(tx, person, kinds, digests, d.now())...)
	switch {
	case err != nil || len(fresh) == 0:
		return "", err
	case fresh[0] == "device":
		return NewDevice, nil
	}
	return NewNetwork, nil
}

// device is a program's name without what changes with each of its versions.
func device(agent string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '.' || r == '_' {
			return -1
		}
		return r
	}, agent)
}

// How many bits of an address say which network it is.
const (
	networkBits4 = 24
	networkBits6 = 48
)

// network names the country from which somebody comes, or their network where no
// country is known; "" for whom neither is.
func (v Visit) network() string {
	if v.Country != "" || !v.Address.IsValid() {
		return v.Country
	}
	bits := networkBits6
	if v.Address.Is4() {
		bits = networkBits4
	}
	prefix, err := v.Address.Prefix(bits)
	if err != nil { // it has as many bits
		return ""
	}
	return prefix.String()
}
