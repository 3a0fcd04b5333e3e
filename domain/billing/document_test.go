package billing_test

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// print asks for a document of a record.
func (d *desk) print(t *testing.T, c entity.Call, on, path string, id uuid.UUID, params url.Values) (entity.File, error) {
	t.Helper()
	for _, a := range d.Registry.Actions() {
		if is := a.Describe(); is.Path == path && is.On == on {
			return d.Registry.Make(t.Context(), c, a, id, params)
		}
	}
	t.Fatalf("%s has no %s", on, path)
	return entity.File{}, nil
}

func (d *desk) printed(t *testing.T, on, path string, id uuid.UUID, params url.Values) entity.File {
	t.Helper()
	f, err := d.print(t, d.Call(), on, path, id, params)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// textOf reads a PDF as people's programs do, its words one space apart.
func textOf(t *testing.T, f entity.File) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, f.Body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian's poppler-utils): %v", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}

func wantText(t *testing.T, f entity.File, want ...string) {
	t.Helper()
	text := textOf(t, f)
	for _, w := range want {
		if !strings.Contains(text, w) {
			t.Errorf("%s lacks %q: %s", f.Name, w, text)
		}
	}
}

const invoices, document = "billing.invoice", "document.pdf"

// TestWhatIsPostedIsKept: the document is kept soon after the posting, although nobody
// has asked for it, and kept once however often that is done.
func TestWhatIsPostedIsKept(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "3")
	asked := entitytest.Select[uuid.UUID](t, d.House, `select id from system_event where type = 'KeepOriginalRequestedEvent' and payload::text like '%`+i.ID.String()+`%'`)
	for attempt := range 2 {
		err := d.Registry.RunJob(t.Context(), d.Home, "billing.keep-original", asked, attempt+1, func(float64, string) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
	}
	kept := entitytest.Select[string](t, d.House, `select string_agg(name, ' ') from documents_file where record = '`+i.ID.String()+`'`)
	if kept != i.Number+".pdf" {
		t.Errorf("kept: %s", kept)
	}
}

// TestAPostedInvoiceIsPrintedOnce changes everything that a document is made of, and
// gets the same bytes.
func TestAPostedInvoiceIsPrintedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "3")
	first := d.printed(t, invoices, document, i.ID.UUID(), nil)
	wantText(t, first, i.Number, "Alfreds Futterkiste", "35.70 EUR", "VAT 19% on 30.00")
	if first.Name != i.Number+".pdf" || first.Type != "application/pdf" {
		t.Errorf("is called %s, of type %s", first.Name, first.Type)
	}
	d.Admin(t, `update crm_client set name = 'Somebody else', language = 'de'`)
	d.Clock.Advance(50 * 24 * time.Hour)
	if again := d.printed(t, invoices, document, i.ID.UUID(), nil); !bytes.Equal(first.Body, again.Body) || again.Name != first.Name {
		t.Error("the second printing is another")
	}
	wantText(t, d.printed(t, invoices, document, i.ID.UUID(), url.Values{"lang": {"de"}}), "Rechnung", "Kopie", "35,70 EUR")
	kept := entitytest.Select[string](t, d.House, `select count(*) || ' ' || min(language) || ' ' || min(path) from documents_file`)
	if want := "1 en attachments/" + d.Tenant.ID.String() + "/billing.invoice/" + i.ID.String() + "/"; !strings.HasPrefix(kept, want) || !strings.HasSuffix(kept, ".pdf") {
		t.Errorf("kept: %s", kept)
	}
}

func TestACreditNoteIsPrintedOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "3")
	var n *billing.CreditNote
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		n = &billing.CreditNote{Invoice: i.ID, Reason: "broken on arrival"}
		return entity.Create(ctx, tx, n)
	})
	wantText(t, d.printed(t, "billing.credit_note", document, n.ID.UUID(), nil), "Draft", "broken on arrival")
	must(t, d.step(t, "billing.credit_note", n.ID.UUID(), "post", `{}`))
	n = now(t, d, n.ID)
	first := d.printed(t, "billing.credit_note", document, n.ID.UUID(), nil)
	wantText(t, first, "Credit note "+n.Number, "invoice "+i.Number, "35.70 EUR")
	d.Admin(t, `update crm_client set name = 'Somebody else'`)
	if again := d.printed(t, "billing.credit_note", document, n.ID.UUID(), nil); !bytes.Equal(first.Body, again.Body) {
		t.Error("the second printing is another")
	}
}

