package locale

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

// Locale is how the readers of a language, perhaps of one region, write numbers.
type Locale struct {
	tag            language.Tag
	digits         [10]rune
	group, decimal string
	minus          [2]string // before and behind a negative number
	percent        [2]string // before and behind a share
	countries      display.Namer
}

// Known tells whether the text is a language by its tag (BCP 47): "de", "pt-BR".
func Known(tag string) bool {
	_, err := language.Parse(tag)
	return err == nil
}

// Best returns that of the languages in which somebody is best written to who wants
// one of wanted, the dearest first, and the locale for it. Where none fits it is the
// first language. Tags that cannot be read are passed over.
func Best(languages []string, wanted ...string) (string, Locale) {
	have := make([]language.Tag, len(languages))
	for i, l := range languages {
		have[i] = language.Make(l)
	}
	matcher := language.NewMatcher(have)
	for _, w := range wanted {
		tag, err := language.Parse(w)
		if w == "" || err != nil {
			continue
		}
		if _, at, sure := matcher.Match(tag); sure >= language.Low {
			return languages[at], in(regional(tag, have[at]))
		}
	}
	return languages[0], in(have[0])
}

// regional keeps what the wanted tag says beyond its language, if both are of one
// language.
func regional(wanted, have language.Tag) language.Tag {
	a, _ := wanted.Base()
	b, _ := have.Base()
	if a == b {
		return wanted
	}
	return have
}

// in learns how numbers are written from numbers that are written.
func in(tag language.Tag) Locale {
	l := Locale{tag: tag, countries: display.Regions(tag)}
	printer := message.NewPrinter(tag)
	for d := range l.digits {
		for _, r := range printer.Sprint(number.Decimal(d)) {
			if unicode.IsDigit(r) {
				l.digits[d] = r
			}
		}
	}
	whole := l.between(printer.Sprint(number.Decimal(1_234_567.5, number.Scale(1))))
	l.group, l.decimal = whole[0], whole[len(whole)-1]
	l.minus = l.around(printer.Sprint(number.Decimal(-1)))
	l.percent = l.around(printer.Sprint(number.Percent(0.01)))
	return l
}

// between returns what stands between the groups of digits.
func (l Locale) between(text string) []string {
	var out []string
	last, inside := 0, false
	for at, r := range text {
		if !unicode.IsDigit(r) {
			continue
		}
		if inside && at > last {
			out = append(out, text[last:at])
		}
		inside, last = true, at+len(string(r))
	}
	return out
}

// around returns what stands before and behind the digits.
func (l Locale) around(text string) [2]string {
	first := strings.IndexFunc(text, unicode.IsDigit)
	last := strings.LastIndexFunc(text, unicode.IsDigit)
	return [2]string{text[:first], text[last+len(string(l.digits[0])):]}
}

// Tag returns the language's tag, with what more it says.
func (l Locale) Tag() string { return l.tag.String() }

// RightToLeft tells whether the language is written from right to left.
func (l Locale) RightToLeft() bool {
	script, _ := l.tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm":
		return true
	}
	return false
}

// Number spells a number that is given in plain notation: "-1234.50".
func (l Locale) Number(plain string) string {
	rest, negative := strings.CutPrefix(plain, "-")
	whole, fraction, point := strings.Cut(rest, ".")
	var b strings.Builder
	for i, d := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(l.group)
		}
		b.WriteRune(l.digit(d))
	}
	if point {
		b.WriteString(l.decimal)
		b.WriteString(l.Digits(fraction))
	}
	if negative {
		return l.minus[0] + b.String() + l.minus[1]
	}
	return b.String()
}

// Percent spells a share that is given in hundredths: "19" or "7.5".
func (l Locale) Percent(plain string) string {
	return l.percent[0] + l.Number(plain) + l.percent[1]
}

// Digits writes the digits of a text as the language does, and leaves the rest.
func (l Locale) Digits(text string) string { return strings.Map(l.digit, text) }

func (l Locale) digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return l.digits[r-'0']
	}
	return r
}

// Country names a country by its ISO 3166-1 alpha-2 code, and returns the code itself
// when it has no name.
func (l Locale) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil || l.countries == nil {
		return code
	}
	if name := l.countries.Name(region); name != "" {
		return name
	}
	return code
}
