package billing_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// inEarnest returns the registry of the same company where nothing is tried.
func (d *desk) inEarnest(t *testing.T) *entity.Registry {
	t.Helper()
	r, err := entity.Compile(entity.Options{
		Modules: d.Registry.Modules(), Site: "identity.site", Owner: "identity.user", Department: "identity.department", Clock: d.Clock.Now,
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// refusedProvider ends the test unless an error names the provider as for trying alone.
func refusedProvider(t *testing.T, what string, err error) {
	t.Helper()
	p := problem.From(err)
	if !problem.Is(err, "invalid") || len(p.Errors) != 1 || p.Errors[0].Pointer != "/provider" || p.Errors[0].Code != "trial-only" {
		t.Errorf("%s: %v", what, err)
	}
}

// TestTrialOnly: where people work in earnest, nothing is paid at a provider that moves
// no money, nor offered; what was begun there is ended.
func TestTrialOnly(t *testing.T) {
	d := newDesk(t)
	earnest := d.inEarnest(t)
	do := func(what func(context.Context, *entity.Tx) error) error {
		return earnest.Do(t.Context(), d.Call(), what)
	}
	draft := func(provider billing.ProviderName) *billing.Payment {
		return &billing.Payment{
			Client: d.client, Amount: eur("10"), Currency: "EUR", Provider: provider, Token: "tok_success", Scope: entity.Scope{Site: d.site},
		}
	}
	for _, provider := range []billing.ProviderName{billing.Manual, billing.Sandbox} {
		err := do(func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, draft(provider)) })
		if provider == billing.Manual && err != nil {
			t.Fatal(err)
		}
		if provider == billing.Sandbox {
			refusedProvider(t, "create", err)
		}
	}

	pending, begun := draft(billing.Sandbox), draft(billing.Sandbox)
	var charge entity.ID[billing.PaymentOperation]
	d.Do(t, func(ctx context.Context, tx *entity.Tx) (err error) {
		if err = entity.Create(ctx, tx, pending); err == nil {
			charge, err = billing.Begin(ctx, tx, begun)
		}
		return err
	})
	err := do(func(ctx context.Context, tx *entity.Tx) error {
		p, err := entity.Lock(ctx, tx, pending.ID)
		if err != nil {
			return err
		}
		return billing.Charge(ctx, tx, p)
	})
	refusedProvider(t, "charge", err)
	transact := func(_ context.Context, what func(context.Context, *entity.Tx) error) error { return do(what) }
	if err := billing.CarryOut(t.Context(), transact, charge); err != nil {
		t.Fatal(err)
	}
	err = do(func(ctx context.Context, tx *entity.Tx) error {
		p, err := entity.Get(ctx, tx, begun.ID)
		if err == nil && (p.Status != billing.PaymentIsFailed || p.FailureCode != "trial-only" || !p.Captured.IsZero()) {
			err = fmt.Errorf("a charge that was begun: %s %s %s", p.Status, p.FailureCode, p.Captured)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	cancel(t, d, earnest, pending.ID.UUID())
}

// cancel gives up a payment by the API of a registry.
func cancel(t *testing.T, d *desk, r *entity.Registry, id uuid.UUID) {
	t.Helper()
	for _, a := range r.Actions() {
		if is := a.Describe(); is.On == "billing.payment" && is.Path == "cancel" {
			c := d.Call()
			c.Body = []byte("{}")
			if _, err := r.Act(t.Context(), c, a, id); err != nil {
				t.Errorf("cancel: %v", err)
			}
			return
		}
	}
	t.Error("payments cannot be cancelled")
}

// TestTrialChoice: a provider that is for trying alone is offered where things are tried.
func TestTrialChoice(t *testing.T) {
	d := newDesk(t)
	for _, tc := range []struct {
		registry *entity.Registry
		want     []string
	}{{d.Registry, []string{"manual", "sandbox"}}, {d.inEarnest(t), []string{"manual"}}} {
		plan, _ := tc.registry.Lookup("payments")
		fields := plan.Describe().Fields
		i := slices.IndexFunc(fields, func(f entity.FieldOf) bool { return f.Name == "provider" })
		if !slices.Equal(fields[i].Choices, tc.want) {
			t.Errorf("offered: %v, want %v", fields[i].Choices, tc.want)
		}
	}
}
