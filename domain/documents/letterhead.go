package documents

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/locale"
	"github.com/guildhall/guildhall/lib/pdf"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/sepa"
)

// Letterhead is what stands on every document of a site, or of all sites that have
// none of their own. Without any, documents bear the company's name and the site's
// address.
type Letterhead struct {
	entity.Base[Letterhead]

	Site       uuid.UUID      `entity:"filter"`   // whose documents it is for; all others when empty
	Active     bool           `entity:"filter"`   // whether it is in use; one at most for a site, and one for all others
	Name       string         `entity:"required"` // the company's name, as the register has it
	Street     string         `entity:"text"`     // street and house number, one line for each line of the address
	PostalCode string         // postal code
	City       string         // town
	Region     string         // state, province or county, where addresses have one
	Country    entity.Country `entity:"required"` // country; decides the size of paper
	Phone      entity.Phone   // the number under which the company is called
	Email      entity.Email   // the address at which the company is written to
	Website    entity.Link    // the company's own pages
	Register   string         // court and number of the register: Amtsgericht Hamburg HRB 12345
	Directors  string         // who represents the company
	TaxNumber  string         // the tax office's number for the company
	VATNumber  string         // the number for value added tax, with the country's prefix: DE123456789
	Bank       string         // the bank's name
	IBAN       sepa.IBAN      // the account that clients pay to
	BIC        sepa.BIC       // the bank's code
	Accent     Accent         // the colour of rules and of the name: #165C7D
	Language   Language       // the language in which clients are written to who have none of their own
	Footer     string         `entity:"text"` // what else must stand at the foot of each page
	Logo       string         `entity:"text"` // a PNG or JPEG in base64, at most 15,000 bytes; the name is printed large without one
}

// Accent is a colour in hexadecimal: "#165C7D".
type Accent string

// Valid tells whether the text is a colour.
func (a Accent) Valid() bool {
	_, err := strconv.ParseUint(strings.TrimPrefix(string(a), "#"), 16, 32)
	return err == nil && len(a) == len("#000000") && a[0] == '#'
}

// Colour returns the colour, a quiet blue for none.
func (a Accent) Colour() pdf.Color {
	n, err := strconv.ParseUint(strings.TrimPrefix(string(a), "#"), 16, 32)
	if err != nil {
		return pdf.Color{Red: 22, Green: 92, Blue: 125}
	}
	return pdf.Color{Red: uint8(n >> 16), Green: uint8(n >> 8), Blue: uint8(n)}
}

// Language is a language by its tag (BCP 47): "de", "ar-AE".
type Language string

// Valid tells whether the text is a language's tag.
func (l Language) Valid() bool { return len(l) <= 35 && locale.Known(string(l)) }

// What a role can be granted on letterheads.
const (
	ReadLetterheads auth.Permission = "documents.letterhead.read"
	EditLetterheads auth.Permission = "documents.letterhead.edit"
)

// Entity declares letterheads.
func (Letterhead) Entity() entity.Spec[Letterhead] {
	return entity.Spec[Letterhead]{
		Name: "documents.letterhead", Title: "{name}", List: []string{"name", "site", "active", "city", "country", "language"},
		Read: ReadLetterheads, Edit: EditLetterheads,
		Refs:     map[string]string{"site": "identity.site"},
		Defaults: func(l *Letterhead) { l.Active = true },
		Derive:   deriveLetterhead, Check: checkLetterhead,
	}
}

func deriveLetterhead(_ context.Context, _ *entity.Tx, l *Letterhead) error {
	l.IBAN, l.BIC = l.IBAN.Normal(), l.BIC.Normal()
	return nil
}

func checkLetterhead(_ context.Context, _ *entity.Tx, l *Letterhead) error {
	if l.Logo == "" {
		return nil
	}
	logo, err := base64.StdEncoding.DecodeString(l.Logo)
	if err == nil {
		err = pdf.CheckPicture(logo)
	}
	if err != nil {
		return problem.InvalidField("/logo", "invalid-picture", "Must be a PNG or JPEG in base64, of at most four million pixels.")
	}
	return nil
}

