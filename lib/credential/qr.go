package credential

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/boombuler/barcode/qr"
)

const (
	maxQR     = 2331 // bytes that the largest QR code of medium error correction holds
	quietZone = 4    // modules around it, which scanners need
	pngScale  = 6    // pixels per module
)

// QR returns a text as a QR code, an SVG image without size of its own: black on
// white, a unit per module, the quiet zone included. A text of more than 2331 bytes
// fits no code and gives nil.
func QR(text string) (svg []byte) {
	m := matrix(text)
	if m == nil {
		return nil
	}
	var path strings.Builder
	for y, row := range m {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x, y)
			}
		}
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="%[2]s"/></svg>`, len(m), path.String())
}

// QRPNG is [QR] as a PNG image, six pixels per module.
func QRPNG(text string) ([]byte, error) {
	m := matrix(text)
	if m == nil {
		return nil, fmt.Errorf("draw a QR code: %d bytes are more than %d", len(text), maxQR)
	}
	size := len(m) * pngScale
	img := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{color.White, color.Black})
	for y := range size {
		for x := range size {
			if m[y/pngScale][x/pngScale] {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil, fmt.Errorf("draw a QR code: %w", err)
	}
	return out.Bytes(), nil
}

// matrix returns the rows of the code, true for dark, within its quiet zone; nil
// for a text that is too long.
func matrix(text string) [][]bool {
	if len(text) > maxQR {
		return nil
	}
	code, err := qr.Encode(text, qr.M, qr.Unicode)
	if err != nil {
		return nil // too long, by the library's account
	}
	inner := code.Bounds().Dx()
	m := make([][]bool, inner+2*quietZone)
	for y := range m {
		m[y] = make([]bool, len(m))
	}
	for y := range inner {
		for x := range inner {
			m[y+quietZone][x+quietZone] = code.At(x, y) == color.Black
		}
	}
	return m
}
