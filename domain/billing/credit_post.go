package billing

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// invoicePart is what is left of a line: an invoice's line less what credit notes
// have taken of its quantity, net and tax.
type invoicePart struct{ InvoiceLine }

type invoiceParts []invoicePart

func (p invoiceParts) find(id uuid.UUID) (invoicePart, bool) {
	for _, part := range p {
		if part.ID == id {
			return part, true
		}
	}
	return invoicePart{}, false
}

// remainder is what credit notes have left of an invoice.
type remainder struct {
	lines               invoiceParts
	freight, freightTax money.Amount
}

func (r remainder) total() money.Amount {
	sum := r.freight.Plus(r.freightTax)
	for _, l := range r.lines {
		sum = sum.Plus(l.Net).Plus(l.Tax)
	}
	return sum
}

// credited is what posted credit notes have taken: of a line, or of the freight
// when Line is zero.
type credited struct {
	Line     uuid.UUID
	Quantity money.Quantity
	Net, Tax money.Amount
}

const sqlCredited = `select l.invoice_line, sum(l.quantity), sum(l.net), sum(l.tax)
from billing_credit_note n join billing_credit_note_line l on l.tenant_id = $1 and l.credit_note = n.id
where n.tenant_id = $1 and n.invoice = $2 and n.status = 'posted' group by l.invoice_line
union all
select '00000000-0000-0000-0000-000000000000', 0, coalesce(sum(n.freight), 0), coalesce(sum(n.freight_tax), 0)
from billing_credit_note n where n.tenant_id = $1 and n.invoice = $2 and n.status = 'posted'`

// leftOf returns what posted credit notes have left of an invoice.
func leftOf(ctx context.Context, tx *entity.Tx, i *Invoice) (remainder, error) {
	taken, err := pg.Query[credited](ctx, tx, sqlCredited, i.ID)
	if err != nil {
		return remainder{}, fmt.Errorf("read credit notes: %w", err)
	}
	left := remainder{freight: i.Freight, freightTax: i.Freight.Percent(i.FreightTaxPercent).Round(i.Currency)}
	for _, l := range i.Lines {
		part := invoicePart{l}
		for _, t := range taken {
			if t.Line == l.ID {
				part.Quantity, part.Net, part.Tax = l.Quantity.Minus(t.Quantity), l.Net.Minus(t.Net), l.Tax.Minus(t.Tax)
			}
		}
		left.lines = append(left.lines, part)
	}
	for _, t := range taken {
		if t.Line == uuid.Nil {
			left.freight, left.freightTax = left.freight.Minus(t.Net), left.freightTax.Minus(t.Tax)
		}
	}
	return left, nil
}

// postCreditNote makes a draft count. With the invoice locked it computes the
// amounts again, because other credit notes may have been posted since; money that
// the invoice has then been paid too much is free again.
func postCreditNote(ctx context.Context, tx *entity.Tx, n *CreditNote) error {
	if n.Site == uuid.Nil {
		return problem.InvalidField("/site", "required", "A credit note is numbered at its site: give one.")
	}
	i, err := lockWithPayers(ctx, tx, n.Invoice)
	if err != nil {
		return err
	}
	left, err := leftOf(ctx, tx, i)
	if err != nil {
		return err
	}
	if err := n.apply(i, left); err != nil {
		return err
	}
	i.Credited = i.Credited.Plus(n.Total)
	if err := i.free(ctx, tx); err != nil {
		return err
	}
	if err := i.settle(ctx, tx); err != nil {
		return err
	}
	n.Issued = tx.Today()
	if err := entity.Number(ctx, tx, n); err != nil {
		return fmt.Errorf("number credit note: %w", err)
	}
	return nil
}

// free gives back what a locked invoice has got beyond its total: first what was
// written off, then the money of payments, the latest first.
func (i *Invoice) free(ctx context.Context, tx *entity.Tx) error {
	excess := i.Paid.Plus(i.Credited).Plus(i.WrittenOff).Minus(i.Total)
	if excess.Sign() <= 0 {
		return nil
	}
	forgiven := excess.Min(i.WrittenOff)
	i.WrittenOff, excess = i.WrittenOff.Minus(forgiven), excess.Minus(forgiven)
	if excess.Sign() == 0 {
		return nil
	}
	paid, err := shares(ctx, tx, entity.ID[Payment]{}, i.ID)
	if err != nil {
		return err
	}
	for _, s := range paid {
		part := excess.Min(s.Amount)
		if part.Sign() <= 0 {
			return nil
		}
		p, err := entity.Lock(ctx, tx, s.Payment)
		if err != nil {
			return fmt.Errorf("lock payment: %w", err)
		}
		if err := p.move(ctx, tx, i, part.Neg(), MoneyCredited); err != nil {
			return err
		}
		if err := touch(ctx, tx, p); err != nil {
			return err
		}
		excess = excess.Minus(part)
	}
	return nil
}
