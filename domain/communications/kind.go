package communications

import "slices"

// Kind is what a letter is about.
type Kind string

// The kinds of letters.
const (
	QuoteSent         Kind = "quote_sent"         // to a client: an offer
	OrderConfirmed    Kind = "order_confirmed"    // to a client
	ShipmentShipped   Kind = "shipment_shipped"   // to a client: goods are on their way
	InvoicePosted     Kind = "invoice_posted"     // to a client
	Reminder          Kind = "reminder"           // to a client: an invoice is overdue
	Comment           Kind = "comment"            // to a client: what somebody of the company has written to them
	OrderCancelled    Kind = "order_cancelled"    // to a client: nothing comes of an order that was confirmed
	CreditNotePosted  Kind = "credit_note_posted" // to a client: a part of an invoice is taken back
	PaymentReceived   Kind = "payment_received"   // to a client: their money has come in
	AccountStatement  Kind = "account_statement"  // to a client: what they were charged and have paid; asked for, or every month
	SurveyAsked       Kind = "survey_asked"       // to a client: how did it go?
	Invitation        Kind = "invitation"         // to somebody new, who sets their first password
	PasswordReset     Kind = "password_reset"     // to somebody who forgot theirs
	EmailConfirmation Kind = "email_confirmation" // is this their address?
	EmailUndo         Kind = "email_undo"         // their address was changed
	SecurityNotice    Kind = "security_notice"    // what was done to their account
	Notification      Kind = "notification"       // to somebody of the company: what concerns them
	Digest            Kind = "digest"             // the same, of several things together
)

// Choices lists the kinds.
func (Kind) Choices() []string {
	out := make([]string, 0, len(kinds()))
	for _, k := range kinds() {
		out = append(out, string(k.kind))
	}
	return out
}

// ClientKind is a [Kind] of which clients can be spared.
type ClientKind Kind

// Choices lists the kinds of letters to clients.
func (ClientKind) Choices() []string {
	var out []string
	for _, k := range kinds() {
		if !k.internal {
			out = append(out, string(k.kind))
		}
	}
	return out
}

// kindOf is what is known of a kind of letters.
type kindOf struct {
	kind     Kind
	internal bool     // it goes to the company's own people, and nobody can do without
	secret   bool     // it holds the field "secret", which no subject may show
	private  bool     // it is for its reader alone: neither its subject nor its text is kept
	link     string   // of the page to which it leads by the field "link"; "" for none
	optional bool     // no business needs it: it says how to be spared, by the field "unsubscribe"
	mode     Mode     // what becomes of it as long as the company says nothing
	fields   []string // that a template may name, besides those of every letter
}

// Fields of letters.
const (
	fieldName        = "name"        // of every letter: of whom it is to; may be empty
	fieldCompany     = "company"     // of every letter: who writes
	fieldSecret      = "secret"      // by which its reader proves that they have it
	fieldText        = "text"        // what somebody, or we, have to say
	fieldLink        = "link"        // where it leads
	fieldUnsubscribe = "unsubscribe" // an address at which its reader is spared more of the kind (RFC 8058)
)

// Pages to which letters lead, below the address of the server; the secret of a
// crm.Link follows.
const (
	QuotePage       = "/quote/"
	PayPage         = "/pay/"
	SurveyPage      = "/survey/"
	UnsubscribePage = "/unsubscribe/"
)

// Pages of the web application to which letters with a secret lead. The secret stands in
// the fragment, which no server and no log is told.
const (
	InvitationPage   = "/invitation#"
	ResetPage        = "/reset#"
	ConfirmEmailPage = "/confirm-email#"
	UndoEmailPage    = "/undo-email#"
)

