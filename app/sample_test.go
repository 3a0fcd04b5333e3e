package app_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/app/sample"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// filling is a company that is filled with sample data.
type filling struct {
	*testing.T

	app    *app.App
	tenant uuid.UUID
	shares []float64 // that the last run has told
}

var errEnough = errors.New("enough")

// fill fills the company as if it were now, and stops when it has told of a share.
func (f *filling) fill(now time.Time, enough float64) error {
	f.Helper()
	f.shares = nil
	return f.app.Enterprise.Do(f.Context(), f.tenant, func(home pg.Home) error {
		return sample.Fill(f.Context(), sample.Options{
			Registry: f.app.Registry, Call: entity.Call{Actor: auth.System(f.tenant), Home: home}, Key: "sample",
			Currency: "EUR", Country: "DE", Now: now, Rand: rand.New(rand.NewPCG(1, 7)),
			Progress: func(share float64, _ string) error {
				if f.shares = append(f.shares, share); share > enough {
					return errEnough
				}
				return nil
			},
		})
	})
}

// count asks for one number of the tenant $1; $2 is a time.
func (f *filling) count(sql string, now time.Time) (n int64) {
	f.Helper()
	err := f.app.Enterprise.Do(f.Context(), f.tenant, func(home pg.Home) error {
		return pg.Read(f.Context(), home, func(tx *pg.Tx) (err error) {
			n, _, err = pg.One[int64](f.Context(), tx, sql+` and $2::timestamptz is not null`, now)
			return err
		})
	})
	if err != nil {
		f.Fatalf("%s: %v", sql, err)
	}
	return n
}

// TestSample: what a company is filled with has come in over months, in an order that
// makes sense, up to now and over New Year; a run that was interrupted is ended days
// later, and another does nothing.
func TestSample(t *testing.T) {
	a := open(t)
	made, _ := provision(t, a, "sample-"+uuid.NewString()[:8], enterprise.Shared)
	f := &filling{T: t, app: a, tenant: made.ID}
	friday, now := time.Date(2027, time.January, 29, 7, 30, 0, 0, time.UTC), time.Date(2027, time.February, 1, 10, 30, 0, 0, time.UTC)
	if err := f.fill(friday, .4); !errors.Is(err, errEnough) {
		t.Fatalf("the run ended with %v", err)
	}
	if err := f.fill(now, 2); err != nil {
		t.Fatal(err)
	}
	if first, last := f.shares[0], f.shares[len(f.shares)-1]; first != 0 || last < .98 || last > 1 {
		t.Errorf("the shares go from %f to %f", first, last)
	}
	f.inTime(now)
	f.inOrder(now)
	f.believable(now)
	all := `select count(*) from system_audit where tenant_id = $1`
	before := f.count(all, now)
	if err := f.fill(now.AddDate(0, 0, 1), 2); err != nil {
		t.Fatal(err)
	}
	if after := f.count(all, now); after != before {
		t.Errorf("another run has written %d times more", after-before)
	}
	told, err := a.Check(context.Background(), enterprise.Key{ID: made.ID}, true)
	if err != nil || len(told) != 1 || !told[0].Sound() {
		t.Errorf("the books: %+v, %v", told, err)
	}
}

// inTime: nothing is of the future, of a night or of a weekend, and newer records have
// later ids, by which lists are sorted.
func (f *filling) inTime(now time.Time) {
	f.Helper()
	for table := range strings.FieldsSeq(`catalog_vendor catalog_product crm_client crm_contact crm_address crm_lead crm_activity
sales_quote sales_order sales_shipment billing_invoice billing_payment billing_reminder`) {
		rows := ` from ` + table + ` where tenant_id = $1`
		if n := f.count(`select count(*)`+rows, now); n == 0 {
			f.Errorf("%s is empty", table)
		}
		for what, where := range map[string]string{
			"of the future": `greatest(created_at, updated_at) > $2`,
			"too old":       `created_at < $2::timestamptz - interval '125 days'`,
			"of a weekend":  `extract(isodow from created_at at time zone 'UTC') > 5`,
			"of a night":    `(created_at at time zone 'UTC')::time not between '08:00' and '17:00'`,
		} {
			if n := f.count(`select count(*)`+rows+` and `+where, now); n != 0 {
				f.Errorf("%d of %s are %s", n, table, what)
			}
		}
		if n := f.count(`select count(*) from (select created_at < lag(created_at) over (order by id) as older`+rows+`) o where older`, now); n != 0 {
			f.Errorf("%d of %s are older than the one before", n, table)
		}
	}
}

