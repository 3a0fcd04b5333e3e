package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/filter"
)

// TestGoldenPermissions tells which default role may do what: first what it is
// granted, then what becomes of every operation of the API's document when a user
// of that role asks for it.
func TestGoldenPermissions(t *testing.T) {
	registry, err := app.Compile(entity.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	grantTable(&out, registry)
	out.WriteByte('\n')
	operationTable(t, &out, registry)
	golden(t, "permissions.txt", regexp.MustCompile(` +\n`).ReplaceAll(out.Bytes(), []byte("\n")))
}

// defaultRoles returns the names of the default roles, sorted, and what each is
// granted.
func defaultRoles(registry *entity.Registry) ([]string, map[string]*auth.Actor) {
	grants := map[string]*auth.Actor{}
	var roles []string
	for _, m := range registry.Modules() {
		for _, r := range m.Roles {
			if grants[r.Name] == nil {
				grants[r.Name] = &auth.Actor{}
				roles = append(roles, r.Name)
			}
			grants[r.Name].Grants = append(grants[r.Name].Grants, r.Grants...)
		}
	}
	slices.Sort(roles)
	return roles, grants
}

func grantTable(out io.Writer, registry *entity.Registry) {
	reach := map[auth.Reach]string{auth.ReachNone: "-", auth.ReachOwn: "own", auth.ReachDepartment: "department", auth.ReachSite: "site", auth.ReachTenant: "all"}
	roles, grants := defaultRoles(registry)
	fmt.Fprintf(out, "%-36s", "permission")
	for _, r := range roles {
		fmt.Fprintf(out, " %-12s", r)
	}
	fmt.Fprintln(out)
	for _, p := range registry.Permissions() {
		fmt.Fprintf(out, "%-36s", p)
		for _, r := range roles {
			fmt.Fprintf(out, " %-12s", reach[grants[r].Reach(p)])
		}
		fmt.Fprintln(out)
	}
}

const (
	nobody   = "no role"   // a user without roles
	excepted = "exception" // another, for whom an exception is made
)

// operationTable asks for every operation as a user of every role. "yes" is an
// answer of whoever was let in, be it that the request lacks something; "-" is a
// 403 or a 404.
func operationTable(t *testing.T, out io.Writer, registry *entity.Registry) {
	t.Helper()
	a := open(t)
	url := behindHTTP(t, a, config.Serve{})
	c := newCompany(t, a, enterprise.Shared)
	roles, _ := defaultRoles(registry)
	roles = append(roles, nobody)
	tokens := map[string]string{}
	c.play(t, a, append(slices.Clone(roles), excepted), tokens)
	c.live(t, a, url, tokens[excepted])
	c.showAround(t, a, url)

	all := operations(t, url)
	slices.SortFunc(all, func(x, y operation) int { return strings.Compare(x.path+" "+x.method, y.path+" "+y.method) })
	fmt.Fprintf(out, "%-68s", "operation")
	for _, r := range roles {
		fmt.Fprintf(out, " %-10s", r)
	}
	fmt.Fprintln(out)
	for _, op := range all {
		fmt.Fprintf(out, "%-68s", op.method+" "+strings.TrimPrefix(op.path, canonical))
		for _, r := range roles {
			fmt.Fprintf(out, " %-10s", cell(t, url, op, c, tokens[r]))
		}
		fmt.Fprintln(out)
	}
}

const canonical = "/api/v1/tenants/{tenantId}/"

// cell asks for an operation once, keeping nothing.
func cell(t *testing.T, url string, op operation, c *company, token string) string {
	t.Helper()
	below, ofTenant := strings.CutPrefix(op.path, canonical)
	path, body := op.path, empty(op.method)
	if ofTenant {
		filled, _ := fill(below, c)
		path = "/api/v1/tenants/" + c.ID.String() + "/" + strings.ReplaceAll(filled, "no.such", "crm.client")
		if op.method != http.MethodGet {
			path += "?dry_run=true"
		}
		if strings.HasSuffix(below, "/bulk") {
			body = `{"atomic":true,"operations":[{"op":"create","body":{}}]}`
		}
	}
	told := call(t, sent{method: op.method, url: url + path, token: token, body: body})
	switch {
	case told.status >= http.StatusInternalServerError:
		t.Errorf("%s: %d %s", told.what, told.status, told.body)
		return "?"
	case told.status == http.StatusUnauthorized:
		return "401"
	case told.status == http.StatusForbidden, told.status == http.StatusNotFound:
		return "-"
	}
	return "yes"
}

// play makes a user of every role who works at every site of the company, in the
// department of its records, and a record of every view that there is none of yet.
func (c *company) play(t *testing.T, a *app.App, roles []string, tokens map[string]string) {
	t.Helper()
	call := entity.Call{Actor: auth.System(c.ID), Home: c.home, Origin: entity.Origin{RequestID: uuid.New()}}
	err := a.Registry.Do(t.Context(), call, func(ctx context.Context, tx *entity.Tx) error {
		sites, err := entity.Find[identity.Site](ctx, tx, "true")
		if err != nil {
			return err
		}
		var everywhere []entity.ID[identity.Site]
		for _, s := range sites {
			everywhere = append(everywhere, s.ID)
		}
		department, err := entity.ParseID[identity.Department](c.records["departments"])
		if err != nil {
			return err
		}
		for _, name := range roles {
			u := &identity.User{Name: name, Email: entity.Email(strings.ReplaceAll(name, " ", "-") + "@cast.example"), Sites: everywhere, Department: department}
			found, err := entity.Find[identity.Role](ctx, tx, "name = $2", name)
			if err != nil {
				return err
			}
			for _, r := range found {
				u.Roles = append(u.Roles, r.ID)
			}
			if err := entity.Create(ctx, tx, u); err != nil {
				return err
			}
			if tokens[name], err = identity.IssueToken(ctx, tx, u.ID, "matrix", nil, time.Time{}); err != nil {
				return err
			}
		}
		// Whoever may manage users and roles at all may manage these.
		plain := &identity.Role{Name: "plain", Title: "Plain"}
		if err := entity.Create(ctx, tx, plain); err != nil {
			return err
		}
		somebody := &identity.User{Name: "Somebody", Email: "somebody@cast.example"}
		if err := entity.Create(ctx, tx, somebody); err != nil {
			return err
		}
		c.records["roles"], c.records["users"] = plain.ID.String(), somebody.ID.String()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// live does, as the owner, what leaves a record of everything that is made by the
// way; $x stands for the company's record of x, $new for what the deed before
// made. What begins with ! is done by a user who has no role.
func (c *company) live(t *testing.T, a *app.App, url, other string) {
	t.Helper()
	made := ""
	for _, deed := range []struct{ path, body string }{
		{"stock/receive", `{"site":"$sites","vendor":"$vendors","lines":[{"product":"$products","quantity":"50"}]}`},
		{"orders/place", `{"client":"$clients","site":"$sites","currency":"EUR","items":[{"product":"$products","quantity":"1"}]}`},
		{"orders/place", `{"client":"$clients","site":"$sites","currency":"EUR","items":[{"product":"$products","quantity":"1"}]}`},
		{"orders/$new/close-short", `{"close_reason":"changed their mind"}`},
		{"payments", `{"client":"$clients","site":"$sites","currency":"EUR","amount":{"amount":"9"},"provider":"sandbox","token":"tok_success"}`},
		{"payments/$new/charge", `{}`},
		{"payments/$new/refund", `{"amount":{"amount":"1"},"reason":"a gift"}`},
		{"invoices", `{"client":"$clients","site":"$sites","currency":"EUR","lines":[{"name":"Chai","quantity":"1","price":{"amount":"18"}}]}`},
		{"invoices/$new/post", `{}`},
		{"payments/$payment/allocate", `{"invoice":"$invoice","amount":{"amount":"2"}}`},
		{"!exceptions/request", `{"permission":"crm.client.read","record":{"entity":"crm.client","id":"$clients"},"reason":"a call","expires":"2026-05-05T00:00:00Z"}`},
		{"exceptions/$new/approve", `{}`},
		{"numbering/set", `{"subject":"crm.client","pattern":"K-{n}"}`},
		{"comments/write", `{"about":{"entity":"crm.client","id":"$clients"},"text":"They have called"}`},
		{"!clients/$clients", ""},
		{"contacts/$contacts", ""},
	} {
		path, excepts := strings.CutPrefix(c.named(deed.path, made), "!")
		method, body, token := http.MethodPost, c.named(deed.body, made), c.token
		if excepts {
			token = other
		}
		if body == "" {
			method = http.MethodGet
		}
		told := call(t, sent{method: method, url: url + "/api/v1/tenants/" + c.ID.String() + "/" + path, token: token, body: body})
		if told.status >= http.StatusBadRequest {
			t.Fatalf("%s %s: %d %s", told.what, body, told.status, told.body)
		}
		var record struct{ ID string }
		if json.Unmarshal(told.body, &record) == nil && record.ID != "" {
			made = record.ID
			c.records[strings.TrimSuffix(path, "s")] = made
		}
	}
	c.remind(t, a, url)
	c.mistake(t, a)
	c.signIn(t, a, url)
	c.support(t, a, url)
	c.awaitReads(t, a)
	c.awaitNews(t, a)
	for _, p := range a.Registry.Plans() {
		if c.records[p.Plural] == "" {
			t.Errorf("there is no record of %s: its rows of the table tell nothing", p.Name)
		}
	}
}

// showAround asks for a record of every entity together with all that it refers to.
func (c *company) showAround(t *testing.T, a *app.App, url string) {
	t.Helper()
	for _, p := range a.Registry.Plans() {
		var names []string
		for _, f := range p.Describe().Fields {
			if f.Target != "" && f.Type == "reference" && len(names) < filter.MaxInclude {
				names = append(names, f.Name)
			}
		}
		if len(names) == 0 {
			continue
		}
		for _, path := range []string{p.Plural + "?limit=1&include=", p.Plural + "/" + c.records[p.Plural] + "?include="} {
			told := call(t, sent{method: http.MethodGet, url: url + "/api/v1/tenants/" + c.ID.String() + "/" + path + strings.Join(names, ","), token: c.token})
			if told.status != http.StatusOK {
				t.Errorf("%s: %d %s", told.what, told.status, told.body)
			}
		}
	}
}

// awaitNews waits until somebody was told something: that an exception was asked for.
func (c *company) awaitNews(t *testing.T, a *app.App) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { a.Deliver(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	for since := time.Now(); time.Since(since) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
		c.find(t, a)
		if c.records["notifications"] != "" {
			return
		}
	}
}

// signIn has the owner come in by a password.
func (c *company) signIn(t *testing.T, a *app.App, url string) {
	t.Helper()
	if err := a.SetPassword(t.Context(), enterprise.Key{ID: c.ID}, c.AdminEmail, password); err != nil {
		t.Fatal(err)
	}
	in := fmt.Sprintf(`{"email":%q,"password":%q,"tenant":%q,"keep":"token"}`, c.AdminEmail, password, c.Slug)
	in = call(t, sent{method: http.MethodPost, url: url + "/api/auth/login", body: in}).want(http.StatusOK).field("token")
	c.makePasskey(t, url, in)
}

// makePasskey makes a passkey for whoever is signed in.
func (c *company) makePasskey(t *testing.T, url, session string) {
	t.Helper()
	asked := call(t, sent{method: http.MethodPost, url: url + "/api/auth/passkeys/propose", token: session, body: "{}"}).want(http.StatusOK)
	var told struct {
		Challenge string
		Options   json.RawMessage
	}
	if err := json.Unmarshal(asked.body, &told); err != nil {
		t.Fatal(err)
	}
	in := fmt.Sprintf(`{"challenge":%q,"name":"Phone","passkey":%s}`, told.Challenge, newDevice(t).Register(told.Options))
	call(t, sent{method: http.MethodPost, url: url + "/api/auth/passkeys/confirm", token: session, body: in}).want(http.StatusOK)
}

// support has an operator ask for access.
func (c *company) support(t *testing.T, a *app.App, url string) {
	t.Helper()
	email := c.Slug + "@guildhall.example"
	if _, err := a.Enterprise.CreateOperator(t.Context(), app.Local(), email, "Op"); err != nil {
		t.Fatal(err)
	}
	token, err := a.OperatorToken(t.Context(), email, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	path := url + "/api/enterprise/clients/" + c.ID.String() + "/support"
	call(t, sent{method: http.MethodPost, url: path, token: token, body: `{"reason":"a question","hours":4}`}).want(http.StatusCreated)
}

// awaitReads waits until what was read is kept, which follows the answer.
func (c *company) awaitReads(t *testing.T, a *app.App) {
	t.Helper()
	call := entity.Call{Actor: auth.System(c.ID), Home: c.home}
	for range 100 {
		answer, err := a.Registry.List(t.Context(), call, planNamed(t, a, "system.access"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(answer.Body), `"get"`) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("nothing of what was read is kept")
}

// remind has time pass for the posted invoice, and a reminder made.
func (c *company) remind(t *testing.T, a *app.App, url string) {
	t.Helper()
	database, _, err := a.Enterprise.DatabaseOf(t.Context(), c.Tenant)
	if err != nil {
		t.Fatal(err)
	}
	asOwner(t, database, "update billing_invoice set due = '2026-04-01' where id = $1", c.records["invoice"])
	path := url + "/api/v1/tenants/" + c.ID.String() + "/invoices/remind-overdue"
	call(t, sent{method: http.MethodPost, url: path, token: c.token, body: "{}"}).want(http.StatusOK)
}

// mistake has something found in the company's books.
func (c *company) mistake(t *testing.T, a *app.App) {
	t.Helper()
	database, _, err := a.Enterprise.DatabaseOf(t.Context(), c.Tenant)
	if err != nil {
		t.Fatal(err)
	}
	asOwner(t, database, `insert into integrity_finding (tenant_id, id, created_at, updated_at, name, record_entity, record)
values ($1, $2, $4, $4, 'billing.balances', 'billing.invoice', $3)`, c.ID, uuid.New(), c.records["invoice"], time.Now())
}

// named puts ids in the place of names.
func (c *company) named(text, made string) string {
	return regexp.MustCompile(`\$[a-z]+`).ReplaceAllStringFunc(text, func(name string) string {
		if name == "$new" {
			return made
		}
		return c.records[name[1:]]
	})
}
