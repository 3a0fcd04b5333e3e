package billing_test

import (
	"slices"
	"testing"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// TestTakeBackAllocation: money that was used for the wrong invoice is free again, that
// invoice is open again, and the books agree at each step.
func TestTakeBackAllocation(t *testing.T) {
	d := newDesk(t)
	wrong, right := d.invoice(t, order(), "30"), d.invoice(t, order(), "30")
	p := d.paid(t, entity.Ref{}, "50")
	take := func(i *billing.Invoice, amount string) error {
		body := `{"invoice":"` + i.ID.String() + `"`
		if amount != "" {
			body += `,"amount":{"amount":"` + amount + `"}`
		}
		_, err := d.try(t, "billing.payment", p.ID.UUID(), "take-back", body+"}")
		d.balances(t)
		return err
	}
	if err := take(wrong, ""); !problem.Is(err, "not-allocated") {
		t.Errorf("nothing was used: %v", err)
	}
	d.on(t, "billing.payment", p.ID.UUID(), "allocate", `{"invoice":"`+wrong.ID.String()+`"}`)
	d.owes(t, wrong, "0", billing.Paid)
	for _, amount := range []string{"30.01", "0", "0.001"} {
		if err := take(wrong, amount); !problem.Is(err, "invalid") || problem.From(err).Errors[0].Pointer != "/amount" {
			t.Errorf("%s of 30: %v", amount, err)
		}
	}
	if err := take(right, ""); !problem.Is(err, "not-allocated") {
		t.Errorf("from an invoice that it has not paid: %v", err)
	}
	settled := d.count(t, `select count(*) from system_event where type = 'InvoiceSettledEvent'`)
	if err := take(wrong, "10"); err != nil {
		t.Fatal(err)
	}
	d.owes(t, wrong, "10", billing.Partial)
	if err := take(wrong, ""); err != nil {
		t.Fatal(err)
	}
	d.owes(t, wrong, "30", billing.NotPaid)
	if n := d.count(t, `select count(*) from system_event where type = 'InvoiceSettledEvent'`); n != settled+2 {
		t.Errorf("%d events tell of it, want 2", n-settled)
	}
	d.on(t, "billing.payment", p.ID.UUID(), "allocate", `{"invoice":"`+right.ID.String()+`"}`)
	d.owes(t, right, "0", billing.Paid)
	if left := d.paymentNow(t, p); left.Allocated.String() != eur("30").String() {
		t.Errorf("%s are used, want 30", left.Allocated)
	}
}

// TestDescribedStates: what user interfaces are told of when an action is of use is what
// the action itself allows.
func TestDescribedStates(t *testing.T) {
	d := newDesk(t)
	p := d.payment(t, entity.Ref{}, "10", "tok_success")
	_, err := d.try(t, "billing.payment", p.ID.UUID(), "refund", `{"reason":"returned"}`)
	allowed, _ := problem.From(err).Extra["allowed"].([]string)
	var told []string
	for _, a := range d.Registry.Actions() {
		if is := a.Describe(); is.On == "billing.payment" && !is.Query {
			if len(is.From) == 0 {
				t.Errorf("%s is told to be of use always", is.Path)
			}
			if slices.Contains(is.From, string(billing.PaymentIsPending)) {
				told = append(told, is.Path)
			}
		}
	}
	slices.Sort(told)
	slices.Sort(allowed)
	if len(told) == 0 || !slices.Equal(told, allowed) {
		t.Errorf("told %v, allowed %v", told, allowed)
	}
}
