package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/integrity"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
)

// Checked is what was found in the books of one tenant.
type Checked struct {
	Tenant string              `json:"tenant"` // its slug
	Checks []integrity.Checked `json:"checks"`
	Error  string              `json:"error,omitempty"`
}

// Sound tells whether all checks were made and found nothing.
func (c Checked) Sound() bool {
	for _, check := range c.Checks {
		if len(check.Found) > 0 {
			return false
		}
	}
	return c.Error == ""
}

// Check looks whether the books of a tenant agree, or of all active tenants when the
// key is zero. What is found is written down there, unless it is a dry run. One for
// which it fails does not keep the others from theirs; the error tells of all that did.
func (a *App) Check(ctx context.Context, key enterprise.Key, dry bool) ([]Checked, error) {
	tenants, err := a.tenantsOf(ctx, key)
	if err != nil {
		return nil, err
	}
	var all []Checked
	var failed []error
	for _, t := range tenants {
		told := a.checkOne(ctx, t, dry)
		if told.Error != "" {
			failed = append(failed, fmt.Errorf("%s: %s", t.Slug, told.Error))
		}
		all = append(all, told)
		if ctx.Err() != nil {
			break
		}
	}
	return all, errors.Join(failed...)
}

// checkOne looks whether the books of a tenant agree, and tells the operators, by
// log and metric, of what does not.
func (a *App) checkOne(ctx context.Context, t enterprise.Tenant, dry bool) Checked {
	told := Checked{Tenant: t.Slug}
	err := a.Enterprise.Do(ctx, t.ID, func(home pg.Home) (err error) {
		call := entity.Call{Actor: auth.System(t.ID), Home: home, Origin: entity.Origin{RequestID: uuid.New()}, DryRun: dry}
		told.Checks, err = integrity.Check(ctx, a.Registry, call)
		return err
	})
	if err != nil {
		told.Error = err.Error()
	}
	for _, check := range told.Checks {
		a.cfg.Metrics.Add(observe.Findings, float64(len(check.Found)), check.Name)
		if len(check.Found) == 0 {
			continue
		}
		first := check.Found[0]
		a.cfg.Log.ErrorContext(ctx, "the books do not agree", "tenant", t.ID, "check", check.Name, "records", len(check.Found), "more", check.More,
			"entity", first.Entity, "record", first.Record)
	}
	return told
}
