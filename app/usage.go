package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Usage is how much a tenant uses the installation, as operators are told.
type Usage struct {
	Users        int64      `json:"users" doc:"Who may sign in."`
	Records      int64      `json:"records" doc:"Of everything that is kept, without the lines of documents."`
	Bytes        int64      `json:"bytes,omitempty" doc:"Of its tables and indexes; missing where it shares them with others."`
	LastActivity *time.Time `json:"last_activity,omitempty" doc:"When somebody was last signed in; missing when nobody ever was."`
	MeasuredAt   time.Time  `json:"measured_at"`
}

// Measure finds out how much a tenant uses the installation, and keeps it for those who
// ask. It counts rows: it is done in the background, a few times a day.
func (a *App) Measure(ctx context.Context, t enterprise.Tenant) error {
	used := enterprise.Usage{Tenant: t.ID}
	err := a.Enterprise.Do(ctx, t.ID, func(home pg.Home) error {
		return pg.Read(ctx, home, func(tx *pg.Tx) (err error) {
			used, _, err = pg.One[enterprise.Usage](ctx, tx, a.sqlUsage(), t.Tier != enterprise.Shared)
			return err
		})
	})
	if err != nil {
		return fmt.Errorf("measure the usage of %s: %w", t.Slug, err)
	}
	return a.Enterprise.NoteUsage(ctx, used)
}

// sqlUsage measures the tenant $1; $2 tells whether it has its schema for itself.
func (a *App) sqlUsage() string {
	var counts []string
	for _, p := range a.Registry.Plans() {
		if d := p.Describe(); !d.View {
			counts = append(counts, "(select count(*) from "+d.Table+" where tenant_id = $1)")
		}
	}
	return `select $1::uuid, (select count(*) from identity_user where tenant_id = $1 and status = 'active'),
  ` + strings.Join(counts, " + ") + `,
  case when $2 then (select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c
    where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = 'identity_user'::regclass)) else 0 end,
  coalesce((select max(last_seen_at) from signin_session where tenant_id = $1), '0001-01-01Z'), now()`
}

// used tells operators what was measured; nothing when nothing was.
func used(of map[uuid.UUID]enterprise.Usage, id uuid.UUID) *Usage {
	u, measured := of[id]
	if !measured {
		return nil
	}
	out := &Usage{Users: u.Users, Records: u.Records, Bytes: u.Bytes, MeasuredAt: u.MeasuredAt}
	if !u.LastActivity.IsZero() {
		out.LastActivity = &u.LastActivity
	}
	return out
}
