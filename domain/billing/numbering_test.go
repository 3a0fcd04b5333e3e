package billing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// renumber asks for an action on how documents are numbered, and returns the codes of
// what is wrong with the request.
func (d *desk) renumber(t *testing.T, verb, body string, args ...any) []string {
	t.Helper()
	_, err := d.try(t, "", uuid.Nil, "numbering/"+verb, fmt.Sprintf(body, args...))
	var codes []string
	if err != nil {
		for _, f := range problem.From(err).Errors {
			codes = append(codes, f.Pointer+" "+f.Code)
		}
	}
	return codes
}

// numbered returns the numbers of all documents in a table, and fails when one is
// missing or too many.
func (d *desk) numbered(t *testing.T, table string) []string {
	t.Helper()
	for _, check := range billing.Module().Checks {
		if check.Name != "billing.numbers" {
			continue
		}
		if found := entitytest.Select[[]string](t, d.House, "select coalesce(array_agg(c), '{}') from ("+check.SQL+") x (a, b, c)", d.Tenant.ID); len(found) > 0 {
			t.Errorf("the numbers are wrong: %q", found)
		}
	}
	return entitytest.Select[[]string](t, d.House, `select coalesce(array_agg(number order by number), '{}') from `+table+` where number <> ''`)
}

func TestNumbersOfTheCompany(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.invoice(t, entity.Ref{}, "10")
	wrong := func(want, verb, body string, args ...any) {
		t.Helper()
		if got := strings.Join(d.renumber(t, verb, body, args...), ", "); got != want {
			t.Errorf("%s %s: wrong is %q, want %q", verb, fmt.Sprintf(body, args...), got, want)
		}
	}
	wrong("", "set", `{"subject":"billing.invoice","pattern":"RE{year}{n}","digits":4}`)
	d.invoice(t, entity.Ref{}, "10")
	d.invoice(t, entity.Ref{}, "10")
	wrong("/next gapless", "begin", `{"subject":"billing.invoice","next":9}`)
	wrong("/next given", "begin", `{"subject":"billing.invoice","next":2}`)

	wrong("", "set", `{"subject":"billing.invoice","pattern":"FV {n}/{year}"}`)
	wrong("", "begin", `{"subject":"billing.invoice","next":4130}`)
	wrong("", "begin", `{"subject":"billing.invoice","next":413}`) // it was mistyped, and none is given yet
	d.invoice(t, entity.Ref{}, "10")
	d.invoice(t, entity.Ref{}, "10")
	wrong("/next given", "begin", `{"subject":"billing.invoice","next":414}`)
	wrong("", "set", `{"subject":"billing.invoice","pattern":"INV-{year}-{n}","digits":5}`) // goes on where it was
	d.invoice(t, entity.Ref{}, "10")
	want := []string{"FV 413/2026", "FV 414/2026", "INV-2026-00001", "INV-2026-00002", "RE20260001", "RE20260002"}
	if got := d.numbered(t, "billing_invoice"); !slices.Equal(got, want) {
		t.Errorf("the invoices are %q, want %q", got, want)
	}

	wrong("/subject not-numbered", "set", `{"subject":"identity.site","pattern":"{n}"}`)
	wrong("/subject not-numbered", "begin", `{"subject":"nothing","next":1}`)
	wrong("/pattern no-count", "set", `{"subject":"billing.invoice","pattern":"INV"}`)
	wrong("/next out-of-range", "begin", `{"subject":"billing.invoice","next":9000000000000}`)
	wrong("/site unknown-site", "begin", `{"subject":"billing.invoice","site":"%s","next":9}`, d.site)
	wrong("", "set", `{"subject":"billing.invoice","pattern":"{site}-{n}"}`)
	wrong("/site required", "begin", `{"subject":"billing.invoice","next":9}`)
	wrong("", "begin", `{"subject":"billing.invoice","site":"%s","next":9}`, d.site)
}

// What counts from blocks gives none of the numbers below one with which it was begun,
// although they lie at hand.
func TestNumbersBegunInABlock(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.payment(t, entity.Ref{}, "10", "tok_success")
	if wrong := d.renumber(t, "begin", `{"subject":"billing.payment","next":2}`); !slices.Equal(wrong, []string{"/next given"}) {
		t.Errorf("beginning with a number of a block: %q", wrong)
	}
	if wrong := d.renumber(t, "begin", `{"subject":"billing.payment","next":500}`); wrong != nil {
		t.Fatal(wrong)
	}
	d.payment(t, entity.Ref{}, "10", "tok_success")
	d.payment(t, entity.Ref{}, "10", "tok_success")
	want := []string{"PAY-2026-00001", "PAY-2026-00500", "PAY-2026-00501"}
	if got := d.numbered(t, "billing_payment"); !slices.Equal(got, want) {
		t.Errorf("the payments are %q, want %q", got, want)
	}
}

// Processes of the version before, which still run while a new one is rolled out, count
// with the rest.
func TestNumbersOfTheVersionBefore(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	before := func(size int) int {
		t.Helper()
		return entitytest.Select[int](t, d.House, `insert into system_sequence as s (tenant_id, series, site, year, next) values ($1, 'billing.invoice', $2, 2026, 1 + $3)
on conflict (tenant_id, series, site, year) do update set next = s.next + $3 returning next - $3`, d.Tenant.ID, d.site, size)
	}
	d.invoice(t, entity.Ref{}, "10")
	if got := before(1); got != 2 {
		t.Errorf("the version before got %d, want 2", got)
	}
	if got := before(4); got != 3 {
		t.Errorf("the version before got %d, want 3", got)
	}
	next := d.invoice(t, entity.Ref{}, "10")
	if next.Number != "INV-2026-00007" {
		t.Errorf("then came %s, want INV-2026-00007", next.Number)
	}
}
