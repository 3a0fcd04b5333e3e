package billing

import (
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
)

// InvoicePosted tells that an invoice is owed from now on.
type InvoicePosted struct {
	Invoice  entity.ID[Invoice]
	Origin   entity.Ref
	Total    money.Amount
	Currency money.Currency
}

// InvoiceSettled tells that what is open of a posted invoice has changed: by an
// allocation or its reversal, a credit note or a write-off. State says whether
// anything is left to pay.
type InvoiceSettled struct {
	Invoice  entity.ID[Invoice]
	Origin   entity.Ref
	Client   entity.ID[crm.Client]
	Open     money.Amount
	Currency money.Currency
	State    PaymentState
}

// InvoiceReminded tells that a client is to be reminded of an invoice.
type InvoiceReminded struct {
	Reminder entity.ID[Reminder]
	Invoice  entity.ID[Invoice]
	Client   entity.ID[crm.Client]
	Level    int
	Open     money.Amount
	Currency money.Currency
}

// CreditNotePosted tells that a part of an invoice was taken back.
type CreditNotePosted struct {
	CreditNote entity.ID[CreditNote]
	Invoice    entity.ID[Invoice]
	Origin     entity.Ref
	Total      money.Amount
	Currency   money.Currency
}

// PaymentCaptured tells that money has come in. Origin is what it was paid for, an
// order or an invoice.
type PaymentCaptured struct {
	Payment  entity.ID[Payment]
	Origin   entity.Ref
	Amount   money.Amount
	Currency money.Currency
}

// PaymentFailed tells that a provider has refused a payment. It may be tried again.
type PaymentFailed struct {
	Payment  entity.ID[Payment]
	Origin   entity.Ref
	Amount   money.Amount
	Currency money.Currency
	Code     string // the provider's reason
}

// PaymentRefunded tells that money has gone back: Amount by this refund.
type PaymentRefunded struct {
	Payment  entity.ID[Payment]
	Refund   entity.ID[Refund]
	Origin   entity.Ref
	Amount   money.Amount
	Currency money.Currency
}

func events() []entity.EventType {
	return []entity.EventType{
		entity.Event[InvoicePosted](), entity.Event[InvoiceSettled](), entity.Event[InvoiceReminded](), entity.Event[CreditNotePosted](),
		entity.Event[PaymentCaptured](), entity.Event[PaymentFailed](), entity.Event[PaymentRefunded](),
	}
}

func (i *Invoice) posted() any {
	return InvoicePosted{Invoice: i.ID, Origin: i.Origin, Total: i.Total, Currency: i.Currency}
}

func (i *Invoice) settled() InvoiceSettled {
	return InvoiceSettled{
		Invoice: i.ID, Origin: i.Origin, Client: i.Client, Open: i.Open, Currency: i.Currency, State: i.PaymentState,
	}
}

func (n *CreditNote) posted() any {
	return CreditNotePosted{CreditNote: n.ID, Invoice: n.Invoice, Origin: n.Origin, Total: n.Total, Currency: n.Currency}
}
