package documents

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// sampleDay is when the samples are written.
var sampleDay = civil.New(2026, time.May, 30) //nolint:gochecknoglobals // a day

// letterheads of the samples, by language.
func sampleLetterhead(language string) *Letterhead {
	switch language {
	case "ar":
		return &Letterhead{
			Name: "شركة رياح الشمال للتجارة ذ.م.م", Street: "شارع الميناء ١٢", City: "دبي", Country: "AE", Phone: "+971 4 123 4567", Email: "info@northwind.example",
			Website: "https://northwind.example", VATNumber: "100123456700003", Bank: "بنك الخليج الأول", IBAN: "AE070331234567890123456", BIC: "NBADAEAA",
			Register: "السجل التجاري 123456", Directors: "ليلى حداد", Accent: "#7A4E1D",
		}
	case "de":
		return &Letterhead{
			Name: "Nordwind Handels GmbH", Street: "Hafenstraße 12", PostalCode: "20457", City: "Hamburg", Country: "DE", Phone: "+49 40 1234567",
			Email: "post@nordwind.example", Website: "https://nordwind.example", Register: "Amtsgericht Hamburg HRB 123456", Directors: "Dr. Jörg Äußerst",
			TaxNumber: "22/123/45678", VATNumber: "DE123456789", Bank: "Hansebank Hamburg", IBAN: "DE89370400440532013000", BIC: "COBADEFFXXX", Accent: "#165C7D",
		}
	}
	return &Letterhead{
		Name: "Northwind Trading Ltd", Street: "12 Harbour Street", PostalCode: "D02 X285", City: "Dublin", Country: "IE", Phone: "+353 1 234 5678",
		Email: "hello@northwind.example", Website: "https://northwind.example", VATNumber: "IE1234567FA", Bank: "Bank of Leinster", IBAN: "IE29AIBK93115212345678",
		BIC: "AIBKIE2D", Register: "Registered in Ireland no. 654321", Directors: "M. O’Brien, S. Ní Dhomhnaill", Accent: "#2F6B3A", Logo: sampleLogo(),
	}
}

// sampleLogo draws a logo: three bars.
func sampleLogo() string {
	picture := image.NewNRGBA(image.Rect(0, 0, 360, 120))
	for y := range 120 {
		for x := range 360 {
			if bar := x / 40; bar%2 == 0 && y > 120-(bar+2)*12 {
				picture.Set(x, y, color.NRGBA{47, 107, 58, 255})
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(out.Bytes())
}

// product names of the samples, by language.
func sampleProduct(language string, n int) string {
	names := map[string][]string{
		"en": {"Chai", "Aniseed syrup", "Chef Anton’s Cajun seasoning", "Grandma’s boysenberry spread, 12 jars of 250 g in a gift box", "Uncle Bob’s organic dried pears"},
		"de": {"Gewürztee", "Anissirup", "Cajun-Gewürzmischung", "Großmutters Brombeeraufstrich, 12 Gläser zu 250 g im Geschenkkarton", "Getrocknete Birnen aus ökologischem Anbau"},
		"ar": {"شاي بالتوابل", "شراب اليانسون", "خلطة توابل Cajun", "مربى التوت البري، ١٢ مرطبانًا سعة ٢٥٠ غ في علبة هدايا", "كمثرى مجففة (عضوية)"},
	}[language]
	return names[n%len(names)]
}

// sampleTo is who the samples are for.
func sampleTo(language string) Party {
	switch language {
	case "ar":
		return Party{Name: "مخبز الشمس المشرقة", Street: "سوق الذهب ٣", City: "الشارقة", Country: "AE"}
	case "de":
		return Party{Name: "Bäckerei Sonnenschein OHG", Street: "Marktplatz 3\nHinterhaus", PostalCode: "1010", City: "Wien", Country: "AT"}
	}
	return Party{Name: "Sunshine Bakery", Street: "3 Market Square", City: "Belfast", PostalCode: "BT1 5GS", Country: "GB"}
}

// sampleInvoice is an invoice of so many lines, its sums computed as billing does.
func sampleInvoice(language string, lines int) Document {
	currency := money.Currency("EUR")
	if language == "ar" {
		currency = "AED"
	}
	d := Document{
		Kind: Invoice, Number: "INV-2026-00042", On: sampleDay, Language: language, Currency: currency, To: sampleTo(language),
		References: []Reference{{Name: RefDue, On: sampleDay.AddDays(14)}, {Name: RefYourOrder, Text: "PO 4711/26"}, {Name: RefClient, Text: "C-1024"}, {Name: RefClientVAT, Text: "ATU12345678"}},
		Closing:    []Sentence{{Say: SayPayUntil, With: []any{sampleDay.AddDays(14)}}},
	}
	t := Totals{Freight: money.MustAmount("14.50"), FreightAt: money.MustPercent("19")}
	t.FreightTax = t.Freight.Percent(t.FreightAt).Round(currency)
	tax := t.FreightTax
	for n := range lines {
		l := Line{
			Reference: fmt.Sprintf("P-%04d", n+1), Name: sampleProduct(language, n), Quantity: money.QuantityOf(int64(n%13 + 1)), Unit: "kg",
			Price: money.MustAmount(fmt.Sprintf("%d.%02d", 3+n*7%90, n*37%100)), TaxPercent: money.MustPercent([]string{"19", "7", "19", "0"}[n%4]),
		}
		if n%9 == 5 {
			l.Discount = money.MustPercent("12.5")
		}
		l.Net = l.Price.Times(l.Quantity).Less(l.Discount).Round(currency)
		l.Tax = l.Net.Percent(l.TaxPercent).Round(currency)
		t.Net, tax = t.Net.Plus(l.Net), tax.Plus(l.Tax)
		d.Lines = append(d.Lines, l)
	}
	t.Total = t.Net.Plus(t.Freight).Plus(tax)
	t.Open = t.Total
	d.Totals, d.Pay = &t, &Pay{Amount: t.Total, Reference: d.Number}
	return d
}

// sampleStatement is a statement with so many entries.
func sampleStatement(language string, entries int) Document {
	d := Document{
		Kind: Statement, Number: "C-1024", On: sampleDay, Language: language, Currency: "EUR", To: sampleTo(language),
		Opening: []Sentence{{Say: SayStatement, With: []any{civil.New(2026, time.January, 1), sampleDay}}},
	}
	balance := money.MustAmount("120.00")
	d.Entries = []Entry{{On: civil.New(2026, time.January, 1), What: WordOpening, Balance: balance}}
	for n := range entries {
		e := Entry{On: civil.New(2026, time.January, 2).AddDays(n / 3), What: WordInvoice, Number: fmt.Sprintf("INV-2026-%05d", n+1)}
		if n%2 == 0 {
			e.Charged, e.Due = money.MustAmount(fmt.Sprintf("%d.40", 80+n)), e.On.AddDays(14)
		} else {
			e.What, e.Number, e.Paid = WordPayment, fmt.Sprintf("PAY-2026-%05d", n), money.MustAmount(fmt.Sprintf("%d.40", 79+n))
		}
		balance = balance.Plus(e.Charged).Minus(e.Paid)
		e.Balance = balance
		d.Entries = append(d.Entries, e)
	}
	d.Totals, d.Pay = &Totals{Open: balance}, &Pay{Amount: balance, Reference: d.Number}
	return d
}

// printSample prints a sample on the letterhead of its language.
func printSample(t *testing.T, d Document) []byte {
	t.Helper()
	l := sampleLetterhead(d.Language)
	body, err := d.render(d.voice(l, Asked{}), l, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return body
}
