package portal

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// OnlinePayment says by whom clients pay themselves who follow the link in a letter.
// Without an active one they read how to pay by transfer.
type OnlinePayment struct {
	entity.Base[OnlinePayment]

	Provider billing.ProviderName `entity:"required"` // who takes the money: sandbox, which takes none and is for trying
	Active   bool                 `entity:"filter"`   // whether it is in use; one at most
}

// Entity declares the rest of what it is.
func (OnlinePayment) Entity() entity.Spec[OnlinePayment] {
	return entity.Spec[OnlinePayment]{
		Name: "portal.online_payment", Title: "{provider}", List: []string{"provider", "active"},
		Read: ReadOnlinePayments, Edit: EditOnlinePayments,
		Defaults: func(p *OnlinePayment) { p.Active = true },
		Check:    checkOnlinePayment,
	}
}

func checkOnlinePayment(_ context.Context, tx *entity.Tx, p *OnlinePayment) error {
	if !p.Active || p.Provider == "" {
		return nil
	}
	if err := billing.CheckProvider(tx, p.Provider); err != nil {
		return err
	}
	if means, _ := billing.MeansOf(tx, p.Provider); len(means) == 0 {
		return problem.InvalidField("/provider", "invalid-choice", "There is no provider %q at which clients can pay by themselves.", p.Provider)
	}
	return nil
}

// TrialOf returns the provider by which the company's clients were to pay themselves
// although it is for trying alone, and not served here; "" for none.
func TrialOf(ctx context.Context, tx *entity.Tx) (billing.ProviderName, error) {
	name, err := providerOf(ctx, tx)
	if err != nil || name == "" || billing.CheckProvider(tx, name) == nil {
		return "", err
	}
	return name, nil
}

// providerOf returns by whom the company's clients pay themselves, "" for nobody.
func providerOf(ctx context.Context, tx *entity.Tx) (billing.ProviderName, error) {
	active, err := entity.Find[OnlinePayment](ctx, tx, "o.active")
	if err != nil {
		return "", fmt.Errorf("read by whom clients pay: %w", err)
	}
	if len(active) == 0 {
		return "", nil
	}
	return active[0].Provider, nil
}
