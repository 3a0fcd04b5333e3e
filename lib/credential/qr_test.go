package credential

import (
	"bytes"
	"encoding/xml"
	"image/png"
	"regexp"
	"strings"
	"testing"
)

func TestQR(t *testing.T) {
	t.Parallel()
	const text = "otpauth://totp/Acme:ann@acme.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	svg := QR(text)
	if err := xml.Unmarshal(svg, new(struct{})); err != nil {
		t.Fatalf("%v in %s", err, svg)
	}
	raw, err := QRPNG(text)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	m := matrix(text)
	if size := img.Bounds().Dx(); size != len(m)*pngScale || size != img.Bounds().Dy() {
		t.Errorf("the picture is %s", img.Bounds())
	}
	dark := 0
	for y := range m {
		for x := range m {
			if r, _, _, _ := img.At(x*pngScale+3, y*pngScale+3).RGBA(); (r == 0) != m[y][x] {
				t.Fatalf("the picture is wrong at %d, %d", x, y)
			}
			if m[y][x] {
				dark++
			}
		}
	}
	if drawn := len(regexp.MustCompile(`M\d+ \d+h1v1h-1z`).FindAll(svg, -1)); drawn != dark {
		t.Errorf("the drawing has %d dark modules, not %d", drawn, dark)
	}
}

// The three squares that scanners look for stand in the corners, four modules in.
func TestQRCanBeFound(t *testing.T) {
	t.Parallel()
	m := matrix("x")
	const finder = "#######/#     #/# ### #/# ### #/# ### #/#     #/#######"
	far := len(m) - quietZone - 7
	for _, at := range [][2]int{{quietZone, quietZone}, {far, quietZone}, {quietZone, far}} {
		var rows []string
		for y := range 7 {
			row := ""
			for x := range 7 {
				row += map[bool]string{true: "#", false: " "}[m[at[1]+y][at[0]+x]]
			}
			rows = append(rows, row)
		}
		if got := strings.Join(rows, "/"); got != finder {
			t.Errorf("at %v: %s", at, got)
		}
	}
	for i := range m {
		if m[i][quietZone-1] || m[quietZone-1][i] || m[i][len(m)-quietZone] || m[len(m)-quietZone][i] {
			t.Error("the quiet zone is not quiet")
		}
	}
}

func TestQRTooLong(t *testing.T) {
	t.Parallel()
	if QR(strings.Repeat("x", maxQR)) == nil {
		t.Errorf("%d bytes fit no code", maxQR)
	}
	if _, err := QRPNG(strings.Repeat("x", maxQR+1)); err == nil || QR(strings.Repeat("x", maxQR+1)) != nil {
		t.Errorf("%d bytes fit: %v", maxQR+1, err)
	}
}
