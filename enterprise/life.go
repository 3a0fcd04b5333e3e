package enterprise

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/problem"
)

// Suspend keeps a tenant's users out until it is reinstated. The reason is shown
// to them. Problem: "illegal-step" where the tenant's status does not allow it.
func (e *Enterprise) Suspend(ctx context.Context, by *auth.Actor, id uuid.UUID, reason string) (*Tenant, error) {
	return e.move(ctx, by, id, "tenant.suspend", Suspended, reason, Active, ReadOnly)
}

// SetReadOnly lets a tenant's users look but not change, until it is reinstated.
func (e *Enterprise) SetReadOnly(ctx context.Context, by *auth.Actor, id uuid.UUID, reason string) (*Tenant, error) {
	return e.move(ctx, by, id, "tenant.read_only", ReadOnly, reason, Active, Suspended)
}

// Reinstate makes a suspended or read-only tenant active again.
func (e *Enterprise) Reinstate(ctx context.Context, by *auth.Actor, id uuid.UUID) (*Tenant, error) {
	return e.move(ctx, by, id, "tenant.reinstate", Active, "", Suspended, ReadOnly)
}

// Archive ends a suspended tenant's service for good. Its rows and its slug stay.
func (e *Enterprise) Archive(ctx context.Context, by *auth.Actor, id uuid.UUID, reason string) (*Tenant, error) {
	return e.move(ctx, by, id, "tenant.archive", Archived, reason, Suspended)
}

// move takes a tenant to another status, if it stands in one of those allowed.
func (e *Enterprise) move(ctx context.Context, by *auth.Actor, id uuid.UUID, verb string, to Status, reason string, from ...Status) (*Tenant, error) {
	if reason = strings.TrimSpace(reason); reason == "" && to != Active {
		return nil, problem.InvalidField("/reason", "required", "Say why: the tenant's users will read it.")
	}
	return e.change(ctx, by, id, verb, map[string]any{"to": to, "reason": reason}, func(tx *pg.Tx, t *Tenant) error {
		if !slices.Contains(from, t.Status) {
			return problem.Conflict("illegal-step", "The tenant is %s; this is possible only when it is %s.",
				word(t.Status), words(from)).With("state", t.Status)
		}
		tx.Exec(`update tenant set status = $2, reason = $3 where id = $1`, id, to, reason)
		return nil
	})
}

func word(s Status) string { return strings.ReplaceAll(string(s), "_", "-") }

func words(all []Status) string {
	out := make([]string, 0, len(all))
	for _, s := range all {
		out = append(out, word(s))
	}
	return strings.Join(out, " or ")
}

// Change is what [Enterprise.Update] is to change; nil members stay as they are.
type Change struct {
	Version  int64 // the version that the caller has read; 0 to change whatever is there
	Name     *string
	Plan     *string
	Domains  *[]string       // all of them, lower case
	Settings map[string]any  // merged into the settings there are; a nil value removes one
	Modules  map[string]bool // switched on or off
}

var domainForm = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$`)

// Update changes what the registry keeps about a tenant. Problems: "stale" (412),
// "invalid", "domain-taken".
func (e *Enterprise) Update(ctx context.Context, by *auth.Actor, id uuid.UUID, c Change) (*Tenant, error) {
	var wrong problem.Fields
	if c.Name != nil {
		checkName(&wrong, *c.Name)
	}
	if c.Domains != nil {
		for i, d := range *c.Domains {
			if len(d) > 253 || !domainForm.MatchString(d) {
				wrong.Add(problem.Pointer("domains", i), "invalid", "This is not a domain in small letters.")
			}
		}
	}
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	t, err := e.change(ctx, by, id, "tenant.update", c.details(), func(tx *pg.Tx, t *Tenant) error {
		if c.Version != 0 && c.Version != t.Version {
			return problem.Stale(t.Version)
		}
		return c.write(tx, id)
	})
	if refused, ok := errors.AsType[*pg.ConstraintError](err); ok {
		switch refused.Constraint {
		case "tenant_domain_pkey":
			return nil, problem.Conflict("domain-taken", "One of the domains belongs to another tenant, or is given twice.")
		case "tenant_plan_fkey":
			return nil, problem.InvalidField("/plan", "unknown", "There is no such plan.")
		case "tenant_module_module_fkey":
			return nil, problem.InvalidField("/modules", "unknown", "There is no such module.")
		}
	}
	return t, err
}

func (c Change) write(tx *pg.Tx, id uuid.UUID) error {
	if c.Name != nil {
		tx.Exec(`update tenant set name = $2 where id = $1`, id, *c.Name)
	}
	if c.Plan != nil {
		tx.Exec(`update tenant set plan = $2 where id = $1`, id, *c.Plan)
	}
	if c.Settings != nil {
		patch, err := json.Marshal(c.Settings)
		if err != nil {
			return problem.InvalidField("/settings", "invalid", "The settings cannot be written as JSON.")
		}
		tx.Exec(`update tenant set settings = jsonb_strip_nulls(settings || $2::text::jsonb) where id = $1`, id, string(patch))
	}
	if c.Domains != nil {
		tx.Exec(`delete from tenant_domain where tenant = $1`, id)
		tx.Exec(`insert into tenant_domain (domain, tenant) select d, $1 from unnest($2::text[]) d`, id, *c.Domains)
	}
	for name, on := range c.Modules {
		tx.Exec(`insert into tenant_module (tenant, module, enabled) values ($1, $2, $3)
