package enterprise

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"runtime"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/migrate"
	"github.com/guildhall/guildhall/lib/secret"
)

// home is the shard on which the enterprise database itself stands.
const home = "home"

// Places that hold no tenant: the enterprise database and the template.
const (
	tierEnterprise Tier = "enterprise"
	tierTemplate   Tier = "template"
)

// placement is a place with a schema version of its own, and how it is entered.
type placement struct {
	ID            uuid.UUID
	Shard         string
	Tier          Tier
	Database      string
	Schema        string
	Role          string
	URI           []byte
	KeyID         string
	SchemaVersion migrate.Version
	Status        string

	url string // of the serving role, with its password; empty until it is unsealed
}

const placementColumns = `p.id, p.shard, p.tier, p.database, p.schema, p.role, p.uri_encrypted, p.key_id, p.schema_version, p.status`

// placements returns the places of some tiers that are ready.
func (e *Enterprise) placements(ctx context.Context, tiers ...Tier) ([]placement, error) {
	var out []placement
	err := e.control.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[placement](ctx, tx,
			`select `+placementColumns+` from placement p where p.tier = any($1) and p.status = 'ready' order by p.created_at, p.id`, tiers)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read placements: %w", err)
	}
	return out, nil
}

// poolOptions returns how many connections a place is worth.
func (p placement) poolOptions() pg.Options {
	if p.Tier == Schema || p.Tier == Database {
		return pg.Options{MaxConns: 4}
	}
	return pg.Options{MaxConns: sharedConns()}
}

// sharedConns is how many connections a process opens to a shared database: four
// for each processor, as long as the server runs beside it. More of them wait for
// each other, and each keeps its own plans and caches.
func sharedConns() int32 { return int32(max(8, 4*runtime.GOMAXPROCS(0))) }

// serve leases the pool by which tenants of a place are served.
func (e *Enterprise) serve(ctx context.Context, p placement) (*pg.DB, func(), error) {
	if err := e.unseal(ctx, &p); err != nil {
		return nil, nil, err
	}
	key := pg.PoolKey{Shard: p.Shard, Database: p.Database, Role: p.Role}
	db, release, _, err := e.pools.Lease(ctx, key, p.url, p.poolOptions())
	return db, release, err
}

// unseal finds out by which URL a place is served. The sealed URI tells database,
// role and password; the address of the server is the present one, which may have
// changed since the URI was sealed.
func (e *Enterprise) unseal(ctx context.Context, p *placement) error {
	if p.url != "" {
		return nil
	}
	plain, err := e.cfg.Keys.Unseal(ctx, secret.Sealed{KeyID: p.KeyID, Text: p.URI})
	if err != nil {
		return fmt.Errorf("connection URI of %s.%s: %w", p.Database, p.Schema, err)
	}
	u, err := url.Parse(string(plain))
	if err != nil || u.User == nil {
		return fmt.Errorf("the connection URI of %s.%s is not one", p.Database, p.Schema)
	}
	password, _ := u.User.Password()
	p.url = e.servingURL(p.Database, p.Role, password)
	return nil
}

// credential gives a role a new password and returns the sealed URI with it.
func (e *Enterprise) credential(ctx context.Context, database, role string) (secret.Sealed, error) {
	raw := make([]byte, 24)
	if _, err := rand.Read(raw); err != nil {
		return secret.Sealed{}, fmt.Errorf("make password: %w", err)
	}
	password := hex.EncodeToString(raw)
	verifier, err := pg.Verifier(password)
	if err != nil {
		return secret.Sealed{}, err
	}
	sealed, err := e.cfg.Keys.Seal(ctx, []byte(e.servingURL(database, role, password)))
	if err != nil {
		return secret.Sealed{}, err
	}
	if err := e.control.Command(ctx, "alter role "+pg.Quote(role)+" password '"+verifier+"'"); err != nil {
		return secret.Sealed{}, fmt.Errorf("set the password of %s: %w", role, err)
	}
	return sealed, nil
}

// migrateTo brings a place to the binary's version.
func (e *Enterprise) migrateTo(ctx context.Context, p placement) error {
	grantee := p.Role
	if p.Tier != Schema {
		grantee = e.names.tenant // Their tables come from the template, where no single tenant's role exists.
	}
	_, err := e.plan.Up(ctx, e.ownerURL(p.Database), migrate.Options{
		Schema: p.Schema, OwnerRole: e.names.provisioner, ServingRole: grantee,
	})
	if err != nil {
		return fmt.Errorf("migrate %s.%s: %w", p.Database, p.Schema, err)
	}
	return nil
}
