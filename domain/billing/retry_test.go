package billing_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// automatic makes a payment that is tried again by itself, and has it charged once.
func (d *desk) automatic(t *testing.T, origin entity.Ref, token string) *billing.Payment {
	t.Helper()
	p := &billing.Payment{
		Scope: entity.Scope{Site: d.site}, Client: d.client, Origin: origin, Amount: eur("10"), Currency: "EUR",
		Method: billing.ByCard, Provider: "sandbox", Token: token, Retry: billing.RetryAutomatic,
	}
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, p) })
	d.on(t, payments, p.ID.UUID(), "charge", "{}")
	return d.paymentNow(t, p)
}

// due begins the charges that are due, as the schedule does, and returns how many
// jobs were asked for since the last time.
func (d *desk) due(t *testing.T) []uuid.UUID {
	t.Helper()
	const asked = `select coalesce(array_agg(id order by id), '{}') from system_event where type = 'ChargeAgainRequestedEvent'`
	before := len(entitytest.Select[[]uuid.UUID](t, d.House, asked))
	for _, s := range billing.Module().Schedules {
		if s.Name != "billing.payment-retry" {
			continue
		}
		d.Do(t, func(ctx context.Context, tx *entity.Tx) error {
			_, err := s.Do(ctx, tx)
			return err
		})
	}
	return entitytest.Select[[]uuid.UUID](t, d.House, asked)[before:]
}

// charge works the job of a charge.
func (d *desk) charge(t *testing.T, job uuid.UUID) {
	t.Helper()
	err := d.Registry.RunJob(t.Context(), d.Home, "billing.charge-again", job, 1, func(float64, string) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
}

func (d *desk) tasks(t *testing.T, p *billing.Payment) int {
	t.Helper()
	return d.count(t, `select count(*) from crm_activity where about = $1 and about_entity = 'billing.payment' and kind = 'task'`, p.ID.UUID())
}

// A payment that is refused again and again is tried after one day, three and
// seven, and then somebody is told. Each try asks the provider once, however often
// its job is worked.
func TestPaymentsAreTriedAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.automatic(t, entity.Ref{}, "tok_decline")
	for i, days := range []int{1, 3, 7} {
		if want := d.Clock.Now().AddDate(0, 0, days); !p.RetryAt.Equal(want) {
			t.Fatalf("after %d tries, the next is at %s, want %s", i, p.RetryAt, want)
		}
		d.Clock.Advance(time.Duration(days)*24*time.Hour - time.Minute)
		if n := len(d.due(t)); n != 0 {
			t.Fatalf("%d charges a minute too early", n)
		}
		d.Clock.Advance(time.Minute)
		jobs := d.due(t)
		if len(jobs) != 1 || len(d.due(t)) != 0 {
			t.Fatalf("%d charges, want one", len(jobs))
		}
		if is := d.paymentNow(t, p); is.Status != billing.PaymentIsUnknown || is.Retries != i+1 {
			t.Fatalf("while it is charged, it is %s after %d tries", is.Status, is.Retries)
		}
		d.charge(t, jobs[0])
		d.charge(t, jobs[0])
		p = d.paymentNow(t, p)
	}
	if p.Status != billing.PaymentIsFailed || !p.RetryAt.IsZero() || d.tasks(t, p) != 1 {
		t.Errorf("in the end it is %s, due at %s, with %d tasks", p.Status, p.RetryAt, d.tasks(t, p))
	}
	if n := d.count(t, `select count(*) from billing_payment_operation where payment = $1`, p.ID.UUID()); n != 4 {
		t.Errorf("the provider was asked %d times, want 4", n)
	}
	d.balances(t)
}

// A try that succeeds brings the money once, although its job is worked again, as
// after a worker was killed before the queue knew that it had ended.
func TestPaymentsAreChargedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	invoice := d.invoice(t, entity.Ref{}, "10")
	p := d.automatic(t, entity.RefTo(invoice.ID), "tok_decline")
	d.Admin(t, `update billing_payment set token = 'tok_success' where id = $1`, p.ID.UUID())
	d.Clock.Advance(24 * time.Hour)
	jobs := d.due(t)
	for range 3 {
		d.charge(t, jobs[0])
	}
	p = d.paymentNow(t, p)
	if p.Status != billing.PaymentIsCaptured || p.Captured.String() != "10" || p.Allocated.String() != "10" || !p.RetryAt.IsZero() {
		t.Errorf("%+v", p)
	}
	if n := d.count(t, `select count(*) from billing_allocation where payment = $1`, p.ID.UUID()); n != 1 {
		t.Errorf("%d allocations", n)
	}
	d.balances(t)
}

// What is of no use is not tried: a lost card, a policy that says never, an invoice
// that was paid otherwise, a payment that was cancelled. A charge of which people
// have asked the provider meanwhile is left to them.
func TestPaymentsThatAreNotTriedAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	lost := d.automatic(t, entity.Ref{}, "tok_lost")
	if !lost.RetryAt.IsZero() || d.tasks(t, lost) != 1 {
		t.Errorf("a lost card is tried again at %s, with %d tasks", lost.RetryAt, d.tasks(t, lost))
	}
	never := d.payment(t, entity.Ref{}, "10", "tok_decline")
	d.on(t, payments, never.ID.UUID(), "charge", "{}")
	if n := d.tasks(t, never); n != 0 {
		t.Errorf("%d tasks about a payment that people see to", n)
	}
	invoice := d.invoice(t, entity.Ref{}, "10")
	paidOtherwise := d.automatic(t, entity.RefTo(invoice.ID), "tok_decline")
	d.paid(t, entity.RefTo(invoice.ID), "10")
	cancelled := d.automatic(t, entity.Ref{}, "tok_decline")
	d.on(t, payments, cancelled.ID.UUID(), "cancel", "{}")
	d.Clock.Advance(24 * time.Hour)
	if n := len(d.due(t)); n != 0 {
		t.Errorf("%d charges, want none", n)
	}
	for _, p := range []*billing.Payment{paidOtherwise, cancelled} {
		if is := d.paymentNow(t, p); !is.RetryAt.IsZero() {
			t.Errorf("a payment that is %s is due at %s", is.Status, is.RetryAt)
		}
	}
	asked := d.automatic(t, entity.Ref{}, "tok_decline")
	d.Clock.Advance(24 * time.Hour)
	jobs := d.due(t)
	d.on(t, payments, asked.ID.UUID(), "resolve", "{}") // the sandbox says that it has succeeded
	d.charge(t, jobs[0])
	if is := d.paymentNow(t, asked); is.Status != billing.PaymentIsCaptured || is.Captured.String() != "10" {
		t.Errorf("%+v", is)
	}
	d.balances(t)
}
