package billing_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

const payments = "billing.payment"

// Every way that a payment goes by the sandbox.
func TestPaymentWays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for _, tt := range []struct {
		token    string
		verbs    []string // with the body after a blank
		want     billing.PaymentStatus
		captured string
		charges  int // of which the provider was asked
	}{
		{"tok_success", []string{"charge {}"}, billing.PaymentIsCaptured, "10", 1},
		{"tok_decline", []string{"charge {}"}, billing.PaymentIsFailed, "0", 1},
		{"tok_nonsense", []string{"charge {}"}, billing.PaymentIsFailed, "0", 1},
		{"tok_decline", []string{"charge {}", `retry {"token":"tok_success"}`}, billing.PaymentIsPending, "0", 1},
		{"tok_decline", []string{"charge {}", `retry {"token":"tok_success"}`, "charge {}"}, billing.PaymentIsCaptured, "10", 2},
		{"tok_decline", []string{"charge {}", `charge {"token":"tok_success"}`}, billing.PaymentIsCaptured, "10", 2},
		{"tok_decline", []string{"charge {}", "retry {}", "charge {}"}, billing.PaymentIsFailed, "0", 2},
		{"tok_authorize", []string{"charge {}"}, billing.PaymentIsAuthorized, "0", 1},
		{"tok_authorize", []string{"charge {}", "charge {}"}, billing.PaymentIsCaptured, "10", 2},
		{"tok_authorize", []string{"charge {}", "cancel {}"}, billing.PaymentIsCancelled, "0", 1},
		{"tok_unknown", []string{"charge {}"}, billing.PaymentIsUnknown, "0", 1},
		{"tok_unknown", []string{"charge {}", "resolve {}"}, billing.PaymentIsCaptured, "10", 1},
		{"tok_unknown_failed", []string{"charge {}", "resolve {}"}, billing.PaymentIsFailed, "0", 1},
		{"tok_unknown_failed", []string{"charge {}", "resolve {}", `charge {"token":"tok_success"}`}, billing.PaymentIsCaptured, "10", 2},
		{"tok_success", []string{"cancel {}"}, billing.PaymentIsCancelled, "0", 0},
		{"tok_decline", []string{"charge {}", "cancel {}"}, billing.PaymentIsCancelled, "0", 1},
	} {
		p := d.payment(t, entity.Ref{}, "10", tt.token)
		for _, v := range tt.verbs {
			var verb, body string
			if _, err := fmt.Sscanf(v, "%s %s", &verb, &body); err != nil {
				t.Fatal(err)
			}
			d.on(t, payments, p.ID.UUID(), verb, body)
		}
		is := d.paymentNow(t, p)
		if is.Status != tt.want || is.Captured.String() != tt.captured {
			t.Errorf("%s, %q: %s, %s captured; want %s, %s", tt.token, tt.verbs, is.Status, is.Captured, tt.want, tt.captured)
		}
		if is.Status == billing.PaymentIsFailed && (is.FailureCode == "" || is.FailureText == "") {
			t.Errorf("%s, %q: failed without a reason", tt.token, tt.verbs)
		}
		if is.Status == billing.PaymentIsCaptured && is.FailureCode != "" {
			t.Errorf("%s, %q: captured, yet %s", tt.token, tt.verbs, is.FailureCode)
		}
		if n := d.count(t, `select count(*) from billing_payment_operation where payment = $1`, p.ID.UUID()); n != tt.charges {
			t.Errorf("%s, %q: the provider was asked %d times, want %d", tt.token, tt.verbs, n, tt.charges)
		}
	}
	d.balances(t)
}

