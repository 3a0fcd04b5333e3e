package app_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// sqlWhereIs names the columns of a schema that hold a text in a tenant's rows,
// whatever their type.
const sqlWhereIs = `with columns as materialized (
  select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = $1::text::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id'))
select coalesce(string_agg(relname || '.' || attname, ', ' order by relname, attname), '') from columns
where (xpath('/row/n/text()', query_to_xml(
  format('select count(*) as n from %I.%I where tenant_id = %L and position(lower(%L) in lower(%I::text)) > 0', $1::text, relname, $2::text, $3::text, attname),
  false, true, '')))[1]::text::bigint > 0`

// behind looks at a tenant's rows past every policy.
type behind struct {
	*testing.T

	admin  *pgx.Conn
	schema string
	tenant string
}

func lookBehind(t *testing.T, d *doorstep, made *enterprise.Tenant) *behind {
	t.Helper()
	database, schema, err := d.Enterprise.DatabaseOf(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	admin, err := pgx.Connect(t.Context(), pgtest.Cluster(t).URL(database))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return &behind{t, admin, schema, made.ID.String()}
}

func (b *behind) whereIs(word string) string {
	b.Helper()
	var where string
	if err := b.admin.QueryRow(b.Context(), sqlWhereIs, b.schema, b.tenant, word).Scan(&where); err != nil {
		b.Fatal(err)
	}
	return where
}

// count counts rows of a table of the tenant.
func (b *behind) count(table, where string, args ...any) (n int) {
	b.Helper()
	sql := "select count(*) from " + pg.Quote(b.schema) + "." + table + " where tenant_id = $1 and " + where
	if err := b.admin.QueryRow(b.Context(), sql, append([]any{b.tenant}, args...)...).Scan(&n); err != nil {
		b.Fatalf("%s: %v", sql, err)
	}
	return n
}

// wantKnown makes sure that the test proves something.
func (b *behind) wantKnown(words ...string) {
	b.Helper()
	for _, word := range words {
		if b.whereIs(word) == "" {
			b.Fatalf("%s was never there: the test proves nothing", word)
		}
	}
}

func (b *behind) wantGone(words ...string) {
	b.Helper()
	for _, word := range words {
		if where := b.whereIs(word); where != "" {
			b.Errorf("%s is still in %s", word, where)
		}
	}
}

// grow makes what goes by itself older by so many days.
func (b *behind) grow(days int) {
	b.Helper()
	for table, columns := range map[string][]string{
		"crm_lead": {"updated_at"}, "signin_session": {"expires_at"}, "signin_challenge": {"expires_at"},
		"signin_attempt": {"last_at", "until"}, "system_idempotency": {"created_at"},
	} {
		for _, column := range columns {
			sql := fmt.Sprintf("update %s.%s set %s = %[3]s - make_interval(days => $2) where tenant_id = $1", pg.Quote(b.schema), table, column)
			if _, err := b.admin.Exec(b.Context(), sql, b.tenant, days); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// onTiers gives a test a tenant of each tier, its owner's token, and a look behind.
func onTiers(t *testing.T, d *doorstep, test func(s *surface, b *behind, owner string)) {
	t.Helper()
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			s := &surface{T: t, app: d.App, url: d.url}
			made, owner := s.tenant(tier)
			test(s, lookBehind(t, d, made), owner)
		})
	}
}

// do posts to the tenant's API and returns the id of the answer.
func (s *surface) do(owner, path, body string) string {
	s.Helper()
	a := s.post("/api/client/"+path, owner, body)
	if a.status >= 300 {
		s.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	if len(a.body) == 0 {
		return ""
	}
	return a.field("id")
}

// TestAForgottenClientIsNowhere has a person forgotten who is in every kind of
// document, and looks for what was known in every column of every table. What the
// law keeps stays as it was, to the cent.
func TestAForgottenClientIsNowhere(t *testing.T) {
	d := newDoorstep(t)
	onTiers(t, d, func(s *surface, b *behind, owner string) {
		s.Helper()
		site := s.get("/api/client/sites?code=MAIN", owner).want(200).field("data", "0", "id")
		product := s.do(owner, "products", `{"reference":"CHAI","name":"Chai","kind":"service","price":{"amount":"18.00"},"currency":"EUR"}`)
		ida := s.do(owner, "clients", `{"name":"Ida Falkenrath","kind":"person","email":"ida@falkenrath.example","phone":"+49 40 998877",
			"note":"Allergic to chanterelles","reference":"CRM-77812","vat_number":"DE123456789","country":"DE","payment_terms":14}`)
		contact := s.do(owner, "contacts", `{"client":"`+ida+`","first_name":"Ottokar","last_name":"Falkenrath","email":"otto@falkenrath.example"}`)
		s.do(owner, "addresses", `{"client":"`+ida+`","street":"Mottenburger Twiete 3","city":"Ottensen","postal_code":"D-22765","country":"DE"}`)
		lead := s.do(owner, "leads", `{"contact_name":"Ida Falkenrath","email":"ida.falk@privat.example","inquiry":"Wants jasmine","source":"website"}`)
		s.do(owner, "activities", `{"kind":"call","subject":"Ring up at Biernatzki's","due":"2026-05-09","lead":"`+lead+`"}`)
		for _, step := range []string{"contact", "qualify"} {
			s.do(owner, "leads/"+lead+"/"+step, `{}`)
		}
		s.do(owner, "leads/"+lead+"/convert", `{"client":"`+ida+`"}`)
		lines := `"currency":"EUR","site":"` + site + `","client":"` + ida + `","items":[{"product":"` + product + `","quantity":"2","note":"Engrave: Idchen"}]`
		quote := s.do(owner, "quotes", `{"note":"For the wedding at Blankenese",`+lines+`}`)
		s.do(owner, "quotes/"+quote+"/send", `{}`)
		s.do(owner, "quotes/"+quote+"/decline", `{"decline_reason":"Has quarrelled with her aunt"}`)
		order := s.do(owner, "orders", `{"contact":"`+contact+`","reference":"FALK-4711","ship_name":"Ida Falkenrath","ship_street":"Elbchaussee 99","ship_city":"Nienstedten",`+lines+`}`)
		s.do(owner, "activities", `{"kind":"task","subject":"Ask the neighbour Krogmann","due":"2026-05-09","about":{"entity":"sales.order","id":"`+order+`"}}`)
		invoice := s.do(owner, "invoices", `{"reference":"BELEG-1","note":"Lieferung an I. F.","currency":"EUR","site":"`+site+`","client":"`+ida+`",
			"lines":[{"name":"Chai","quantity":"2","price":{"amount":"18"},"tax_percent":"7"}]}`)
		s.do(owner, "invoices/"+invoice+"/post", `{}`)
		s.do(owner, "invoices", `{"note":"Draft for Falkenrath","currency":"EUR","site":"`+site+`","client":"`+ida+`","lines":[{"name":"Chai","quantity":"1","price":{"amount":"18"}}]}`)
		s.get("/api/client/contacts?q=Falkenrath", owner).want(200)
		s.call("PATCH", "/api/client/clients/"+ida, owner, `{"language":"de"}`, "Idempotency-Key", "once").want(200)

		anonymise := "/api/client/clients/" + ida + "/anonymise"
		s.post(anonymise, owner, `{}`).want(409, "open-business") // she owes us
		payment := s.do(owner, "payments", `{"client":"`+ida+`","site":"`+site+`","currency":"EUR","amount":{"amount":"38.52"},"token":"card-of-ida","reference":"SEPA 1"}`)
		s.do(owner, "payments/"+payment+"/charge", `{}`)
		s.do(owner, "payments/"+payment+"/allocate", `{"invoice":"`+invoice+`"}`)
		s.do(owner, "orders/"+order+"/confirm", `{}`)
		s.post(anonymise, owner, `{}`).want(409, "open-business") // she waits for her tea
		s.do(owner, "orders/"+order+"/cancel", `{"cancel_reason":"Moves to Helgoland"}`)

		known := []string{
			"Falkenrath", "40 998877", "chanterelles", "CRM-77812", "Ottokar", "Mottenburger", "Ottensen", "D-22765", "ida.falk@", "jasmine", "Biernatzki",
			"Blankenese", "Idchen", "quarrelled", "FALK-4711", "Elbchaussee", "Nienstedten", "Krogmann", "Helgoland", "card-of-ida",
		}
		b.wantKnown(known...)
		before := s.get("/api/client/invoices/"+invoice, owner).want(200)
		told := s.post("/api/client/clients/"+ida+"/personal-data", owner, `{}`).want(200)
		for _, name := range []string{"crm.contact", "crm.address", "crm.lead", "crm.activity", "sales.quote", "sales.order", "billing.invoice", "billing.payment"} {
			if told.field("data", name, "0", "id") == "" {
				s.Errorf("the export does not tell of %s: %.300s", name, told.body)
			}
		}
		s.post(anonymise, owner, `{}`).want(200)
		b.wantGone(known...)
		b.wantKnown("BELEG-1", "Lieferung an I. F.", "DE123456789", "SEPA 1")
		after := s.get("/api/client/invoices/"+invoice, owner).want(200)
		for _, field := range []string{"number", "reference", "note", "net", "tax", "total", "paid", "open", "lines"} {
			if before.field(field) != after.field(field) {
				s.Errorf("the invoice's %s was %s and is %s", field, before.field(field), after.field(field))
			}
		}
		s.wantWholeTrail(b)
	})
}

// wantWholeTrail: the audit trail tells of each version of each record. What the door
// writes is a log of its own.
func (s *surface) wantWholeTrail(b *behind) {
	s.Helper()
	rows, err := b.admin.Query(s.Context(), `select concat_ws(' ', entity, record, array_agg(version order by version)) from `+pg.Quote(b.schema)+`.system_audit
where tenant_id = $1 and entity not like 'signin.%' group by entity, record having count(distinct version) <> max(version)`, b.tenant)
	if err != nil {
		s.Fatal(err)
	}
	missing, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(missing) > 0 {
		s.Errorf("the audit trail has gaps: %v %v", missing, err)
	}
}

// TestAForgottenUserIsNowhere does the same for somebody who worked in the company:
// what they did stays, without their name.
func TestAForgottenUserIsNowhere(t *testing.T) {
	d := newDoorstep(t)
	onTiers(t, d, func(s *surface, b *behind, owner string) {
		s.Helper()
		role := s.get("/api/client/roles?name=sales", owner).want(200).field("data", "0", "id")
		const email = "birgit@quandt.example"
		user := s.do(owner, "users", `{"name":"Birgit Quandt","email":"`+email+`","job_title":"Tea sommelière","phone":"+49 40 556677","roles":["`+role+`"]}`)
		made := enterprise.Key{ID: uuid.MustParse(b.tenant)}
		slug := s.get("/api/client/me", owner).want(200).field("company")
		login := func(password string, want int) said {
			s.Helper()
			body, err := json.Marshal(map[string]string{"tenant": slug, "email": email, "password": password, "keep": "tokens"})
			if err != nil {
				s.Fatal(err)
			}
			return s.call("POST", "/api/auth/login", "", string(body), "User-Agent", "QuandtPhone 7").want(want)
		}
		login("never set", 401)
		if err := d.SetPassword(s.Context(), made, email, password); err != nil {
			s.Fatal(err)
		}
		access := login(password, 200).field("tokens", "access_token")
		s.do(access, "tokens/issue", `{"name":"Birgits Notebook"}`)
		s.do(access, "exceptions/request", `{"permission":"billing.invoice.post","reach":"tenant","reason":"Covers for Quandt senior","expires":"2026-05-04T11:00:00Z"}`)
		client := s.do(access, "clients", `{"name":"Acme","currency":"EUR"}`)
		if err := d.Invite(s.Context(), made, email); err != nil {
			s.Fatal(err)
		}
		if _, err := b.admin.Exec(s.Context(), `insert into `+pg.Quote(b.schema)+`.signin_link (tenant_id, issuer, subject, person, created_at)
values ($1, 'https://login.example', 'subject-of-birgit', $2, now())`, b.tenant, user); err != nil {
			s.Fatal(err)
		}
		if _, err := b.admin.Exec(s.Context(), `insert into `+pg.Quote(b.schema)+`.signin_factor
(tenant_id, id, created_at, updated_at, owner, kind, name, number, key) values ($1, gen_random_uuid(), now(), current_timestamp, $2, 'phone', 'Quandt private', '+4940778899', '+4940778899')`,
			b.tenant, user); err != nil {
			s.Fatal(err)
		}
		known := []string{"Quandt", "40 556677", "4940778899", "sommelière", "Birgits Notebook", "senior", "subject-of-birgit"}
		b.wantKnown(known...)
		told := s.post("/api/client/users/"+user+"/personal-data", owner, `{}`).want(200)
		for _, name := range []string{"identity.user", "identity.token", "identity.exception", "signin.session", "signin.security_event"} {
			if told.field("data", name, "0", "id") == "" {
				s.Errorf("the export does not tell of %s: %.300s", name, told.body)
			}
		}

		s.post("/api/client/users/"+user+"/anonymise", owner, `{}`).want(409, "illegal-step")
		s.do(owner, "users/"+user+"/block", `{}`)
		s.post("/api/client/users/"+user+"/anonymise", owner, `{}`).want(200)
		b.wantGone(known...)
		for _, table := range []string{"signin_credential", "signin_challenge", "signin_link", "signin_recovery_code", "signin_place"} {
			if n := b.count(table, "person = $2", user); n != 0 {
				s.Errorf("%d rows of %s are left", n, table)
			}
		}
		if n := b.count("system_audit", "actor = $2 and (address <> '' or actor_name <> '***')", user); n != 0 {
			s.Errorf("%d entries still say from where they worked", n)
		}
		if n := b.count("system_audit", "actor = $2 and record = $3 and verb = 'create' and changes ? 'name'", user, client); n != 1 {
			s.Errorf("what they did is told %d times", n)
		}
		s.get("/api/client/me", access).want(401)
		login(password, 401)
		s.wantWholeTrail(b)
	})
}

// TestAnonymiseNeedsMoreThanTheUser: nobody has somebody forgotten who may do more
// than themselves, and the last owner is not forgotten at all.
func TestAnonymiseNeedsMoreThanTheUser(t *testing.T) {
	s := newSurface(t)
	_, owner := s.tenant(enterprise.Shared)
	admin := s.get("/api/client/roles?name=admin", owner).want(200).field("data", "0", "id")
	user := s.do(owner, "users", `{"name":"Adam","email":"adam@acme.example","roles":["`+admin+`"]}`)
	token := s.post("/api/client/tokens/issue", owner, `{"user":"`+user+`","name":"t"}`).want(200).field("secret")
	boss := s.get("/api/client/me", owner).want(200).field("user", "id")
	for _, verb := range []string{"block", "anonymise"} {
		a := s.post(fmt.Sprintf("/api/client/users/%s/%s", boss, verb), token, `{}`)
		if a.status != 403 && a.status != 409 {
			s.Errorf("an admin may %s the owner: %d %s", verb, a.status, a.body)
		}
	}
	a := s.post("/api/client/users/"+boss+"/block", owner, `{}`)
	if a.status != 409 || !strings.Contains(string(a.body), "self-block") {
		s.Errorf("the last owner: %d %s", a.status, a.body)
	}
}

// TestRetain: what is old goes from the door and from the leads, on every tier, and
// what is needed stays.
func TestRetain(t *testing.T) {
	d := newDoorstep(t)
	onTiers(t, d, func(s *surface, b *behind, owner string) {
		s.Helper()
		made := enterprise.Key{ID: uuid.MustParse(b.tenant)}
		me := s.get("/api/client/me", owner).want(200)
		if err := d.SetPassword(s.Context(), made, me.field("email"), password); err != nil {
			s.Fatal(err)
		}
		g := &guest{t: s.T, d: d, tenant: me.field("company"), email: me.field("email")}
		g.login(another, 401)
		g.login(password, 200)
		if err := d.Invite(s.Context(), made, g.email); err != nil {
			s.Fatal(err)
		}
		leads := map[string]string{}
		for _, name := range []string{"Declined", "Open"} {
			leads[name] = s.do(owner, "leads", `{"contact_name":"`+name+` Hardy","email":"`+strings.ToLower(name)+`@horn.example"}`)
		}
		s.do(owner, "leads/"+leads["Declined"]+"/disqualify", `{"disqualify_reason":"Went to Earlwood's"}`)
		b.wantKnown("Declined Hardy", "declined@horn", "Earlwood")

		for i, want := range []bool{true, false, false} { // too early, in time, again
			if i == 1 {
				b.grow(366)
			}
			told, err := d.Retain(s.Context(), made, false)
			if err != nil || len(told) != 1 || told[0].Error != "" {
				s.Fatalf("run %d: %+v %v", i, told, err)
			}
			if known := b.whereIs("declined@horn") != ""; known != want {
				s.Errorf("run %d: is the declined lead known? %t", i, known)
			}
		}
		b.wantGone("Declined Hardy", "Earlwood")
		b.wantKnown("Open Hardy", "open@horn")
		for _, table := range []string{"signin_session", "signin_challenge", "signin_attempt", "signin_refresh", "system_idempotency"} {
			if n := b.count(table, "true"); n != 0 {
				s.Errorf("%d rows of %s are left", n, table)
			}
		}
		if n := b.count("system_audit", "entity = 'governance.retention' and actor_name = 'command line' and changes ? 'purged'"); n < 3 {
			s.Errorf("the audit trail has %d entries of it", n)
		}
		if n := b.count("crm_lead", "number <> '' and status = 'disqualified' and contact_name = 'anonymised'"); n != 1 {
			s.Errorf("%d leads are left to count", n)
		}
	})
	all, err := d.Retain(t.Context(), enterprise.Key{}, true)
	if err != nil || len(all) < len(tiers) {
		t.Errorf("of all tenants: %d %v", len(all), err)
	}
}
