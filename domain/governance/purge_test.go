package governance_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/system"
)

// grow makes rows of the access log: old ones, and as many of yesterday. Their ids
// tell the same age as they do.
func grow(t *testing.T, h *entitytest.House, n int) {
	t.Helper()
	const sql = `insert into system_access (tenant_id, id, created_at, updated_at, actor_kind, verb, subject, rows)
select $1, (left(least_uuid(old)::text, 19) || '8000-' || lpad(to_hex(i), 12, '0'))::uuid, old, x.old, 'user', 'get', 'crm.contact', 1
from generate_series(1, $3) i, lateral (select $2::timestamptz + make_interval(secs => i) as old) x`
	for _, at := range []time.Time{entitytest.Start.AddDate(-2, 0, 0), entitytest.Start.AddDate(0, 0, -1)} {
		h.Admin(t, sql, h.Tenant.ID, at, n)
	}
}

// counting is the house's registry, which tells of each commit.
func counting(t *testing.T, h *entitytest.House, written func()) *entity.Registry {
	t.Helper()
	r, err := entity.Compile(entity.Options{
		Modules: []entity.Module{system.Module(), governance.Module()}, Clock: h.Clock.Now,
		Written: func(uuid.UUID, []string) { written() },
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// readsOf returns how many rows of the access log went.
func readsOf(told []governance.Purged) int {
	for _, p := range told {
		if p.Name == "system.access" {
			return p.Rows
		}
	}
	return -1
}

// TestPurge lets old rows go in batches: not in a dry run, not twice when two do it
// at once, and none of those that are young.
func TestPurge(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const many = 2_500
	grow(t, h, many)
	count := func() int { return entitytest.Select[int](t, h, `select count(*)::int from system_access`) }
	other := h.AddTenant(t, entity.Tenant{Name: "Other", Slug: "other", Currency: "EUR"})
	h.Admin(t, `insert into system_access (tenant_id, id, created_at, updated_at, actor_kind, verb, subject, rows)
select $1, id, created_at, updated_at, actor_kind, verb, subject, rows from system_access where created_at < $2 limit 7`, other.Tenant, entitytest.Start.AddDate(-1, 0, 0))

	told, err := governance.Purge(t.Context(), h.Registry, h.Call(), true)
	if err != nil || readsOf(told) != many || count() != 2*many+7 {
		t.Errorf("the dry run told of %d rows and left %d: %v", readsOf(told), count(), err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	commits := 0
	_, err = governance.Purge(ctx, counting(t, h, func() {
		commits++
		if commits == 1 {
			cancel()
		}
	}), h.Call(), false)
	if !errors.Is(err, context.Canceled) || count() != 2*many+7-1000 {
		t.Errorf("interrupted after one batch, %d rows are left: %v", count(), err)
	}

	var runs sync.WaitGroup
	var sum [2]int
	for i := range sum {
		runs.Go(func() {
			told, err := governance.Purge(context.WithoutCancel(t.Context()), h.Registry, h.Call(), false)
			if err != nil {
				t.Error(err)
			}
			sum[i] = readsOf(told)
		})
	}
	runs.Wait()
	if sum[0]+sum[1] != many-1000 || count() != many+7 {
		t.Errorf("two runs let %v rows go and left %d", sum, count())
	}
	purged := entitytest.Select[int](t, h, `select purged::int from governance_retention where tenant_id = $1 and name = 'system.access'`, h.Tenant.ID)
	entries := entitytest.Select[int](t, h, `select count(*)::int from system_audit where tenant_id = $1 and entity = 'governance.retention' and changes ? 'purged'`, h.Tenant.ID)
	if purged != many || entries != 3 {
		t.Errorf("%d rows are told of in %d entries of the audit trail", purged, entries)
	}
}

// TestKeep: a company may keep longer and shorter, but not shorter than it must.
func TestKeep(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	grow(t, h, 3)
	keep := func(c entity.Call, body string) error {
		c.Body = []byte(body)
		r := entitytest.Select[uuid.UUID](t, h, `select id from governance_retention where tenant_id = $1 and name = 'system.access'`, h.Tenant.ID)
		for _, a := range h.Registry.Actions() {
			if d := a.Describe(); d.Path == "keep" {
				_, err := h.Registry.Act(t.Context(), c, a, r)
				return err
			}
		}
		return errors.New("nothing keeps")
	}
	for body, ok := range map[string]bool{`{"days": 89}`: false, `{"days": 0}`: false, `{"days": 40000}`: false, `{"days": 3650}`: true} {
		if err := keep(h.CallAs(governance.EditRetention), body); (err == nil) != ok {
			t.Errorf("%s: %v", body, err)
		}
	}
	if err := keep(h.CallAs(governance.ReadRetention), `{"days": 365}`); err == nil {
		t.Error("who may only look has changed it")
	}
	told, err := governance.Purge(t.Context(), h.Registry, h.Call(), false)
	if err != nil || readsOf(told) != 0 {
		t.Errorf("what is kept for ten years has gone after two: %v %v", told, err)
	}
	// A tenant from before there was retention gets what is declared.
	h.Admin(t, `delete from governance_retention`)
	told, err = governance.Purge(t.Context(), h.Registry, h.Call(), false)
	if err != nil || readsOf(told) != 3 {
		t.Errorf("as declared: %v %v", told, err)
	}
}
