package enterprise

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
)

// AuditEntry is one thing that somebody did to the enterprise.
type AuditEntry struct {
	ID          uuid.UUID
	At          time.Time
	ActorKind   auth.Kind
	Actor       *uuid.UUID // nil for the system
	ActorName   string
	Verb        string // "tenant.suspend", "operator.create" …
	SubjectKind string // "tenant", "operator", "placement", "keys"
	Subject     *uuid.UUID
	Details     map[string]any
}

// Audit returns what was done to a subject, or to all for the zero id, newest
// first, before the entry with the id before (zero: from the newest), 200 at most.
func (e *Enterprise) Audit(ctx context.Context, subject, before uuid.UUID, limit int) ([]AuditEntry, error) {
	if limit <= 0 || limit > largestPage {
		limit = largestPage
	}
	const none = "00000000-0000-0000-0000-000000000000"
	const sql = `select id, at, actor_kind, actor, actor_name, verb, subject_kind, subject, details from audit
where ($1::uuid = '` + none + `' or subject = $1) and ($2::uuid = '` + none + `' or id < $2) order by id desc limit $3`
	var out []AuditEntry
	err := e.control.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[AuditEntry](ctx, tx, sql, subject, before, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the audit: %w", err)
	}
	return out, nil
}

// AuditFilter chooses entries for [Enterprise.SearchAudit]; zero members choose
// all.
type AuditFilter struct {
	Actor   uuid.UUID // an operator
	Verb    string    // exact, or everything below a prefix that ends in a dot: "tenant."
	Subject uuid.UUID
	Tenant  uuid.UUID // that the entry is about: its subject, or told in its details
	From    time.Time // inclusive
	Until   time.Time // exclusive
	Before  uuid.UUID // the id of the last entry of the page before: Next
	Limit   int       // 1 to 200; 50 when zero
}

// AuditPage is one page of the audit, newest first.
type AuditPage struct {
	Entries []AuditEntry
	Next    uuid.UUID // for AuditFilter.Before; zero on the last page
}

// SearchAudit returns a page of what was done to the enterprise.
func (e *Enterprise) SearchAudit(ctx context.Context, f AuditFilter) (AuditPage, error) {
	if f.Limit <= 0 {
		f.Limit = defaultPage
	}
	f.Limit = min(f.Limit, largestPage)
	const sql = `select id, at, actor_kind, actor, actor_name, verb, subject_kind, subject, details from audit
where ($1::uuid is null or actor = $1) and ($2 = '' or verb = $2 or (right($2, 1) = '.' and starts_with(verb, $2)))
  and ($3::uuid is null or subject = $3) and ($4::uuid is null or tenant = $4)
  and ($5::timestamptz is null or at >= $5) and ($6::timestamptz is null or at < $6)
  and ($7::uuid is null or id < $7)
order by id desc limit $8`
	var page AuditPage
	err := e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		page.Entries, err = pg.Query[AuditEntry](ctx, tx, sql, orNull(f.Actor), f.Verb, orNull(f.Subject), orNull(f.Tenant),
			orNoTime(f.From), orNoTime(f.Until), orNull(f.Before), f.Limit+1)
		return err
	})
	if err != nil {
		return AuditPage{}, fmt.Errorf("search the audit: %w", err)
	}
	if len(page.Entries) > f.Limit {
		page.Entries = page.Entries[:f.Limit]
		page.Next = page.Entries[f.Limit-1].ID
	}
	return page, nil
}

// orNoTime turns the zero time into NULL.
func orNoTime(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// Record writes down something that an operator did with a tenant beside the
// registry, such as looking at its users.
func (e *Enterprise) Record(ctx context.Context, by *auth.Actor, verb string, tenant uuid.UUID, details map[string]any) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error { return e.audit(tx, by, deed{verb, "tenant", tenant, details}) })
	if err != nil {
		return fmt.Errorf("record %s: %w", verb, err)
	}
	return nil
}

// RecordOn writes down something that an operator did with a thing of the
// installation that is no tenant.
func (e *Enterprise) RecordOn(ctx context.Context, by *auth.Actor, verb, kind string, subject uuid.UUID, details map[string]any) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error { return e.audit(tx, by, deed{verb, kind, subject, details}) })
	if err != nil {
		return fmt.Errorf("record %s: %w", verb, err)
	}
	return nil
}

// deed is what is written down about a change.
type deed struct {
	verb, kind string
	subject    uuid.UUID
	details    map[string]any
}

// audit writes down who did what, in the transaction of the change. A nil actor
// is the system.
func (e *Enterprise) audit(tx *pg.Tx, by *auth.Actor, d deed) error {
	if by == nil {
		by = auth.System(uuid.Nil)
	}
	id, err := newID()
	if err != nil {
		return err
	}
	if d.details == nil {
		d.details = map[string]any{}
	}
	details, err := json.Marshal(d.details)
	if err != nil {
		return fmt.Errorf("encode audit details: %w", err)
	}
	tx.Exec(`insert into audit (id, at, actor_kind, actor, actor_name, verb, subject_kind, subject, details, tenant)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9::text::jsonb, $10)`,
		id, e.now(), by.Kind, orNull(by.ID), by.Name, d.verb, d.kind, orNull(d.subject), string(details), orNull(d.tenant()))
	return nil
}

// tenant is the one that a deed is about: its subject, or the detail of that name.
func (d deed) tenant() uuid.UUID {
	if d.kind == "tenant" {
		return d.subject
	}
	id, _ := d.details["tenant"].(uuid.UUID)
	return id
}

// orNull turns the zero id into NULL.
func orNull(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return id
}

// newID returns an id that sorts by the time at which it was made.
func newID() (uuid.UUID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return uuid.Nil, fmt.Errorf("make id: %w", err)
	}
	return id, nil
}
