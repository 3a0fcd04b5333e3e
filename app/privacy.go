package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Retained is what became of one tenant in a run of retention.
type Retained struct {
	Tenant string              `json:"tenant"` // its slug
	Purged []governance.Purged `json:"purged"`
	Error  string              `json:"error,omitempty"`
}

// Retain lets everything go that a tenant keeps no longer, or all active tenants
// when the key is zero. One that fails does not keep the others from theirs; the
// error tells of all that did. A dry run changes nothing. Whoever runs it on a
// schedule may do so at any time, and in several processes.
func (a *App) Retain(ctx context.Context, key enterprise.Key, dry bool) ([]Retained, error) {
	tenants, err := a.tenantsOf(ctx, key)
	if err != nil {
		return nil, err
	}
	var all []Retained
	var failed []error
	for _, t := range tenants {
		told := Retained{Tenant: t.Slug}
		err := a.Enterprise.Do(ctx, t.ID, func(home pg.Home) (err error) {
			call := entity.Call{Actor: Local(), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
			told.Purged, err = governance.Purge(ctx, a.Registry, call, dry)
			return err
		})
		if err != nil {
			told.Error = err.Error()
			failed = append(failed, fmt.Errorf("%s: %w", t.Slug, err))
		}
		all = append(all, told)
		if ctx.Err() != nil {
			break
		}
	}
	return all, errors.Join(failed...)
}

// tenantsOf returns the tenant of a key, or all that are active for the zero key.
func (a *App) tenantsOf(ctx context.Context, key enterprise.Key) (all []enterprise.Tenant, err error) {
	if key != (enterprise.Key{}) {
		t, err := a.Enterprise.Tenant(ctx, key)
		if err != nil {
			return nil, err
		}
		return []enterprise.Tenant{*t}, nil
	}
	f := enterprise.TenantFilter{Status: enterprise.Active, Limit: 200}
	for {
		page, err := a.Enterprise.Tenants(ctx, f)
		if err != nil {
			return nil, fmt.Errorf("list tenants: %w", err)
		}
		all = append(all, page.Tenants...)
		if f.After = page.Next; f.After == "" {
			return all, nil
		}
	}
}

// PrivacyReport tells what a tenant keeps about private persons, and what was done
// with it in the last days; a year when days is zero.
func (a *App) PrivacyReport(ctx context.Context, key enterprise.Key, days int) (r governance.PrivacyReport, err error) {
	t, err := a.Enterprise.Resolve(ctx, key)
	if err != nil {
		return r, err
	}
	err = a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		call := entity.Call{Actor: Local(), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
		return a.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) (err error) {
			r, err = governance.Report(ctx, tx, governance.ReportRequest{Days: days})
			return err
		})
	})
	return r, err
}
