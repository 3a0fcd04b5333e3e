package collaboration

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

// A file for each language: a line for each kind of notification, and for the states
// that it names.
//
//go:embed words/*.txt
var files embed.FS

// vocabulary is what notifications say in a language.
type vocabulary map[string]string

// wordsOf reads the words of one of the languages of documents.
func wordsOf(language string) (vocabulary, error) {
	file, err := files.ReadFile("words/" + language + ".txt")
	if err != nil {
		return nil, fmt.Errorf("read the words of %s: %w", language, err)
	}
	words := vocabulary{}
	for line := range strings.Lines(string(file)) {
		key, says, _ := strings.Cut(strings.TrimSpace(line), ": ")
		words[key] = says
	}
	return words, nil
}

// state returns what a state is called; one that has no words is told as it is.
func (w vocabulary) state(name string) string {
	if says := w["state."+name]; says != "" {
		return says
	}
	return strings.ReplaceAll(name, "_", " ")
}

// line says what a notification about a record tells, in a line: that of its kind and detail, of many
// or by somebody where there is one, else that of its kind.
func (w vocabulary) line(n told, title string) string {
	key := string(n.Kind)
	keys := []string{key + "." + n.Detail, key}
	if n.ActorName != "" {
		keys = append([]string{key + ".by"}, keys...)
	}
	if n.Count > 1 {
		keys = append([]string{key + ".many"}, keys...)
	}
	says := ""
	for i := 0; says == "" && i < len(keys); i++ {
		says = w[keys[i]]
	}
	actor := n.ActorName
	if actor == "" {
		actor = w["nobody"]
	}
	return strings.NewReplacer("{actor}", actor, "{title}", title, "{count}", strconv.FormatInt(n.Count, 10), "{state}", w.state(n.Detail)).Replace(says)
}
