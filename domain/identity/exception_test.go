package identity_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// do does a business action as an actor and returns the id in its answer.
func do(t *testing.T, h *entitytest.House, a *auth.Actor, path string, on uuid.UUID, body string) (entity.Answer, uuid.UUID, error) {
	t.Helper()
	c := h.Call()
	c.Actor, c.Body = a, []byte(body)
	for _, p := range h.Registry.Actions() {
		if p.Describe().Path != path {
			continue
		}
		answer, err := h.Registry.Act(t.Context(), c, p, on)
		var made struct{ ID uuid.UUID }
		if err == nil {
			err = json.Unmarshal(answer.Body, &made)
		}
		return answer, made.ID, err
	}
	t.Fatalf("there is no action %s", path)
	return entity.Answer{}, uuid.Nil, nil
}

// office is a company with an admin and a clerk, who may do nothing by role.
type office struct {
	*entitytest.House
	admin, clerk *auth.Actor
	site         entity.ID[identity.Site]
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{House: newHouse(t)}
	o.admin = actor(t, o.House, hire(t, o.House, "admin", role(t, o.House, "admin")))
	o.clerk = actor(t, o.House, hire(t, o.House, "clerk"))
	o.site = one[identity.Site](t, o.House, "true").ID
	return o
}

// except asks for an exception as the clerk and has the owner approve it. It
// returns the exception and the clerk who acts with it.
func (o *office) except(t *testing.T, permission auth.Permission, more string) (uuid.UUID, *auth.Actor) {
	t.Helper()
	body := fmt.Sprintf(`{"permission":%q,"reason":"Ann is ill.","expires":%q,%s}`, permission, o.Clock.Now().Add(time.Hour).Format(time.RFC3339), more)
	_, id, err := do(t, o.House, o.clerk, "exceptions/request", uuid.Nil, body)
	if err != nil {
		t.Fatalf("ask: %v", err)
	}
	if err := o.step(t, actor(t, o.House, owner(t, o.House).ID), id, "approve"); err != nil {
		t.Fatalf("approve: %v", err)
	}
	return id, actor(t, o.House, entity.ID[identity.User](o.clerk.ID))
}

func (o *office) step(t *testing.T, a *auth.Actor, id uuid.UUID, verb string) error {
	t.Helper()
	c := o.Call()
	c.Actor = a
	_, err := o.Registry.Step(t.Context(), c, o.Plan(t, "identity.exception"), id, verb)
	return err
}

func (o *office) get(t *testing.T, a *auth.Actor) error {
	t.Helper()
	c := o.Call()
	c.Actor = a
	_, err := o.Registry.Get(t.Context(), c, o.Plan(t, "identity.site"), o.site.UUID(), nil)
	return err
}

func (o *office) patch(t *testing.T, a *auth.Actor, name string, dry bool) error {
	t.Helper()
	c := o.Call()
	c.Actor, c.Body, c.DryRun = a, []byte(fmt.Sprintf(`{"name":%q}`, name)), dry
	_, err := o.Registry.Patch(t.Context(), c, o.Plan(t, "identity.site"), o.site.UUID())
	return err
}

// uses tells what was done by an exception, oldest first.
func (o *office) uses(t *testing.T, id uuid.UUID) []string {
	t.Helper()
	all := entitytest.Select[string](t, o.House, `select coalesce(string_agg(permission || ' ' || record_entity || ' ' || coalesce(record::text, '-'), ',' order by id), '')
		from identity_exception_use where exception = $1 and "user" = $2 and request is not null`, id, o.clerk.ID)
	if all == "" {
		return nil
	}
	return strings.Split(strings.ReplaceAll(all, o.site.String(), "MAIN"), ",")
}

func (o *office) wantUses(t *testing.T, id uuid.UUID, want ...string) {
	t.Helper()
	if got := o.uses(t, id); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("kept uses %v, want %v", got, want)
	}
}

func (o *office) record() string {
	return fmt.Sprintf(`"record":{"entity":"identity.site","id":%q}`, o.site)
}

func TestAnExceptionForOneRecord(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	wantSlug(t, o.get(t, o.clerk), "missing-permission")
	id, clerk := o.except(t, "identity.site.*", o.record())
	if err := o.get(t, clerk); err != nil {
		t.Errorf("read: %v", err)
	}
	if err := o.patch(t, clerk, "Head office", false); err != nil {
		t.Errorf("change: %v", err)
	}
	if err := o.patch(t, clerk, "Nowhere", true); err != nil {
		t.Errorf("try: %v", err)
	}
	if err := o.patch(t, clerk, "", false); err == nil {
		t.Error("a site without a name was taken")
	}
	other := &identity.Site{Code: "OTHER", Name: "Other", Country: "DE", Currency: "EUR"}
	o.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, other) })
	c := o.Call()
	c.Actor = clerk
	_, err := o.Registry.Get(t.Context(), c, o.Plan(t, "identity.site"), other.ID.UUID(), nil)
	wantSlug(t, err, "not-found")
	listed, err := o.Registry.List(t.Context(), c, o.Plan(t, "identity.site"), nil)
	if err != nil || !strings.Contains(string(listed.Body), o.site.String()) || strings.Contains(string(listed.Body), other.ID.String()) {
		t.Errorf("list: %s %v", listed.Body, err)
	}
	o.wantUses(t, id, "identity.site.read identity.site MAIN", "identity.site.edit identity.site MAIN", "identity.site.edit identity.site MAIN",
		"identity.site.read identity.site -")
	c.Body = []byte(`{"code":"NEW","name":"New","country":"DE","currency":"EUR"}`)
	_, err = o.Registry.Create(t.Context(), c, o.Plan(t, "identity.site"))
	wantSlug(t, err, "missing-permission")
}

