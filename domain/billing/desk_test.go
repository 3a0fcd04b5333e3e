package billing_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// desk is a company with a site, a client and a product.
type desk struct {
	*entitytest.House
	site    uuid.UUID
	client  entity.ID[crm.Client]
	product entity.ID[catalog.Product]
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return furnish(t, newHouse(t))
}

func furnish(t *testing.T, h *entitytest.House) *desk {
	t.Helper()
	d := &desk{House: h}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		site, _, err := pg.One[uuid.UUID](ctx, tx, `select id from identity_site where tenant_id = $1 order by code limit 1`)
		if err != nil {
			return err
		}
		client := &crm.Client{Name: "Alfreds Futterkiste", Currency: "EUR", PaymentTerms: 10}
		if err := entity.Create(ctx, tx, client); err != nil {
			return err
		}
		product := &catalog.Product{Reference: "CHAI-" + uuid.NewString()[:8], Name: "Chai", Currency: "EUR", Active: true}
		d.site, d.client = site, client.ID
		if err := entity.Create(ctx, tx, product); err != nil {
			return err
		}
		d.product = product.ID
		return nil
	})
	return d
}

// invoiceOf posts an invoice for a quantity at ten euros, with tax of 19 %.
func (d *desk) invoiceOf(t *testing.T, quantity string) *billing.Invoice {
	t.Helper()
	i := d.draft(order(), "10")
	i.Lines[0].Quantity, i.Lines[0].TaxPercent = money.MustQuantity(quantity), money.MustPercent("19")
	d.post(t, i)
	return i
}

func eur(s string) money.Amount { return money.MustAmount(s) }

// draft is an invoice for one thing at a price, without tax.
func (d *desk) draft(origin entity.Ref, price string) *billing.Invoice {
	return &billing.Invoice{
		Scope: entity.Scope{Site: d.site}, Client: d.client, Origin: origin, Currency: "EUR",
		Lines: []billing.InvoiceLine{{Product: d.product, Name: "Chai", Quantity: money.QuantityOf(1), Price: eur(price)}},
	}
}

// invoice posts a draft.
func (d *desk) invoice(t *testing.T, origin entity.Ref, price string) *billing.Invoice {
	t.Helper()
	i := d.draft(origin, price)
	d.post(t, i)
	return i
}

func (d *desk) post(t *testing.T, i *billing.Invoice) {
	t.Helper()
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return createAndPost(ctx, tx, i) })
}

func createAndPost(ctx context.Context, tx *entity.Tx, i *billing.Invoice) error {
	if err := entity.Create(ctx, tx, i); err != nil {
		return err
	}
	return entity.Move(ctx, tx, i, billing.InvoiceIsPosted)
}

// payment makes a payment by the sandbox.
func (d *desk) payment(t *testing.T, origin entity.Ref, amount, token string) *billing.Payment {
	t.Helper()
	p := &billing.Payment{
		Scope: entity.Scope{Site: d.site}, Client: d.client, Origin: origin, Amount: eur(amount), Currency: "EUR",
		Method: billing.ByCard, Provider: "sandbox", Token: token,
	}
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, p) })
	return p
}

// paid makes a payment that has come in.
func (d *desk) paid(t *testing.T, origin entity.Ref, amount string) *billing.Payment {
	t.Helper()
	p := d.payment(t, origin, amount, "tok_success")
	d.on(t, "billing.payment", p.ID.UUID(), "charge", `{}`)
	return d.paymentNow(t, p)
}

func (d *desk) invoiceNow(t *testing.T, i *billing.Invoice) *billing.Invoice {
	t.Helper()
	return now(t, d, i.ID)
}

func (d *desk) paymentNow(t *testing.T, p *billing.Payment) *billing.Payment {
	t.Helper()
	return now(t, d, p.ID)
}

func now[T entity.Record[T]](t *testing.T, d *desk, id entity.ID[T]) *T {
	t.Helper()
	var out *T
	d.Do(t, func(ctx context.Context, tx *entity.Tx) (err error) {
		out, err = entity.Get(ctx, tx, id)
		return err
	})
	return out
}

