package pdf

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Hebrew letters do not join, so that the lines can be read here.
func TestLinesOfMixedDirection(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, read  string
		left, right string // as it stands on a sheet that begins left, and right
	}{
		{"nothing from the right", "12 Harbour Street.", "12 Harbour Street.", "12 Harbour Street."},
		{"letters", "אבג", "גבא", "גבא"},
		{"a word among others", "tea אבג cup", "tea גבא cup", "cup גבא tea"},
		{"a number among letters", "אב 12.50 ג", "ג 12.50 בא", "ג 12.50 בא"},
		{"two numbers", "אב 12 34", "34 12 בא", "34 12 בא"},
		{"brackets", "אב (גד)", "(דג) בא", "(דג) בא"},
		{"a company", "אב (GmbH)", "בא (GmbH)", "(GmbH) בא"},
		{"brackets around both", "אב (גד ab)", "בא (דג ab)", "(ab דג) בא"},
		{"a bracket alone", "אב) ג", "ג (בא", "ג (בא"},
		{"the end of a sentence", "אב tea.", "בא tea.", ".tea בא"},
		{"a mark keeps its letter", "אבּג", "גבּא", "גבּא"},
		{"a telephone kept apart", "אב \u200e+49 40 1\u200e", "בא \u200e+49 40 1\u200e", "\u200e+49 40 1\u200e בא"},
		{"quotes", "א«ב»ג", "ג«ב»א", "ג«ב»א"},
		{"a sum", "אב 5%", "5% בא", "5% בא"},
		{"Arabic-Indic digits", "א ٣٬٤٥", "٣٬٤٥ א", "٣٬٤٥ א"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(order([]rune(tt.read), false)); got != tt.left {
				t.Errorf("from the left: got %q, want %q", got, tt.left)
			}
			if got := string(order([]rune(tt.read), true)); got != tt.right {
				t.Errorf("from the right: got %q, want %q", got, tt.right)
			}
		})
	}
}

// No letter is lost or doubled, whatever the line.
func TestOrderOnlyMoves(t *testing.T) {
	t.Parallel()
	some := rapid.SliceOf(rapid.SampledFrom([]rune("ab12 אבمم٣٤.,-+%/:\u0651\u200e\u061c€_")))
	rapid.Check(t, func(t *rapid.T) {
		read := some.Draw(t, "line")
		got := order(slices.Clone(read), rapid.Bool().Draw(t, "from the right"))
		slices.Sort(got)
		slices.Sort(read)
		if !slices.Equal(got, read) {
			t.Fatalf("%q became %q", string(read), string(got))
		}
	})
}

func TestArabicLettersJoin(t *testing.T) {
	t.Parallel()
	for read, want := range map[string][]rune{
		"ب":    {0xFE8F},
		"ببب":  {0xFE91, 0xFE92, 0xFE90},
		"باب":  {0xFE91, 0xFE8E, 0xFE8F},
		"بَب":  {0xFE91, 0x064E, 0xFE90},
		"لا":   {0xFEFB},
		"بلا":  {0xFE91, 0xFEFC},
		"سلام": {0xFEB3, 0xFEFC, 0xFEE1},
		"بـب":  {0xFE91, 0x0640, 0xFE90},
		"ب1ب":  {0xFE8F, '1', 0xFE8F},
		"ء":    {'ء'},
		"شيء":  {0xFEB7, 0xFEF2, 'ء'},
		"پی":   {0xFB58, 0xFBFD},
		"Chai": []rune("Chai"),
	} {
		if got := join([]rune(read)); !slices.Equal(got, want) {
			t.Errorf("%s: got %X, want %X", read, got, want)
		}
	}
}

// Every form that joining may use has a glyph in both faces.
func TestFacesHaveEveryForm(t *testing.T) {
	t.Parallel()
	for name, file := range map[string][]byte{"regular": regular, "bold": bold} {
		f, err := newFace(file)
		if err != nil {
			t.Fatal(err)
		}
		for r, l := range letters {
			for n := range max(l.forms, 1) {
				if f.width(l.alone+rune(n)) < 0 {
					t.Errorf("%s lacks form %d of %c", name, n, r)
				}
			}
		}
		for _, r := range "AZazÄÖÜäöüßéèçñøåžșțğİıŁłΑΩαωЖжЯяѓ€£₺₹₽–—„“”’·•…٠٩٪٬٫،؛؟\uFFFD" {
			if f.width(r) < 0 {
				t.Errorf("%s lacks %c", name, r)
			}
		}
	}
}
