package communications

import (
	"embed"
	"fmt"
	"strings"
)

// A file for each language: templates, parted by lines "-- kind --", each a subject, an
// empty line and the text; then, below "-- notices --", title and words of security
// notices; and below "-- buttons --" what stands on the buttons of letters that lead
// somewhere.
//
//go:embed words/*.txt
var words embed.FS

const (
	noticesAre = "notices"
	buttonsAre = "buttons"
)

// builtIn returns the built-in template of a kind in one of the languages of
// documents.
func builtIn(k Kind, language string) (wording, error) {
	part, err := section(language, string(k))
	if err != nil {
		return wording{}, err
	}
	subject, text, _ := strings.Cut(part, "\n\n")
	return wording{subject: subject, text: text + "\n"}, nil
}

// notice returns the title of a security notice, and what it says; those for anything
// when there are no words for its kind.
func notice(kind, language string) (title, says string, err error) {
	part, err := section(language, noticesAre)
	if err != nil {
		return "", "", err
	}
	for line := range strings.SplitSeq(part, "\n") {
		name, rest, _ := strings.Cut(line, ": ")
		title, says, _ = strings.Cut(rest, " | ")
		if name == kind {
			break // the last line is for anything
		}
	}
	return title, says, nil
}

// buttonOf returns what stands on the button of letters of a kind, "" for those that have
// none.
func buttonOf(k Kind, language string) (string, error) {
	part, err := section(language, buttonsAre)
	if err != nil {
		return "", err
	}
	for line := range strings.SplitSeq(part, "\n") {
		if name, says, _ := strings.Cut(line, ": "); name == string(k) {
			return says, nil
		}
	}
	return "", nil
}

// section returns a part of the file of a language.
func section(language, name string) (string, error) {
	file, err := words.ReadFile("words/" + language + ".txt")
	if err != nil {
		return "", fmt.Errorf("read the words of %s: %w", language, err)
	}
	_, after, found := strings.Cut("\n"+string(file), "\n-- "+name+" --\n")
	if !found {
		return "", fmt.Errorf("the words of %s have no %s", language, name)
	}
	part, _, _ := strings.Cut(after, "\n-- ")
	return strings.TrimSpace(part), nil
}
