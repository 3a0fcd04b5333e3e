package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
)

// visit is what an operator did in a tenant, for the tenant's own audit trail.
type visit struct {
	verb          string
	entity        string    // "system.tenant" when empty
	record        uuid.UUID // the tenant when zero
	field         string    // that changed, or that tells what was asked; "" for none
	before, after any
}

// witness writes down an operator's visit in the tenant's own audit trail.
func (a *App) witness(tx *pg.Tx, by *auth.Actor, origin entity.Origin, v visit) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("make id: %w", err)
	}
	if v.entity == "" {
		v.entity = "system.tenant"
	}
	if v.record == uuid.Nil {
		v.record = tx.Tenant()
	}
	changes := map[string]any{}
	if v.field != "" {
		changes[v.field] = []any{v.before, v.after}
	}
	text, err := json.Marshal(changes)
	if err != nil {
		return fmt.Errorf("encode a visit: %w", err)
	}
	tx.Exec(audit.Insert, audit.Args([]audit.Entry{{
		ID: id, At: a.cfg.Clock().UTC(), ActorKind: by.Kind, Actor: by.ID, ActorName: by.Name, RequestID: origin.RequestID,
		Address: origin.Address, Verb: v.verb, Entity: v.entity, Record: v.record, Changes: text,
	}})...)
	return nil
}

// note is witness in a transaction of its own. A tenant that nobody can enter now
// has the visit in the audit of the enterprise alone.
func (a *App) note(ctx context.Context, r httpapi.Request, t *enterprise.Tenant, v visit) error {
	if t.Status != enterprise.Active && t.Status != enterprise.ReadOnly {
		return nil
	}
	return a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		return pg.Write(ctx, home, func(tx *pg.Tx) error { return a.witness(tx, r.Actor, r.Origin, v) })
	})
}
