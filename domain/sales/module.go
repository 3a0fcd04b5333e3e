package sales

import (
	"context"
	"embed"

	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that sales adds to the product.
func Module() entity.Module {
	return entity.Module{
		Name:  "sales",
		Label: "Quotes and orders",
		Entities: []entity.Declared{
			entity.Declare[Quote](),
			entity.Declare[Order](),
			entity.Declare[Shipment](),
			entity.Declare[Survey](),
			entity.Declare[SurveyPolicy](),
		},
		Actions: []entity.Action{
			entity.ActionOn("revise", EditQuotes, "Makes the next revision of a quote that was sent, declined or has expired.", reviseQuote),
			entity.NewAction("quotes/expire-due", ExpireQuotes, "Expires the quotes whose last day has passed.", expireDue),
			entity.NewAction("orders/place", ConfirmOrders, "Creates and confirms an order in one call.", placeOrder),
			entity.ActionOn("invoice", InvoiceOrders, "Makes an invoice of what may be invoiced of an order, or of a part of it.", invoiceOrder),
			entity.FileOf("document.pdf", ReadQuotes, "Prints a quote.", printQuote),
			entity.FileOf("document.pdf", ReadOrders, "Prints the confirmation of an order.", printOrder),
			entity.FileOf("document.pdf", ReadShipments, "Prints the packing slip of a shipment.", printShipment),
		},
		Events: []entity.EventType{entity.Event[OrderPaid](), entity.Event[SurveyAnswered]()},
		Reactions: []entity.Reaction{
			entity.React(onPaymentCaptured),
			entity.React(onPaymentRefunded),
			entity.React(onInvoicePosted),
			entity.React(onInvoiceSettled),
			entity.React(onCreditNotePosted),
		},
		Roles:      roles(),
		Refusals:   refusals(),
		Checks:     checks(),
		Migrations: migrations,
		Schedules: []entity.Schedule{
			{
				Name: "sales.quote-expiry", Label: "Expire quotes whose last day has passed", Cron: "10 0 * * *",
				Do: func(ctx context.Context, tx *entity.Tx) (bool, error) {
					done, err := expireDue(ctx, tx, ExpireDue{})
					return done.More, err
				},
			},
			{Name: "sales.quote-follow-up", Label: "Plan calls about quotes without an answer", Cron: "0 4 * * *", Do: followUp},
			{Name: "sales.surveys", Label: "Ask clients how their orders went", Cron: "25 7 * * *", Do: askDue},
		},
		Forget: forget,
	}
}

// refusals says what a write that a table refused means.
func refusals() map[string]entity.Refusal {
	return map[string]entity.Refusal{
		"sales_quote_tenant_id_number_revision_key": {
			Slug: "already-revised", Detail: "The quote has a later revision. Revise that one.",
		},
		"sales_quote_active_key": {
			Slug: "active-revision", Detail: "Another revision of the quote is being worked on or was sent.",
		},
		"sales_order_quote_key": {
			Slug: "already-accepted", Detail: "The quote has become an order already.",
		},
		"sales_shipment_item_tenant_id_order_item_fkey": {
			Slug: "in-shipment", Detail: "A line of the order is in a shipment. Take it out of the shipment first.",
		},
		"sales_order_item_shipped_check": {
			Slug: "over-shipment", Detail: "No more can be shipped than was ordered, nor delivered than was shipped.",
		},
		"sales_order_item_invoiced_check": {
			Slug: "over-invoiced", Detail: "No more can be invoiced than was ordered.",
		},
	}
}
