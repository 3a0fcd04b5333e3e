package documents

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pdf"
	"github.com/guildhall/guildhall/lib/sepa"
)

// Asked is what whoever asks for a document may say.
type Asked struct {
	Lang Language // the language in which to print it, such as de; the client's when left out
}

// Print makes the PDF of a document, in the language that is asked for, else its
// reader's, else the company's.
func Print(ctx context.Context, tx *entity.Tx, d Document, in Asked) (entity.File, error) {
	l, err := letterheadOf(ctx, tx, d.Site)
	if err != nil {
		return entity.File{}, err
	}
	return d.print(d.voice(l, in), l, tx.Now())
}

// voice returns the language in which a document is printed.
func (d Document) voice(l *Letterhead, in Asked) voice {
	return speak(d.Currency, string(in.Lang), d.Language, string(l.Language))
}

func (d Document) print(v voice, l *Letterhead, now time.Time) (entity.File, error) {
	body, err := d.render(v, l, now)
	if err != nil {
		return entity.File{}, err
	}
	return entity.File{Name: d.fileName(), Type: "application/pdf", Body: body}, nil
}

// fileName is the document's number, or its kind as long as it has none.
func (d Document) fileName() string {
	if d.Number == "" {
		return strings.ReplaceAll(string(d.Kind), "_", "-") + ".pdf"
	}
	return strings.ReplaceAll(d.Number, "/", "-") + ".pdf"
}

// render spells a document out and prints it.
func (d Document) render(v voice, l *Letterhead, now time.Time) ([]byte, error) {
	p, err := d.spell(v, l, now)
	if err != nil {
		return nil, err
	}
	body, err := pdf.Render(p)
	if err != nil {
		return nil, fmt.Errorf("print %s: %w", p.Title, err)
	}
	return body, nil
}

// spell spells a document out. The file says it was made when the document is dated,
// so that the same document is the same file.
func (d Document) spell(v voice, l *Letterhead, now time.Time) (pdf.Document, error) {
	sender, err := l.sender(v)
	if err != nil {
		return pdf.Document{}, err
	}
	made := now
	if !d.On.IsZero() {
		made = d.On.Time(time.UTC)
	}
	title := v.say("title." + Word(d.Kind))
	if d.Number != "" {
		title += " " + v.apart(d.Number)
	}
	p := pdf.Document{
		Paper: l.paper(), Language: v.Tag(), RightToLeft: v.RightToLeft(), Title: title, Author: l.Name, Made: made, Accent: l.Accent.Colour(),
		Sender: sender, Recipient: d.To.address(v.country(string(d.To.Country), string(l.Country))),
		Facts: d.facts(v), Heading: title, Mark: v.say(d.Mark), Opening: d.opening(v), Sums: d.sums(v),
		Page: func(n, of int) string {
			return v.tell(Sentence{"page", []any{v.Digits(strconv.Itoa(n)), v.Digits(strconv.Itoa(of))}})
		},
	}
	switch {
	case len(d.Entries) > 0:
		p.Table = d.entryTable(v)
	case len(d.Lines) > 0:
		p.Table = d.lineTable(v)
	}
	for _, s := range d.Closing {
		p.Closing = append(p.Closing, v.tell(s))
	}
	p.Closing = append(p.Closing, present(d.Notes)...)
	p.Payment = d.payment(v, l)
	return p, nil
}

func (d Document) facts(v voice) []pdf.Fact {
	var facts []pdf.Fact
	if d.Number != "" {
		facts = append(facts, pdf.Fact{Label: v.say("ref.number"), Value: d.Number})
	}
	if !d.On.IsZero() {
		facts = append(facts, pdf.Fact{Label: v.say("ref.date"), Value: v.day(d.On)})
	}
	for _, r := range d.References {
		value := r.Text
		if !r.On.IsZero() {
			value = v.day(r.On)
		}
		if value != "" {
			facts = append(facts, pdf.Fact{Label: v.say(r.Name), Value: value})
		}
	}
	return facts
}

func (d Document) opening(v voice) []string {
	if len(d.Opening) == 0 {
		return present([]string{v.say("open." + Word(d.Kind))})
	}
	out := make([]string, len(d.Opening))
	for i, s := range d.Opening {
		out[i] = v.tell(s)
	}
	return out
}

// sums spells the totals: the net, the tax at each rate, and what is to be paid.
func (d Document) sums(v voice) []pdf.Sum {
	t := d.Totals
	if t == nil {
		return nil
	}
	if len(d.Lines) == 0 {
		return []pdf.Sum{{Label: v.say("sum.balance"), Value: v.priced(t.Open), Strong: true}}
	}
	sums := []pdf.Sum{{Label: v.say("sum.net"), Value: v.amount(t.Net)}}
	add := func(label string, a money.Amount) {
		if !a.IsZero() {
			sums = append(sums, pdf.Sum{Label: label, Value: v.amount(a)})
		}
	}
	if !t.Discount.IsZero() {
		sums[0].Label += " (" + v.say("sum.discount") + " " + v.percent(t.Discount) + ")"
	}
	add(v.say("sum.freight"), t.Freight)
	taxes := d.Taxes()
	for _, tax := range taxes {
		if len(taxes) > 1 || !tax.Percent.IsZero() {
			label := v.tell(Sentence{"sum.tax", []any{tax.Percent, v.amount(tax.Net)}})
			sums = append(sums, pdf.Sum{Label: label, Value: v.amount(tax.Tax)})
		}
	}
	add(v.say("sum.rounding"), t.Rounding)
	sums = append(sums, pdf.Sum{Label: v.say("sum.total"), Value: v.priced(t.Total), Strong: true})
	if !t.Paid.IsZero() {
		add(v.say("sum.paid"), t.Paid.Neg())
		sums = append(sums, pdf.Sum{Label: v.say("sum.open"), Value: v.priced(t.Open), Strong: true})
	}
	return sums
}

// payment spells how to pay: nothing without an account. For euros there is a code
// that banks' programs scan.
func (d Document) payment(v voice, l *Letterhead) *pdf.Payment {
	if d.Pay == nil || d.Pay.Amount.Sign() <= 0 || l.IBAN == "" {
		return nil
	}
	p := &pdf.Payment{Heading: v.say("pay.heading")}
	for _, f := range []struct {
		name  Word
		value string
	}{
		{"pay.name", l.Name},
		{"pay.bank", l.Bank},
		{"pay.iban", l.IBAN.Groups()},
		{"pay.bic", string(l.BIC)},
		{"pay.amount", v.priced(d.Pay.Amount)},
		{"pay.reference", d.Pay.Reference},
	} {
		if f.value != "" {
			p.Facts = append(p.Facts, pdf.Fact{Label: v.say(f.name), Value: f.value})
		}
	}
	if d.Currency != "EUR" {
		return p
	}
	code, err := sepa.Transfer{Name: l.Name, IBAN: l.IBAN, BIC: l.BIC, Amount: d.Pay.Amount.Text(2), Reference: d.Pay.Reference}.Code()
	if err == nil { // what no code can hold, people can still read
		p.Code, p.Caption = code, v.say("pay.code")
	}
	return p
}
