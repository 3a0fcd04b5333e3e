package documents

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/locale"
	"github.com/guildhall/guildhall/lib/money"
)

// Word is a key of the catalogue.
type Word string

// The words of the catalogue that those who fill documents name. In a sentence, %s
// stands for what is put into it, in order.
const (
	MarkDraft     Word = "mark.draft"
	MarkCancelled Word = "mark.cancelled"
	MarkCopy      Word = "mark.copy"

	RefDue         Word = "ref.due"
	RefValidUntil  Word = "ref.valid_until"
	RefClient      Word = "ref.client"
	RefClientVAT   Word = "ref.client_vat"
	RefYourOrder   Word = "ref.your_reference"
	RefOrder       Word = "ref.order"
	RefOrderOf     Word = "ref.order_of"
	RefQuote       Word = "ref.quote"
	RefInvoice     Word = "ref.invoice"
	RefInvoiceOf   Word = "ref.invoice_of"
	RefRequiredBy  Word = "ref.required_by"
	RefCarrier     Word = "ref.carrier"
	RefTracking    Word = "ref.tracking"
	RefShipped     Word = "ref.shipped"
	RefPeriod      Word = "ref.period"
	RefPackingSlip Word = "ref.packing_slip"

	WordInvoice    Word = "word.invoice"
	WordCreditNote Word = "word.credit_note"
	WordPayment    Word = "word.payment"
	WordRefund     Word = "word.refund"
	WordWriteOff   Word = "word.write_off"
	WordOpening    Word = "word.opening"

	SayValidUntil  Word = "say.valid_until"  // a day
	SayPayUntil    Word = "say.pay_until"    // a day
	SayPaid        Word = "say.paid"         //
	SayPrepay      Word = "say.prepay"       //
	SayTaxExempt   Word = "say.tax_exempt"   //
	SayReason      Word = "say.reason"       // a text
	SayCredit      Word = "say.credit"       // the number of the invoice, its day
	SayDeliverTo   Word = "say.deliver_to"   // an address
	SayReminder    Word = "say.reminder"     // the number of the invoice, its day, the day it was due
	SayLast        Word = "say.last"         // the same
	SayIfPaid      Word = "say.if_paid"      //
	SayStatement   Word = "say.statement"    // two days
	SayNothingOpen Word = "say.nothing_open" //
)

// catalogue holds the words of one language.
type catalogue struct {
	date   string     // how a day is written: 2 the day, 1 or 01 the month by number, January by name, 2006 the year
	brief  string     // the same in a table, where there is less room
	months [12]string // the names of the months
	words  map[Word]string
}

// languages lists the tags of the catalogue, the one that stands in for others first.
func languages() []string { return []string{"en", "de", "ar"} }

func catalogueOf(language string) catalogue {
	switch language {
	case "de":
		return german
	case "ar":
		return arabic
	}
	return english
}

// voice speaks one language.
type voice struct {
	catalogue
	locale.Locale
	currency money.Currency
}

// speak returns the voice that best fits the first of the wanted languages that fits
// any.
func speak(currency money.Currency, wanted ...string) voice {
	language, l := locale.Best(languages(), wanted...)
	return voice{catalogueOf(language), l, currency}
}

// say returns the words of a key.
func (v voice) say(w Word) string { return v.words[w] }

// tell returns a sentence with what is put into it.
func (v voice) tell(s Sentence) string {
	with := make([]any, len(s.With))
	for i, x := range s.With {
		switch x := x.(type) {
		case civil.Date:
			with[i] = v.day(x)
		case money.Amount:
			with[i] = v.priced(x)
		case money.Percent:
			with[i] = v.percent(x)
		case Party:
			with[i] = words(", ", x.address(v.country(string(x.Country), ""))...)
		case string:
			with[i] = v.apart(x)
		default:
			with[i] = x
		}
	}
	if len(with) == 0 {
		return v.say(s.Say)
	}
	return fmt.Sprintf(v.say(s.Say), with...)
}

// apart keeps the order of a text that has nothing from the right, such as a number of
// a telephone, among words that have.
func (v voice) apart(text string) string {
	fromRight := func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) }
	if !v.RightToLeft() || strings.ContainsFunc(text, fromRight) {
		return text
	}
	return leftToRight + text + leftToRight
}

// leftToRight is the mark that has no width, and a direction.
const leftToRight = "\u200e"

// day spells a day.
func (v voice) day(d civil.Date) string { return v.dated(d, v.date) }

func (v voice) dated(d civil.Date, form string) string {
	if d.IsZero() {
		return ""
	}
	written := d.Time(time.UTC).Format(form)
	return v.Digits(strings.ReplaceAll(written, d.Month().String(), v.months[d.Month()-1]))
}

// amount spells an amount with the decimals of its currency, or more if it has them.
func (v voice) amount(a money.Amount) string { return v.Number(a.Text(v.currency.Digits())) }

// priced spells an amount with its currency, held together.
func (v voice) priced(a money.Amount) string {
	return v.amount(a) + "\u00a0" + string(v.currency)
}

func (v voice) quantity(q money.Quantity) string { return v.Number(q.String()) }

func (v voice) percent(p money.Percent) string { return v.Percent(p.String()) }

// country names a party's country, unless it is the sender's own.
func (v voice) country(code, own string) string {
	if code == own || code == "" {
		return ""
	}
	return v.Country(code)
}
