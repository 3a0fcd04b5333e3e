package communications

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

// Period says which days a statement is about.
type Period struct {
	From civil.Date // the first day; the first of the year of the last day when left out
	To   civil.Date // the last day; today when left out
}

// AskStatement asks to send a client the statement of their account.
type AskStatement struct {
	Period

	Recipient entity.Email // where to, instead of where the client is written to
}

// statementFile is the file that a client's statement is.
const statementFile = "statement.pdf"

// statement is the account of a client in a period as news.
func statement(ctx context.Context, tx *entity.Tx, id entity.ID[crm.Client], p Period) (news, error) {
	c, err := entity.Get(ctx, tx, id)
	if err != nil {
		return news{}, err
	}
	if p.To.IsZero() {
		p.To = tx.Today()
	}
	if p.From.IsZero() {
		p.From = civil.New(p.To.Year(), time.January, 1)
	}
	if p.To.Before(p.From) {
		return news{}, problem.InvalidField("/to", "too-early", "Must not be before the first day, %s.", p.From)
	}
	balance, err := billing.BalanceOf(ctx, tx, c, p.To)
	if err != nil {
		return news{}, err
	}
	return news{
		kind: AccountStatement, about: entity.RefTo(id), scope: c.Scope, client: id,
		file: fmt.Sprintf("%s?from=%s&to=%s", statementFile, p.From, p.To),
		values: func(v documents.Voice) Values {
			return Values{"number": c.Number, "from": v.Day(p.From), "to": v.Day(p.To), "balance": v.Amount(balance, c.Currency)}
		},
	}, nil
}

// sendStatement sends a client their statement because somebody asks for it, whatever
// is said of those that go out by themselves.
func (o Options) sendStatement(ctx context.Context, tx *entity.Tx, c *crm.Client, in AskStatement) (*Message, error) {
	n, err := askedStatement(ctx, tx, c, in)
	if err != nil {
		return nil, err
	}
	return o.writeAsked(ctx, tx, n, in.Recipient)
}

// askedStatement is [statement] for somebody who may see it.
func askedStatement(ctx context.Context, tx *entity.Tx, c *crm.Client, in AskStatement) (news, error) {
	if tx.Reach(billing.ReadInvoices) < auth.ReachTenant { // it shows the invoices of all sites
		return news{}, problem.Forbidden("missing-permission", "This needs the permission %s, everywhere.", billing.ReadInvoices).
			With("permission", billing.ReadInvoices)
	}
	return statement(ctx, tx, c.ID, in.Period)
}

// sqlOwing selects clients who owe something, can be written to, and have had no
// statement since $3.
const sqlOwing = `select c.id from crm_client c
where c.tenant_id = $1 and c.status = 'active'
and exists (select from billing_invoice i where i.tenant_id = $1 and i.client = c.id and i.status = 'posted' and i.open > 0 and i.currency = c.currency)
and (c.email <> '' or exists (select from crm_contact p where p.tenant_id = $1 and p.client = c.id and p.email <> ''))
and not exists (select from communications_opt_out x where x.tenant_id = $1 and x.kind = $2 and (x.client is null or x.client = c.id))
and not exists (select from communications_message m where m.tenant_id = $1 and m.client = c.id and m.kind = $2 and m.created_at >= $3)
order by c.id limit $4`

// mostStatements is how many letters one transaction writes.
const mostStatements = 50

// sendStatements writes to those who owe something at the end of the month before, each
// once, in companies that want it.
func (o Options) sendStatements(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	mode, err := modeOf(ctx, tx, AccountStatement)
	if err != nil || mode == Off {
		return false, err
	}
	today := tx.Today()
	first := civil.New(today.Year(), today.Month(), 1)
	last := first.AddDays(-1)
	month := Period{From: civil.New(last.Year(), last.Month(), 1), To: last}
	owing, err := pg.Query[entity.ID[crm.Client]](ctx, tx, sqlOwing, string(AccountStatement), first.Time(time.UTC), mostStatements)
	if err != nil {
		return false, fmt.Errorf("find who owes something: %w", err)
	}
	for _, id := range owing {
		n, err := statement(ctx, tx, id, month)
		if err != nil {
			return false, err
		}
		if err := o.tellClient(ctx, tx, n, mode); err != nil {
			return false, err
		}
	}
	return len(owing) == mostStatements, nil
}
