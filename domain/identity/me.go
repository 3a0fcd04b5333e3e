package identity

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
)

// ReadMe lets an actor ask who they are. Everybody holds it.
const ReadMe auth.Permission = "identity.me.read"

// UpdateMe lets users keep their own profile. Everybody holds it.
const UpdateMe auth.Permission = "identity.me.update"

// MeRequest asks who is asking.
type MeRequest struct{}

// Me is who is asking, and what they may do.
type Me struct {
	User        entity.ID[User]       // the user; empty when no user acts
	Name        string                // what the user is called
	Email       entity.Email          // the address by which the user signs in
	Tenant      uuid.UUID             // the company in which the user works
	Company     string                // what the company is called
	Country     entity.Country        // where the company is at home
	Currency    money.Currency        // what the company reckons in
	Sites       []entity.ID[Site]     // where the user works
	Department  entity.ID[Department] // the department that the user belongs to
	Roles       []string              // the names of the user's roles
	Session     uuid.UUID             // the session, or the token, by which the user asks
	Enrol       bool                  // whether a second factor must be set up before anything else can be done
	Permissions []MePermission        // what the user may do, and on which records
	Exceptions  []MeException         // what the user may do besides, for a time
	Support     []MeSupport           // who of those who run Guildhall has access to the company now
}

// MeSupport is support access that is open at the moment, so that everybody sees
// who may be looking.
type MeSupport struct {
	Name  string       // what they are called
	Reach SupportReach // what they may do: read, or everything
	Until time.Time    // from when on they are refused
}

// MePermission is one thing that the asking user may do. A name that ends in a
// star stands for all permissions that begin so.
type MePermission struct {
	Permission auth.Permission // what is allowed
	Reach      Reach           // on which records: own, department, site or tenant
}

// MeException is one thing that the asking user may do by an exception.
type MeException struct {
	Exception  entity.ID[Exception] // the exception
	Permission auth.Permission      // what is allowed; a star at the end stands for all permissions that begin so
	Reach      ExceptionReach       // on which records: one record, own, department, site or tenant
	Entity     string               // what the one record is
	Record     uuid.UUID            // the one record
	Expires    time.Time            // until when
}

// meRow is what the database knows of the asking user and their company.
type meRow struct {
	Email                      string
	Company, Country, Currency string
	Names, Reaches             []string // of support access
	Untils                     []time.Time
}

const sqlMe = `with s as (select name, reach, until from identity_support_grant
  where tenant_id = $1 and status = 'accepted' and until > $3 order by until)
select coalesce(u.email, ''), t.name, t.country, t.currency,
  array(select name from s), array(select reach from s), array(select until from s)
from system_tenant t left join identity_user u on u.tenant_id = $1 and u.id = $2 where t.tenant_id = $1`

// me is served as GET …/me.
func me(ctx context.Context, tx *entity.Tx, _ MeRequest) (Me, error) {
	a := tx.Actor()
	row, _, err := pg.One[meRow](ctx, tx, sqlMe, a.ID, tx.Now())
	if err != nil {
		return Me{}, err
	}
	sites := make([]entity.ID[Site], len(a.Sites))
	for i, site := range a.Sites {
		sites[i] = entity.ID[Site](site)
	}
	support := make([]MeSupport, len(row.Names))
	for i, name := range row.Names {
		support[i] = MeSupport{Name: name, Reach: SupportReach(row.Reaches[i]), Until: row.Untils[i]}
	}
	var user entity.ID[User]
	if a.Kind == auth.KindUser {
		user = entity.ID[User](a.ID)
	}
	return Me{
		User: user, Name: a.Name, Email: entity.Email(row.Email),
		Tenant: tx.Tenant(), Company: row.Company, Country: entity.Country(row.Country), Currency: money.Currency(row.Currency),
		Sites: sites, Department: entity.ID[Department](a.Department), Roles: a.Roles, Session: a.Session, Enrol: a.Enrol, Permissions: permissionsOf(a),
		Exceptions: exceptionsOf(a),
		Support:    support,
	}, nil
}

// permissionsOf lists each permission once, with the widest reach.
func permissionsOf(a *auth.Actor) []MePermission {
	if a.Super {
		return []MePermission{{Permission: "*", Reach: ReachTenant}}
	}
	var out []MePermission
	for _, g := range a.Grants {
		held := MePermission{Permission: g.Permission, Reach: reachOf(a.Held(g.Permission).Widest())}
		if !slices.Contains(out, held) {
			out = append(out, held)
		}
	}
	slices.SortFunc(out, func(x, y MePermission) int { return cmp.Compare(x.Permission, y.Permission) })
	return out
}

func exceptionsOf(a *auth.Actor) []MeException {
	var out []MeException
	for _, e := range a.Active() {
		reach := ReachRecord
		if e.Reach != auth.ReachNone {
			reach = ExceptionReach(reachOf(e.Reach))
		}
		out = append(out, MeException{
			Exception: entity.ID[Exception](e.ID), Permission: e.Permission, Reach: reach, Entity: e.Entity, Record: e.Record, Expires: e.Expires,
		})
	}
	return out
}

// Profile is what users say of themselves. What is not given stays as it is.
type Profile struct {
	Name     *string       // the person's full name
	JobTitle *string       // what the person does
	Phone    *entity.Phone // the number under which the person is called
}

// updateMe is served as POST …/me/update.
func updateMe(ctx context.Context, tx *entity.Tx, in Profile) (*User, error) {
	u, err := entity.Lock(ctx, tx, entity.ID[User](tx.Actor().ID))
	if err != nil {
		return nil, err
	}
	if in.Name != nil {
		u.Name = *in.Name
	}
	if in.JobTitle != nil {
		u.JobTitle = *in.JobTitle
	}
	if in.Phone != nil {
		u.Phone = *in.Phone
	}
	return u, entity.Update(ctx, tx, u)
}
