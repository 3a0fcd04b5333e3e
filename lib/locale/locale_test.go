package locale_test

import (
	"testing"

	"github.com/guildhall/guildhall/lib/locale"
)

func TestNumbersAreSpelledAsTheirReadersDo(t *testing.T) {
	tests := []struct{ wanted, best, number, negative, share, country string }{
		{"en", "en", "12,345,678,901,234,567.05", "-1,234.50", "7.5%", "Germany"},
		{"en-US", "en", "12,345,678,901,234,567.05", "-1,234.50", "7.5%", "Germany"},
		{"de", "de", "12.345.678.901.234.567,05", "-1.234,50", "7,5\u00a0%", "Deutschland"},
		{"de-CH", "de", "12’345’678’901’234’567.05", "-1’234.50", "7.5%", "Deutschland"},
		{"ar", "ar", "١٢٬٣٤٥٬٦٧٨٬٩٠١٬٢٣٤٬٥٦٧٫٠٥", "\u061c-١٬٢٣٤٫٥٠", "٧٫٥٪\u061c", "ألمانيا"},
		{"ar-AE", "ar", "12,345,678,901,234,567.05", "\u200e-1,234.50", "7.5\u200e%\u200e", "ألمانيا"},
		{"ja", "en", "12,345,678,901,234,567.05", "-1,234.50", "7.5%", "Germany"},
		{"no tag", "en", "12,345,678,901,234,567.05", "-1,234.50", "7.5%", "Germany"},
	}
	for _, tt := range tests {
		t.Run(tt.wanted, func(t *testing.T) {
			best, l := locale.Best([]string{"en", "de", "ar"}, "", tt.wanted)
			if best != tt.best {
				t.Errorf("best is %q, want %q", best, tt.best)
			}
			for _, c := range []struct{ got, want string }{
				{l.Number("12345678901234567.05"), tt.number},
				{l.Number("-1234.50"), tt.negative},
				{l.Percent("7.5"), tt.share},
				{l.Country("DE"), tt.country},
			} {
				if c.got != c.want {
					t.Errorf("got %q, want %q", c.got, c.want)
				}
			}
		})
	}
}

func TestTheFirstLanguageThatFitsIsTaken(t *testing.T) {
	best, l := locale.Best([]string{"en", "de", "ar"}, "ja", "ar-EG", "de")
	if best != "ar" || !l.RightToLeft() {
		t.Errorf("got %q, from the right: %t", best, l.RightToLeft())
	}
	if _, l := locale.Best([]string{"en", "de", "ar"}); l.RightToLeft() || l.Tag() != "en" {
		t.Errorf("without a wish got %q", l.Tag())
	}
}

func TestSmallNumbersAreNotGrouped(t *testing.T) {
	_, l := locale.Best([]string{"de"})
	for plain, want := range map[string]string{"0": "0", "7": "7", "999": "999", "1000": "1.000", "-0.5": "-0,5", "100000": "100.000"} {
		if got := l.Number(plain); got != want {
			t.Errorf("%s is %q, want %q", plain, got, want)
		}
	}
}