on conflict (tenant, module) do update set enabled = excluded.enabled`, id, name, on)
	}
	return nil
}

// details are the change for the audit.
func (c Change) details() map[string]any {
	d := map[string]any{}
	if c.Name != nil {
		d["name"] = *c.Name
	}
	if c.Plan != nil {
		d["plan"] = *c.Plan
	}
	if c.Domains != nil {
		d["domains"] = *c.Domains
	}
	if c.Settings != nil {
		d["settings"] = c.Settings
	}
	if c.Modules != nil {
		d["modules"] = c.Modules
	}
	return d
}

// change is the one way to change a tenant's row: locked, written, counted,
// audited and told to the other processes, in one transaction.
func (e *Enterprise) change(ctx context.Context, by *auth.Actor, id uuid.UUID, verb string, details map[string]any,
	write func(*pg.Tx, *Tenant) error,
) (*Tenant, error) {
	var after Tenant
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		const sql = `select ` + tenantColumns + ` from tenant t where t.id = $1`
		before, found, err := pg.One[Tenant](ctx, tx, sql+` for update of t`, id)
		if err != nil {
			return err
		}
		if !found {
			return unknownTenant()
		}
		if err := write(tx, &before); err != nil {
			return err
		}
		tx.Exec(`update tenant set version = version + 1, updated_at = $2 where id = $1`, id, e.now())
		e.hint(tx, hintTenant, id)
		if err := e.audit(tx, by, deed{verb, "tenant", id, details}); err != nil {
			return err
		}
		after, _, err = pg.One[Tenant](ctx, tx, sql, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", verb, err)
	}
	e.drop(ctx, id)
	return &after, nil
}

// Plan is what a tenant may buy.
type Plan struct {
	Name   string
	Label  string
	Limits map[string]any // see [Limits] for those that count
}

// Limits are what a plan bounds, as far as this program obeys it.
type Limits struct {
	// Requests bounds those of each actor of a tenant. It is zero, for no limit,
	// when the plan does not say otherwise.
	Requests limit.Policy
}

const mostRequests = 9_999_999

// windowForm is that of the check in the table.
var windowForm = regexp.MustCompile(`^[1-9]\d{0,4}[smh]$`)

// UnmarshalJSON reads {"requests": 100, "window": "15m"}; a window is given in
// seconds, minutes or hours. Other members are for others. It fails with a problem
// that says what is wrong.
func (l *Limits) UnmarshalJSON(given []byte) error {
	var in struct {
		Requests *int `json:"requests"`
		Window   any  `json:"window"`
	}
	if err := json.Unmarshal(given, &in); err != nil {
		return problem.InvalidField("/limits", "invalid", "Limits are an object with requests, a whole number, and window, a text.")
	}
	*l = Limits{}
	if in.Requests == nil {
		return nil
	}
	text, _ := in.Window.(string)
	window, err := time.ParseDuration(text)
	switch {
	case err != nil || !windowForm.MatchString(text):
		return problem.InvalidField("/limits/window", "invalid", "The window of requests is a number of seconds, minutes or hours, such as 90s, 15m or 24h.")
	case *in.Requests < 1 || *in.Requests > mostRequests:
		return problem.InvalidField("/limits/requests", "invalid", "Requests are 1 to %d, or null for no limit.", mostRequests)
	}
	l.Requests = limit.Policy{Name: "plan", Limit: *in.Requests, Window: window}
	return nil
}

// MarshalJSON writes what [Limits.UnmarshalJSON] reads.
func (l Limits) MarshalJSON() ([]byte, error) {
	if l.Requests.Limit == 0 {
		return []byte(`{}`), nil
	}
	window := strconv.FormatInt(int64(l.Requests.Window/time.Hour), 10) + "h"
	switch {
	case l.Requests.Window%time.Minute != 0:
		window = strconv.FormatInt(int64(l.Requests.Window/time.Second), 10) + "s"
	case l.Requests.Window%time.Hour != 0:
		window = strconv.FormatInt(int64(l.Requests.Window/time.Minute), 10) + "m"
	}
	return fmt.Appendf(nil, `{"requests":%d,"window":%q}`, l.Requests.Limit, window), nil
}

// Plans returns all plans, by name.
func (e *Enterprise) Plans(ctx context.Context) ([]Plan, error) {
	var out []Plan
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[Plan](ctx, tx, `select name, label, limits from plan order by name`)
		return err
	})
	return out, err
}

// PutPlan makes a plan or changes the one of that name. It holds at once in this
// process, in others within a second or two.
func (e *Enterprise) PutPlan(ctx context.Context, by *auth.Actor, p Plan) error {
	if !slugForm.MatchString(p.Name) || p.Label == "" {
		return problem.InvalidField("/name", "invalid", "A plan has a name of small letters, digits and hyphens, and a label.")
	}
	if p.Limits == nil {
		p.Limits = map[string]any{}
	}
	limits, err := json.Marshal(p.Limits)
	if err != nil {
		return problem.InvalidField("/limits", "invalid", "The limits cannot be written as JSON.")
	}
	if err := new(Limits).UnmarshalJSON(limits); err != nil {
		return err
	}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into plan (name, label, limits) values ($1, $2, $3::text::jsonb)
on conflict (name) do update set label = excluded.label, limits = excluded.limits`, p.Name, p.Label, string(limits))
		e.hint(tx, hintAll, uuid.Nil)
		return e.audit(tx, by, deed{"plan.put", "plan", uuid.Nil, map[string]any{"name": p.Name, "limits": p.Limits}})
	})
	if err == nil {
		e.dropAll(ctx)
	}
	return err
}