// inOrder: a deal goes from the quote to the payment.
func (f *filling) inOrder(now time.Time) {
	f.Helper()
	const chain = ` from sales_quote q join crm_client c on c.tenant_id = $1 and c.id = q.client
left join sales_order o on o.tenant_id = $1 and o.quote = q.id left join sales_shipment s on s.tenant_id = $1 and s."order" = o.id
left join billing_invoice i on i.tenant_id = $1 and i.origin = o.id
left join billing_payment p on p.tenant_id = $1 and p.origin = i.id where q.tenant_id = $1 and `
	if n := f.count(`select count(*)`+chain+`c.created_at < q.created_at and q.created_at < q.sent_at and q.sent_at < o.confirmed_at and o.confirmed_at < s.shipped_at
and s.shipped_at < s.delivered_at and s.delivered_at::date <= i.issued and i.created_at < p.created_at and p.created_at < o.closed_at`, now); n < 30 {
		f.Errorf("%d deals are closed in order, want 30 or more", n)
	}
	for what, where := range map[string]string{
		"a quote before its client":       `q.created_at < c.created_at`,
		"an order before its quote":       `o.placed < q.created_at::date or o.created_at < q.sent_at`,
		"a shipment before its order":     `s.created_at < o.created_at`,
		"an invoice before its shipment":  `i.created_at < s.delivered_at or i.issued < s.delivered_at::date`,
		"a payment before its invoice":    `p.created_at < i.created_at`,
		"an old order that is still open": `o.status = 'confirmed' and i.payment_state = 'paid' and o.placed < $2::date - 30`,
	} {
		if n := f.count(`select count(*)`+chain+`(`+where+`)`, now); n != 0 {
			f.Errorf("%d times %s", n, what)
		}
	}
}

// believable: months are covered, something is overdue, about to expire, lost and won,
// and nobody is called alike.
func (f *filling) believable(now time.Time) {
	f.Helper()
	for _, w := range []struct {
		what, sql   string
		least, most int64
	}{
		{"months with orders", `select count(distinct date_trunc('month', placed)) from sales_order where tenant_id = $1`, 4, 5},
		{"invoices overdue by about five days", `select count(*) from billing_invoice where tenant_id = $1 and open > 0 and $2::date - due between 2 and 8`, 1, 6},
		{"invoices overdue by about forty days", `select count(*) from billing_invoice where tenant_id = $1 and open > 0 and $2::date - due between 35 and 46`, 1, 3},
		{"invoices overdue for longer", `select count(*) from billing_invoice where tenant_id = $1 and open > 0 and $2::date - due > 46`, 0, 0},
		{"invoices reminded of", `select count(*) from billing_invoice where tenant_id = $1 and open > 0 and reminder_level > 0`, 2, 8},
		{"quotes that expire soon", `select count(*) from sales_quote where tenant_id = $1 and status = 'sent' and valid_until between $2::date and $2::date + 7`, 1, 9},
		{"quotes expired", `select count(*) from sales_quote where tenant_id = $1 and status = 'expired'`, 3, 15},
		{"quotes sent that are over", `select count(*) from sales_quote where tenant_id = $1 and status = 'sent' and valid_until < $2::date - 5`, 0, 0},
		{"quotes in the making", `select count(*) from sales_quote where tenant_id = $1 and status = 'draft'`, 1, 6},
		{"leads won", `select count(*) from crm_lead where tenant_id = $1 and status = 'converted'`, 3, 15},
		{"leads lost", `select count(*) from crm_lead where tenant_id = $1 and status = 'disqualified'`, 3, 15},
		{"leads with whom nobody has talked", `select count(*) from crm_lead where tenant_id = $1 and status = 'new'`, 4, 8},
		{"leads open", `select count(*) from crm_lead where tenant_id = $1 and status in ('new', 'contacted', 'qualified', 'nurture')`, 6, 18},
		{"orders of last year by their number", `select count(*) from sales_order where tenant_id = $1 and number like 'SO-2026-%' and placed < '2027-01-01'`, 20, 80},
		{"orders of the wrong year", `select count(*) from sales_order where tenant_id = $1 and number not like 'SO-' || extract(year from placed) || '-%'`, 0, 0},
		{"activities ahead", `select count(*) from crm_activity where tenant_id = $1 and status = 'planned' and due >= $2::date`, 1, 15},
		{"activities long overdue", `select count(*) from crm_activity where tenant_id = $1 and status = 'planned' and due < $2::date - 10`, 0, 0},
		{"shipments on their way", `select count(*) from sales_shipment where tenant_id = $1 and status in ('draft', 'picked', 'packed', 'shipped')`, 1, 15},
		{"names borne by two", `select count(*) - count(distinct name) from crm_client where tenant_id = $1`, 0, 0},
		{"people called alike", `select count(*) - count(distinct first_name || last_name) from crm_contact where tenant_id = $1`, 0, 0},
		{"products called alike", `select count(*) - count(distinct name) from catalog_product where tenant_id = $1`, 0, 0},
	} {
		if n := f.count(w.sql, now); n < w.least || n > w.most {
			f.Errorf("%s: %d, want %d to %d", w.what, n, w.least, w.most)
		}
	}
}
