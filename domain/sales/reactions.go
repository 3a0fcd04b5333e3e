package sales

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// OrderPaid tells that nothing of an order is left to pay.
type OrderPaid struct {
	Order    entity.ID[Order]
	Client   entity.ID[crm.Client]
	Currency money.Currency
	Total    money.Amount
}

func onPaymentCaptured(ctx context.Context, tx *entity.Tx, e billing.PaymentCaptured) error {
	return refresh(ctx, tx, e.Origin)
}

func onPaymentRefunded(ctx context.Context, tx *entity.Tx, e billing.PaymentRefunded) error {
	return refresh(ctx, tx, e.Origin)
}

func onInvoicePosted(ctx context.Context, tx *entity.Tx, e billing.InvoicePosted) error {
	return refresh(ctx, tx, e.Origin)
}

func onInvoiceSettled(ctx context.Context, tx *entity.Tx, e billing.InvoiceSettled) error {
	return refresh(ctx, tx, e.Origin)
}

func onCreditNotePosted(ctx context.Context, tx *entity.Tx, e billing.CreditNotePosted) error {
	return refresh(ctx, tx, e.Origin)
}

// refresh derives anew what an order shows of money and invoices, after news from
// billing about something whose origin it is, or whose origin is one of its
// invoices. Other origins are not ours.
func refresh(ctx context.Context, tx *entity.Tx, origin entity.Ref) error {
	if invoice, ofInvoice := entity.IDFrom[billing.Invoice](origin); ofInvoice {
		i, err := entity.Get(ctx, tx, invoice)
		if err != nil {
			return fmt.Errorf("read invoice: %w", err)
		}
		origin = i.Origin
	}
	id, ours := entity.IDFrom[Order](origin)
	if !ours {
		return nil
	}
	o, err := entity.Lock(ctx, tx, id)
	if problem.Is(err, "not-found") {
		return nil // a draft that was deleted; the money stays with the client
	}
	if err != nil {
		return fmt.Errorf("lock order: %w", err)
	}
	lines := laterBilled(tx, o)
	s, err := billing.StandingOf(ctx, tx, origin)
	if err != nil {
		return fmt.Errorf("read what is paid: %w", err)
	}
	b, err := lines(ctx)
	if err != nil {
		return err
	}
	was := o.PaymentState
	for i := range o.Items {
		o.Items[i].Invoiced = b.posted[o.Items[i].Line.ID]
	}
	o.Invoiced, o.Credited, o.Open = b.invoiced, b.credited, s.Open
	// What invoices were paid with need not have been paid for this order.
	o.Refunded = s.Refunded
	o.Received = s.Captured.Minus(s.Refunded).Max(s.Paid).Plus(s.Refunded)
	o.derive()
	if err := touch(ctx, tx, o); err != nil {
		return err
	}
	if was == Paid || o.PaymentState != Paid {
		return nil
	}
	return tx.Emit(entity.RefTo(o.ID), OrderPaid{Order: o.ID, Client: o.Client, Currency: o.Currency, Total: o.Total})
}
