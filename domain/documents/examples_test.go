package documents

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// examples are the pages that docs/documents shows, by the name of the picture.
func examples() map[string]struct {
	d    Document
	page int
} {
	slip := sampleInvoice("en", 6)
	slip.Kind, slip.Totals, slip.Pay, slip.Closing, slip.Number = PackingSlip, nil, nil, nil, "SH-2026-00007"
	for i := range slip.Lines {
		slip.Lines[i].Ordered = slip.Lines[i].Quantity
	}
	slip.References = []Reference{{Name: RefOrder, Text: "SO-2026-00031"}, {Name: RefCarrier, Text: "An Post"}, {Name: RefTracking, Text: "LX123456789IE"}}
	return map[string]struct {
		d    Document
		page int
	}{
		"invoice-en":        {sampleInvoice("en", 3), 1},
		"invoice-de":        {sampleInvoice("de", 7), 1},
		"invoice-de-page-2": {sampleInvoice("de", 40), 2},
		"invoice-ar":        {sampleInvoice("ar", 5), 1},
		"invoice-ar-last":   {sampleInvoice("ar", 40), 4},
		"packing-slip-en":   {slip, 1},
		"statement-de":      {sampleStatement("de", 14), 1},
		"statement-ar":      {sampleStatement("ar", 14), 1},
	}
}

// TestExamples wants a picture of each example for the docs, small enough to load. It
// paints them anew when the golden files are rewritten; they are for people, and what
// poppler paints differs by a hair from one version to the next.
func TestExamples(t *testing.T) {
	t.Parallel()
	dir := filepath.Join("..", "..", "docs", "documents")
	all := examples()
	for name, e := range all {
		picture := filepath.Join(dir, name)
		if os.Getenv("UPDATE") == "1" {
			n := strconv.Itoa(e.page)
			run(t, "pdftoppm", "-r", "88", "-f", n, "-l", n, "-singlefile", "-png", onDisk(t, printSample(t, e.d)), picture)
		}
		about, err := os.Stat(picture + ".png")
		if err != nil {
			t.Errorf("make update: %v", err)
		} else if about.Size() > 150_000 {
			t.Errorf("%s has %d bytes", name, about.Size())
		}
	}
	shown, err := filepath.Glob(filepath.Join(dir, "*.png"))
	if err != nil || len(shown) != len(all) {
		t.Errorf("%d pictures for %d examples: %v", len(shown), len(all), err)
	}
}
