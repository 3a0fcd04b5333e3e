package documents

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
)

// A language has every word of the first, with as many gaps to fill in.
func TestEveryLanguageHasEveryWord(t *testing.T) {
	t.Parallel()
	want := catalogueOf(languages()[0])
	for _, language := range languages() {
		c := catalogueOf(language)
		for w, text := range want.words {
			switch {
			case c.words[w] == "":
				t.Errorf("%s lacks %s", language, w)
			case strings.Count(c.words[w], "%s") != strings.Count(text, "%s"):
				t.Errorf("%s: %s has other gaps than %q", language, w, text)
			}
		}
		for w := range c.words {
			if want.words[w] == "" {
				t.Errorf("%s: nobody knows %s", language, w)
			}
		}
		if months := slices.Sorted(slices.Values(c.months[:])); len(slices.Compact(months)) != 12 || c.date == "" || c.brief == "" {
			t.Errorf("%s lacks days", language)
		}
	}
}

func TestEveryKindHasATitle(t *testing.T) {
	t.Parallel()
	kinds := []Kind{Quote, OrderConfirmation, PackingSlip, Invoice, CreditNote, Reminder, LastReminder, Statement}
	titles := 0
	for w := range maps.Keys(english.words) {
		if strings.HasPrefix(string(w), "title.") {
			titles++
		}
	}
	for _, k := range kinds {
		if english.words["title."+Word(k)] == "" {
			t.Errorf("%s has no title", k)
		}
	}
	if titles != len(kinds) {
		t.Errorf("%d titles for %d kinds", titles, len(kinds))
	}
}

func TestSentencesAreSpelledInTheirLanguage(t *testing.T) {
	t.Parallel()
	day := civil.New(2026, time.March, 9)
	tests := []struct{ language, day, brief, amount, pay string }{
		{"en", "9 March 2026", "09 Mar 2026", "1,234.50\u00a0EUR", "Please pay without deduction by 9 March 2026."},
		{"de", "09.03.2026", "09.03.2026", "1.234,50\u00a0EUR", "Bitte zahlen Sie ohne Abzug bis zum 09.03.2026."},
		{"ar", "٩ مارس ٢٠٢٦", "٩\u200f/٣\u200f/٢٠٢٦", "١٬٢٣٤٫٥٠\u00a0EUR", "يرجى السداد دون خصم في موعد أقصاه ٩ مارس ٢٠٢٦."},
		{"ar-AE", "9 مارس 2026", "9\u200f/3\u200f/2026", "1,234.50\u00a0EUR", "يرجى السداد دون خصم في موعد أقصاه 9 مارس 2026."},
	}
	for _, tt := range tests {
		v := speak("EUR", tt.language)
		for _, c := range []struct{ got, want string }{
			{v.day(day), tt.day},
			{v.dated(day, v.brief), tt.brief},
			{v.priced(money.MustAmount("1234.5")), tt.amount},
			{v.tell(Sentence{SayPayUntil, []any{day}}), tt.pay},
		} {
			if c.got != c.want {
				t.Errorf("%s: got %q, want %q", tt.language, c.got, c.want)
			}
		}
	}
}

func TestAnAddressIsWrittenAsItsCountryDoes(t *testing.T) {
	t.Parallel()
	for country, want := range map[entity.Country]string{
		"DE": "Acme|Weg 1|10115 Berlin|BE", "US": "Acme|Weg 1|Berlin, BE 10115", "GB": "Acme|Weg 1|Berlin|BE|10115",
	} {
		p := Party{Name: "Acme", Street: "Weg 1\n", City: "Berlin", Region: "BE", PostalCode: "10115", Country: country}
		if got := strings.Join(p.address(""), "|"); got != want {
			t.Errorf("%s: got %q, want %q", country, got, want)
		}
	}
}
