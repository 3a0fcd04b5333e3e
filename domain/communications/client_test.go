package communications

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/mail/mailtest"
	"github.com/guildhall/guildhall/lib/problem"
)

// invoice makes an invoice over 42.84 EUR and posts it.
func (f *office) invoice() string {
	f.t.Helper()
	id := f.create("invoices", `{"client":"`+f.client+`","site":"`+f.site+`","currency":"EUR","lines":[{"name":"Chai","quantity":"2","price":{"amount":"18"},"tax_percent":"19"}]}`)
	f.step("invoices", id, "post", `{}`)
	return id
}

func (f *office) pay(invoice, amount string) string {
	f.t.Helper()
	id := f.create("payments", `{"client":"`+f.client+`","currency":"EUR","amount":{"amount":"`+amount+`"},"method":"transfer","origin":{"entity":"billing.invoice","id":"`+invoice+`"}}`)
	if _, err := f.act("billing.payment", "charge", id, `{}`); err != nil {
		f.t.Fatal(err)
	}
	return id
}

// about returns the letter whose subject begins so, once it is there.
func (f *office) about(subject string) (found int, files [][]byte, text, source string) {
	f.t.Helper()
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		f.d.Hint(f.Home.Tenant)
		found = 0
		for _, l := range f.server.Letters() {
			m := f.received(l)
			if !strings.HasPrefix(m.Subject, subject) {
				continue
			}
			found++
			text, source, files = m.Text, string(l.Source), nil
			for _, a := range m.Attachments {
				files = append(files, a.Body)
			}
		}
		if found > 0 {
			return found, files, text, source
		}
	}
	f.t.Fatalf("there is no letter %q", subject)
	return 0, nil, "", ""
}

// TestOriginals: what goes out with an invoice, and with its credit note, are the bytes
// that are kept, by their hash.
func TestOriginals(t *testing.T) {
	f := newOffice(t)
	invoice := f.invoice()
	note := f.create("credit-notes", `{"invoice":"`+invoice+`","reason":"Bruch"}`)
	f.step("credit-notes", note, "post", `{}`)
	for record, subject := range map[string]string{invoice: "Unsere Rechnung INV-", note: "Unsere Gutschrift CN-"} {
		_, files, text, _ := f.about(subject)
		if len(files) != 1 || !strings.Contains(text, "EUR") {
			t.Fatalf("%s: %d files: %s", subject, len(files), text)
		}
		sum := sha256.Sum256(files[0])
		f.await(hex.EncodeToString(sum[:]), `select encode(sha256, 'hex') from documents_file where record = $1`, uuid.MustParse(record))
		path := entitytest.Select[string](t, f.House, `select path from documents_file where record = $1`, uuid.MustParse(record))
		kept, err := os.ReadFile(filepath.Join(f.Files, filepath.FromSlash(path)))
		if err != nil || !bytes.Equal(kept, files[0]) {
			t.Errorf("%s: %d bytes were sent, %d are kept, %v", subject, len(files[0]), len(kept), err)
		}
	}
}

// TestPaidAndCancelled: who has paid is thanked; who was told of an order is told that
// nothing comes of it, and who was not is not.
func TestPaidAndCancelled(t *testing.T) {
	f := newOffice(t)
	f.pay(f.invoice(), "42.84")
	if n, _, text, _ := f.about("Ihre Zahlung PAY-"); n != 1 || !strings.Contains(text, "42,84") || !strings.Contains(text, "zu INV-") {
		t.Errorf("%d: %s", n, text)
	}
	body := `{"client":"` + f.client + `","site":"` + f.site + `","currency":"EUR","items":[{"product":"` + f.product() + `","quantity":"2"}]}`
	draft, order := f.create("orders", body), f.create("orders", body)
	f.step("orders", order, "confirm", `{}`)
	for _, id := range []string{draft, order} {
		f.step("orders", id, "cancel", `{"cancel_reason":"asked"}`)
	}
	f.about("Ihre Bestellung SO-")
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	if n := entitytest.Select[int](t, f.House, `select count(*) from communications_message where kind = 'order_cancelled'`); n != 1 {
		t.Errorf("%d letters about cancelled orders, want 1", n)
	}
}

// month does what is done on the first of every month.
func (f *office) month() {
	f.t.Helper()
	for more := true; more; {
		f.Do(f.t, func(ctx context.Context, tx *entity.Tx) (err error) {
			more, err = f.o.sendStatements(ctx, tx)
			return err
		})
	}
	f.d.Hint(f.Home.Tenant)
}