// try runs an action on one record and returns what it answers with.
func (d *desk) try(t *testing.T, name string, id uuid.UUID, verb, body string) (map[string]any, error) {
	t.Helper()
	for _, a := range d.Registry.Actions() {
		if of := a.Describe(); of.Path != verb || of.On != name {
			continue
		}
		c := d.Call()
		c.Body = []byte(body)
		return answered(t, d, c, a, id)
	}
	return nil, fmt.Errorf("%s has no action %q", name, verb)
}

func answered(t *testing.T, d *desk, c entity.Call, a *entity.ActionPlan, id uuid.UUID) (map[string]any, error) {
	t.Helper()
	answer, err := d.Registry.Act(t.Context(), c, a, id)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	must(t, json.Unmarshal(answer.Body, &out))
	return out, nil
}

// on is try that must succeed.
func (d *desk) on(t *testing.T, name string, id uuid.UUID, verb, body string) map[string]any {
	t.Helper()
	out, err := d.try(t, name, id, verb, body)
	must(t, err)
	return out
}

// step takes a step of a record's flow.
func (d *desk) step(t *testing.T, name string, id uuid.UUID, verb, body string) error {
	t.Helper()
	c := d.Call()
	c.Body = []byte(body)
	_, err := d.Registry.Step(t.Context(), c, d.Plan(t, name), id, verb)
	return err
}

func (d *desk) count(t *testing.T, sql string, args ...any) int {
	t.Helper()
	return entitytest.Select[int](t, d.House, sql, args...)
}

// balances proves, over all rows, the sums that billing promises to keep.
func (d *desk) balances(t *testing.T) {
	t.Helper()
	for what, sql := range map[string]string{
		"invoices that are not paid what is allocated": `select count(*) from billing_invoice i where paid <>
			(select coalesce(sum(a.amount), 0) from billing_allocation a where a.invoice = i.id)`,
		"payments that are not used for what is allocated": `select count(*) from billing_payment p where allocated <>
			(select coalesce(sum(a.amount), 0) from billing_allocation a where a.payment = p.id)`,
		"payments that have not brought what was charged": `select count(*) from billing_payment p where captured <>
			(select coalesce(sum(o.amount), 0) from billing_payment_operation o where o.payment = p.id and o.kind = 'charge' and o.outcome = 'succeeded')`,
		"payments that have not given back what was refunded": `select count(*) from billing_payment p where refunded <>
			(select coalesce(sum(r.amount), 0) from billing_refund r where r.payment = p.id and r.status = 'succeeded')`,
		"invoices that are not credited what their credit notes say": `select count(*) from billing_invoice i where credited <>
			(select coalesce(sum(n.total), 0) from billing_credit_note n where n.invoice = i.id and n.status = 'posted')`,
		"totals that are not the sum of their parts": `select count(*) from billing_invoice i where total <> net + freight + tax + rounding or net <>
			(select sum(l.net) from billing_invoice_line l where l.invoice = i.id)`,
	} {
		if n := d.count(t, sql); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
}

func (d *desk) owes(t *testing.T, i *billing.Invoice, open string, state billing.PaymentState) {
	t.Helper()
	is := d.invoiceNow(t, i)
	if !is.Open.Equal(eur(open)) || is.PaymentState != state {
		t.Errorf("%s open, %s; want %s, %s", is.Open, is.PaymentState, open, state)
	}
	d.balances(t)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails the test unless the error is the problem of that slug.
func wants(t *testing.T, err error, slug string) {
	t.Helper()
	if !problem.Is(err, slug) {
		t.Fatalf("want the problem %q, got %v", slug, err)
	}
}

// order is a made-up origin.
func order() entity.Ref { return entity.Ref{Entity: "sales.order", ID: uuid.New()} }

// together runs n calls at once and waits for them.
func together(n int, do func(i int)) {
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			do(i)
		})
	}
	close(start)
	group.Wait()
}
