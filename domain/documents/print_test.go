package documents

import (
	"bytes"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/guildhall/guildhall/lib/money"
)

// TestPrinted prints invoices of 1, 40 and 400 lines in each language, and reads them
// as their readers' programs do.
func TestPrinted(t *testing.T) {
	t.Parallel()
	for _, language := range languages() {
		for _, lines := range []int{1, 40, 400} {
			t.Run(fmt.Sprintf("%s/%d", language, lines), func(t *testing.T) {
				t.Parallel()
				d := sampleInvoice(language, lines)
				checkInvoice(t, d, printSample(t, d))
			})
		}
	}
}

// checkInvoice finds on the paper each line, the carried sums, the totals by rate,
// and the number of each page.
func checkInvoice(t *testing.T, d Document, body []byte) {
	t.Helper()
	file := onDisk(t, body)
	v := speak(d.Currency, d.Language)
	pages := strings.Split(strings.TrimSuffix(run(t, "pdftotext", "-layout", file, "-"), "\f"), "\f")
	sum, line := money.Amount{}, 0
	for n, text := range pages {
		text = plainly(text)
		holds := func(what, want string) {
			t.Helper()
			if !strings.Contains(text, plainly(want)) {
				t.Errorf("page %d of %d lacks the %s %q", n+1, len(pages), what, want)
			}
		}
		holds("number", d.Number)
		holds("head", v.say("col.net"))
		for part := range strings.FieldsSeq(v.tell(Sentence{"page", []any{v.Digits(strconv.Itoa(n + 1)), v.Digits(strconv.Itoa(len(pages)))}})) {
			holds("count of pages", part)
		}
		if n > 0 {
			holds("sum brought forward", v.amount(sum))
		}
		for line < len(d.Lines) && strings.Contains(text, plainly(d.Lines[line].Reference)) {
			holds("price", v.amount(d.Lines[line].Price))
			holds("net", v.amount(d.Lines[line].Net))
			sum = sum.Plus(d.Lines[line].Net)
			line++
		}
		if n < len(pages)-1 {
			holds("sum carried over", v.amount(sum))
			continue
		}
		holds("net of all", v.amount(d.Totals.Net))
		holds("total", v.amount(d.Totals.Total))
		for _, tax := range d.Taxes() {
			holds("tax", v.amount(tax.Tax))
			holds("taxed", v.amount(tax.Net))
		}
	}
	if line != len(d.Lines) {
		t.Errorf("%d of %d lines are on paper", line, len(d.Lines))
	}
	run(t, "qpdf", "--check", file)
	info := run(t, "pdfinfo", file)
	if !strings.Contains(info, d.Number) || !strings.Contains(info, sampleLetterhead(d.Language).Name) {
		t.Errorf("title or author is missing: %s", info)
	}
	checkMargins(t, file)
}

// checkMargins looks at the pages and finds no ink at their edges.
func checkMargins(t *testing.T, file string) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "page")
	run(t, "pdftoppm", "-r", "30", "-l", "3", "-png", file, to)
	pages, err := filepath.Glob(to + "*.png")
	if err != nil || len(pages) == 0 {
		t.Fatalf("no page was painted: %v", err)
	}
	for _, page := range pages {
		raw, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		size := picture.Bounds().Size()
		edge := size.X * 8 / 210 // eight millimetres
		for y := range size.Y {
			for x := range size.X {
				if x >= edge && x < size.X-edge && y >= edge && y < size.Y-edge {
					continue
				}
				if r, _, _, _ := picture.At(x, y).RGBA(); r < 0xE000 {
					t.Fatalf("%s has ink at %d,%d of %v", filepath.Base(page), x, y, size)
				}
			}
		}
	}
}

// TestOthersPrint prints what is no invoice, and finds in it what matters.
func TestOthersPrint(t *testing.T) {
	t.Parallel()
	slip := sampleInvoice("de", 3)
	slip.Kind, slip.Totals, slip.Pay, slip.Closing, slip.Mark = PackingSlip, nil, nil, nil, MarkCancelled
	draft := Document{Kind: Quote, Language: "en", Currency: "USD", To: sampleTo("en"), Mark: MarkDraft, Lines: slip.Lines, Totals: &Totals{}}
	tests := []struct {
		name    string
		d       Document
		has     []string
		without []string
	}{
		{"packing slip", slip, []string{"Lieferschein", "Storniert", "Bestellt", "Cajun"}, []string{"Einzelpreis", "Betrag", "IBAN DE89 3704 0044 0532 0130 00 BIC"}},
		{"draft", draft, []string{"Draft", "Quote", "Cajun", "0.00 USD"}, []string{"Payment details", "Number"}},
		{"statement", sampleStatement("en", 31), []string{"Opening balance", "120.00", "PAY-2026-00029", "11 Jan 2026", "Balance due", "Scan with"}, nil},
		{"statement in Arabic", sampleStatement("ar", 31), []string{"كشف", "PAY-2026-00029", "المستحق"}, []string{"Scan"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := onDisk(t, printSample(t, tt.d))
			text := plainly(run(t, "pdftotext", "-layout", file, "-"))
			for _, w := range tt.has {
				if !strings.Contains(text, plainly(w)) {
					t.Errorf("lacks %q", w)
				}
			}
			for _, w := range tt.without {
				if strings.Contains(text, plainly(w)) {
					t.Errorf("has %q", w)
				}
			}
			checkMargins(t, file)
		})
	}
}

// What a company writes may be longer than any sample.
func TestNothingIsTooLongToPrint(t *testing.T) {
	t.Parallel()
	d := sampleInvoice("de", 2)
	long := strings.Repeat("Donaudampfschifffahrtsgesellschaft ", 20)
	d.To.Name, d.To.Street, d.References[1].Text, d.Number = long[:190], strings.Repeat("Hinterhaus\n", 9), strings.Repeat("4711", 40), strings.Repeat("N", 40)
	d.Lines[0].Name, d.Lines[0].Note, d.Notes = long[:190], strings.Repeat(long+"\n", 25), []string{strings.Repeat(long, 20)}
	d.Lines[1].Price, d.Lines[1].Net = money.MustAmount("12345678901234.1234"), money.MustAmount("99999999999999.99")
	file := onDisk(t, printSample(t, d))
	if got := plainly(run(t, "pdftotext", "-layout", file, "-")); !strings.Contains(got, "99.999.999.999.999,99") {
		t.Error("the large sum is cut")
	}
	checkMargins(t, file)
}

// The day of a document is in the file, not the instant at which it is printed.
func TestPrintingAgainGivesTheSameBytes(t *testing.T) {
	t.Parallel()
	for _, language := range languages() {
		d, l := sampleInvoice(language, 12), sampleLetterhead(language)
		first, err := d.render(d.voice(l, Asked{}), l, time.Unix(1, 0))
		if err != nil {
			t.Fatal(err)
		}
		second, err := d.render(d.voice(l, Asked{}), l, time.Unix(2, 0))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, second) {
			t.Errorf("%s: two printings differ", language)
		}
	}
}

// onDisk writes a PDF into a file of the test.
func onDisk(t *testing.T, body []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "document.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// run runs a program of Debian's packages poppler-utils and qpdf.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", program, err, out)
	}
	return string(out)
}

// plainly is a text without what differs between how it is written and how it is read
// from paper: joined letters, marks of direction, room.
func plainly(text string) string {
	unmarked := strings.Map(func(r rune) rune {
		if r >= '\u200e' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r == '\u061c' {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(norm.NFKC.String(unmarked)), " ")
}