func kinds() []kindOf {
	return []kindOf{
		{kind: QuoteSent, link: QuotePage, fields: []string{"number", "date", "valid_until", "total"}},
		{kind: OrderConfirmed, link: PayPage, fields: []string{"number", "date", "reference", "total"}},
		{kind: ShipmentShipped, fields: []string{"number", "order", "date", "carrier", "tracking"}},
		{kind: InvoicePosted, link: PayPage, fields: []string{"number", "date", "due", "total", "open"}},
		{kind: Reminder, link: PayPage, fields: []string{"number", "date", "due", "open", "level"}},
		{kind: Comment, fields: []string{"number", "author", fieldText}},
		{kind: OrderCancelled, fields: []string{"number", "date", "reference"}},
		{kind: CreditNotePosted, fields: []string{"number", "date", "invoice", "reason", "total"}},
		{kind: PaymentReceived, fields: []string{"number", "date", "amount", "for"}},
		{kind: AccountStatement, optional: true, mode: Off, fields: []string{"number", "from", "to", "balance"}},
		{kind: SurveyAsked, link: SurveyPage, optional: true, fields: []string{"order", "date", "until"}},
		{kind: Invitation, link: InvitationPage, internal: true, secret: true, fields: []string{"expires"}},
		{kind: PasswordReset, link: ResetPage, internal: true, secret: true, fields: []string{"expires"}},
		{kind: EmailConfirmation, link: ConfirmEmailPage, internal: true, secret: true, fields: []string{"expires"}},
		{kind: EmailUndo, link: UndoEmailPage, internal: true, secret: true, fields: []string{"expires"}},
		{kind: SecurityNotice, internal: true, fields: []string{"title", "what", "date", "place"}},
		{kind: Notification, internal: true, private: true, fields: []string{"title", fieldText, fieldUnsubscribe}},
		{kind: Digest, internal: true, private: true, fields: []string{"count", fieldText, fieldUnsubscribe}},
	}
}

// about returns what is known of a kind; found is false for none.
func about(k Kind) (known kindOf, found bool) {
	all := kinds()
	i := slices.IndexFunc(all, func(one kindOf) bool { return one.kind == k })
	if i < 0 {
		return kindOf{}, false
	}
	return all[i], true
}

// names returns the fields that a template of the kind may name.
func (k kindOf) names() []string {
	out := append([]string{fieldName, fieldCompany}, k.fields...)
	if k.secret {
		out = append(out, fieldSecret)
	}
	if k.link != "" {
		out = append(out, fieldLink)
	}
	if k.optional {
		out = append(out, fieldUnsubscribe)
	}
	return out
}

// sealed tells whether what is put into the letter must not be read on its way.
func (k kindOf) sealed() bool { return k.secret || k.private || k.link != "" || k.optional }

// sample is a letter to look at.
func (k kindOf) sample() Values {
	all := Values{
		fieldName: "Ann Example", fieldCompany: "Acme", fieldSecret: "ghc_0123456789", "number": "2026-00042", "date": "2026-05-04",
		"valid_until": "2026-06-03", "total": "1,190.00 EUR", "due": "2026-06-03", "open": "1,190.00 EUR", "level": "1", "order": "SO-2026-00042",
		"reference": "PO-7", "carrier": "DHL", "tracking": "JD0146", "expires": "2026-05-05 09:00 UTC", "title": "A second factor was added",
		"what":   "a second factor was added to your account",
		"place":  "192.0.2.1 (DE)",
		"author": "Ben Example", fieldText: "Shall we send the other half in June?", "count": "3",
		"invoice": "INV-2026-00041", "reason": "Broken on arrival", "amount": "1,190.00 EUR", "for": "INV-2026-00041",
		"from": "2026-04-01", "to": "2026-04-30", "balance": "1,190.00 EUR", "until": "2026-06-03",
		fieldLink: "https://guildhall.example" + k.link + "ghl_0123456789", fieldUnsubscribe: "https://guildhall.example" + UnsubscribePage + "ghl_0123456789",
	}
	if k.secret {
		all[fieldLink] = "https://guildhall.example" + k.link + all[fieldSecret]
	}
	out := Values{}
	for _, name := range k.names() {
		out[name] = all[name]
	}
	return out
}
