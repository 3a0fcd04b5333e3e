package pdf_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/guildhall/guildhall/lib/pdf"
)

func sample(lines int) pdf.Document {
	d := pdf.Document{
		Paper: pdf.A4, Language: "de", Title: "Rechnung INV-2026-00001", Author: "Nordwind Handels GmbH",
		Made: time.Date(2026, 5, 30, 12, 0, 0, 0, time.UTC), Accent: pdf.Color{Red: 22, Green: 92, Blue: 125},
		Sender: pdf.Sender{
			Name: "Nordwind Handels GmbH", Contact: []string{"Hafenstraße 12", "20457 Hamburg", "Telefon +49 40 123456", "post@nordwind.example"},
			Return: "Nordwind Handels GmbH · Hafenstraße 12 · 20457 Hamburg",
			Footer: [][]string{{"Nordwind Handels GmbH", "Hafenstraße 12", "20457 Hamburg"}, {"Amtsgericht Hamburg HRB 12345", "USt-IdNr. DE123456789"}, {"Hansebank", "IBAN DE02 1203 0000 0000 2020 51", "BIC BYLADEM1001"}},
		},
		Recipient: []string{"Bäckerei Sonnenschein OHG", "Marktplatz 3", "04109 Leipzig"},
		Facts:     []pdf.Fact{{"Rechnungsnummer", "INV-2026-00001"}, {"Datum", "30.05.2026"}, {"Kundennummer", "C-1024"}},
		Heading:   "Rechnung INV-2026-00001",
		Opening:   []string{"Vielen Dank für Ihren Auftrag. Wir berechnen Ihnen:"},
		Table: pdf.Table{
			Columns:     []pdf.Column{{"Pos.", 1, false}, {"Bezeichnung", 7, false}, {"Menge", 2.2, true}, {"Preis", 2.4, true}, {"USt", 1.3, true}, {"Betrag", 2.6, true}},
			CarriedOver: "Übertrag", BroughtForward: "Übertrag",
		},
		Sums:    []pdf.Sum{{"Netto", "1.234,00 €", false}, {"USt 19 %", "234,46 €", false}, {"Gesamtbetrag", "1.468,46 €", true}},
		Closing: []string{"Zahlbar bis 13.06.2026 ohne Abzug."},
		Payment: &pdf.Payment{Heading: "Zahlung", Facts: []pdf.Fact{{"Empfänger", "Nordwind Handels GmbH"}, {"IBAN", "DE02 1203 0000 0000 2020 51"}, {"Betrag", "1.468,46 €"}}, Code: "BCD\n002\n1\nSCT\n\nNordwind Handels GmbH\nDE02120300000000202051\nEUR1468.46\n\n\nINV-2026-00001", Caption: "Mit der Banking-App scannen"},
		Page:    func(n, of int) string { return fmt.Sprintf("Seite %d von %d", n, of) },
	}
	for i := range lines {
		r := pdf.Row{Cells: []string{fmt.Sprint(i + 1), fmt.Sprintf("Artikel %d", i+1), "12 Stück", "12,00 €", "19 %", "144,00 €"}, Carry: fmt.Sprintf("%d,00 €", (i+1)*144)}
		if i%7 == 3 {
			r.Note = "Mit einer Anmerkung, die in kleinen Buchstaben unter der Bezeichnung steht und über mehr als eine Zeile geht, damit man es sieht."
		}
		d.Table.Rows = append(d.Table.Rows, r)
	}
	return d
}

func TestX(t *testing.T) {
	for _, n := range []int{1, 40, 400} {
		at := time.Now()
		b, err := pdf.Render(sample(n))
		if err != nil {
			t.Fatal(err)
		}
		t.Log(n, len(b), time.Since(at))
		os.WriteFile(fmt.Sprintf("/tmp/h-pdf-tmp/x%d.pdf", n), b, 0o644)
	}
}
