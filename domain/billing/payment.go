package billing

import (
	"context"
	"slices"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Payment is money that a client pays, or tries to. What it has brought and given
// back follows from its operations; its status follows from that.
type Payment struct {
	entity.Base[Payment]
	entity.Scope

	Number            string                `entity:"sequence,search"`        // its number, such as PAY-2027-00042
	Client            entity.ID[crm.Client] `entity:"required,filter"`        // who pays
	Origin            entity.Ref            `entity:"filter"`                 // what it is for: an order or an invoice; nothing for money on account
	Amount            money.Amount          `entity:"positive,filter"`        // how much is to be paid
	Currency          money.Currency        `entity:"required"`               // the currency of every amount here
	Method            PaymentMethod         `entity:"filter"`                 // how it is paid
	Provider          ProviderName          `entity:"filter"`                 // who moves the money: manual, or sandbox, which moves none and is for trying; manual when left out
	Token             string                `entity:"secret,personal"`        // the client's card or account, as the provider knows it
	Reference         string                `entity:"filter,search,personal"` // what identifies it elsewhere: the text on the bank statement
	Attempt           string                `entity:"readonly"`               // by which link, and at which attempt, the client has paid it themselves; empty when somebody of the company has noted it
	Retry             RetryPolicy           // what becomes of it when the provider has refused it: never or automatic, after one day, three and seven
	Retries           int                   `entity:"readonly"`          // how often it was tried again by itself
	RetryAt           time.Time             `entity:"readonly"`          // when it is tried again by itself
	Status            PaymentStatus         `entity:"readonly,filter"`   // how it stands
	Captured          money.Amount          `entity:"readonly"`          // how much has come in
	Refunded          money.Amount          `entity:"readonly"`          // how much of that has gone back
	Refunding         money.Amount          `entity:"readonly"`          // how much is on its way back, its outcome not known yet
	Allocated         money.Amount          `entity:"readonly"`          // how much of that invoices have been paid with
	FailureCode       string                `entity:"readonly"`          // why the last try failed, for programs
	FailureText       string                `entity:"readonly,personal"` // why the last try failed
	ProviderReference string                `entity:"readonly,filter"`   // the provider's own number for the charge
}

// PaymentMethod says how money is paid.
type PaymentMethod string

// The payment methods.
const (
	ByTransfer PaymentMethod = "transfer"
	ByCard     PaymentMethod = "card"
	ByDebit    PaymentMethod = "direct_debit"
	ByCash     PaymentMethod = "cash"
	ByCheque   PaymentMethod = "cheque"
	ByHand     PaymentMethod = "manual" // in another way, noted by people
)

// Choices lists the payment methods.
func (PaymentMethod) Choices() []string {
	return []string{string(ByTransfer), string(ByCard), string(ByDebit), string(ByCash), string(ByCheque), string(ByHand)}
}

// PaymentStatus says how a payment stands.
type PaymentStatus string

// The states of a payment.
const (
	PaymentIsPending           PaymentStatus = "pending"            // to be charged
	PaymentIsAuthorized        PaymentStatus = "authorized"         // promised by the bank, to be charged
	PaymentIsCaptured          PaymentStatus = "captured"           // the money has come in
	PaymentIsPartiallyRefunded PaymentStatus = "partially_refunded" // some of it has gone back
	PaymentIsRefunded          PaymentStatus = "refunded"           // all of it has gone back
	PaymentIsFailed            PaymentStatus = "failed"             // the provider refused; it may be retried
	PaymentIsCancelled         PaymentStatus = "cancelled"          // nobody will try again
	PaymentIsUnknown           PaymentStatus = "unknown"            // the provider did not say; to be resolved
)

// Choices lists the states.
func (PaymentStatus) Choices() []string {
	return []string{
		string(PaymentIsPending), string(PaymentIsAuthorized), string(PaymentIsCaptured), string(PaymentIsPartiallyRefunded),
		string(PaymentIsRefunded), string(PaymentIsFailed), string(PaymentIsCancelled), string(PaymentIsUnknown),
	}
}

// What a role can be granted on payments.
const (
	ReadPayments     auth.Permission = "billing.payment.read"
	EditPayments     auth.Permission = "billing.payment.edit"
	ChargePayments   auth.Permission = "billing.payment.charge"
	AllocatePayments auth.Permission = "billing.payment.allocate"
	RefundPayments   auth.Permission = "billing.payment.refund"
)

// Entity declares payments.
func (Payment) Entity() entity.Spec[Payment] {
	return entity.Spec[Payment]{
		Name: "billing.payment", Title: "{number}",
		List:   []string{"number", "client", "amount", "method", "status", "captured", "refunded", "allocated"},
		Series: &entity.Series{Pattern: "PAY-{year}-{n}", Digits: 5},
		Read:   ReadPayments, Edit: EditPayments,
		Derive: derivePayment, Check: checkPayment,
		Frozen: func(p *Payment) bool { return p.Status != PaymentIsPending },
		Kept:   []string{string(PaymentIsCaptured), string(PaymentIsPartiallyRefunded), string(PaymentIsRefunded)},
	}
}

func derivePayment(_ context.Context, _ *entity.Tx, p *Payment) error {
	if p.Provider == "" {
		p.Provider = Manual
	}
	if p.Status != PaymentIsFailed {
		p.RetryAt = time.Time{}
	}
	return nil
}

func checkPayment(_ context.Context, tx *entity.Tx, p *Payment) error {
	var errs problem.Fields
	if _, known := providerNamed(p.Provider); !known {
		errs.Add("/provider", "invalid-choice", "There is no provider %q.", p.Provider)
	}
	checkRounded(p.Amount, p.Currency, "/amount", &errs)
	if p.Status != PaymentIsPending { // what was begun is ended as it may be
		return errs.Err()
	}
	return problem.MergeInvalid(CheckProvider(tx, p.Provider), errs.Err())
}

// free is what a payment has brought that is neither given back, nor on its way
// back, nor allocated: money that the client may use.
func (p *Payment) free() money.Amount {
	return p.Captured.Minus(p.Refunded).Minus(p.Refunding).Minus(p.Allocated)
}

// refundable is how much of a payment may still be given back.
func (p *Payment) refundable() money.Amount {
	return p.Captured.Minus(p.Refunded).Minus(p.Refunding)
}

// stand derives the status of a payment that has brought money.
func (p *Payment) stand() {
	switch {
	case p.Refunded.IsZero():
		p.Status = PaymentIsCaptured
	case p.Refunded.Cmp(p.Captured) < 0:
		p.Status = PaymentIsPartiallyRefunded
	default:
		p.Status = PaymentIsRefunded
	}
}

// paymentVerbs are the actions on payments, each with the states in which it is of use.
func paymentVerbs() []usefulIn[PaymentStatus] {
	brought := []PaymentStatus{PaymentIsCaptured, PaymentIsPartiallyRefunded}
	return []usefulIn[PaymentStatus]{
		{"retry", []PaymentStatus{PaymentIsFailed}},
		{"charge", []PaymentStatus{PaymentIsPending, PaymentIsAuthorized, PaymentIsFailed}},
		{"cancel", []PaymentStatus{PaymentIsPending, PaymentIsAuthorized, PaymentIsFailed}},
		{"resolve", []PaymentStatus{PaymentIsUnknown}},
		{"allocate", brought},
		{"take-back", brought},
		{"refund", brought},
	}
}

// usefulIn says in which states an action is of use.
type usefulIn[S ~string] struct {
	verb string
	in   []S
}

// whilePayment returns the states of a payment in which an action is of use, for its
// declaration.
func whilePayment(verb string) []string {
	var states []string
	for _, one := range paymentVerbs() {
		for _, state := range one.in {
			if one.verb == verb {
				states = append(states, string(state))
			}
		}
	}
	return states
}

// only refuses what cannot be done with a payment as it stands.
func (p *Payment) only(verb string) error {
	allowed := []string{}
	for _, one := range paymentVerbs() {
		if slices.Contains(one.in, p.Status) {
			allowed = append(allowed, one.verb)
		}
	}
	if slices.Contains(allowed, verb) {
		return nil
	}
	return problem.Conflict("illegal-step", "Payment %s is %s and cannot %s.", p.Number, p.Status, verb).
		With("state", p.Status).With("allowed", allowed)
}
