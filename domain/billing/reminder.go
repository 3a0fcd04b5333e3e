package billing

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// Reminder asks a client for an overdue invoice again. There is one for each
// invoice and level.
type Reminder struct {
	entity.Base[Reminder]
	entity.Scope

	Invoice  entity.ID[Invoice]    `entity:"required,readonly,filter"` // what is overdue
	Client   entity.ID[crm.Client] `entity:"required,readonly,filter"` // who owes it
	Level    int                   `entity:"readonly,filter"`          // 1 for the first reminder
	Made     civil.Date            `entity:"required,readonly,filter"` // the day it was made
	Due      civil.Date            `entity:"required,readonly"`        // when the invoice was due
	Open     money.Amount          `entity:"readonly"`                 // what was open then
	Currency money.Currency        `entity:"readonly"`                 // the currency of the amount
}

// ReadReminders is who may see reminders.
const ReadReminders auth.Permission = "billing.reminder.read"

// Entity declares reminders.
func (Reminder) Entity() entity.Spec[Reminder] {
	return entity.Spec[Reminder]{
		Name: "billing.reminder", Title: "{level}", View: true, Read: ReadReminders,
		List: []string{"made", "invoice", "client", "level", "open"},
	}
}

// Days after the due date at which the reminders of each level are made.
const (
	firstReminder  = 7
	secondReminder = 14
	lastReminder   = 30

	mostReminders = 200 // of one call
)

// Reminded says what a run of reminders has made.
type Reminded struct {
	Reminders int  // how many reminders were made
	More      bool // whether there may be more: call again
}

// sqlOverdue selects invoices whose next reminder is due: the days of the policy
// after the due date, and as many after the reminder before as the policy has
// between the two. $2 to $4 are the latest due dates of the levels, $5 and $6 the
// latest days of the reminders before, $7 the actor's sites, NULL for all.
const sqlOverdue = `o.status = 'posted' and o.open > 0 and o.due <= $2 and ($7::uuid[] is null or o.site = any($7)) and (o.reminder_level = 0
or (o.reminder_level = 1 and o.due <= $3 and o.reminded_on <= $5) or (o.reminder_level = 2 and o.due <= $4 and o.reminded_on <= $6))`

// remindOverdue makes the reminders that are due, the oldest invoices first. Two
// runs at once make each reminder once: the second waits for the invoice and finds
// it reminded.
func remindOverdue(ctx context.Context, tx *entity.Tx, _ Nothing) (Reminded, error) {
	today := tx.Today()
	var sites any
	if tx.Reach(RemindInvoices) < auth.ReachTenant {
		sites = tx.Actor().Sites
	}
	few := fmt.Sprintf(` and o.id in (select o.id from billing_invoice o where o.tenant_id = $1 and %s order by o.due, o.id limit %d)`,
		sqlOverdue, mostReminders)
	invoices, err := entity.LockWhere[Invoice](ctx, tx, sqlOverdue+few,
		today.AddDays(-firstReminder), today.AddDays(-secondReminder), today.AddDays(-lastReminder),
		today.AddDays(firstReminder-secondReminder), today.AddDays(secondReminder-lastReminder), sites)
	if err != nil {
		return Reminded{}, fmt.Errorf("find overdue invoices: %w", err)
	}
	for _, i := range invoices {
		if err := i.remind(ctx, tx); err != nil {
			return Reminded{}, err
		}
	}
	return Reminded{Reminders: len(invoices), More: len(invoices) == mostReminders}, nil
}

// remind makes the next reminder of a locked invoice.
func (i *Invoice) remind(ctx context.Context, tx *entity.Tx) error {
	i.ReminderLevel++
	i.RemindedOn = tx.Today()
	r := &Reminder{
		Base: entity.Base[Reminder]{ID: entity.NewID[Reminder]()}, Scope: i.Scope, Invoice: i.ID, Client: i.Client,
		Level: i.ReminderLevel, Made: i.RemindedOn, Due: i.Due, Open: i.Open, Currency: i.Currency,
	}
	if err := entity.Create(ctx, tx, r); err != nil {
		return fmt.Errorf("create reminder: %w", err)
	}
	if err := entity.Touch(ctx, tx, i); err != nil {
		return fmt.Errorf("note reminder: %w", err)
	}
	return tx.Emit(entity.RefTo(i.ID), InvoiceReminded{
		Reminder: r.ID, Invoice: i.ID, Client: i.Client, Level: r.Level, Open: i.Open, Currency: i.Currency,
	})
}