// sqlPlain is what stands on documents of a company without a letterhead.
const sqlPlain = `select t.name, t.country, coalesce(s.street, ''), coalesce(s.postal_code, ''), coalesce(s.city, ''), coalesce(s.region, ''),
  coalesce(nullif(s.country, ''), t.country), coalesce(s.phone, ''), coalesce(s.email, '')
from system_tenant t left join identity_site s on s.tenant_id = $1 and s.id = $2 where t.tenant_id = $1`

// letterheadOf returns the letterhead for the documents of a site.
func letterheadOf(ctx context.Context, tx *entity.Tx, site uuid.UUID) (*Letterhead, error) {
	found, err := entity.Find[Letterhead](ctx, tx, `o.active and (o.site = $2 or o.site is null)`, site)
	if err != nil {
		return nil, fmt.Errorf("read letterhead: %w", err)
	}
	for _, l := range found {
		if l.Site == site {
			return l, nil
		}
	}
	if len(found) > 0 {
		return found[0], nil // the one for all other sites
	}
	plain, _, err := pg.One[struct {
		Name, Home, Street, PostalCode, City, Region string
		Country, Phone, Email                        string
	}](ctx, tx, sqlPlain, site)
	if err != nil {
		return nil, fmt.Errorf("read company: %w", err)
	}
	return &Letterhead{
		Name: plain.Name, Street: plain.Street, PostalCode: plain.PostalCode, City: plain.City, Region: plain.Region,
		Country: entity.Country(plain.Country), Phone: entity.Phone(plain.Phone), Email: entity.Email(plain.Email),
	}, nil
}

// party returns the company as somebody who has an address.
func (l *Letterhead) party() Party {
	return Party{Name: l.Name, Street: l.Street, City: l.City, Region: l.Region, PostalCode: l.PostalCode, Country: l.Country}
}

// paper returns the size of paper that the company prints on: that of North America
// and a few others (by CLDR), or A4.
func (l *Letterhead) paper() pdf.Paper {
	switch l.Country {
	case "US", "CA", "MX", "CL", "CO", "CR", "DO", "GT", "NI", "PA", "PH", "PR", "SV", "VE", "BZ":
		return pdf.Letter
	}
	return pdf.A4
}

// sender spells the letterhead out.
func (l *Letterhead) sender(v voice) (pdf.Sender, error) {
	logo, err := base64.StdEncoding.DecodeString(l.Logo)
	if err != nil {
		return pdf.Sender{}, fmt.Errorf("read logo: %w", err)
	}
	address := l.party().address("")
	with := func(w Word, text string) string {
		if text == "" {
			return ""
		}
		return v.tell(Sentence{w, []any{text}})
	}
	web := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(string(l.Website), "https://"), "http://"), "/")
	contact := append(slices.Clone(address), with("house.phone", string(l.Phone)), string(l.Email), web)
	if len(logo) == 0 {
		contact = contact[1:] // the name stands beside, in large letters
	}
	legal := append([]string{l.Register, with("house.directors", l.Directors)}, strings.Split(l.Footer, "\n")...)
	bank := []string{l.Bank, words(" ", "IBAN", l.IBAN.Groups()), words(" ", "BIC", string(l.BIC))}
	if l.IBAN == "" {
		bank = []string{l.Bank}
	}
	s := pdf.Sender{Name: l.Name, Logo: logo, Contact: present(contact), Return: words(" · ", address...)}
	for _, column := range [][]string{address, legal, {with("house.vat", l.VATNumber), with("house.tax", l.TaxNumber)}, bank} {
		if column = present(column); len(column) > 0 {
			s.Footer = append(s.Footer, column)
		}
	}
	return s, nil
}
