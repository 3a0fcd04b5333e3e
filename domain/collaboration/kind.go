package collaboration

import "slices"

// Kind says what somebody is told of.
type Kind string

// The kinds of notifications.
const (
	Mention    Kind = "mention"    // they were named in a comment
	Remarked   Kind = "comment"    // somebody has said something about a record that they follow
	Assignment Kind = "assignment" // a record was given to them
	Status     Kind = "status"     // a record that they follow has gone on to another state
	Approval   Kind = "approval"   // it is theirs to decide about something
	Reminder   Kind = "reminder"   // something of theirs is due
	Alert      Kind = "alert"      // something should not go unnoticed; it passes quiet hours
	System     Kind = "system"     // something went wrong by itself
)

// Choices lists the kinds.
func (Kind) Choices() []string {
	return []string{
		string(Mention), string(Remarked), string(Assignment), string(Status), string(Approval), string(Reminder), string(Alert), string(System),
	}
}

// urgent tells whether a kind passes quiet hours.
func (k Kind) urgent() bool { return k == Alert }

// Frequency says how often somebody is written to.
type Frequency string

// The frequencies.
const (
	AtOnce Frequency = "at_once" // as it happens
	Hourly Frequency = "hourly"  // what is still unread at the full hour, in one letter
	Daily  Frequency = "daily"   // the same once a day, at a time of theirs
	Never  Frequency = "never"
)

// Choices lists the frequencies.
func (Frequency) Choices() []string {
	return []string{string(AtOnce), string(Hourly), string(Daily), string(Never)}
}

// usual returns how people are told of a kind until they say otherwise: at once of what
// waits for them, later of what is good to know.
func usual(k Kind) KindSetting {
	s := KindSetting{Kind: k, InApp: true, Mail: AtOnce, Push: true}
	switch k {
	case Remarked:
		s.Mail = Hourly
	case Status, System:
		s.Mail, s.Push = Daily, false
	case Mention, Assignment, Approval, Reminder, Alert:
	}
	return s
}

// statuses are the entities whose records people follow, with the events that tell of
// a new state.
func statuses() map[string][]string {
	return map[string][]string{
		"crm.client":   {"ClientArchivedEvent", "ClientActiveEvent"},
		"crm.lead":     {"LeadContactedEvent", "LeadNurtureEvent", "LeadQualifiedEvent", "LeadConvertedEvent", "LeadDisqualifiedEvent", "LeadNewEvent"},
		"crm.activity": {"ActivityDoneEvent", "ActivityCancelledEvent"},
		"sales.quote":  {"QuoteSentEvent", "QuoteAcceptedEvent", "QuoteDeclinedEvent", "QuoteExpiredEvent", "QuoteSupersededEvent"},
		"sales.order":  {"OrderConfirmedEvent", "OrderHeldEvent", "OrderResumedEvent", "OrderClosedEvent", "OrderClosedShortEvent", "OrderCancelledEvent"},
		"sales.shipment": {
			"ShipmentPickedEvent", "ShipmentPackedEvent", "ShipmentShippedEvent", "ShipmentDeliveredEvent", "ShipmentReturnedEvent", "ShipmentCancelledEvent",
		},
		"billing.invoice":      {"InvoicePostedEvent", "InvoiceCancelledEvent", "InvoiceWrittenOffEvent"},
		"billing.credit_note":  {"CreditNotePostedEvent", "CreditNoteCancelledEvent"},
		"billing.payment":      nil,
		"inventory.adjustment": {"AdjustmentPostedEvent", "AdjustmentCancelledEvent"},
		"identity.exception":   {"ExceptionApprovedEvent", "ExceptionRevokedEvent"},
	}
}

// beside says what has become of a record, for events that leave its state alone.
func beside(event string) string {
	switch event {
	case "OrderHeldEvent":
		return "on_hold"
	case "OrderResumedEvent":
		return "resumed"
	case "InvoiceWrittenOffEvent":
		return "written_off"
	}
	return ""
}

// followed lists the entities that people follow by themselves.
func followed() []string {
	return []string{
		"crm.client", "crm.lead", "crm.activity", "sales.quote", "sales.order", "sales.shipment", "billing.invoice", "billing.credit_note",
		"billing.payment", "inventory.adjustment", "identity.exception",
	}
}

// handedOut lists the entities whose new records are work for whoever looks after them.
// Others take that over from the record that they come from.
func handedOut() []string { return []string{"crm.lead", "crm.activity"} }

// statusEvents lists the events that tell of a new state.
func statusEvents() []string {
	var out []string
	for _, events := range statuses() {
		out = append(out, events...)
	}
	slices.Sort(out)
	return out
}
