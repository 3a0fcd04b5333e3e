package serial

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

// What stands in patterns for what differs between numbers.
const (
	count = "{n}"
	year  = "{year}"
	month = "{month}"
	site  = "{site}" // the code of the site to which the document belongs
)

// Bounds of patterns.
const (
	MostDigits = 12 // with which the count can be padded
	longest    = 40 // characters of a pattern
)

var (
	spelled = regexp.MustCompile(`^(?:[A-Za-z0-9 ./_-]|\{[^{}]*\})*$`)
	marks   = regexp.MustCompile(`\{[^{}]*\}`)
	touched = regexp.MustCompile(`\d\{n\}|\{n\}[\d{]|\{site\}\{n\}`)
)

// Series is how the documents of one kind are numbered.
type Series struct {
	Pattern string // with {n} for the count, and {year}, {month} and {site} where wanted
	Digits  int    // the least width of the count
}

// Form returns the pattern with all but the count filled in, of a document of the site
// with that code; empty for none.
func (s Series) Form(day civil.Date, code string) string {
	return strings.NewReplacer(
		year, fmt.Sprintf("%04d", day.Year()), month, fmt.Sprintf("%02d", int(day.Month())), site, code,
	).Replace(s.Pattern)
}

// PerSite tells whether each site is counted for itself.
func (s Series) PerSite() bool { return strings.Contains(s.Pattern, site) }

// Number returns the nth number of a form.
func (s Series) Number(form string, n int64) string {
	digits := strconv.FormatInt(n, 10)
	if pad := s.Digits - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	return strings.Replace(form, count, digits, 1)
}

// Around returns what stands before and after the count of a form.
func Around(form string) (before, after string) {
	before, after, _ = strings.Cut(form, count)
	return before, after
}

// Check says what is wrong with a series that a company wants, by the fields pattern
// and digits; sited tells whether the documents belong to sites.
func (s Series) Check(sited bool) error {
	var errs problem.Fields
	if s.Digits < 0 || s.Digits > MostDigits {
		errs.Add("/digits", "out-of-range", "Must be 0 to %d.", MostDigits)
	}
	known := []string{count, year, month}
	if sited {
		known = append(known, site)
	}
	bad := func(code, detail string, args ...any) { errs.Add("/pattern", code, detail, args...) }
	switch {
	case len(s.Pattern) > longest:
		bad("too-long", "Must be at most %d characters.", longest)
	case strings.TrimSpace(s.Pattern) != s.Pattern || !spelled.MatchString(s.Pattern):
		bad("invalid-pattern", "May have letters from A to Z, digits, spaces and the signs - / . _ besides %s.", strings.Join(known, ", "))
	case strings.Count(s.Pattern, count) != 1:
		bad("no-count", "Must have {n} once, where the count stands.")
	case strings.Contains(s.Pattern, month) && !strings.Contains(s.Pattern, year):
		bad("no-year", "Must have {year} beside {month}, for the months of each year to be told apart.")
	case touched.MatchString(s.Pattern):
		bad("count-touches", "Must have a letter or a sign between {n} and a digit or mark beside it, such as 1-{n}; only {year} and {month} may come right before it.")
	}
	for _, mark := range marks.FindAllString(s.Pattern, -1) {
		if !slices.Contains(known, mark) {
			bad("unknown-mark", "There is no %s here: known are %s.", mark, strings.Join(known, ", "))
		}
	}
	return errs.Err()
}
