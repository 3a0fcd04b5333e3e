package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
)

// Measures of a letter in millimetres, after DIN 5008, form B.
const (
	marginStart = 25.0
	marginEnd   = 20.0
	marginTop   = 15.0

	addressTop   = 45.0 // of the window
	addressWidth = 85.0
	factsAt      = 125.0 // from the start of the page
	bodyTop      = 98.0  // on the first page
	nextTop      = 27.0  // on those that follow

	logoWidth  = 70.0
	logoHeight = 22.0
	aboveFoot  = 6.0 // between the text and the foot
)

// The inks beside the accent.
var (
	black = Color{28, 30, 33}
	grey  = Color{98, 102, 108}
	faint = Color{214, 217, 221}
	tint  = Color{245, 246, 247}
)

// The sizes of letters.
var (
	plain   = style{size: 9.5, ink: black}
	strong  = style{size: 9.5, bold: true, ink: black}
	small   = style{size: 8, ink: grey}
	tiny    = style{size: 7, ink: grey}
	head    = style{size: 8, bold: true, ink: black}
	heading = style{size: 17, bold: true, ink: black}
	title   = style{size: 11, bold: true, ink: black}
)

// page is a document on its way onto paper.
type page struct {
	*sheet
	doc    Document
	y      float64 // where the next thing stands
	inner  float64 // the width between the margins
	bottom float64 // where the text must end
	foot   float64 // where the foot begins
}

// Render prints a document. It fails when the logo is no picture.
func Render(d Document) ([]byte, error) {
	p, err := open(d)
	if err != nil {
		return nil, err
	}
	if err := p.letterhead(); err != nil {
		return nil, err
	}
	p.address()
	p.opening()
	p.table()
	p.closing()
	if err := p.payment(); err != nil {
		return nil, err
	}
	p.feet()
	var out bytes.Buffer
	if err := p.pen.Output(&out); err != nil {
		return nil, fmt.Errorf("print %q: %w", d.Title, err)
	}
	return out.Bytes(), nil
}

// open lays the first sheet out.
func open(d Document) (*page, error) {
	if d.Paper == "" {
		d.Paper = A4
	}
	pen := fpdf.New("P", "mm", string(d.Paper), "")
	pen.SetCatalogSort(true)
	pen.SetCreationDate(d.Made.UTC())
	pen.SetModificationDate(d.Made.UTC())
	pen.SetTitle(unmarked(d.Title), true)
	pen.SetAuthor(unmarked(d.Author), true)
	pen.SetCreator("Guildhall", true)
	pen.SetProducer("Guildhall", true)
	pen.SetLang(d.Language)
	pen.SetAutoPageBreak(false, 0)
	pen.SetDisplayMode("fullpage", "continuous")
	pen.AddUTF8FontFromBytes(family, "", regular)
	pen.AddUTF8FontFromBytes(family, "B", bold)
	pen.AddPage()
	if err := pen.Error(); err != nil {
		return nil, fmt.Errorf("begin %q: %w", d.Title, err)
	}
	s := &sheet{pen: pen, mirrored: d.RightToLeft}
	var err error
	if s.plain, err = newFace(regular); err != nil {
		return nil, err
	}
	if s.bold, err = newFace(bold); err != nil {
		return nil, err
	}
	s.width, s.height = pen.GetPageSize()
	p := &page{sheet: s, doc: d, inner: s.width - marginStart - marginEnd}
	p.foot = s.height - 10 - p.footHeight()
	p.bottom = p.foot - aboveFoot
	return p, nil
}

// unmarked drops the marks of direction, which readers would show in a title.
func unmarked(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
}

// room has the next thing of this height stand whole, on a new page if need be, and
// tells whether it is a new one.
func (p *page) room(height float64) bool {
	if p.y+height <= p.bottom {
		return false
	}
	p.turn()
	return true
}

