package sales

import (
	"context"
	"fmt"
	"strings"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// notShipped refuses to cancel an order of which goods are with the client.
func notShipped(o *Order) error {
	for i := range o.Items {
		if o.Items[i].Shipped.Sign() > 0 {
			return problem.Conflict("order-shipped",
				"Goods of order %s were shipped. Return their shipments first, or close the order short.", o.Number)
		}
	}
	return nil
}

// cancelOrder takes everything back that the order has set in motion: its draft
// shipments, its reserved stock, its invoices and the money paid for it.
func cancelOrder(ctx context.Context, tx *entity.Tx, o *Order) error {
	if err := dropShipments(ctx, tx, o); err != nil {
		return err
	}
	if err := inventory.Release(ctx, tx, entity.RefTo(o.ID)); err != nil {
		return fmt.Errorf("release stock: %w", err)
	}
	o.OnHold, o.HoldReason = false, ""
	if err := dropInvoices(ctx, tx, o); err != nil {
		return err
	}
	return giveBack(ctx, tx, o)
}

// dropInvoices cancels the drafts of an order and takes its posted invoices back
// by credit notes. What they were paid with is free again after that.
func dropInvoices(ctx context.Context, tx *entity.Tx, o *Order) error {
	drafts, err := entity.LockWhere[billing.Invoice](ctx, tx, `o.origin = $2 and o.origin_entity = 'sales.order' and o.status = 'draft'`, o.ID)
	if err != nil {
		return fmt.Errorf("lock draft invoices: %w", err)
	}
	for _, v := range drafts {
		if err := entity.Move(ctx, tx, v, billing.InvoiceIsCancelled); err != nil {
			return err
		}
	}
	posted, err := pg.Query[entity.ID[billing.Invoice]](ctx, tx, `select id from billing_invoice
where tenant_id = $1 and origin = $2 and origin_entity = 'sales.order' and status = 'posted' and credited < total order by id`, o.ID)
	if err != nil {
		return fmt.Errorf("find posted invoices: %w", err)
	}
	for _, id := range posted {
		note := &billing.CreditNote{Invoice: id, Reason: "Order " + o.Number + " is cancelled"}
		if err := entity.Create(ctx, tx, note); err != nil {
			return fmt.Errorf("make credit note: %w", err)
		}
		if err := entity.Move(ctx, tx, note, billing.CreditNoteIsPosted); err != nil {
			return err
		}
	}
	return nil
}

// giveBack refunds what payments for an order have brought, and sees to it that
// those which have brought nothing yet never do. What was used for other invoices
// stays there.
func giveBack(ctx context.Context, tx *entity.Tx, o *Order) error {
	payments, err := entity.LockWhere[billing.Payment](ctx, tx, `(o.origin = $2 and o.origin_entity = 'sales.order')
or (o.origin_entity = 'billing.invoice' and o.origin in (
  select v.id from billing_invoice v where v.tenant_id = $1 and v.origin = $2 and v.origin_entity = 'sales.order'))`, o.ID)
	if err != nil {
		return fmt.Errorf("lock payments: %w", err)
	}
	var unknown []string
	for _, p := range payments {
		if p.Status == billing.PaymentIsUnknown {
			unknown = append(unknown, p.Number)
		}
	}
	if len(unknown) > 0 {
		return problem.Conflict("payment-unknown", "Nobody knows yet whether %s went through. Resolve that first.", strings.Join(unknown, ", ")).
			With("payments", unknown)
	}
	for _, p := range payments {
		if err := giveBackPayment(ctx, tx, p, "Order "+o.Number+" is cancelled"); err != nil {
			return err
		}
	}
	return nil
}

func giveBackPayment(ctx context.Context, tx *entity.Tx, p *billing.Payment, why string) error {
	switch p.Status {
	case billing.PaymentIsPending, billing.PaymentIsAuthorized, billing.PaymentIsFailed:
		p.Status = billing.PaymentIsCancelled
		if err := entity.Update(ctx, tx, p); err != nil {
			return fmt.Errorf("cancel payment: %w", err)
		}
	case billing.PaymentIsCaptured, billing.PaymentIsPartiallyRefunded:
		free := p.Captured.Minus(p.Refunded).Minus(p.Refunding).Minus(p.Allocated)
		if free.Sign() <= 0 {
			return nil
		}
		if _, err := billing.GiveBack(ctx, tx, p, free, why); err != nil {
			return fmt.Errorf("refund payment: %w", err)
		}
	case billing.PaymentIsRefunded, billing.PaymentIsCancelled, billing.PaymentIsUnknown:
	}
	return nil
}
