package sales

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
)

// paper prints a document and reads it, its words one space apart.
func (d *desk) paper(on, id string, params url.Values) (name, text string) {
	d.t.Helper()
	f, err := d.Registry.Make(d.t.Context(), d.Call(), d.action(on, "document.pdf"), uuid.MustParse(id), params)
	d.must(err, "print "+on)
	file := filepath.Join(d.t.TempDir(), "x.pdf")
	d.must(os.WriteFile(file, f.Body, 0o600), "write the file")
	out, err := exec.CommandContext(d.t.Context(), "pdftotext", "-layout", file, "-").Output()
	d.must(err, "pdftotext (Debian's poppler-utils)")
	return f.Name, strings.Join(strings.Fields(string(out)), " ")
}

func (d *desk) reads(text string, want ...string) {
	d.t.Helper()
	for _, w := range want {
		if !strings.Contains(text, w) {
			d.t.Errorf("the paper lacks %q: %s", w, text)
		}
	}
}

func TestAQuoteIsPrinted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	q := d.create("quotes", d.order(d.bolt, "3", `"discount":"10"`, `"freight":{"amount":"5"}`, `"freight_tax_percent":"19"`, `"note":"As we said on the telephone."`))
	_, text := d.paper("sales.quote", q.id(), nil)
	d.reads(text, "Draft", "Quote "+q.text("number"), "BOLT", "3 piece", "10.00", "27.00", "includes a discount of 10%", "VAT 19% on 32.00", "38.08 EUR", "As we said on the telephone.")
	d.step("quotes", q.id(), "send", `{}`)
	name, text := d.paper("sales.quote", q.id(), url.Values{"lang": {"de"}})
	if strings.Contains(text, "Entwurf") || name != q.text("number")+".pdf" {
		t.Errorf("%s: %s", name, text)
	}
	d.reads(text, "Angebot", "gültig bis zum 03.06.2026", "38,08 EUR")
	revised := d.actOn("sales.quote", q.id(), "revise", `{}`)
	if _, text := d.paper("sales.quote", revised.id(), nil); !strings.Contains(text, q.text("number")+"/2") {
		t.Errorf("the revision is not told: %s", text)
	}
}

func TestAnOrderAndItsShipmentArePrinted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := d.create("orders", d.document(fmt.Sprintf(`{"product":%q,"quantity":"5","note":"zinc-plated"},{"product":%q,"quantity":"1"}`, d.bolt, d.advice),
		`"reference":"PO 4711"`, `"payment_policy":"prepaid"`, `"ship_name":"Werk 2"`, `"ship_street":"Am Tor 1"`, `"ship_city":"Köln"`, `"ship_postal_code":"50667"`, `"ship_country":"DE"`))
	d.step("orders", o.id(), "confirm", `{}`)
	_, text := d.paper("sales.order", o.id(), nil)
	d.reads(text, "Order confirmation "+o.text("number"), "PO 4711", "zinc-plated", "ADVICE", "Delivery to: Werk 2, Am Tor 1, 50667 Köln", "We ship as soon as")
	shipment := d.create("shipments", fmt.Sprintf(`{"order":%q,"items":[%s]}`, o.id(), d.item(o.line(0), "2")))
	_, text = d.paper("sales.shipment", shipment.id(), nil)
	d.reads(text, "Packing slip "+shipment.text("number"), o.text("number"), "Werk 2", "50667 Köln", "BOLT 5 2 piece")
	for _, price := range []string{"10.00", "EUR", "ADVICE"} {
		if strings.Contains(text, price) {
			t.Errorf("the packing slip tells %q: %s", price, text)
		}
	}
}