// TestAnExceptionEndsOnTime: to the second, for an actor who was loaded long before.
func TestAnExceptionEndsOnTime(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, clerk := o.except(t, identity.ReadSites, o.record())
	o.Clock.Advance(time.Hour - time.Second)
	if err := o.get(t, clerk); err != nil {
		t.Errorf("a second before the end: %v", err)
	}
	o.Clock.Advance(time.Second)
	wantSlug(t, o.get(t, clerk), "missing-permission")
	o.Clock.Advance(time.Second)
	wantSlug(t, o.get(t, clerk), "missing-permission")
	wantSlug(t, o.get(t, actor(t, o.House, entity.ID[identity.User](o.clerk.ID))), "missing-permission")
	answer, _, err := do(t, o.House, o.admin, "exceptions/expire-due", uuid.Nil, `{}`)
	if err != nil || string(answer.Body) != `{"expired":1,"more":false}` {
		t.Errorf("expire: %s %v", answer.Body, err)
	}
	if e := one[identity.Exception](t, o.House, "true"); e.Status != identity.ExceptionExpired {
		t.Errorf("status %s", e.Status)
	}
}

func TestAnExceptionBeginsOnTime(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, clerk := o.except(t, identity.ReadSites, fmt.Sprintf(`"starts":%q,%s`, o.Clock.Now().Add(time.Minute).Format(time.RFC3339), o.record()))
	wantSlug(t, o.get(t, clerk), "missing-permission")
	o.Clock.Advance(time.Minute)
	if err := o.get(t, clerk); err != nil {
		t.Errorf("from its start on: %v", err)
	}
}

func TestAnExceptionIsRevoked(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id, _ := o.except(t, identity.ReadSites, o.record())
	if err := o.step(t, o.clerk, id, "revoke"); err != nil {
		t.Errorf("give up: %v", err)
	}
	wantSlug(t, o.get(t, actor(t, o.House, entity.ID[identity.User](o.clerk.ID))), "missing-permission")
	wantSlug(t, o.step(t, o.admin, id, "approve"), "illegal-step")
}

func TestAnExceptionWithAReach(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id, clerk := o.except(t, identity.EditDepartments, `"reach":"tenant"`)
	c := o.Call()
	c.Actor, c.Body = clerk, []byte(`{"name":"Night shift"}`)
	made, err := o.Registry.Create(t.Context(), c, o.Plan(t, "identity.department"))
	if err != nil {
		t.Fatal(err)
	}
	o.wantUses(t, id, "identity.department.edit identity.department "+made.Location[len("departments/"):])
	in := entitytest.Select[bool](t, o.House, `select (select xmin from identity_exception_use where exception = $1)
		= (select xmin from identity_department where name = 'Night shift')`, id)
	if !in {
		t.Error("the use was not kept in the transaction of the write")
	}
	if err := as(t, o.House, clerk, func(_ context.Context, tx *entity.Tx) error {
		tx.Exec("delete from identity_exception_use where tenant_id = $1")
		return nil
	}); err == nil {
		t.Error("uses can be deleted")
	}
	// What is held by exception is not passed on.
	clerk.Grants = append(clerk.Grants, auth.Grant{Permission: identity.EditRoles, Reach: auth.ReachTenant})
	wantSlug(t, as(t, o.House, clerk, granting(identity.EditDepartments, identity.ReachOwn)), "not-held")
}

