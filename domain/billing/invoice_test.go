package billing_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

func TestInvoiceTotals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.draft(order(), "0")
	i.Lines = []billing.InvoiceLine{
		{Name: "A", Quantity: money.MustQuantity("3"), Price: eur("0.335"), TaxPercent: money.MustPercent("19")},
		{Name: "B", Quantity: money.MustQuantity("1.5"), Price: eur("10"), Discount: money.MustPercent("10"), TaxPercent: money.MustPercent("7")},
	}
	i.Discount, i.Freight, i.FreightTaxPercent, i.Rounding = money.MustPercent("5"), eur("5"), money.MustPercent("19"), eur("-0.02")
	d.post(t, i)
	// A: 1.005 less 5 % is 0.95475, so 0.95 and 0.18. B: 13.5 less 5 % is 12.825, so
	// 12.83 and 0.90. Freight 5.00 and 0.95.
	want := "13.78 2.03 20.79 20.79 not_paid"
	if got := fmt.Sprintf("%s %s %s %s %s", i.Net, i.Tax, i.Total, i.Open, i.PaymentState); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if l := i.Lines[1]; l.Net.String() != "12.83" || l.Tax.String() != "0.9" || l.Gross.String() != "13.73" {
		t.Errorf("the second line is %s, %s, %s", l.Net, l.Tax, l.Gross)
	}
	d.balances(t)
}

func TestPostingDatesAndNumbers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	days := 3
	for n, tt := range []struct {
		terms     *int
		due, want string
	}{
		{nil, "", "2026-05-14"}, // the client's ten days
		{&days, "", "2026-05-07"},
		{&days, "2026-06-01", "2026-06-01"},
	} {
		i := d.draft(entity.Ref{}, "10")
		i.Terms = tt.terms
		if tt.due != "" {
			i.Due = civil.New(2026, time.June, 1)
		}
		d.post(t, i)
		if number := fmt.Sprintf("INV-2026-%05d", n+1); i.Number != number || i.Due.String() != tt.want || i.Issued != civil.DateOf(entitytest.Start) {
			t.Errorf("got %s of %s, due %s; want %s, due %s", i.Number, i.Issued, i.Due, number, tt.want)
		}
	}
	late := d.draft(entity.Ref{}, "10")
	late.Due = civil.New(2026, time.May, 1)
	wants(t, d.tryPost(t, late), "invalid")
	nowhere := d.draft(entity.Ref{}, "10")
	nowhere.Site = uuid.Nil
	wants(t, d.tryPost(t, nowhere), "invalid")
	next := d.invoice(t, entity.Ref{}, "10")
	if next.Number != "INV-2026-00004" {
		t.Errorf("refused postings took numbers: the next is %s", next.Number)
	}
}

func (d *desk) tryPost(t *testing.T, i *billing.Invoice) error {
	t.Helper()
	return d.Try(t, func(ctx context.Context, tx *entity.Tx) error { return createAndPost(ctx, tx, i) })
}

func TestInvoiceFlow(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	draft := d.draft(entity.Ref{}, "10")
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, draft) })
	must(t, d.step(t, "billing.invoice", draft.ID.UUID(), "cancel", `{}`))
	wants(t, d.step(t, "billing.invoice", draft.ID.UUID(), "post", `{}`), "illegal-step")
	if is := d.invoiceNow(t, draft); is.Number != "" {
		t.Errorf("a cancelled draft has the number %s", is.Number)
	}
	posted := d.invoice(t, entity.Ref{}, "10")
	wants(t, d.step(t, "billing.invoice", posted.ID.UUID(), "cancel", `{}`), "illegal-step")
	c := d.Call()
	c.Body = []byte(`{"note":"changed"}`)
	_, err := d.Registry.Patch(t.Context(), c, d.Plan(t, "billing.invoice"), posted.ID.UUID())
	wants(t, err, "frozen")
	_, err = d.Registry.Delete(t.Context(), d.Call(), d.Plan(t, "billing.invoice"), posted.ID.UUID())
	wants(t, err, "frozen")

	wants(t, d.step(t, "billing.invoice", posted.ID.UUID(), "write-off", `{}`), "invalid")
	must(t, d.step(t, "billing.invoice", posted.ID.UUID(), "write-off", `{"write_off_reason":"bankrupt"}`))
	d.owes(t, posted, "0", billing.WrittenOff)
	wants(t, d.step(t, "billing.invoice", posted.ID.UUID(), "write-off", `{"write_off_reason":"again"}`), "nothing-open")
}

func TestInvoiceRefusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for name, spoil := range map[string]func(*billing.Invoice){
		"no lines":           func(i *billing.Invoice) { i.Lines = nil },
		"negative price":     func(i *billing.Invoice) { i.Lines[0].Price = eur("-1") },
		"discount over 100":  func(i *billing.Invoice) { i.Lines[0].Discount = money.MustPercent("101") },
		"fine freight":       func(i *billing.Invoice) { i.Freight = eur("1.005") },
		"negative freight":   func(i *billing.Invoice) { i.Freight = eur("-1") },
		"large rounding":     func(i *billing.Invoice) { i.Rounding = eur("1") },
		"nothing at all":     func(i *billing.Invoice) { i.Lines[0].Quantity = money.Quantity{} },
		"negative total":     func(i *billing.Invoice) { i.Lines[0].Price, i.Rounding = eur("0"), eur("-0.5") },
		"terms of a century": func(i *billing.Invoice) { i.Terms = new(int); *i.Terms = 36500 },
	} {
		i := d.draft(order(), "10")
		spoil(i)
		if err := d.Try(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, i) }); err == nil {
			t.Errorf("%s: was taken", name)
		} else {
			wants(t, err, "invalid")
		}
	}
}