// TestStatements: on request at any time; every month to those who owe something, once,
// when the company wants it; with a way to be spared them.
func TestStatements(t *testing.T) {
	f := newOffice(t)
	f.invoice()
	f.about("Unsere Rechnung")
	if _, err := f.act("crm.client", "send-statement", f.client, `{"from":"2026-05-02","to":"2026-05-01"}`); !problem.Is(err, "invalid") {
		t.Errorf("backwards: %v", err)
	}
	if _, err := f.act("crm.client", "send-statement", f.client, `{"from":"2026-01-01","to":"2026-12-31"}`); err != nil {
		t.Fatal(err)
	}
	if _, files, text, _ := f.about("Ihr Kontoauszug"); len(files) != 1 || !bytes.HasPrefix(files[0], []byte("%PDF-")) || !strings.Contains(text, "42,84") {
		t.Errorf("%d files: %s", len(files), text)
	}
	const count = `select count(*) from communications_message where kind = 'account_statement'`
	f.Clock.Advance(30 * 24 * time.Hour)
	f.month()
	f.await("1", count)
	f.create("postings", `{"kind":"account_statement","mode":"send"}`)
	for range 2 {
		f.month()
	}
	f.await("2", count)
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	_, _, text, source := f.about("Ihr Kontoauszug")
	raw, err := mail.ReadMessage(strings.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	leave := regexp.MustCompile(`^<(https://guildhall.example/unsubscribe/ghl_\S+)>$`).FindStringSubmatch(raw.Header.Get("List-Unsubscribe"))
	if len(leave) != 2 || !strings.Contains(text, leave[1]) || raw.Header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" ||
		raw.Header.Get("Auto-Submitted") != "auto-generated" || !strings.Contains(raw.Header.Get("Reply-To"), "post@nordwind.example") {
		t.Errorf("the head is %v", raw.Header)
	}
	f.await("false", `select bool_or(text like '%ghl_%' or attachments = '{}') from communications_message where kind = 'account_statement'`)
	f.Clock.Advance(31 * 24 * time.Hour)
	f.create("opt-outs", `{"kind":"account_statement","client":"`+f.client+`"}`)
	f.month()
	f.await("2", count)
}

// TestHeld: letters wait for somebody who releases or discards them, and are printed
// when they are sent.
func TestHeld(t *testing.T) {
	f := newOffice(t)
	hold := f.create("postings", `{"kind":"all","mode":"hold"}`)
	first, second := f.quote(), f.quote()
	invoice := f.invoice()
	f.await("3", `select count(*) from communications_message where status = 'held'`)
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	f.await("0", `select count(*) from documents_file`)
	held := entitytest.Select[uuid.UUID](t, f.House, `select id from communications_message where about = $1`, uuid.MustParse(second)).String()
	if _, err := f.act("", "messages/discard", "", `{"messages":["`+held+`"]}`); err != nil {
		t.Fatal(err)
	}
	if _, err := f.act("", "messages/release", "", `{"kind":"quote_sent"}`); err != nil {
		t.Fatal(err)
	}
	f.await("discarded", statusOf, uuid.MustParse(second))
	f.await("sent", statusOf, uuid.MustParse(first))
	f.await("held", statusOf, uuid.MustParse(invoice))
	if got := f.history(first); got != "quote_sent held; quote_sent queued; quote_sent sent; " {
		t.Errorf("the history says %s", got)
	}
	p, _ := f.Registry.Lookup("postings")
	if _, err := f.Registry.Delete(t.Context(), f.Call(), p, uuid.MustParse(hold)); err != nil {
		t.Fatal(err)
	}
	f.quote()
	f.await("2", `select count(*) from communications_message where kind = 'quote_sent' and status = 'sent'`)
}

// TestOff: what the company does not want is not written down, nor printed.
func TestOff(t *testing.T) {
	f := newOffice(t)
	f.create("postings", `{"kind":"invoice_posted","mode":"send"}`)
	f.create("postings", `{"kind":"all","mode":"off"}`)
	f.quote()
	f.invoice()
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
	if n := entitytest.Select[int](t, f.House, `select (select count(*) from communications_message) + (select count(*) from documents_file)`); n != 0 {
		t.Errorf("%d letters and documents", n)
	}
}

// TestNoAddress: what is no address is not handed to any server.
func TestNoAddress(t *testing.T) {
	f := newOffice(t)
	f.Admin(t, `update crm_client set email = 'bauer@' where id = $1`, uuid.MustParse(f.client))
	id := uuid.MustParse(f.quote())
	f.await("failed", statusOf, id)
	f.await("0", `select count(*) from system_delivery where subscription not like 'billing.%'`)
}

// notices queues letters to somebody of a company.
func (f *office) notices(home pg.Home, domain string, n int) {
	f.t.Helper()
	call := entity.Call{Actor: auth.System(home.Tenant), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
	err := f.Registry.Do(f.t.Context(), call, func(ctx context.Context, tx *entity.Tx) error {
		for n := range n {
			l := Letter{Kind: SecurityNotice, To: fmt.Sprintf("u%d@%s", n, domain), Notice: "new_device", At: tx.Now()}
			if err := f.o.Queue(ctx, tx, l); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	f.d.Hint(home.Tenant)
	f.Clock.Advance(time.Millisecond) // a hint gathers others for half of that
}

// TestManyLetters: a thousand letters go over few connections, and keep another
// company's one letter not waiting.
func TestManyLetters(t *testing.T) {
	const many = 1000
	f := newOffice(t)
	other := f.AddTenant(t, entity.Tenant{Name: "Other", Slug: "other", Country: "DE", Currency: "EUR", AdminEmail: "owner@other.example"})
	f.other.Store(&other)
	f.notices(f.Home, "acme.example", many)
	began := time.Now()
	f.server.Await(many/10, time.Minute)
	f.notices(other, "other.example", 1)
	asked := time.Now()
	var letters []mailtest.Letter
	for n := many / 10; !slices.ContainsFunc(letters, func(l mailtest.Letter) bool { return l.To == "u0@other.example" }); n = len(letters) + 1 {
		letters = f.server.Await(n, soon)
	}
	if len(letters) > many/2 {
		t.Errorf("the other company's letter came after %d", len(letters))
	}
	t.Logf("the other company's letter took %s", time.Since(asked).Round(time.Millisecond))
	f.server.Await(many+1, time.Minute)
	t.Logf("%.0f letters a second, over %d connections", many/time.Since(began).Seconds(), f.server.Connections())
	if n := f.server.Connections(); n > 20 {
		t.Errorf("they took %d connections", n)
	}
}
