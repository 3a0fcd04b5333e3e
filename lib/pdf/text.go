package pdf

import (
	"strings"

	"codeberg.org/go-pdf/fpdf"
)

// style is how letters look: their size in points, and whether they are bold.
type style struct {
	size float64
	bold bool
	ink  Color
}

// align is where in its room a text stands.
type align int

const (
	atStart align = iota
	atEnd
)

const (
	family     = "guildhall"
	millimetre = 25.4 / 72 // a point in millimetres
)

// sheet is the paper under the pen. Places are in millimetres from the top and from
// where lines of the language start: the left, or the right for a mirrored sheet.
type sheet struct {
	pen           *fpdf.Fpdf
	plain, bold   *face
	width, height float64
	mirrored      bool
	inked         style // in which the pen writes, on this page
}

// leading is the height of a line in millimetres.
func (s style) leading() float64 { return s.size * millimetre * 1.36 }

// ascent is how far below the top of its line a text stands.
func (s style) ascent() float64 { return s.size * millimetre * 1.03 }

// use has the pen write in a style.
func (s *sheet) use(st style) {
	if s.inked == st {
		return
	}
	s.inked = st
	name := ""
	if st.bold {
		name = "B"
	}
	s.pen.SetFont(family, name, st.size)
	s.pen.SetTextColor(int(st.ink.Red), int(st.ink.Green), int(st.ink.Blue))
}

func (s *sheet) face(st style) *face {
	if st.bold {
		return s.bold
	}
	return s.plain
}

// measure returns how wide letters are, as they stand on paper.
func (s *sheet) measure(letters []rune, st style) float64 {
	f, sum := s.face(st), 0.0
	for _, r := range letters {
		sum += f.width(r)
	}
	return sum * st.size / 1000 * millimetre
}

// widthOf returns how wide a text is.
func (s *sheet) widthOf(text string, st style) float64 {
	return s.measure(s.plain.printable(join([]rune(text))), st)
}

// line writes one line, its top at y, in a room of the given width. A text wider than
// its room goes beyond it.
func (s *sheet) line(text string, st style, x, y, width float64, at align) {
	letters := s.visible(text)
	w := s.measure(letters, st)
	if at == atEnd {
		x += width - w
	}
	if s.mirrored {
		x = s.width - x - w
	}
	s.use(st)
	s.pen.Text(x, y+st.ascent(), string(letters))
}

// visible returns a text as its letters stand on paper.
func (s *sheet) visible(text string) []rune {
	return s.plain.printable(order(join([]rune(text)), s.mirrored))
}

// lines breaks a text into lines that fit the width. A word that does not fit by
// itself is broken where it must be.
func (s *sheet) lines(text string, st style, width float64) []string {
	var out []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(strings.ReplaceAll(text, "\r", "")), "\n") {
		out = append(out, s.wrap(paragraph, st, width)...)
	}
	return out
}

func (s *sheet) wrap(paragraph string, st style, width float64) []string {
	var out []string
	line := ""
	for word := range strings.SplitSeq(paragraph, " ") {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if s.fits(longer, st, width) {
			line = longer
			continue
		}
		if line != "" {
			out = append(out, line)
		}
		for !s.fits(word, st, width) {
			head := s.head(word, st, width)
			out = append(out, head)
			word = word[len(head):]
		}
		line = word
	}
	return append(out, line)
}

func (s *sheet) fits(text string, st style, width float64) bool {
	return s.widthOf(text, st) <= width+0.01
}

// head returns as much of a word as fits, one letter at least.
func (s *sheet) head(word string, st style, width float64) string {
	end := 0
	for at, r := range word {
		next := at + len(string(r))
		if end > 0 && !s.fits(word[:next], st, width) {
			break
		}
		end = next
	}
	return word[:end]
}

// block writes lines below each other and returns where the next one would stand.
func (s *sheet) block(lines []string, st style, x, y, width float64, at align) float64 {
	for _, l := range lines {
		s.line(l, st, x, y, width, at)
		y += st.leading()
	}
	return y
}

// rule draws a line across a room.
func (s *sheet) rule(x, y, width, thickness float64, c Color) {
	s.fill(x, y-thickness/2, width, thickness, c)
}

// fill paints a rectangle.
func (s *sheet) fill(x, y, width, height float64, c Color) {
	if s.mirrored {
		x = s.width - x - width
	}
	s.pen.SetFillColor(int(c.Red), int(c.Green), int(c.Blue))
	s.pen.Rect(x, y, width, height, "F")
}
