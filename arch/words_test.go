package arch

import (
	"bytes"
	"fmt"
	"regexp"
	"testing"
)

// unwanted lists what no text of the project says, and why.
var unwanted = []struct {
	words *regexp.Regexp
	why   string
}{
	{
		regexp.MustCompile(`(?:^|[\s"'=(` + "`" + `:])/work/`),
		"a path of one machine: name what the reader has",
	},
	{
		regexp.MustCompile(`/root/go/|/home/[a-z]+/|/Users/[A-Za-z]+/|[A-Z]:\\Users\\`),
		"a path of one machine: name what the reader has",
	},
	{
		regexp.MustCompile(`shared/design|/tmp/brief|\.library/`),
		"the desk this was written at: say it here, in the project",
	},
	{
		regexp.MustCompile(`(?i)\b(?:coding|working|writing) session|\bsub-?agents?\b|\bas an ai\b|\blanguage model wrote\b`),
		"how this was written: the text is about what it does",
	},
	{
		regexp.MustCompile(`(?i)\bco-authored-by:|\b(?:generated|written|created) (?:by|with) (?:an? )?(?:ai|assistant|chatgpt|claude|copilot)\b`),
		"who wrote this: the history keeps that",
	},
	{
		regexp.MustCompile(`(?i)(?:^|\W)issue #\d+\b`),
		"a number of a tracker: give the reason itself, or an ADR",
	},
	{
		regexp.MustCompile(`(?:^|\s)(?://|#|--|/\*|\*|<!--)\s*(?:(?:TODO|FIXME|HACK)\b|XXX[:(])`),
		"work left over: do it, or write it down where work is planned",
	},
	{
		regexp.MustCompile(`^(?:<{7}|>{7}) `),
		"a merge that was not finished",
	},
	{
		regexp.MustCompile(`(?i)\blorem ipsum\b`),
		"filler: write what the reader needs",
	},
}

func TestWords(t *testing.T) {
	t.Run("fixture", func(t *testing.T) { ofFixture(t, "words", words) })
	t.Run("project", func(t *testing.T) { ofProject(t, words) })
}

// words checks every text file, except those that teach this rule its words.
func words(t tree) []violation {
	var found []violation
	for _, f := range t.texts {
		if f.name == "arch/words_test.go" || f.name == "arch/testdata/words.txtar" {
			continue
		}
		line := 0
		for text := range bytes.Lines(f.body) {
			line++
			for _, u := range unwanted {
				if said := u.words.Find(text); said != nil {
					found = append(found, violation{f.name, line, fmt.Sprintf("%q is %s", bytes.TrimSpace(said), u.why)})
				}
			}
		}
	}
	return found
}