func TestWhoApproves(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	request := func(a *auth.Actor, body string) (uuid.UUID, error) {
		_, id, err := do(t, o.House, a, "exceptions/request", uuid.Nil,
			fmt.Sprintf(`{"reason":"test","expires":%q,%s}`, o.Clock.Now().Add(time.Hour).Format(time.RFC3339), body))
		return id, err
	}
	must := func(id uuid.UUID, err error) uuid.UUID {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	own := must(request(o.admin, `"permission":"identity.site.read",`+o.record()))
	wantSlug(t, o.step(t, o.admin, own, "approve"), "self-approval")
	forClerk := must(request(o.admin, fmt.Sprintf(`"user":%q,"permission":"identity.site.read",%s`, o.clerk.ID, o.record())))
	wantSlug(t, o.step(t, o.admin, forClerk, "approve"), "self-approval")
	if err := o.step(t, actor(t, o.House, owner(t, o.House).ID), forClerk, "approve"); err != nil {
		t.Errorf("approved by a third: %v", err)
	}
	for what, body := range map[string]string{
		"everything":             `"permission":"*","reach":"own"`,
		"everything on a record": `"permission":"*",` + o.record(),
		"what the admin lacks":   `"permission":"other.thing.read","reach":"site"`,
	} {
		id := must(request(o.clerk, body))
		if err := o.step(t, o.admin, id, "approve"); err == nil {
			t.Errorf("%s was approved", what)
		} else {
			wantSlug(t, err, "not-held")
		}
		wantSlug(t, o.step(t, o.clerk, id, "approve"), "missing-permission")
	}
	_, err := request(o.clerk, fmt.Sprintf(`"user":%q,"permission":"identity.site.read",%s`, o.admin.ID, o.record()))
	wantSlug(t, err, "missing-permission")
	late := must(request(o.clerk, `"permission":"identity.site.read",`+o.record()))
	o.Clock.Advance(time.Hour)
	wantSlug(t, o.step(t, o.admin, late, "approve"), "exception-expired")
}

func TestRequestsAreChecked(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	in := func(d time.Duration) string { return o.Clock.Now().Add(d).Format(time.RFC3339) }
	for _, tt := range []struct{ body, pointer, code string }{
		{fmt.Sprintf(`"permission":"no such","expires":%q,%s`, in(time.Hour), o.record()), "/permission", "invalid-permission"},
		{fmt.Sprintf(`"permission":"a.b","expires":%q`, in(time.Hour)), "/record", "required"},
		{fmt.Sprintf(`"permission":"a.b","expires":%q,"reach":"site",%s`, in(time.Hour), o.record()), "/record", "not-for-reach"},
		{fmt.Sprintf(`"permission":"a.b","expires":%q,"record":{"entity":"identity.site","id":%q}`, in(time.Hour), uuid.New()), "/record", "unknown-reference"},
		{fmt.Sprintf(`"permission":"a.b","expires":%q,%s`, in(-time.Second), o.record()), "/expires", "too-early"},
		{fmt.Sprintf(`"permission":"a.b","expires":%q,"starts":%q,%s`, in(0), in(-time.Hour), o.record()), "/expires", "in-the-past"},
		{fmt.Sprintf(`"permission":"a.b","expires":%q,%s`, in(identity.LongestException+time.Second), o.record()), "/expires", "too-late"},
	} {
		_, _, err := do(t, o.House, o.clerk, "exceptions/request", uuid.Nil, `{"reason":"test",`+tt.body+`}`)
		wantField(t, err, tt.pointer, tt.code)
	}
}

// TestExceptionsStayWithinScopes: a token does not do by exception what its scopes
// leave out, and makes no token that does.
func TestExceptionsStayWithinScopes(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.except(t, identity.ReadSites, o.record())
	clerk := entity.ID[identity.User](o.clerk.ID)
	issuer := &identity.Role{Name: "issuer", Title: "Issuer", Grants: []identity.RoleGrant{{Permission: identity.IssueTokens, Reach: identity.ReachOwn}}}
	o.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, issuer) })
	o.Do(t, change(clerk, func(u *identity.User) { u.Roles = []entity.ID[identity.Role]{issuer.ID} }))
	var secret string
	o.Do(t, issue(clerk, &secret, time.Time{}, identity.IssueTokens))
	narrow, err := authenticate(t, o.House, secret)
	if err != nil {
		t.Fatal(err)
	}
	wantSlug(t, o.get(t, narrow), "missing-permission")
	wantSlug(t, as(t, o.House, narrow, issue(clerk, &secret, time.Time{}, identity.ReadSites)), "not-held")
	o.Do(t, issue(clerk, &secret, time.Time{}, "identity.site.*"))
	fit, err := authenticate(t, o.House, secret)
	if err != nil || o.get(t, fit) != nil {
		t.Errorf("within the scope: %v", err)
	}
}

// TestNobodyTakesOverAnException: a user with an exception is managed by those who
// hold what it allows.
func TestNobodyTakesOverAnException(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	_, id, err := do(t, o.House, o.clerk, "exceptions/request", uuid.Nil,
		fmt.Sprintf(`{"permission":"other.*","reach":"tenant","reason":"test","expires":%q}`, o.Clock.Now().Add(time.Hour).Format(time.RFC3339)))
	if err != nil {
		t.Fatal(err)
	}
	clerk := entity.ID[identity.User](o.clerk.ID)
	email := change(clerk, func(u *identity.User) { u.Email = "eve@acme.example" })
	if err := o.step(t, actor(t, o.House, owner(t, o.House).ID), id, "approve"); err != nil {
		t.Fatal(err)
	}
	var secret string
	wantSlug(t, as(t, o.House, o.admin, email), "not-held")
	wantSlug(t, as(t, o.House, o.admin, block(clerk)), "not-held")
	wantSlug(t, as(t, o.House, o.admin, issue(clerk, &secret, time.Time{})), "not-held")
	if err := as(t, o.House, actor(t, o.House, clerk), change(clerk, func(u *identity.User) { u.JobTitle = "Clerk" })); err != nil {
		t.Errorf("the user's own profile: %v", err)
	}
	o.Clock.Advance(time.Hour)
	if err := as(t, o.House, o.admin, email); err != nil {
		t.Errorf("after its end: %v", err)
	}
}
