package app_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
)

// rowsOf reads a column of a tenant's rows; $1 is the tenant.
func rowsOf(t *testing.T, home pg.Home, sql string, args ...any) (out []string) {
	t.Helper()
	err := pg.Read(t.Context(), home, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[string](t.Context(), tx, sql, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const sqlGrants = `select g.permission || ' ' || g.reach from identity_role r join identity_role_grant g on g.tenant_id = $1 and g.role = r.id
where r.tenant_id = $1 and r.name = $2 order by (g.permission || ' ' || g.reach) collate "C"`

// TestDefaultRolesOfAnOlderVersion: a tenant whose roles grant what another version
// granted by default gets, with the migration of the fleet, what this one does, but
// for what it has changed itself.
func TestDefaultRolesOfAnOlderVersion(t *testing.T) {
	a := open(t)
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			made, home := provision(t, a, "renew-"+uuid.NewString()[:8], tier)
			now := rowsOf(t, home, sqlGrants, "sales")
			older(t, home)
			asOwner(t, "guildhall_enterprise", `update tenant set defaults = 'older' where id = $1`, made.ID)
			if tier == enterprise.Schema { // those who are kept out are not forgotten
				if _, err := a.Enterprise.Suspend(t.Context(), app.Local(), made.ID, "unpaid"); err != nil {
					t.Fatal(err)
				}
			}

			result, err := a.Enterprise.MigrateFleet(t.Context(), enterprise.FleetOptions{By: app.Local()})
			if err != nil || result.Renewed != 1 {
				t.Fatalf("%+v, %v", result, err)
			}
			if got := rowsOf(t, home, sqlGrants, "sales"); !slices.Equal(got, now) {
				t.Errorf("sales is granted %q, want %q", got, now)
			}
			if got := rowsOf(t, home, sqlGrants, "warehouse"); len(got) != 1 {
				t.Errorf("what the company has changed is granted %q now", got)
			}
			if got := rowsOf(t, home, sqlGrants, "viewer"); len(got) != 0 {
				t.Errorf("what the company has removed is back: %q", got)
			}
			if got := rowsOf(t, home, sqlGrants, "accountant"); len(got) == 0 {
				t.Error("a role that this version brings is not there")
			}
			trail := rowsOf(t, home, `select a.actor_kind || ' ' || a.verb || ' ' || r.name from system_audit a join identity_role r on r.tenant_id = $1 and r.id = a.record
where a.tenant_id = $1 and a.entity = 'identity.role' order by a.id desc limit 2`)
			slices.Sort(trail)
			if !slices.Equal(trail, []string{"system create accountant", "system update sales"}) {
				t.Errorf("the company's trail: %q", trail)
			}
			checkRenewed(t, a, made.ID)
			if result, err := a.Enterprise.MigrateFleet(t.Context(), enterprise.FleetOptions{}); err != nil || result.Renewed != 0 {
				t.Errorf("once more: %+v, %v", result, err)
			}
		})
	}
}

// older leaves a tenant as a version would have that granted less to sales and to
// the warehouse and knew no accountants, and whose company granted the warehouse one
// thing alone and had no viewers.
func older(t *testing.T, home pg.Home) {
	t.Helper()
	const role = `(select id from identity_role where tenant_id = $1 and name = $2)`
	const given = `update identity_default_role set grants = $3 where tenant_id = $1 and name = $2`
	err := pg.Write(t.Context(), home, func(tx *pg.Tx) error {
		tx.Exec(`delete from identity_role_grant where tenant_id = $1 and role = `+role+` and permission not like 'crm.%'`, "sales")
		tx.Exec(`delete from identity_role_grant where tenant_id = $1 and role = `+role+` and permission <> 'catalog.product.read'`, "warehouse")
		tx.Exec(given, "warehouse", "crm.client.read tenant")
		for _, name := range []string{"viewer", "accountant"} {
			tx.Exec(`delete from identity_role where tenant_id = $1 and name = $2`, name)
		}
		tx.Exec(`delete from identity_default_role where tenant_id = $1 and name = $2`, "accountant")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	left := strings.Join(rowsOf(t, home, sqlGrants, "sales"), "\n")
	if one := rowsOf(t, home, sqlGrants, "warehouse"); left == "" || len(one) != 1 {
		t.Fatalf("sales is granted %q, the warehouse %q", left, one)
	}
	err = pg.Write(t.Context(), home, func(tx *pg.Tx) error {
		tx.Exec(given, "sales", left)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkRenewed(t *testing.T, a *app.App, tenant uuid.UUID) {
	t.Helper()
	entries, err := a.Enterprise.Audit(t.Context(), tenant, uuid.Nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(entries, func(e enterprise.AuditEntry) bool { return e.Verb == "tenant.renew" })
	if at < 0 {
		t.Fatal("the enterprise's audit says nothing")
	}
	told, err := json.Marshal(entries[at].Details)
	if err != nil || string(told) != `{"added":["accountant"],"changed":["sales"],"kept":["warehouse"]}` {
		t.Errorf("the enterprise's audit says %s, %v", told, err)
	}
}

// TestTenantsOlderThanDefaultRoles: what the migration writes down of tenants that
// were there before it is what their seeding would have.
func TestTenantsOlderThanDefaultRoles(t *testing.T) {
	a := open(t)
	made, home := provision(t, a, "renew-"+uuid.NewString()[:8], enterprise.Database)
	const all = `select name || E'\n' || grants from identity_default_role where tenant_id = $1 order by name`
	seeded := rowsOf(t, home, all)
	script, err := os.ReadFile("../domain/identity/migrations/008_default_roles.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, insert, _ := strings.Cut(string(script), "insert into")
	database, _, err := a.Enterprise.DatabaseOf(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	asOwner(t, database, `delete from identity_default_role; insert into`+insert)
	if got := rowsOf(t, home, all); len(got) != 7 || !slices.Equal(got, seeded) {
		t.Errorf("the migration writes %q, seeding %q", got, seeded)
	}
	asOwner(t, database, `update identity_role set version = 2 where name = 'sales'; delete from identity_role where name = 'viewer';
delete from identity_default_role; insert into`+insert)
	changed := rowsOf(t, home, `select name from identity_default_role where tenant_id = $1 and grants = 'changed' order by name`)
	if fmt.Sprint(changed) != "[sales viewer]" {
		t.Errorf("taken for changed: %q", changed)
	}
}
