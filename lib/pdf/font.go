package pdf

import (
	_ "embed"
	"fmt"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The faces. Their licence, the SIL Open Font License 1.1, stands beside them.
var (
	//go:embed fonts/regular.ttf
	regular []byte
	//go:embed fonts/bold.ttf
	bold []byte
)

// face is one of the faces, to measure by. Widths are in thousandths of the size, -1
// for a letter that it does not have.
type face struct {
	font   *sfnt.Font
	room   sfnt.Buffer
	widths map[rune]float64
}

func newFace(file []byte) (*face, error) {
	f, err := sfnt.Parse(file)
	if err != nil {
		return nil, fmt.Errorf("read a face: %w", err)
	}
	return &face{font: f, widths: map[rune]float64{}}, nil
}

// width returns how wide a letter is, -1 when the face does not have it.
func (f *face) width(r rune) float64 {
	w, known := f.widths[r]
	if !known {
		w = f.look(r)
		f.widths[r] = w
	}
	return w
}

func (f *face) look(r rune) float64 {
	at, err := f.font.GlyphIndex(&f.room, r)
	if err != nil || at == 0 || r > 0xFFFF { // a PDF of this library holds no letter beyond the basic plane
		return -1
	}
	advance, err := f.font.GlyphAdvance(&f.room, at, fixed.I(1000), font.HintingNone)
	if err != nil {
		return -1
	}
	return float64(advance) / 64
}

// printable replaces what the faces do not have, and drops what is not to be seen.
func (f *face) printable(text []rune) []rune {
	out := text[:0]
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.IsControl(r):
		case f.width(r) >= 0:
			out = append(out, r)
		case unicode.IsSpace(r):
			out = append(out, ' ')
		default:
			out = append(out, unicode.ReplacementChar)
		}
	}
	return out
}
