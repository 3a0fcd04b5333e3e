package public

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"math"
	"net/http"

	"github.com/guildhall/guildhall/lib/pdf"
)

//go:embed pages/style.css
var style string

// What text needs against its ground (WCAG 2.2, 1.4.3), with a little to spare for
// what rounding takes.
const enough = 4.6

// The grounds on which text stands in the accent, and what stands on the accent: as in
// the style.
func light() (ground, on pdf.Color) {
	return pdf.Color{Red: 255, Green: 255, Blue: 255}, pdf.Color{Red: 255, Green: 255, Blue: 255}
}

func dark() (ground, on pdf.Color) {
	return pdf.Color{Red: 0x18, Green: 0x1c, Blue: 0x21}, pdf.Color{Red: 0x10, Green: 0x13, Blue: 0x17}
}

// styled returns the style of a page in a company's accent, which is made darker on
// light ground, and lighter on dark, until it can be read.
func styled(accent pdf.Color) template.CSS {
	ground, on := light()
	inLight := readable(accent, on, ground)
	darkGround, darkOn := dark()
	inDark := readable(accent, darkOn, darkGround)
	own := fmt.Sprintf(":root{--accent:%s;--on:%s}@media (prefers-color-scheme:dark){:root{--accent:%s;--on:%s}}@media print{:root{--accent:%s}}",
		hex(inLight), hex(on), hex(inDark), hex(darkOn), hex(inLight))
	return template.CSS(style + own) //nolint:gosec // our own, and six digits for each colour
}

func hex(c pdf.Color) string { return fmt.Sprintf("#%02x%02x%02x", c.Red, c.Green, c.Blue) }

// readable mixes a colour with black or white, whichever is further from the grounds,
// until it stands out from each.
func readable(c pdf.Color, grounds ...pdf.Color) pdf.Color {
	to := 0.0
	if luminance(grounds[0]) < 0.5 {
		to = 255
	}
	for share := 0.0; share < 1; share += 0.02 {
		mixed := pdf.Color{Red: mix(c.Red, to, share), Green: mix(c.Green, to, share), Blue: mix(c.Blue, to, share)}
		if least(mixed, grounds) >= enough {
			return mixed
		}
	}
	return pdf.Color{Red: uint8(to), Green: uint8(to), Blue: uint8(to)}
}

func least(c pdf.Color, grounds []pdf.Color) float64 {
	found := math.Inf(1)
	for _, g := range grounds {
		found = min(found, contrast(c, g))
	}
	return found
}

func mix(from uint8, to, share float64) uint8 {
	return uint8(math.Round(float64(from)*(1-share) + to*share))
}

// contrast returns the contrast of two colours, from 1 to 21 (WCAG 2.2).
func contrast(a, b pdf.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance returns how bright a colour is, from 0 to 1 (WCAG 2.2).
func luminance(c pdf.Color) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.Red) + 0.7152*part(c.Green) + 0.0722*part(c.Blue)
}

// picture returns a logo as the page holds it, "" for none.
func picture(logo []byte) template.URL {
	kind := http.DetectContentType(logo)
	if kind != "image/png" && kind != "image/jpeg" {
		return ""
	}
	return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(logo)) //nolint:gosec // a picture, by its first bytes
}

// loads says what a page may load: its own style, by its hash, and the logo that it
// holds. It has no script, sends forms home alone, and stands in no frame.
func loads(css template.CSS) string {
	sum := sha256.Sum256([]byte(css))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
}
