package billing

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Provider moves money: a bank, a card processor, the cash in the till. Its methods
// are asked once for each operation of a payment, by the operation's id, and a
// provider that is asked twice by one id must do the work once.
//
// An error means that nobody knows what happened, like [OutcomeUnknown]; a refusal
// is an outcome. A provider that talks to another system must be asked outside a
// transaction; those here answer in the process.
type Provider interface {
	// Name is how payments name the provider.
	Name() ProviderName
	// Charge takes the money, or the part of it that was authorized before.
	Charge(ctx context.Context, r Request) (Outcome, error)
	// Refund gives back money of a charge that succeeded.
	Refund(ctx context.Context, r Request) (Outcome, error)
	// Lookup tells what became of an operation whose outcome was unknown. It changes
	// nothing.
	Lookup(ctx context.Context, r Request) (Outcome, error)
}

// Request asks a provider for one operation.
type Request struct {
	Operation uuid.UUID      // the operation's id, by which a repeated request is recognised
	Kind      OperationKind  // what was asked for: charge or refund
	Amount    money.Amount   // how much, more than zero
	Currency  money.Currency // the currency of the amount
	Token     string         // stands for the client's card or account; never logged
	Reference string         // the provider's name of the charge or authorization that this follows
}

// Outcome is what a provider says of an operation.
type Outcome struct {
	State     OutcomeState
	Reference string // the provider's name of the operation
	Code      string // why it failed, for programs: "declined"
	Text      string // why it failed, for people
	Final     bool   // it failed, and asking again is of no use: the card is lost, the account closed
}

// OutcomeState says how an operation ended.
type OutcomeState string

// The outcomes.
const (
	OutcomeSucceeded  OutcomeState = "succeeded"
	OutcomeAuthorized OutcomeState = "authorized" // promised by the bank, to be taken by another charge
	OutcomeFailed     OutcomeState = "failed"
	OutcomeUnknown    OutcomeState = "unknown" // to be looked up, never repeated blindly
)

// ProviderName names a provider.
type ProviderName string

// The providers.
const (
	Manual  ProviderName = "manual"  // people move the money
	Sandbox ProviderName = "sandbox" // no money moves: for trying
)

// Choices lists the providers.
func (ProviderName) Choices() []string { return []string{string(Manual), string(Sandbox)} }

// TrialChoices lists the providers at which no money moves.
func (ProviderName) TrialChoices() []string { return []string{string(Sandbox)} }

// providerNamed returns a provider by its name.
func providerNamed(name ProviderName) (Provider, bool) {
	for _, p := range []Provider{manual{}, sandbox{}} {
		if p.Name() == name {
			return p, true
		}
	}
	return nil, false
}

// CheckProvider refuses, at /provider, a provider that moves no money where people
// work in earnest.
func CheckProvider(tx *entity.Tx, name ProviderName) error {
	if tx.Trial() || !slices.Contains(name.TrialChoices(), string(name)) {
		return nil
	}
	return problem.InvalidField("/provider", "trial-only", "The provider %s moves no money: it is for trying, and not served here. Choose another.", name)
}

// provider returns who moves the money of a payment. One that is for trying alone
// charges nothing where people work in earnest; what it has begun it still ends.
func (p *Payment) provider(tx *entity.Tx) (Provider, error) {
	provider, known := providerNamed(p.Provider)
	if !known {
		return nil, fmt.Errorf("payment %s: there is no provider %q", p.Number, p.Provider)
	}
	if err := CheckProvider(tx, p.Provider); err != nil {
		return closed{provider}, nil //nolint:nilerr // it may end what it has begun
	}
	return provider, nil
}

// closed is a provider that takes no more money.
type closed struct{ Provider }

func (closed) Charge(context.Context, Request) (Outcome, error) {
	return Outcome{State: OutcomeFailed, Code: "trial-only", Text: "The provider is for trying, and not served here.", Final: true}, nil
}

// Means is what a client may pay with at a provider, on a page that asks for nothing
// but a choice.
type Means struct {
	Token string // stands for it at the provider, and says nothing about anybody
	Name  string // in English
}

// MeansOf lists what clients may choose from who pay by themselves at a provider;
// nothing when they cannot, or when there is no such provider here. Of a trial, no
// money moves.
func MeansOf(tx *entity.Tx, provider ProviderName) (means []Means, trial bool) {
	if CheckProvider(tx, provider) != nil {
		return nil, false
	}
	p, _ := providerNamed(provider)
	if open, is := p.(interface{ means() ([]Means, bool) }); is {
		return open.means()
	}
	return nil, false
}

// manual is money that people move: cash, cheques, transfers seen on the bank's
// statement. What they say has happened has happened.
type manual struct{}

func (manual) Name() ProviderName { return Manual }

func (manual) Charge(context.Context, Request) (Outcome, error) {
	return Outcome{State: OutcomeSucceeded}, nil
}

func (manual) Refund(context.Context, Request) (Outcome, error) {
	return Outcome{State: OutcomeSucceeded}, nil
}

func (manual) Lookup(context.Context, Request) (Outcome, error) {
	return Outcome{State: OutcomeSucceeded}, nil
}
