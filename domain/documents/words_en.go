//nolint:dupl // the same keys in each language
package documents

// english is how documents are worded in English.
var english = catalogue{
	date:  "2 January 2006",
	brief: "02 Jan 2006",
	months: [12]string{
		"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
	},
	words: map[Word]string{
		"title.quote": "Quote", "title.order_confirmation": "Order confirmation", "title.packing_slip": "Packing slip", "title.invoice": "Invoice",
		"title.credit_note": "Credit note", "title.reminder": "Payment reminder", "title.last_reminder": "Final reminder", "title.statement": "Statement of account",

		"open.quote":              "Thank you for your inquiry. We are pleased to offer you:",
		"open.order_confirmation": "Thank you for your order, which we confirm as follows:",
		"open.packing_slip":       "This delivery contains:",
		"open.invoice":            "We invoice you for the following:",
		"open.credit_note":        "We credit you with the following:",

		MarkDraft: "Draft", MarkCancelled: "Cancelled", MarkCopy: "Copy",

		"ref.number": "Number", "ref.date": "Date", RefDue: "Payable by", RefValidUntil: "Valid until", RefClient: "Client no.", RefClientVAT: "Your VAT no.",
		RefYourOrder: "Your reference", RefOrder: "Order", RefOrderOf: "Order date", RefQuote: "Quote", RefInvoice: "Invoice", RefInvoiceOf: "Invoice date",
		RefRequiredBy: "Required by", RefCarrier: "Carrier", RefTracking: "Tracking no.", RefShipped: "Shipped", RefPeriod: "Period", RefPackingSlip: "Packing slip",

		"col.position": "No.", "col.item": "Description", "col.quantity": "Quantity", "col.ordered": "Ordered", "col.price": "Unit price", "col.discount": "Disc.",
		"col.tax": "VAT", "col.net": "Amount", "col.date": "Date", "col.entry": "Document", "col.due": "Due", "col.charged": "Charged", "col.paid": "Paid",
		"col.balance": "Balance", "col.open": "Outstanding",
		"carried": "Carried over", "brought": "Brought forward",

		"sum.discount": "includes a discount of", "sum.net": "Net", "sum.freight": "Freight", "sum.tax": "VAT %s on %s", "sum.rounding": "Rounding",
		"sum.total": "Total", "sum.paid": "Paid", "sum.open": "Outstanding", "sum.balance": "Balance due",

		WordInvoice: "Invoice", WordCreditNote: "Credit note", WordPayment: "Payment", WordRefund: "Refund", WordWriteOff: "Write-off", WordOpening: "Opening balance",

		SayValidUntil: "This quote is valid until %s.",
		SayPayUntil:   "Please pay without deduction by %s.",
		SayPaid:       "This invoice is paid in full. Thank you.",
		SayPrepay:     "We ship as soon as your payment has arrived.",
		SayTaxExempt:  "No VAT is charged.",
		SayReason:     "Reason: %s",
		SayCredit:     "This credit note belongs to invoice %s of %s.",
		SayDeliverTo:  "Delivery to: %s",
		SayReminder:   "No payment of invoice %s of %s, which was due on %s, has reached us yet. It may have slipped your attention; please settle the outstanding amount.",
		SayLast:       "In spite of our reminders, invoice %s of %s, which was due on %s, is not paid. This is our last reminder: please pay the outstanding amount at once, or we shall have to take further steps.",
		SayIfPaid:     "If you have paid in the meantime, please disregard this letter.",
		SayStatement:  "Your account with us from %s to %s:",

		SayNothingOpen: "Nothing is outstanding. Thank you.",

		"pay.heading": "Payment details", "pay.name": "Payee", "pay.bank": "Bank", "pay.iban": "IBAN", "pay.bic": "BIC", "pay.amount": "Amount", "pay.reference": "Reference",
		"pay.code": "Scan with your banking app",
		"page":     "Page %s of %s",

		"house.phone": "Phone %s", "house.vat": "VAT no. %s", "house.tax": "Tax no. %s", "house.directors": "Directors: %s",
	},
}
