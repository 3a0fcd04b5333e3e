package billing

import (
	"context"
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that billing adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name: "billing", Label: "Billing",
		Entities: []entity.Declared{
			entity.Declare[Invoice](), entity.Declare[CreditNote](), entity.Declare[Payment](), entity.Declare[PaymentOperation](),
			entity.Declare[Allocation](), entity.Declare[Refund](), entity.Declare[Reminder](),
		},
		Actions: []entity.Action{
			entity.ActionOn("charge", ChargePayments, "Has the provider take the money of a payment.", chargePayment).While(whilePayment("charge")...),
			entity.ActionOn("retry", ChargePayments, "Makes a failed payment pending again, with another card or account if one is given.", retryPayment).While(whilePayment("retry")...),
			entity.ActionOn("resolve", ChargePayments, "Asks the provider what became of a payment whose outcome is unknown.", resolvePayment).While(whilePayment("resolve")...),
			entity.ActionOn("cancel", EditPayments, "Gives up a payment that has brought nothing.", cancelPayment).While(whilePayment("cancel")...),
			entity.ActionOn("allocate", AllocatePayments, "Pays an invoice with the money of a payment.", allocatePayment).While(whilePayment("allocate")...),
			entity.ActionOn("take-back", AllocatePayments, "Takes money of a payment back from an invoice that was paid with it.", takeBackAllocation).While(whilePayment("take-back")...),
			entity.ActionOn("refund", RefundPayments, "Gives money of a payment back to the client.", refundPayment).While(whilePayment("refund")...),
			entity.ActionOn("resolve", RefundPayments, "Asks the provider what became of a refund whose outcome is unknown.", resolveRefund).While(string(RefundUnknown)),
			entity.NewAction("invoices/remind-overdue", RemindInvoices, "Makes the reminders that are due, each of them once.", remindOverdue),
			entity.FileOf("document.pdf", ReadInvoices, "Prints an invoice; once it is posted, always the same bytes.", printInvoice),
			entity.FileOf("document.pdf", ReadCreditNotes, "Prints a credit note; once it is posted, always the same bytes.", printCreditNote),
			entity.FileOf("document.pdf", ReadReminders, "Prints a reminder.", printReminder),
			entity.FileOf("statement.pdf", ReadInvoices, "Prints what a client was charged and has paid in a period, and what is open.", printStatement),
		},
		Events:     events(),
		Reactions:  []entity.Reaction{entity.React(tellPaid), entity.React(keepOfInvoice), entity.React(keepOfCreditNote)},
		Roles:      roles(),
		Refusals:   refusals(),
		Checks:     checks(),
		Migrations: migrations,
		Jobs:       []entity.JobKind{entity.NewJob("billing.keep-original", keepOriginal), entity.NewJob("billing.charge-again", chargeAgain)},
		Schedules: []entity.Schedule{
			{
				Name: "billing.reminders", Label: "Remind of invoices that are overdue", Cron: "0 6 * * *",
				Do: func(ctx context.Context, tx *entity.Tx) (bool, error) {
					done, err := remindOverdue(ctx, tx, Nothing{})
					return done.More, err
				},
			},
			{Name: "billing.payment-retry", Label: "Try payments again that have failed", Cron: "20 * * * *", Do: retryDue},
		},
		Forget: forget,
	}
}

func roles() []entity.Role {
	all := []auth.Permission{"billing.*"}
	keep := []auth.Permission{ // all but writing off
		"billing.credit_note.*", "billing.payment.*", "billing.refund.*", "billing.reminder.*", ReadInvoices, EditInvoices, PostInvoices, RemindInvoices,
	}
	look := []auth.Permission{ReadInvoices, ReadCreditNotes, ReadPayments, ReadRefunds, ReadReminders}
	sell := append([]auth.Permission{EditInvoices, EditPayments, ChargePayments}, look...)
	return []entity.Role{
		{Name: "admin", Grants: grant(auth.ReachTenant, all)},
		{Name: "accountant", Grants: grant(auth.ReachTenant, keep)},
		{Name: "manager", Grants: grant(auth.ReachTenant, all)},
		{Name: "sales", Grants: grant(auth.ReachSite, sell)},
		{Name: "viewer", Grants: grant(auth.ReachTenant, look)},
	}
}

func grant(reach auth.Reach, permissions []auth.Permission) []auth.Grant {
	grants := make([]auth.Grant, len(permissions))
	for i, p := range permissions {
		grants[i] = auth.Grant{Permission: p, Reach: reach}
	}
	return grants
}

func refusals() map[string]entity.Refusal {
	const more = "More would be paid, credited or written off than the invoice asks for."
	return map[string]entity.Refusal{
		"billing_invoice_balance_check":         {Slug: "over-settled", Detail: more},
		"billing_payment_use_check":             {Slug: "over-used", Detail: "More of the payment would be used or given back than it has brought."},
		"billing_reminder_invoice_level_key":    {Slug: "reminded", Detail: "The reminder was made already."},
		"billing_payment_operation_unknown_key": {Slug: "in-flight", Detail: "An operation of the payment has no outcome yet: resolve it first."},
	}
}