// What cannot be done with a payment as it stands is refused, saying what can.
func TestPaymentRefusals(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoice(t, entity.Ref{}, "10")
	body := map[string]string{"allocate": `{"invoice":"` + i.ID.String() + `"}`, "refund": `{"reason":"returned"}`}
	for _, tt := range []struct {
		token, first string
		refused      []string
	}{
		{"tok_success", "charge", []string{"charge", "retry", "resolve", "cancel"}},
		{"tok_decline", "charge", []string{"resolve", "allocate", "refund"}},
		{"tok_unknown", "charge", []string{"charge", "retry", "cancel", "allocate", "refund"}},
		{"tok_success", "cancel", []string{"charge", "retry", "resolve", "cancel", "allocate", "refund"}},
		{"tok_success", "", []string{"retry", "resolve", "allocate", "refund"}},
	} {
		p := d.payment(t, entity.Ref{}, "10", tt.token)
		if tt.first != "" {
			d.on(t, payments, p.ID.UUID(), tt.first, `{}`)
		}
		for _, verb := range tt.refused {
			_, err := d.try(t, payments, p.ID.UUID(), verb, body[verb])
			if !problem.Is(err, "illegal-step") || problem.From(err).Extra["allowed"] == nil {
				t.Errorf("%s after %q of %s: want illegal-step, got %v", verb, tt.first, tt.token, err)
			}
		}
	}
	for name, p := range map[string]*billing.Payment{
		"no amount":       {Client: d.client, Currency: "EUR"},
		"fine amount":     {Client: d.client, Currency: "EUR", Amount: eur("1.005")},
		"unknown bank":    {Client: d.client, Currency: "EUR", Amount: eur("1"), Provider: "bank-of-nowhere"},
		"no client":       {Currency: "EUR", Amount: eur("1")},
		"negative amount": {Client: d.client, Currency: "EUR", Amount: eur("-1")},
	} {
		if err := d.Try(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, p) }); !problem.Is(err, "invalid") {
			t.Errorf("%s: want invalid, got %v", name, err)
		}
	}
}

// A payment that was charged can neither be changed nor deleted.
func TestPaymentIsFrozen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.paid(t, entity.Ref{}, "10")
	c := d.Call()
	c.Body = []byte(`{"amount":{"amount":"20.00"}}`)
	_, err := d.Registry.Patch(t.Context(), c, d.Plan(t, payments), p.ID.UUID())
	wants(t, err, "frozen")
	_, err = d.Registry.Delete(t.Context(), d.Call(), d.Plan(t, payments), p.ID.UUID())
	wants(t, err, "frozen")
	answer, err := d.Registry.Get(t.Context(), d.Call(), d.Plan(t, payments), p.ID.UUID(), nil)
	must(t, err)
	if strings.Contains(string(answer.Body), "tok_") {
		t.Errorf("the token is shown: %s", answer.Body)
	}
}

func TestAllocation(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p, i := d.paid(t, entity.Ref{}, "100"), d.invoice(t, entity.Ref{}, "60")
	to := func(i *billing.Invoice, amount string) error {
		body := `{"invoice":"` + i.ID.String() + `"}`
		if amount != "" {
			body = `{"invoice":"` + i.ID.String() + `","amount":{"amount":"` + amount + `","currency":"EUR"}}`
		}
		_, err := d.try(t, payments, p.ID.UUID(), "allocate", body)
		return err
	}
	must(t, to(i, "20"))
	d.owes(t, i, "40", billing.Partial)
	wants(t, to(i, "40.01"), "invalid")
	wants(t, to(i, "0"), "invalid")
	wants(t, to(i, "-1"), "invalid")
	must(t, to(i, ""))
	d.owes(t, i, "0", billing.Paid)
	wants(t, to(i, "1"), "nothing-open")
	second := d.invoice(t, entity.Ref{}, "100")
	wants(t, to(second, "40.01"), "invalid")
	must(t, to(second, ""))
	d.owes(t, second, "60", billing.Partial)
	wants(t, to(second, "1"), "nothing-free")

	p = d.paid(t, entity.Ref{}, "10")
	draft := d.draft(entity.Ref{}, "10")
	other := furnish(t, d.House)
	foreign := d.draft(entity.Ref{}, "10")
	foreign.Currency = "USD"
	d.post(t, foreign)
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, draft) })
	wants(t, to(draft, ""), "not-posted")
	wants(t, to(other.invoice(t, entity.Ref{}, "10"), ""), "invalid")
	wants(t, to(foreign, ""), "invalid")
	_, err := d.try(t, payments, p.ID.UUID(), "allocate", `{"invoice":"`+uuid.NewString()+`"}`)
	wants(t, err, "not-found")
	d.balances(t)
}

