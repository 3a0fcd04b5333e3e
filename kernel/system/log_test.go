package system_test

import (
	"testing"

	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
)

// TestLogsAreNotPurgedAtWill: whoever serves can neither delete rows of a log nor
// have the owner's function take young ones.
func TestLogsAreNotPurgedAtWill(t *testing.T) {
	t.Parallel()
	h := entitytest.New(t)
	h.Admin(t, `insert into system_access (tenant_id, created_at, id, updated_at, actor_kind, verb, subject, rows)
select $1, at, (left(least_uuid(at)::text, 35) || i)::uuid, at, 'user', 'get', 'crm.contact', 1
from generate_series(1, 3) i, unnest(array[$2::timestamptz, $2::timestamptz - interval '2 years']) at`, h.Tenant.ID, entitytest.Start)
	for sql, want := range map[string]string{
		"delete from system_access where tenant_id = $1":                                                "42501",
		"select system_access_purge(now(), 10) where $1::uuid is not null":                              "42501",
		"select system_audit_purge(now() - interval '5 years', 10) where $1::uuid is not null":          "42501",
		"select system_access_purge('2025-01-01', 10) where $1::uuid is not null":                       "",
		"select system_access_purge(now() - interval '89 days', 10) where $1::uuid is not null":         "42501",
		"select system_event_purge(now() - interval '31 days', 10) where $1::uuid is not null":          "",
		"update system_access set actor_name = 'somebody' where tenant_id = $1 and actor_name = 'none'": "42501",
	} {
		err := pg.Write(t.Context(), h.Home, func(tx *pg.Tx) error {
			tx.Exec(sql)
			return nil
		})
		if pg.SQLSTATE(err) != want {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if n := entitytest.Select[int](t, h, `select count(*)::int from system_access`); n != 3 {
		t.Errorf("%d rows are left, want the 3 young ones", n)
	}
}
