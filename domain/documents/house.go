package documents

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pdf"
)

// House is a company as it signs what goes along with its documents.
type House struct {
	Name     string       // as the letterhead has it
	Email    entity.Email // the address at which the company is written to
	Language string       // in which clients are written to who have none of their own
	Address  []string     // its lines, without the name
	Phone    entity.Phone // the number under which the company is called
	Accent   Accent       // the colour of the letterhead; empty for Guildhall's own
	Logo     []byte       // a PNG or JPEG; nil for none
}

// HouseOf returns how the company signs what comes from a site.
func HouseOf(ctx context.Context, tx *entity.Tx, site uuid.UUID) (House, error) {
	l, err := letterheadOf(ctx, tx, site)
	if err != nil {
		return House{}, err
	}
	return l.house()
}

func (l *Letterhead) house() (House, error) {
	logo, err := base64.StdEncoding.DecodeString(l.Logo)
	if err != nil {
		return House{}, fmt.Errorf("read logo: %w", err)
	}
	return House{
		Name: l.Name, Email: l.Email, Language: string(l.Language), Address: l.party().address("")[1:], Phone: l.Phone,
		Accent: l.Accent, Logo: logo,
	}, nil
}

// Sheet is a document spelled out in its reader's language, for who shows it otherwise
// than on paper. It says what the PDF says.
type Sheet struct {
	Voice
	House

	Title     string   // what it is, and its number
	Recipient []string // name and address
	Facts     []pdf.Fact
	Table     pdf.Table
	Sums      []pdf.Sum
	Closing   []string
	Payment   *pdf.Payment // how to pay by transfer; nil when nothing is to be paid, or there is no account
}

// Spell spells a document out, in its reader's language, else in the company's.
func Spell(ctx context.Context, tx *entity.Tx, d Document) (Sheet, error) {
	l, err := letterheadOf(ctx, tx, d.Site)
	if err != nil {
		return Sheet{}, err
	}
	v := d.voice(l, Asked{})
	p, err := d.spell(v, l, tx.Now())
	if err != nil {
		return Sheet{}, err
	}
	house, err := l.house()
	return Sheet{
		Voice: Voice{v}, House: house, Title: p.Title, Recipient: p.Recipient, Facts: p.Facts, Table: p.Table, Sums: p.Sums,
		Closing: p.Closing, Payment: p.Payment,
	}, err
}

// Voice spells days and amounts as documents do, for what goes along with them.
type Voice struct{ v voice }

// Speak returns the voice that best fits the first of the wanted languages, by their
// tags, that fits any; English when none does.
func Speak(wanted ...string) Voice { return Voice{speak("", wanted...)} }

// Languages lists the languages in which a voice can speak, by their tags.
func Languages() []string { return languages() }

// Language returns the one of [Languages] that the voice speaks.
func (v Voice) Language() string {
	language, _, _ := strings.Cut(v.v.Tag(), "-")
	return language
}

// RightToLeft tells whether the language is written from right to left.
func (v Voice) RightToLeft() bool { return v.v.RightToLeft() }

// Day spells a day, "" for none.
func (v Voice) Day(d civil.Date) string { return v.v.day(d) }

// Amount spells an amount with its currency.
func (v Voice) Amount(a money.Amount, c money.Currency) string {
	in := v.v
	in.currency = c
	return in.priced(a)
}

// Word says a word, such as [MarkDraft].
func (v Voice) Word(w Word) string { return v.v.say(w) }

// Digits spells a number in the digits of the language.
func (v Voice) Digits(number string) string { return v.v.Digits(number) }