// One payment that is allocated twice at once, to one invoice or to two, pays once.
func TestAllocatedTwicePaysOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 10 {
		p := d.paid(t, entity.Ref{}, "100")
		invoices := []*billing.Invoice{d.invoice(t, entity.Ref{}, "100"), d.invoice(t, entity.Ref{}, "100")}
		var paid atomic.Int64
		together(6, func(n int) {
			_, err := d.try(t, payments, p.ID.UUID(), "allocate", `{"invoice":"`+invoices[n%2].ID.String()+`"}`)
			switch {
			case err == nil:
				paid.Add(1)
			case problem.Is(err, "nothing-free"), problem.Is(err, "nothing-open"):
			default:
				t.Error(err)
			}
		})
		if paid.Load() != 1 || d.paymentNow(t, p).Allocated.String() != "100" {
			t.Errorf("the payment has paid %d times", paid.Load())
		}
	}
	d.balances(t)
}

// Two payments for one invoice at once do not pay it twice.
func TestInvoiceIsPaidOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoice(t, entity.Ref{}, "100")
	made := []*billing.Payment{d.paid(t, entity.Ref{}, "80"), d.paid(t, entity.Ref{}, "80"), d.paid(t, entity.Ref{}, "80")}
	together(len(made), func(n int) {
		_, err := d.try(t, payments, made[n].ID.UUID(), "allocate", `{"invoice":"`+i.ID.String()+`"}`)
		if err != nil && !problem.Is(err, "nothing-open") {
			t.Error(err)
		}
	})
	d.owes(t, i, "0", billing.Paid)
}

// Charging one payment from many sides asks the provider for its money once.
func TestChargedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	p := d.payment(t, order(), "10", "tok_success")
	together(8, func(int) {
		if _, err := d.try(t, payments, p.ID.UUID(), "charge", `{}`); err != nil && !problem.Is(err, "illegal-step") {
			t.Error(err)
		}
	})
	if n := d.count(t, `select count(*) from billing_payment_operation`); n != 1 {
		t.Errorf("the provider was asked %d times", n)
	}
	if n := d.count(t, `select count(*) from system_event where type = 'PaymentCapturedEvent'`); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
	d.balances(t)
}

// Money for an origin pays its invoices whichever comes first, and when both come
// at once.
func TestOriginIsPaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	before := order()
	d.paid(t, before, "30")
	d.paid(t, before, "100")
	d.owes(t, d.invoice(t, before, "100"), "0", billing.Paid)
	d.owes(t, d.invoice(t, before, "100"), "70", billing.Partial)
	told := entitytest.Select[string](t, d.House, `select string_agg(type, ' ' order by sequence) from system_event where type like 'Invoice%ed%' and type not like '%Created%'`)
	if told != "InvoicePostedEvent InvoiceSettledEvent InvoicePostedEvent InvoiceSettledEvent" {
		t.Errorf("told %s", told)
	}

	after := order()
	i := d.invoice(t, after, "100")
	d.paid(t, order(), "100")
	d.owes(t, i, "100", billing.NotPaid)
	d.paid(t, after, "40")
	d.owes(t, i, "60", billing.Partial)
	d.paid(t, entity.RefTo(i.ID), "100")
	d.owes(t, i, "0", billing.Paid)

	for range 10 {
		at := order()
		p, i := d.payment(t, at, "50", "tok_success"), d.draft(at, "50")
		together(2, func(n int) {
			var err error
			if n == 0 {
				_, err = d.try(t, payments, p.ID.UUID(), "charge", `{}`)
			} else {
				err = d.tryPost(t, i)
			}
			if err != nil {
				t.Error(err)
			}
		})
		d.owes(t, i, "0", billing.Paid)
	}
}
