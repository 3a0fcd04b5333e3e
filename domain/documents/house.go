package documents

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// House is a company as it signs what goes along with its documents.
type House struct {
	Name     string       // as the letterhead has it
	Email    entity.Email // where the company is written to
	Language string       // in which clients are written to who have none of their own
	Accent   Accent       // the colour of its letters; empty for none
	Logo     string       // a PNG or JPEG in base64; empty for none
}

// HouseOf returns how the company signs what comes from a site.
func HouseOf(ctx context.Context, tx *entity.Tx, site uuid.UUID) (House, error) {
	l, err := letterheadOf(ctx, tx, site)
	if err != nil {
		return House{}, err
	}
	return House{Name: l.Name, Email: l.Email, Language: string(l.Language), Accent: l.Accent, Logo: l.Logo}, nil
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