// Eight ask at once, again and again, for a document that nobody has seen: each time
// one is made.
func TestReadersAtOnceGetOneDocument(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const rounds = 10
	for range rounds {
		i := d.invoiceOf(t, "1")
		var all [8]entity.File
		var errs [8]error
		together(len(all), func(n int) { all[n], errs[n] = d.print(t, d.Call(), invoices, document, i.ID.UUID(), nil) })
		for n := range all {
			if errs[n] != nil || !bytes.Equal(all[n].Body, all[0].Body) {
				t.Errorf("reader %d got another, %v", n, errs[n])
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(d.Files, "attachments", "*", "*", "*", "*"))
	if err != nil || len(files) != rounds {
		t.Errorf("%d files were written: %v", len(files), err)
	}
}

// A file that is not what was kept is never handed out.
func TestAChangedFileIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "1")
	d.printed(t, invoices, document, i.ID.UUID(), nil)
	file := filepath.Join(d.Files, filepath.FromSlash(entitytest.Select[string](t, d.House, `select path from documents_file`)))
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 1
	must(t, os.WriteFile(file, body, 0o600))
	_, err = d.print(t, d.Call(), invoices, document, i.ID.UUID(), nil)
	wants(t, err, "document-changed")
	must(t, os.Remove(file))
	_, err = d.print(t, d.Call(), invoices, document, i.ID.UUID(), nil)
	wants(t, err, "document-lost")
}

// What may not be written down is shown without being kept.
func TestAReadOnlyCompanyKeepsNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "1")
	c := d.Call()
	c.ReadOnly = true
	if f, err := d.print(t, c, invoices, document, i.ID.UUID(), nil); err != nil || len(f.Body) == 0 {
		t.Fatal(err)
	}
	if n := entitytest.Select[int](t, d.House, `select count(*) from documents_file`); n != 0 {
		t.Errorf("%d files were kept", n)
	}
}

// Whoever may not read the record gets no document of it.
func TestADocumentNeedsItsRecord(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	i := d.invoiceOf(t, "1")
	if _, err := d.print(t, d.CallAs(billing.PostInvoices), invoices, document, i.ID.UUID(), nil); !problem.Is(err, "missing-permission") {
		t.Errorf("without the permission: %v", err)
	}
	elsewhere := d.CallAs(billing.ReadInvoices)
	elsewhere.Actor.Grants[0].Reach = auth.ReachSite
	if _, err := d.print(t, elsewhere, invoices, document, i.ID.UUID(), nil); !problem.Is(err, "not-found") {
		t.Errorf("at another site: %v", err)
	}
	if _, err := d.print(t, d.CallAs(billing.ReadInvoices), invoices, document, i.ID.UUID(), nil); err != nil {
		t.Errorf("with the permission: %v", err)
	}
	if _, err := d.print(t, d.CallAs(billing.ReadInvoices), "crm.client", "statement.pdf", d.client.UUID(), nil); !problem.Is(err, "missing-permission") {
		t.Errorf("a statement without seeing the client: %v", err)
	}
}

// TestAStatementAddsUp tells a year of a client and reads it from paper.
func TestAStatementAddsUp(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	old := d.invoiceOf(t, "10") // 119.00
	d.Clock.Advance(10 * 24 * time.Hour)
	from := d.Clock.Now().Format(time.DateOnly)
	d.paid(t, entity.RefTo(old.ID), "100")
	late := d.invoice(t, order(), "60")
	d.Clock.Advance(40 * 24 * time.Hour)
	must(t, d.step(t, invoices, old.ID.UUID(), "write-off", `{"write_off_reason":"small"}`))
	f := d.printed(t, "crm.client", "statement.pdf", d.client.UUID(), url.Values{"from": {from}})
	wantText(t, f, "Opening balance 119.00", "Invoice "+late.Number, "60.00 179.00", "100.00 79.00", "Write-off "+old.Number+" 19.00 60.00", "Balance due 60.00 EUR")
	for params, want := range map[string]string{"from=2026-06-01&to=2026-05-01": "invalid", "from=never": "invalid"} {
		values, err := url.ParseQuery(params)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.print(t, d.Call(), "crm.client", "statement.pdf", d.client.UUID(), values); !problem.Is(err, want) {
			t.Errorf("%s: %v", params, err)
		}
	}
}

func TestARemindersLetterSaysWhatWasOpen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		c, err := entity.Lock(ctx, tx, d.client)
		if err != nil {
			return err
		}
		c.Language = "de"
		a := &crm.Address{Client: d.client, Kind: crm.Billing, Street: "Obere Str. 57", PostalCode: "12209", City: "Berlin", Country: "DE", Default: true}
		if err := entity.Create(ctx, tx, a); err != nil {
			return err
		}
		return entity.Update(ctx, tx, c)
	})
	i := d.invoiceOf(t, "1")
	d.Clock.Advance(30 * 24 * time.Hour)
	for _, a := range d.Registry.Actions() {
		if a.Describe().Path == "invoices/remind-overdue" {
			_, err := answered(t, d, d.Call(), a, uuid.Nil)
			must(t, err)
		}
	}
	id := entitytest.Select[uuid.UUID](t, d.House, `select id from billing_reminder`)
	f := d.printed(t, "billing.reminder", document, id, nil)
	wantText(t, f, "Zahlungserinnerung "+i.Number+"-1", "Obere Str. 57", "12209 Berlin", "11,90 EUR", "04.05.2026")
}
