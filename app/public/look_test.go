package public

import (
	"reflect"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/lib/pdf"
)

// TestAccent: whatever colour a company has chosen, it can be read in the light and in
// the dark, on its ground and under what stands on it, and one that could be is kept.
func TestAccent(t *testing.T) {
	for _, c := range []pdf.Color{
		{},
		{Red: 255, Green: 255, Blue: 255},
		{Red: 255, Green: 212},
		{Red: 22, Green: 92, Blue: 125},
		{Green: 255},
		{Blue: 255},
		{Red: 128, Green: 128, Blue: 128},
		{Red: 250, Green: 250, Blue: 210},
		{Red: 10, Green: 10, Blue: 40},
	} {
		for name, scheme := range map[string]func() (pdf.Color, pdf.Color){"light": light, "dark": dark} {
			ground, on := scheme()
			made := readable(c, on, ground)
			if contrast(made, ground) < 4.5 || contrast(made, on) < 4.5 {
				t.Errorf("%s %s: %s has %.2f on its ground and %.2f under its text", name, hex(c), hex(made), contrast(made, ground), contrast(made, on))
			}
			if contrast(c, ground) >= enough && contrast(c, on) >= enough && made != c {
				t.Errorf("%s: %s became %s without need", name, hex(c), hex(made))
			}
		}
	}
	if got := contrast(pdf.Color{}, pdf.Color{Red: 255, Green: 255, Blue: 255}); got != 21 {
		t.Errorf("black on white has %v", got)
	}
	for _, ground := range []string{"--sheet:#fff;", "--sheet:#181c21;"} { // those of light and dark
		if !strings.Contains(style, ground) {
			t.Errorf("the style has no %s", ground)
		}
	}
}

// TestPicture: what is no picture is not shown as one.
func TestPicture(t *testing.T) {
	for text, want := range map[string]bool{"\x89PNG\r\n\x1a\n": true, "\xff\xd8\xff": true, "<svg onload=x>": false, "": false, "GIF89a": false} {
		if got := picture([]byte(text)); (got != "") != want {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}

// TestWords: each language has every word, and none is said in another's.
func TestWords(t *testing.T) {
	english := reflect.ValueOf(words("en"))
	for _, language := range documents.Languages() {
		said := reflect.ValueOf(words(language))
		for i := range said.NumField() {
			name := said.Type().Field(i).Name
			if said.Field(i).String() == "" {
				t.Errorf("%s lacks %s", language, name)
			}
			if language != "en" && name != "Version" && said.Field(i).String() == english.Field(i).String() {
				t.Errorf("%s says %s in English", language, name)
			}
		}
	}
}
