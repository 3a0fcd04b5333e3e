//nolint:dupl // the same keys in each language
package documents

// german is how documents are worded in German.
var german = catalogue{
	date:  "02.01.2006",
	brief: "02.01.2006",
	months: [12]string{
		"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
	},
	words: map[Word]string{ //nolint:gosec // words, and no password among them
		"title.quote": "Angebot", "title.order_confirmation": "Auftragsbestätigung", "title.packing_slip": "Lieferschein", "title.invoice": "Rechnung",
		"title.credit_note": "Rechnungskorrektur", "title.reminder": "Zahlungserinnerung", "title.last_reminder": "Letzte Mahnung", "title.statement": "Kontoauszug",

		"open.quote":              "Vielen Dank für Ihre Anfrage. Gern bieten wir Ihnen an:",
		"open.order_confirmation": "Vielen Dank für Ihren Auftrag, den wir wie folgt bestätigen:",
		"open.packing_slip":       "Diese Lieferung enthält:",
		"open.invoice":            "Wir berechnen Ihnen:",
		"open.credit_note":        "Wir schreiben Ihnen gut:",

		MarkDraft: "Entwurf", MarkCancelled: "Storniert", MarkCopy: "Kopie",

		"ref.number": "Nummer", "ref.date": "Datum", RefDue: "Zahlbar bis", RefValidUntil: "Gültig bis", RefClient: "Kundennummer", RefClientVAT: "Ihre USt-IdNr.",
		RefYourOrder: "Ihr Zeichen", RefOrder: "Auftrag", RefOrderOf: "Auftragsdatum", RefQuote: "Angebot", RefInvoice: "Rechnung", RefInvoiceOf: "Rechnungsdatum",
		RefRequiredBy: "Wunschtermin", RefCarrier: "Versand durch", RefTracking: "Sendungsnummer", RefShipped: "Versandt am", RefPeriod: "Zeitraum", RefPackingSlip: "Lieferschein",

		"col.position": "Pos.", "col.item": "Bezeichnung", "col.quantity": "Menge", "col.ordered": "Bestellt", "col.price": "Einzelpreis", "col.discount": "Rabatt",
		"col.tax": "USt", "col.net": "Betrag", "col.date": "Datum", "col.entry": "Beleg", "col.due": "Fällig", "col.charged": "Belastung", "col.paid": "Gutschrift",
		"col.balance": "Saldo", "col.open": "Offen",
		"carried": "Übertrag", "brought": "Übertrag",

		"sum.discount": "enthält einen Rabatt von", "sum.net": "Nettobetrag", "sum.freight": "Fracht", "sum.tax": "USt %s auf %s", "sum.rounding": "Rundung",
		"sum.total": "Gesamtbetrag", "sum.paid": "Bezahlt", "sum.open": "Offener Betrag", "sum.balance": "Offener Saldo",

		WordInvoice: "Rechnung", WordCreditNote: "Rechnungskorrektur", WordPayment: "Zahlung", WordRefund: "Erstattung", WordWriteOff: "Ausbuchung", WordOpening: "Anfangssaldo",

		SayValidUntil: "Dieses Angebot ist gültig bis zum %s.",
		SayPayUntil:   "Bitte zahlen Sie ohne Abzug bis zum %s.",
		SayPaid:       "Diese Rechnung ist vollständig bezahlt. Vielen Dank.",
		SayPrepay:     "Wir versenden, sobald Ihre Zahlung eingegangen ist.",
		SayTaxExempt:  "Es wird keine Umsatzsteuer berechnet.",
		SayReason:     "Grund: %s",
		SayCredit:     "Diese Rechnungskorrektur gehört zur Rechnung %s vom %s.",
		SayDeliverTo:  "Lieferung an: %s",
		SayReminder:   "Für die Rechnung %s vom %s, die am %s fällig war, ist noch keine Zahlung bei uns eingegangen. Sicher ist das nur ein Versehen; bitte gleichen Sie den offenen Betrag aus.",
		SayLast:       "Trotz unserer Erinnerungen ist die Rechnung %s vom %s, die am %s fällig war, nicht bezahlt. Dies ist unsere letzte Mahnung: Bitte zahlen Sie den offenen Betrag umgehend, sonst müssen wir weitere Schritte einleiten.",
		SayIfPaid:     "Sollten Sie inzwischen gezahlt haben, betrachten Sie dieses Schreiben bitte als gegenstandslos.",
		SayStatement:  "Ihr Konto bei uns vom %s bis zum %s:",

		SayNothingOpen: "Es ist nichts offen. Vielen Dank.",

		"pay.heading": "Zahlungsangaben", "pay.name": "Empfänger", "pay.bank": "Bank", "pay.iban": "IBAN", "pay.bic": "BIC", "pay.amount": "Betrag", "pay.reference": "Verwendungszweck",
		"pay.code": "Mit der Banking-App scannen",
		"page":     "Seite %s von %s",

		"house.phone": "Telefon %s", "house.vat": "USt-IdNr. %s", "house.tax": "Steuernummer %s", "house.directors": "Geschäftsführung: %s",
	},
}
