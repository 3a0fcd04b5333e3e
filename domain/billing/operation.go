package billing

import (
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

// PaymentOperation is one thing that a provider was asked to do for a payment, and
// what came of it.
//
// Its id is the key by which the provider recognises the request.
type PaymentOperation struct {
	entity.Base[PaymentOperation]
	entity.Scope

	Payment   entity.ID[Payment] `entity:"required,readonly,filter"` // the payment it belongs to
	Kind      OperationKind      `entity:"readonly,filter"`          // what was asked for: charge or refund
	Amount    money.Amount       `entity:"readonly"`                 // how much
	Currency  money.Currency     `entity:"readonly"`                 // the currency of the amount
	Outcome   OutcomeState       `entity:"readonly,filter"`          // how it ended; unknown until the provider has said so
	Reference string             `entity:"readonly"`                 // the provider's own number for it
	Code      string             `entity:"readonly"`                 // why it failed, for programs
	Text      string             `entity:"readonly"`                 // why it failed
	Final     bool               `entity:"readonly"`                 // whether asking again is of no use
	EndedAt   time.Time          `entity:"readonly"`                 // when the outcome was known
}

// OperationKind says what a provider was asked to do.
type OperationKind string

// The kinds of operation.
const (
	ChargeOperation OperationKind = "charge"
	RefundOperation OperationKind = "refund"
)

// Choices lists the kinds.
func (OperationKind) Choices() []string {
	return []string{string(ChargeOperation), string(RefundOperation)}
}

// Choices lists the outcomes.
func (OutcomeState) Choices() []string {
	return []string{string(OutcomeUnknown), string(OutcomeSucceeded), string(OutcomeAuthorized), string(OutcomeFailed)}
}

// Entity declares operations.
func (PaymentOperation) Entity() entity.Spec[PaymentOperation] {
	return entity.Spec[PaymentOperation]{
		Name: "billing.payment_operation", Title: "{kind} {outcome}", View: true, Read: ReadPayments,
		List: []string{"created_at", "payment", "kind", "amount", "outcome", "code"},
	}
}

// operation begins an operation of a payment.
func (p *Payment) operation(kind OperationKind, amount money.Amount) *PaymentOperation {
	return &PaymentOperation{
		Base: entity.Base[PaymentOperation]{ID: entity.NewID[PaymentOperation]()}, Scope: p.Scope,
		Payment: p.ID, Kind: kind, Amount: amount, Currency: p.Currency, Outcome: OutcomeUnknown,
	}
}

// request is what the provider is asked for an operation of a payment.
func (p *Payment) request(op *PaymentOperation) Request {
	return Request{
		Operation: op.ID.UUID(), Kind: op.Kind, Amount: op.Amount, Currency: op.Currency,
		Token: p.Token, Reference: p.ProviderReference,
	}
}

// end notes how an operation came out. Whoever asked the provider passes on its
// error, too: then nobody knows.
func (o *PaymentOperation) end(tx *entity.Tx, out Outcome, err error) {
	if err != nil {
		out = Outcome{State: OutcomeUnknown, Text: "The provider could not be reached."}
	}
	o.Outcome, o.Reference, o.Code, o.Text, o.Final = out.State, out.Reference, out.Code, out.Text, out.Final
	if out.State != OutcomeUnknown {
		o.EndedAt = tx.Now()
	}
}
