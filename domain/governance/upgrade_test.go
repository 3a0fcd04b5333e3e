package governance_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/kernel/system"
	"github.com/guildhall/guildhall/lib/migrate"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// earlier is a place of a version that had alerts and retention among the tables of
// the system, with two companies in it.
type earlier struct {
	*testing.T

	url         string
	owner       *pg.DB // past every policy
	home, other pg.Home
}

const upgradeRole = "governance_upgrade"

// of compiles modules, with people on top of them.
func of(t *testing.T, lower ...entity.Module) *entity.Registry {
	t.Helper()
	upper := crm.Module()
	people := identity.Module(append(slices.Clone(lower), upper)...)
	r, err := entity.Compile(entity.Options{
		Modules: append(slices.Clone(lower), people, upper),
		Site:    "identity.site", Owner: "identity.user", Department: "identity.department",
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (p *earlier) up(r *entity.Registry) []string {
	p.Helper()
	var sets []migrate.Set
	for _, m := range r.Modules() {
		sets = append(sets, migrate.Set{Module: m.Name, Files: m.Migrations})
	}
	plan, err := migrate.Load(sets...)
	if err != nil {
		p.Fatal(err)
	}
	done, err := plan.Up(p.Context(), p.url, migrate.Options{ServingRole: upgradeRole})
	if err != nil {
		p.Fatal(err)
	}
	return done.Applied
}

func (p *earlier) open(url string) *pg.DB {
	p.Helper()
	db, err := pg.Open(p.Context(), url, pg.Options{MaxConns: 2})
	if err != nil {
		p.Fatal(err)
	}
	p.Cleanup(db.Close)
	return db
}

// newEarlier makes the place, and two companies as that version would have begun
// them; what they have put into the tables since then is written by name.
func newEarlier(t *testing.T) *earlier {
	t.Helper()
	p := &earlier{T: t, url: pgtest.Database(t, "")}
	p.owner = p.open(p.url)
	p.command("create role " + upgradeRole + " login; grant usage on schema public to " + upgradeRole)
	if err := migrate.Prepare(t.Context(), p.url); err != nil {
		t.Fatal(err)
	}
	before := of(t, system.Module())
	p.up(before)
	p.command("grant usage on schema public to " + upgradeRole)
	server := p.open(p.url + "&role=" + upgradeRole)
	for i, home := range []*pg.Home{&p.home, &p.other} {
		*home = pg.Home{Tenant: uuid.Must(uuid.NewV7()), Epoch: 1, DB: server}
		slug := fmt.Sprintf("acme-%d", i)
		p.command(fmt.Sprintf(`insert into system_tenant (tenant_id, name, slug, country, currency) values ('%s', 'Acme', '%s', 'DE', 'EUR')`, home.Tenant, slug))
		err := before.Seed(t.Context(), *home, entity.Tenant{ID: home.Tenant, Name: "Acme", Slug: slug, Country: "DE", Currency: "EUR"})
		if err != nil {
			t.Fatal(err)
		}
		p.command(strings.ReplaceAll(used, "TENANT", home.Tenant.String()))
	}
	return p
}

func (p *earlier) command(sql string) {
	p.Helper()
	if err := p.owner.Command(p.Context(), sql); err != nil {
		p.Fatal(err)
	}
}

// rows reads a column at home; $1 is the tenant.
func (p *earlier) rows(home pg.Home, sql string, args ...any) []string {
	p.Helper()
	var out []string
	err := pg.Read(p.Context(), home, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[string](p.Context(), tx, sql, args...)
		return err
	})
	if err != nil {
		p.Fatalf("%s: %v", sql, err)
	}
	return out
}

// used is what a company has written: everywhere that an entity or a permission can
// be named.
const used = `
insert into system_retention (tenant_id, created_at, id, updated_at, name, days) values ('TENANT', now(), gen_random_uuid(), now(), 'system.alert', 30),
  ('TENANT', now(), gen_random_uuid(), now(), 'system.access', 400);
insert into system_alert_rule (tenant_id, created_at, id, updated_at, name, subject, times, minutes, counted, severity)
select 'TENANT', now(), gen_random_uuid(), now(), 'Rule ' || i, s, 1, 60, 'user', 'info'
from unnest(array['system.alert_rule', 'system.access', '*']) with ordinality s (s, i);
insert into system_alert (tenant_id, created_at, id, updated_at, status, rule, name, severity, subject)
select 'TENANT', now(), gen_random_uuid(), now(), 'open', id, 'Rules', 'info', subject from system_alert_rule where tenant_id = 'TENANT';
insert into system_audit (tenant_id, id, at, actor_kind, verb, entity, record, version, changes)
select 'TENANT', gen_random_uuid(), now(), 'user', 'update', e, gen_random_uuid(), 2, '{"days": [1, 2]}' from unnest(array['system.retention', 'system.custom_field', 'system.alert']) e;
insert into system_event (tenant_id, id, type, occurred_at, entity, version, payload)
values ('TENANT', gen_random_uuid(), 'AlertRuleUpdatedEvent', now(), 'system.alert_rule', 2, '{}');
insert into system_access (tenant_id, created_at, id, updated_at, actor_kind, verb, subject, rows) values ('TENANT', now(), gen_random_uuid(), now(), 'user', 'list', 'system.alert', 1);
insert into system_custom_field (tenant_id, created_at, id, updated_at, extends, name, label, kind, target)
values ('TENANT', now(), gen_random_uuid(), now(), 'system.alert', 'caused_by', 'Caused by', 'reference', 'system.alert');
insert into identity_role (tenant_id, created_at, id, updated_at, name, title) values ('TENANT', now(), gen_random_uuid(), now(), 'guard', 'Guard');
insert into identity_role_grant (tenant_id, id, role, position, permission, reach)
select 'TENANT', gen_random_uuid(), r.id, i, p, 'site' from identity_role r, unnest(array['system.alert.*', 'system.retention.read', 'system.access.read', 'system.*', 'crm.client.read']) with ordinality p (p, i)
where r.tenant_id = 'TENANT' and r.name = 'guard';
insert into identity_token (tenant_id, created_at, id, updated_at, status, name, hash, scopes)
values ('TENANT', now(), gen_random_uuid(), now(), 'active', 'watch', 'a', array['crm.client.read', 'system.*', 'system.privacy.read', 'system.alert_rule.edit']),
  ('TENANT', now(), gen_random_uuid(), now(), 'active', 'all', 'b', '{}');
insert into identity_exception (tenant_id, created_at, id, updated_at, status, permission, reach, record_entity, record, reason, starts, expires)
values ('TENANT', now(), gen_random_uuid(), now(), 'approved', 'system.alert.handle', 'record', 'system.alert', gen_random_uuid(), 'Night', now(), now() + interval '1 day');
insert into identity_exception_use (tenant_id, created_at, id, updated_at, exception, permission, record_entity)
select 'TENANT', now(), gen_random_uuid(), now(), id, permission, record_entity from identity_exception where tenant_id = 'TENANT';
insert into crm_activity (tenant_id, created_at, id, updated_at, status, kind, about_entity, about)
values ('TENANT', now(), gen_random_uuid(), now(), 'planned', 'task', 'system.alert', gen_random_uuid());`

const sqlGrantsOf = `select g.permission || ' ' || g.reach from identity_role r join identity_role_grant g on g.tenant_id = $1 and g.role = r.id
where r.tenant_id = $1 and r.name = $2 order by g.position`

// TestFromTheSystem: a company of the version before has all its rows under the new
// names, may do what it did, and the processes of that version still find them.
func TestFromTheSystem(t *testing.T) {
	t.Parallel()
	p := newEarlier(t)
	admin := p.rows(p.home, sqlGrantsOf, "admin")
	after := of(t, system.Module(), governance.Module())
	if got := p.up(after); !slices.Equal(got, []string{"governance/001_governance.sql"}) {
		t.Fatalf("applied %v", got)
	}
	p.checkNames()
	if got := p.rows(p.home, sqlGrantsOf, "admin"); !slices.Contains(admin, "system.* tenant") || !slices.Equal(got, append(admin, "governance.* tenant")) {
		t.Errorf("an admin who was granted %q is granted %q now", admin, got)
	}
	want := []string{"governance.alert.* site", "governance.retention.read site", "system.access.read site", "system.* site", "crm.client.read site", "governance.* site"}
	if got := p.rows(p.home, sqlGrantsOf, "guard"); !slices.Equal(got, want) {
		t.Errorf("a role of the company's own is granted %q, want %q", got, want)
	}
	scopes := p.rows(p.home, `select array_to_string(scopes, ' ') from identity_token where tenant_id = $1 order by name desc`)
	if !slices.Equal(scopes, []string{"crm.client.read system.* governance.* governance.privacy.read governance.alert_rule.edit", ""}) {
		t.Errorf("the tokens' scopes are %q", scopes)
	}
	var given []string
	for _, lines := range p.rows(p.home, `select grants from identity_default_role where tenant_id = $1 and name = 'admin'`) {
		given = strings.Split(lines, "\n")
	}
	if got := slices.Sorted(slices.Values(append(admin, "governance.* tenant"))); !slices.Equal(given, got) {
		t.Errorf("by default an admin was granted %q, want %q", given, got)
	}
	p.checkRenewed(after)
	p.checkFormerNames()
}

// checkNames looks for a former name in every text of every table.
func (p *earlier) checkNames() {
	p.Helper()
	texts := p.rows(pg.Home{DB: p.owner}, `select format('select %L || '': '' || count(*) from %I where %I::text ~ ''system[._](alert|retention|privacy|watch)'' having count(*) > 0',
	c.relname || '.' || a.attname, c.relname, a.attname)
from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'system_migration' and format_type(a.atttypid, null) in ('text', 'text[]', 'jsonb')`)
	if len(texts) < 50 {
		p.Errorf("only %d columns were looked at", len(texts))
	}
	if found := p.rows(pg.Home{DB: p.owner}, strings.Join(texts, " union all ")); len(found) > 0 {
		p.Errorf("rows still have former names: %q", found)
	}
	relations := p.rows(pg.Home{DB: p.owner}, `select relname::text from pg_class where relkind in ('r', 'i') and relname ~ '^system_(alert|retention)'
union all select conname::text from pg_constraint where conname ~ '^system_(alert|retention)'`)
	if len(relations) > 0 {
		p.Errorf("the database still has %q", relations)
	}
	kept := p.rows(p.home, `select name || ' ' || days from governance_retention where tenant_id = $1 order by name`)
	if fmt.Sprint(kept) != "[governance.alert 30 system.access 400]" {
		p.Errorf("kept are %v", kept)
	}
	if fields := p.rows(p.home, `select extends || ' ' || target from system_custom_field where tenant_id = $1`); fmt.Sprint(fields) != "[governance.alert governance.alert]" {
		p.Errorf("the company's fields are of %v", fields)
	}
}

// checkRenewed has the default roles renewed, as the migration of a fleet does.
func (p *earlier) checkRenewed(r *entity.Registry) {
	p.Helper()
	call := entity.Call{Actor: auth.System(p.home.Tenant), Home: p.home}
	var told identity.Renewed
	err := r.Do(p.Context(), call, func(ctx context.Context, tx *entity.Tx) (err error) {
		told, err = identity.RenewRoles(ctx, tx, r.Modules())
		return err
	})
	if err != nil || len(told.Added)+len(told.Changed)+len(told.Kept) > 0 {
		p.Errorf("renewed: %+v, %v: the company has changed no default role, and none lacks anything", told, err)
	}
	if got := p.rows(p.home, sqlGrantsOf, "admin"); !slices.Contains(got, "governance.* tenant") {
		p.Errorf("an admin is granted %q", got)
	}
}

// checkFormerNames reads and writes as a process of the version before does.
func (p *earlier) checkFormerNames() {
	p.Helper()
	for _, tab := range []string{"retention", "alert_rule", "alert"} {
		seen := p.rows(p.home, "select distinct tenant_id::text from system_"+tab+" where $1::uuid is not null")
		if !slices.Equal(seen, []string{p.home.Tenant.String()}) {
			p.Errorf("by the former name of %s, rows of %v are seen", tab, seen)
		}
	}
	err := pg.Write(p.Context(), p.home, func(tx *pg.Tx) error {
		tx.Exec(`insert into system_alert_rule (tenant_id, created_at, id, updated_at, name, subject, counted, severity)
values ($1, now(), gen_random_uuid(), now(), 'Late', '*', 'all', 'info')`)
		tx.Exec(`update system_retention set days = 500 where name = 'system.access' and $1::uuid is not null`)
		return nil
	})
	if err != nil {
		p.Fatal(err)
	}
	const sql = `select name || ' ' || days from governance_retention where tenant_id = $1 and name = 'system.access'
union all select name || ' ' || times from governance_alert_rule where tenant_id = $1 and name = 'Late'`
	for home, want := range map[pg.Home]string{p.home: "[system.access 500 Late 1]", p.other: "[system.access 400]"} {
		if got := p.rows(home, sql); fmt.Sprint(got) != want {
			p.Errorf("written by former names: %q, want %q", got, want)
		}
	}
}
