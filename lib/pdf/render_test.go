package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// invoice is a letter with a table of so many rows.
func invoice(rows int) Document {
	d := Document{
		Language: "de", Title: "Rechnung \u200eINV-1\u200e", Author: "Nordwind GmbH", Made: time.Date(2026, 5, 30, 12, 0, 0, 0, time.UTC),
		Sender:    Sender{Name: "Nordwind GmbH", Return: "Nordwind GmbH · Hamburg", Footer: [][]string{{"Nordwind GmbH"}, {"HRB 1"}}},
		Recipient: []string{"Bäckerei Sonnenschein"}, Heading: "Rechnung INV-1", Opening: []string{"Wir berechnen:"},
		Table: Table{
			Columns:     []Column{{"Pos.", 1, false}, {"Bezeichnung", 6, false}, {"Betrag", 2, true}},
			CarriedOver: "Übertrag", BroughtForward: "Vortrag",
		},
		Sums: []Sum{{"Netto", "1,00", false}, {"Gesamt", "1,19 EUR", true}}, Closing: []string{"Vielen Dank."},
		Page: func(n, of int) string { return fmt.Sprintf("Seite %d von %d", n, of) },
	}
	for n := range rows {
		d.Table.Rows = append(d.Table.Rows, Row{Cells: []string{strconv.Itoa(n + 1), fmt.Sprintf("Artikel %d.", n+1), "1,00"}, Carry: fmt.Sprintf("%d,00", n+1)})
	}
	return d
}

func render(t *testing.T, d Document) []byte {
	t.Helper()
	body, err := Render(d)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// pages returns the text of a PDF, page by page.
func pages(t *testing.T, body []byte) []string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(file, body, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext (Debian's poppler-utils): %v", err)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\f"), "\f")
}

func TestEachPageRepeatsTheHeadAndCarriesTheSum(t *testing.T) {
	t.Parallel()
	all := pages(t, render(t, invoice(100)))
	if len(all) < 3 {
		t.Fatalf("has %d pages", len(all))
	}
	row := 0
	for n, text := range all {
		want := []string{"Bezeichnung", fmt.Sprintf("Seite %d von %d", n+1, len(all))}
		if n > 0 {
			want = append(want, fmt.Sprintf("Vortrag %d,00", row))
		}
		for strings.Contains(text, fmt.Sprintf("Artikel %d.", row+1)) {
			row++
		}
		if n < len(all)-1 {
			want = append(want, fmt.Sprintf("Übertrag %d,00", row))
		} else {
			want = append(want, "Artikel 100.", "Gesamt 1,19 EUR") // the last row stays with the sums
		}
		for _, w := range want {
			if !strings.Contains(strings.Join(strings.Fields(text), " "), w) {
				t.Errorf("page %d lacks %q", n+1, w)
			}
		}
	}
	if row != 100 {
		t.Errorf("has %d rows", row)
	}
}

func TestTheSameDocumentIsTheSameBytes(t *testing.T) {
	t.Parallel()
	d := invoice(50)
	d.Sender.Logo = logo(t, "png")
	d.Payment = &Payment{Heading: "Zahlung", Facts: []Fact{{"IBAN", "DE89"}}, Code: "BCD\n002", Caption: "Scannen"}
	if first, second := render(t, d), render(t, d); !bytes.Equal(first, second) {
		t.Error("two printings differ")
	}
	other := d
	other.Made = d.Made.Add(time.Second)
	if bytes.Equal(render(t, d), render(t, other)) {
		t.Error("the instant is not in the file")
	}
}

func TestALongNoteGoesOnOverThePage(t *testing.T) {
	t.Parallel()
	d := invoice(3)
	for n := range 200 {
		d.Table.Rows[1].Note += fmt.Sprintf("Zeile %d.\n", n)
	}
	text := strings.Join(pages(t, render(t, d)), "\n")
	for n := range 200 {
		if !strings.Contains(text, fmt.Sprintf("Zeile %d.", n)) {
			t.Errorf("line %d is missing", n)
		}
	}
}

func TestNothingLeavesItsRoom(t *testing.T) {
	t.Parallel()
	p, err := open(invoice(1))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "ein paar Worte, die nicht auf eine Zeile gehen", "", " ", "x",
		strings.Repeat("W", 500), "كمثرى مجففة من زراعة عضوية في علبة كبيرة",
	} {
		lines := p.lines(text, plain, 30)
		for _, l := range lines {
			if w := p.widthOf(l, plain); w > 30.02 {
				t.Errorf("%q is %.2f mm wide", l, w)
			}
		}
		squeeze := strings.NewReplacer(" ", "")
		if got := squeeze.Replace(strings.Join(lines, "")); got != squeeze.Replace(text) {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestLettersThatNoFaceHasAreShownAsMissing(t *testing.T) {
	t.Parallel()
	d := invoice(1)
	d.Closing = []string{"Tee \u8336, \U0001F375 und\u2007Ende\u0000."}
	text := strings.Join(pages(t, render(t, d)), "")
	if !strings.Contains(text, "Tee \uFFFD, \uFFFD und Ende.") {
		t.Errorf("got %q", text)
	}
}

func TestALogoIsAPicture(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"png", "jpeg", "16 bits"} {
		d := invoice(1)
		d.Sender.Logo = logo(t, kind)
		if err := CheckPicture(d.Sender.Logo); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		render(t, d)
	}
	// A head that promises 50,000 pixels each way.
	bomb := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\xc3\x50\x00\x00\xc3\x50\x08\x06\x00\x00\x00")
	bomb = binary.BigEndian.AppendUint32(bomb, crc32.ChecksumIEEE(bomb[12:]))
	for _, bad := range [][]byte{[]byte("<svg/>"), bomb, logo(t, "png")[:60]} {
		if err := CheckPicture(bad); !errors.Is(err, ErrPicture) {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

func logo(t *testing.T, kind string) []byte {
	t.Helper()
	var out bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 30, 20)), nil)
	case "16 bits":
		err = png.Encode(&out, image.NewNRGBA64(image.Rect(0, 0, 30, 20)))
	default:
		err = png.Encode(&out, image.NewNRGBA(image.Rect(0, 0, 30, 20)))
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
