package integrity_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/domain/governance"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/domain/integrity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// newHouse is a company in which every site must have a code of three letters at
// least, and every role a name.
func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	m := integrity.Module()
	m.Checks = []entity.Check{
		{Name: "integrity.codes", Label: "Sites have a code", SQL: `select 'identity.site', id, 'the code is short: ' || code from identity_site
where tenant_id = $1 and length(code) < 3 union all select 'identity.site', id, 'the code is small' from identity_site where tenant_id = $1 and code = 'x'`},
		{Name: "integrity.roles", Label: "Roles have a name", SQL: `select 'identity.role', id, 'no name' from identity_role where tenant_id = $1 and name = ''`},
	}
	return entitytest.New(t, governance.Module(), identity.Module(m), m)
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}

// check makes the checks and returns what was found, as "name: what".
func check(t *testing.T, h *entitytest.House, dry bool) string {
	t.Helper()
	c := h.Call()
	c.DryRun = dry
	all, err := integrity.Check(t.Context(), h.Registry, c)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 {
		t.Fatalf("%d checks, want 2", len(all))
	}
	var says []string
	for _, c := range all {
		for _, f := range c.Found {
			says = append(says, c.Name+": "+f.Said)
		}
	}
	return strings.Join(says, ", ")
}

// TestFindings: what is found is one finding and one alert, however often it is
// found; it ends when it is not found any more, and what comes again is another. An
// alert that was resolved while it is still so comes again.
func TestFindings(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	counts := func() [3]int {
		var out [3]int
		for i, sql := range []string{
			`select count(*) from integrity_finding where ended_at is null`, `select count(*) from integrity_finding`,
			`select count(*) from governance_alert where name = 'The books do not agree' and severity = 'critical'`,
		} {
			out[i] = entitytest.Select[int](t, h, sql)
		}
		return out
	}
	step := func(what, says string, want [3]int) {
		t.Helper()
		if got := check(t, h, false); got != says {
			t.Errorf("%s: found %q, want %q", what, got, says)
		}
		if got := counts(); got != want {
			t.Errorf("%s: %d findings now, %d ever, %d alerts; want %v", what, got[0], got[1], got[2], want)
		}
		h.Clock.Advance(24 * time.Hour)
	}
	step("all is well", "", [3]int{0, 0, 0})
	h.Admin(t, `update identity_site set code = 'x' where id = (select id from identity_site limit 1)`)
	wrong := "integrity.codes: the code is short: x; the code is small"
	if got := check(t, h, true); got != wrong || counts() != [3]int{} {
		t.Errorf("a dry run: %q, %v", got, counts())
	}
	step("something is wrong", wrong, [3]int{1, 1, 1})
	step("it still is", wrong, [3]int{1, 1, 1})
	if runs := entitytest.Select[int](t, h, `select runs from integrity_finding`); runs != 2 {
		t.Errorf("found %d times", runs)
	}
	h.Admin(t, `update governance_alert set status = 'resolved'`)
	step("somebody says that it is not", wrong, [3]int{1, 1, 2})
	h.Admin(t, `update identity_site set code = 'MAIN'`)
	step("it is mended", "", [3]int{0, 1, 2})
	h.Admin(t, `update identity_site set code = 'ab' where id = (select id from identity_site limit 1)`)
	step("it comes again", "integrity.codes: the code is short: ab", [3]int{1, 2, 3})
}

// TestManyFindings: of one fault in many records a hundred are written down, and
// those that are not looked at are not taken to be over.
func TestManyFindings(t *testing.T) {
	t.Parallel()
	m := integrity.Module()
	m.Checks = []entity.Check{{Name: "integrity.many", Label: "There are not many", SQL: `select 'identity.site',
  ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'one of many'
from generate_series(1, (select count(*) * 101 from identity_site where tenant_id = $1)) n order by n desc`}}
	h := entitytest.New(t, governance.Module(), identity.Module(m), m)
	for range 2 {
		all, err := integrity.Check(t.Context(), h.Registry, h.Call())
		if err != nil {
			t.Fatal(err)
		}
		if got := all[0]; !got.More || len(got.Found) != 100 {
			t.Errorf("%d found, more: %t", len(got.Found), got.More)
		}
	}
	if n := entitytest.Select[int](t, h, `select count(*) from integrity_finding where ended_at is null and runs = 2`); n != 100 {
		t.Errorf("%d findings, want 100", n)
	}
}

// TestChecksThatFail: one that fails does not keep the others.
func TestChecksThatFail(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Admin(t, `alter table identity_role rename column name to called`)
	all, err := integrity.Check(t.Context(), h.Registry, h.Call())
	if err == nil || !strings.Contains(err.Error(), "integrity.roles") || len(all) != 1 {
		t.Errorf("%d checks, %v", len(all), err)
	}
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := integrity.Check(stopped, h.Registry, h.Call()); err == nil {
		t.Error("a check that was stopped says nothing")
	}
}