// turn begins a page with a line that says which document it belongs to.
func (p *page) turn() {
	p.pen.AddPage()
	p.inked = style{}
	half := p.inner/2 - gutter
	p.block(p.fewer(p.doc.Sender.Name, small, half, 1), small, marginStart, marginTop, half, atStart)
	p.block(p.fewer(p.doc.Title, small, half, 1), small, marginStart, marginTop, p.inner, atEnd)
	p.rule(marginStart, marginTop+5.5, p.inner, 0.3, p.doc.Accent)
	p.y = nextTop
}

// letterhead writes who sends the letter.
func (p *page) letterhead() error {
	d := p.doc.Sender
	if len(d.Logo) > 0 {
		if err := p.picture(d.Logo, marginStart, marginTop-3, logoWidth, logoHeight); err != nil {
			return err
		}
	} else {
		y := marginTop - 3
		for _, l := range p.lines(d.Name, heading, factsAt-marginStart-5) {
			p.line(l, style{size: heading.size, bold: true, ink: p.doc.Accent}, marginStart, y, p.inner, atStart)
			y += heading.leading()
		}
	}
	p.block(d.Contact, small, factsAt, marginTop-2, p.width-marginEnd-factsAt, atStart)
	return nil
}

// address writes whom the letter is for into the window, and the facts beside it.
func (p *page) address() {
	d := p.doc
	y := addressTop + 4
	for _, l := range p.fewer(d.Sender.Return, tiny, addressWidth, 2) {
		p.line(l, tiny, marginStart, y, addressWidth, atStart)
		y += tiny.leading()
	}
	y = math.Max(y, addressTop+8) + 1.2
	recipient := style{size: 10, ink: black}
	for _, l := range d.Recipient {
		y = p.block(p.lines(l, recipient, addressWidth), recipient, marginStart, y, addressWidth, atStart)
	}
	facts := p.facts(d.Facts, factsAt, addressTop+4, p.width-marginEnd-factsAt)
	p.y = math.Max(bodyTop, math.Max(y, facts)+8)
}

// fewer breaks a text into lines and keeps the first few.
func (p *page) fewer(text string, st style, width float64, most int) []string {
	if text == "" {
		return nil
	}
	l := p.lines(text, st, width)
	return l[:min(len(l), most)]
}

// facts writes names and values below each other and returns where they end.
func (p *page) facts(facts []Fact, x, y, width float64) float64 {
	names := 0.0
	for _, f := range facts {
		names = math.Max(names, p.widthOf(f.Label, small))
	}
	names = math.Min(names+4, width*0.6)
	for _, f := range facts {
		below := p.block(p.lines(f.Label, small, names-2), small, x, y+0.55, names, atStart)
		y = math.Max(p.block(p.lines(f.Value, plain, width-names), plain, x+names, y, width-names, atStart), below)
	}
	return y
}

// opening writes the heading and the paragraphs above the table.
func (p *page) opening() {
	mark, width := style{size: heading.size, ink: p.doc.Accent}, p.inner
	if p.doc.Mark != "" {
		width -= p.widthOf(p.doc.Mark, mark) + gutter
		p.line(p.doc.Mark, mark, marginStart, p.y, p.inner, atEnd)
	}
	p.y = p.block(p.lines(p.doc.Heading, heading, width), heading, marginStart, p.y, width, atStart) + 3
	p.paragraphs(p.doc.Opening)
}

// paragraphs writes text over the whole width, with a gap after each.
func (p *page) paragraphs(texts []string) {
	for _, text := range texts {
		for _, l := range p.lines(text, plain, p.inner) {
			p.room(plain.leading())
			p.line(l, plain, marginStart, p.y, p.inner, atStart)
			p.y += plain.leading()
		}
		p.y += 2.2
	}
}

// closing writes the paragraphs below the sums.
func (p *page) closing() {
	if len(p.doc.Closing) > 0 {
		p.y += 5
		p.paragraphs(p.doc.Closing)
	}
}
