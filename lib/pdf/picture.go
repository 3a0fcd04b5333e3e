package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/jpeg" // logos come as JPEG, too
	"image/png"
	"math"

	"codeberg.org/go-pdf/fpdf"
	"github.com/boombuler/barcode/qr"
)

// mostPixels bounds a logo: what is larger was meant for something else.
const mostPixels = 4_000_000

// ErrPicture says that a logo is no picture that can be printed.
var ErrPicture = errors.New("not a PNG or JPEG of at most four million pixels")

// CheckPicture tells whether a logo can be printed. Its error wraps [ErrPicture].
func CheckPicture(logo []byte) error {
	_, err := decode(logo)
	return err
}

func decode(logo []byte) (image.Image, error) {
	about, _, err := image.DecodeConfig(bytes.NewReader(logo))
	if err != nil || about.Width == 0 || about.Height == 0 || about.Width*about.Height > mostPixels {
		return nil, ErrPicture
	}
	picture, _, err := image.Decode(bytes.NewReader(logo))
	if err != nil {
		return nil, ErrPicture
	}
	return picture, nil
}

// picture draws a logo into a room, as large as fits, at its start. It is written
// anew, because not every form of PNG may stand in a PDF.
func (p *page) picture(logo []byte, x, y, width, height float64) error {
	picture, err := decode(logo)
	if err != nil {
		return fmt.Errorf("print the logo: %w", err)
	}
	flat := image.NewNRGBA(image.Rect(0, 0, picture.Bounds().Dx(), picture.Bounds().Dy()))
	draw.Draw(flat, flat.Bounds(), picture, picture.Bounds().Min, draw.Src)
	var written bytes.Buffer
	if err := png.Encode(&written, flat); err != nil {
		return fmt.Errorf("write the logo: %w", err)
	}
	w, h := float64(flat.Bounds().Dx()), float64(flat.Bounds().Dy())
	scale := math.Min(width/w, height/h)
	w, h = w*scale, h*scale
	if p.mirrored {
		x = p.width - x - w
	}
	options := fpdf.ImageOptions{ImageType: "PNG"}
	p.pen.RegisterImageOptionsReader("logo", options, &written)
	p.pen.ImageOptions("logo", x, y, w, h, false, options, 0, "")
	return nil
}

// Measures of the payment part in millimetres.
const (
	codeSize  = 30.0
	codeQuiet = 34.0 // with the white around it that scanners need
)

// payment writes how to pay, kept together: the code at the start, the facts beside it.
func (p *page) payment() error {
	d := p.doc.Payment
	if d == nil {
		return nil
	}
	p.y += 7
	caption := p.lines(d.Caption, tiny, codeQuiet)
	needs := title.leading() + 2 + float64(len(d.Facts))*plain.leading()
	if d.Code != "" {
		needs = math.Max(needs, codeSize+1+float64(len(caption))*tiny.leading())
	}
	p.room(needs)
	x, end := marginStart, p.y
	if d.Code != "" {
		if err := p.code(d.Code, x, p.y, codeSize); err != nil {
			return err
		}
		end = p.block(caption, tiny, x, p.y+codeSize+1, codeQuiet, atStart)
		x += codeQuiet + 3
	}
	p.line(d.Heading, title, x, p.y, p.inner, atStart)
	facts := p.facts(d.Facts, x, p.y+title.leading()+2, p.width-marginEnd-x)
	p.y = math.Max(end, facts)
	return nil
}

// code draws a QR code, its runs of dark squares as bars, so that it is sharp at any
// size.
func (p *page) code(content string, x, y, size float64) error {
	code, err := qr.Encode(content, qr.M, qr.Unicode)
	if err != nil {
		return fmt.Errorf("draw the code to pay by: %w", err)
	}
	n := code.Bounds().Dx()
	one := size / float64(n)
	if p.mirrored {
		x = p.width - x - size
	}
	p.pen.SetFillColor(0, 0, 0)
	dark := func(col, row int) bool {
		if col >= n {
			return false
		}
		r, _, _, _ := code.At(col, row).RGBA()
		return r == 0
	}
	for row := range n {
		for col := 0; col < n; col++ {
			begin := col
			for dark(col, row) {
				col++
			}
			if col > begin {
				p.pen.Rect(x+float64(begin)*one, y+float64(row)*one, float64(col-begin)*one, one, "F")
			}
		}
	}
	return nil
}
