package documents

import (
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// Kind is what a document is.
type Kind string

// The kinds of document.
const (
	Quote             Kind = "quote"
	OrderConfirmation Kind = "order_confirmation"
	PackingSlip       Kind = "packing_slip"
	Invoice           Kind = "invoice"
	CreditNote        Kind = "credit_note"
	Reminder          Kind = "reminder"
	LastReminder      Kind = "last_reminder"
	Statement         Kind = "statement"
)

// Document is what is to be printed, in no language yet. What is empty is left out.
type Document struct {
	Kind     Kind
	Number   string     // names the document, and its file
	Mark     Word       // stands beside the heading: [MarkDraft], [MarkCancelled]
	On       civil.Date // the day that it bears
	Language string     // in which its reader is written to, by its tag; the company's when empty
	Site     uuid.UUID  // whose letterhead it is written on
	Currency money.Currency

	To         Party
	References []Reference // beside the address, below number and day
	Opening    []Sentence  // above the lines; the kind's own when there is none
	Lines      []Line
	Entries    []Entry // of a reminder or a statement, in place of lines
	Totals     *Totals
	Closing    []Sentence
	Notes      []string // what the company wrote for this reader
	Pay        *Pay
}

// Party is somebody who is written to or delivered to.
type Party struct {
	Name       string
	Street     string // several lines if need be
	City       string
	Region     string
	PostalCode string
	Country    entity.Country
}

// Reference is a name with its value: a text or a day.
type Reference struct {
	Name Word
	Text string
	On   civil.Date
}

// Sentence is a sentence of the catalogue with what is put into it: texts, days,
// amounts, shares.
type Sentence struct {
	Say  Word
	With []any // string, civil.Date, money.Amount, money.Percent, Party
}

// Line is a quantity of something at a price.
type Line struct {
	Reference  string // by which the company knows it
	Name       string
	Note       string
	Quantity   money.Quantity
	Ordered    money.Quantity // on a packing slip
	Unit       string
	Price      money.Amount
	Discount   money.Percent
	TaxPercent money.Percent
	Net        money.Amount
	Tax        money.Amount
}

// Entry is a line of a reminder or a statement.
type Entry struct {
	On      civil.Date
	What    Word   // what it is: [WordInvoice], [WordPayment]
	Number  string // of what it is about
	Due     civil.Date
	Charged money.Amount
	Paid    money.Amount
	Balance money.Amount // after this line
}

// Totals are the sums below the lines.
type Totals struct {
	Discount   money.Percent // taken off every line already
	Net        money.Amount  // of the lines, without freight
	Freight    money.Amount
	FreightTax money.Amount
	FreightAt  money.Percent // the tax on the freight
	Rounding   money.Amount
	Total      money.Amount
	Paid       money.Amount // when some of it is
	Open       money.Amount
}

// Pay says what is to be paid and until when.
type Pay struct {
	Amount    money.Amount
	Reference string // what the money is to bear
}

// TaxSum is the tax at one rate, and what it is on.
type TaxSum struct {
	Percent money.Percent
	Net     money.Amount
	Tax     money.Amount
}

// Taxes sums a document's tax by rate, the lowest rate first. Freight counts.
func (d Document) Taxes() []TaxSum {
	var sums []TaxSum
	add := func(p money.Percent, net, tax money.Amount) {
		at := 0
		for at < len(sums) && sums[at].Percent.Cmp(p) < 0 {
			at++
		}
		if at == len(sums) || !sums[at].Percent.Equal(p) {
			sums = append(sums[:at], append([]TaxSum{{Percent: p}}, sums[at:]...)...)
		}
		sums[at].Net, sums[at].Tax = sums[at].Net.Plus(net), sums[at].Tax.Plus(tax)
	}
	for _, l := range d.Lines {
		add(l.TaxPercent, l.Net, l.Tax)
	}
	if d.Totals != nil && !d.Totals.Freight.IsZero() {
		add(d.Totals.FreightAt, d.Totals.Freight, d.Totals.FreightTax)
	}
	return sums
}

// address returns the lines of an address as the post of the country wants them. The
// country itself is named, in the reader's language, when it is not the sender's.
func (p Party) address(country string) []string {
	lines := []string{p.Name}
	for l := range strings.Lines(p.Street) {
		lines = append(lines, strings.TrimSpace(l))
	}
	switch p.Country {
	case "US", "CA", "AU":
		lines = append(lines, words(", ", p.City, words(" ", p.Region, p.PostalCode)))
	case "GB", "IE":
		lines = append(lines, p.City, p.Region, p.PostalCode)
	default:
		lines = append(lines, words(" ", p.PostalCode, p.City), p.Region)
	}
	return present(append(lines, country))
}

// words joins those of the texts that are there.
func words(with string, texts ...string) string { return strings.Join(present(texts), with) }

// present returns those of the texts that are there.
func present(texts []string) []string {
	var out []string
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			out = append(out, t)
		}
	}
	return out
}