// Fifty postings at once, some of which fail, give consecutive numbers.
func TestNumbersHaveNoGaps(t *testing.T) {
	t.Parallel()
	const postings = 50
	d := newDesk(t)
	together(postings+10, func(n int) {
		i := d.draft(order(), "10")
		err := d.Try(t, func(ctx context.Context, tx *entity.Tx) error {
			if err := createAndPost(ctx, tx, i); err != nil {
				return err
			}
			if n >= postings {
				return context.Canceled // after the number was taken
			}
			return nil
		})
		if (err != nil) != (n >= postings) {
			t.Errorf("posting %d: %v", n, err)
		}
	})
	d.consecutive(t, "INV-2026-", postings)
}

// consecutive checks that there are n invoices whose numbers begin so, without a gap.
func (d *desk) consecutive(t *testing.T, begin string, n int) {
	t.Helper()
	numbers := entitytest.Select[[]string](t, d.House,
		`select coalesce(array_agg(number order by number), '{}') from billing_invoice where starts_with(number, $1)`, begin)
	var want []string
	for i := range n {
		want = append(want, fmt.Sprintf("%s%05d", begin, i+1))
	}
	if !slices.Equal(numbers, want) {
		t.Errorf("got the numbers %v, want %d consecutive ones", numbers, n)
	}
}

// Sites count together, until the company numbers each by itself.
func TestNumbersOfSites(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	other := &identity.Site{Code: "HH", Name: "Hamburg", Country: "DE", Currency: "EUR"}
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, other) })
	postings := func() {
		together(10, func(n int) {
			i := d.draft(entity.Ref{}, "10")
			if n%2 == 0 {
				i.Site = other.ID.UUID()
			}
			if err := d.tryPost(t, i); err != nil {
				t.Error(err)
			}
		})
	}
	postings()
	d.consecutive(t, "INV-2026-", 10)
	if _, err := d.try(t, "", uuid.Nil, "numbering/set", `{"subject":"billing.invoice","pattern":"{site}/{year}-{n}","digits":5}`); err != nil {
		t.Fatal(err)
	}
	postings()
	d.consecutive(t, "HH/2026-", 5)
	d.consecutive(t, "INV-2026-", 10)
}

func TestRemindersOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoice(t, entity.Ref{}, "10") // due on 14 May
	gone := d.invoice(t, entity.Ref{}, "10")
	must(t, d.step(t, "billing.invoice", gone.ID.UUID(), "write-off", `{"write_off_reason":"bankrupt"}`))
	remind := func(want int) {
		t.Helper()
		before := d.count(t, `select count(*) from billing_reminder`)
		together(4, func(int) {
			if _, err := d.try(t, "", uuid.Nil, "invoices/remind-overdue", `{}`); err != nil {
				t.Error(err)
			}
		})
		if made := d.count(t, `select count(*) from billing_reminder`) - before; made != want {
			t.Errorf("on %s %d reminders were made, want %d", d.Clock.Now().Format(time.DateOnly), made, want)
		}
	}
	day := func(m time.Month, n int) { d.Clock.Set(time.Date(2026, m, n, 9, 0, 0, 0, time.UTC)) }
	day(time.May, 20)
	remind(0)
	day(time.May, 21) // seven days overdue
	remind(1)
	day(time.May, 27)
	remind(0)
	day(time.May, 28)
	remind(1)
	day(time.June, 13) // thirty days overdue
	remind(1)
	day(time.December, 1)
	remind(0)
	if is := d.invoiceNow(t, i); is.ReminderLevel != 3 || is.RemindedOn.String() != "2026-06-13" {
		t.Errorf("level %d on %s", is.ReminderLevel, is.RemindedOn)
	}
	if n := d.count(t, `select count(*) from system_event where type = 'InvoiceRemindedEvent'`); n != 3 {
		t.Errorf("%d events, want 3", n)
	}
}

// An invoice that nobody was reminded of in time gets one reminder at a time.
func TestRemindersKeepTheirDistance(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.invoice(t, entity.Ref{}, "10")
	at := time.Date(2026, time.December, 1, 9, 0, 0, 0, time.UTC)
	for n, days := range []int{0, 1, 7, 8, 23, 24, 60} {
		d.Clock.Set(at.AddDate(0, 0, days))
		d.on(t, "", uuid.Nil, "invoices/remind-overdue", `{}`)
		if is, want := d.count(t, `select count(*) from billing_reminder`), []int{1, 1, 2, 2, 3, 3, 3}[n]; is != want {
			t.Errorf("after %d days there are %d reminders, want %d", days, is, want)
		}
	}
}
