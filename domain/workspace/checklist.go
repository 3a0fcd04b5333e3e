package workspace

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Checklist is what a company does first, those steps that the asking user may take.
type Checklist struct {
	Data       []FirstStep // in the order in which they are taken
	SampleData bool        // whether the asking user may have the company filled with sample data
}

// FirstStep is one of a company's first steps.
type FirstStep struct {
	Key    string // letterhead, product, client, quote or colleague
	Done   bool   // whether it is done
	Entity string // whose list or form it leads to
}

// AskChecklist asks for the first steps.
type AskChecklist struct{}

// firsts are what a company does first: what it is about, and the permission that it takes.
func firsts() []struct {
	key, entity string
	need        auth.Permission
} {
	return []struct {
		key, entity string
		need        auth.Permission
	}{
		{"letterhead", "documents.letterhead", "documents.letterhead.edit"},
		{"product", "catalog.product", "catalog.product.edit"},
		{"client", "crm.client", "crm.client.edit"},
		{"quote", "sales.quote", "sales.quote.send"},
		{"colleague", "identity.user", "identity.user.edit"},
	}
}

// In the order of firsts, and last whether there are no orders.
const sqlFirsts = `select array[
  exists (select from documents_letterhead where tenant_id = $1 and active),
  exists (select from catalog_product where tenant_id = $1),
  exists (select from crm_client where tenant_id = $1),
  exists (select from sales_quote where tenant_id = $1 and status in ('sent', 'accepted', 'declined', 'expired', 'superseded')),
  (select count(*) > 1 from (select from identity_user where tenant_id = $1 limit 2) u),
  not exists (select from sales_order where tenant_id = $1)]`

// checklist is served as GET …/checklist.
func checklist(ctx context.Context, tx *entity.Tx, _ AskChecklist) (Checklist, error) {
	done, _, err := pg.One[[]bool](ctx, tx, sqlFirsts)
	if err != nil {
		return Checklist{}, fmt.Errorf("look what is done: %w", err)
	}
	var out Checklist
	for i, f := range firsts() {
		if tx.Sees(f.entity) && tx.May(f.need) {
			out.Data = append(out.Data, FirstStep{Key: f.key, Done: done[i], Entity: f.entity})
		}
	}
	out.SampleData = done[len(done)-1] && tx.May(FillTenant) && tx.Sees("sales.order")
	return out, nil
}

// AskSamples asks for sample data.
type AskSamples struct{}

// SampleWork asks for a company to be filled.
type SampleWork struct {
	Job uuid.UUID // the job
}

const sqlMayFill = `select exists (select from sales_order where tenant_id = $1),
  exists (select from workspace_job where tenant_id = $1 and kind = 'sample-data' and state in ('waiting', 'running'))
from (select pg_advisory_xact_lock(hashtextextended($1::uuid::text || 'sample-data', 0))) only_one`

// askSamples is served as POST …/sample-data.
func (o Options) askSamples(ctx context.Context, tx *entity.Tx, _ AskSamples) (Job, error) {
	if err := aPerson(tx); err != nil {
		return Job{}, err
	}
	if o.Fill == nil || !tx.Sees("sales.order") {
		return Job{}, problem.NotFound("Sample data")
	}
	type row struct{ Orders, Running bool }
	r, _, err := pg.One[row](ctx, tx, sqlMayFill)
	switch {
	case err != nil:
		return Job{}, fmt.Errorf("look whether there is anything: %w", err)
	case r.Running:
		return Job{}, problem.Conflict("in-flight", "The company is being filled with sample data.")
	case r.Orders:
		return Job{}, problem.Conflict("has-orders", "The company has orders already: sample data would stand among them.")
	}
	id, err := uuid.NewV7()
	if err != nil {
		return Job{}, fmt.Errorf("name a job: %w", err)
	}
	if _, err := tx.Enqueue(SampleWork{Job: id}); err != nil {
		return Job{}, fmt.Errorf("ask for a job: %w", err)
	}
	return newJob{kind: "sample-data"}.ask(tx, id)
}

const sqlBeginSamples = `update workspace_job j set state = 'running', begun_at = coalesce(begun_at, $3) from system_tenant t
where j.tenant_id = $1 and j.id = $2 and j.state in ('waiting', 'running') and t.tenant_id = $1 returning t.country, t.currency`

// workSamples fills the company.
func (o Options) workSamples(ctx context.Context, j entity.Job, in SampleWork) error {
	var c Company
	begun := false
	err := j.Do(ctx, func(ctx context.Context, tx *entity.Tx) error {
		type row struct{ Country, Currency string }
		r, found, err := pg.One[row](ctx, tx, sqlBeginSamples, in.Job, tx.Now())
		begun, c.Country, c.Currency = found, r.Country, r.Currency
		return err
	})
	if err != nil || !begun {
		return err
	}
	if err := o.Fill(ctx, c, j.Call(), "sample-"+in.Job.String(), j.Progress); err != nil {
		return giveUp(ctx, j, in.Job, fmt.Errorf("fill the company: %w", err))
	}
	return j.Do(ctx, func(_ context.Context, tx *entity.Tx) error {
		end(tx, in.Job, Done, "")
		return nil
	})
}
