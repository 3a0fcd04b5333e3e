package system

import (
	"bytes"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/cache"
)

// watcher looks whether a rule is about what a transaction writes. It remembers the
// rules of each tenant, so that a write that none is about, as nearly all are, costs
// a comparison of words. Only what a rule is about is judged by the database, with
// the rest of the transaction.
type watcher struct {
	known *cache.Cache[uuid.UUID, []watched]
}

// How many tenants' rules are remembered, and how long another process may not know
// of a changed one.
const (
	mostWatched = 10_000
	watchedKept = 30 * time.Second
)

// watched is a rule, as far as it can be told without counting whether it is met.
type watched struct {
	Subject       string
	Verbs, Fields []string
}

func newWatcher() *watcher {
	return &watcher{known: cache.New[uuid.UUID, []watched](mostWatched, watchedKept)}
}

const sqlWatched = `select subject, verbs, fields from system_alert_rule where tenant_id = $1 and active`

// watch has the entries judged that a rule is about.
func (w *watcher) watch(ctx context.Context, tx *entity.Tx, entries []audit.Entry) error {
	rules, err := w.rules(ctx, tx, entries)
	if err != nil {
		return err
	}
	var ids []uuid.UUID
	for i := range entries {
		e := &entries[i]
		if changesRule(*e) {
			tenant := tx.Tenant()
			tx.AfterCommit(func() { w.known.Drop(func(t uuid.UUID) bool { return t == tenant }) })
		}
		if e.ActorKind != auth.KindSystem && slices.ContainsFunc(rules, func(r watched) bool { return r.about(e) }) {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) > 0 {
		audit.Trail().Watch(tx.Tx, tx.Now(), ids...)
	}
	return nil
}

func changesRule(e audit.Entry) bool { return e.Entity == "system.alert_rule" }

// rules returns a tenant's rules. A transaction that does not find them at hand reads
// them itself: the reading sends what it has queued, and others who waited for that
// would fail with it, or hold what it waits for. Its own changes are not for others.
func (w *watcher) rules(ctx context.Context, tx *entity.Tx, entries []audit.Entry) ([]watched, error) {
	rules, found, keep := w.known.Find(tx.Tenant())
	if found {
		return rules, nil
	}
	rules, err := pg.Query[watched](ctx, tx, sqlWatched)
	if err == nil && !slices.ContainsFunc(entries, changesRule) {
		keep(rules)
	}
	return rules, err
}

// about tells whether an entry may meet the rule.
func (r watched) about(e *audit.Entry) bool {
	if r.Subject != anything && r.Subject != e.Entity || len(r.Verbs) > 0 && !slices.Contains(r.Verbs, e.Verb) {
		return false
	}
	return len(r.Fields) == 0 || slices.ContainsFunc(r.Fields, func(name string) bool {
		return bytes.Contains(e.Changes, []byte(`"`+name+`":[`))
	})
}
