package communications

import (
	"bytes"
	"fmt"
	html "html/template"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template"
	"text/template/parse"
)

// Values are what is put into a letter, by the names of the fields.
type Values map[string]string

// wording is the text of a letter before anything is put into it.
type wording struct{ subject, text, html string }

// Rendered is a letter as its reader sees it.
type Rendered struct {
	Subject string
	Text    string
	HTML    string
}

// faulty says what is wrong with a template, and where.
type faulty struct {
	part string // "subject", "text" or "html"
	line int    // 1 for the first
	says string
}

// Error says what is wrong.
func (f *faulty) Error() string { return fmt.Sprintf("Line %d: %s", f.line, f.says) }

// The language of templates is {{.field}}, {{if .field}} … {{else}} … {{end}} and
// comments. So a letter is never longer than its template and its fields, ends, and
// shows nothing but what its kind says.
const onlySo = "only {{.field}} and {{if .field}} … {{else if .field}} … {{else}} … {{end}} are understood"

// check returns what is wrong with a template of a kind, nil when nothing is.
func (w wording) check(k kindOf) *faulty {
	names := k.names()
	// A subject is kept, and listed: nothing may stand in it that lets who reads it do what
	// the letter lets its reader do.
	unsafe := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == fieldSecret || n == fieldLink || n == fieldUnsubscribe })
	for _, p := range []struct {
		part, source string
		names        []string
	}{{"subject", w.subject, unsafe}, {"text", w.text, names}, {"html", w.html, names}} {
		if bad := checkPart(p.part, p.source, p.names); bad != nil {
			return bad
		}
	}
	_, err := w.render(k.sample())
	if err == nil {
		return nil
	}
	line, says := whereIn(err)
	return &faulty{"html", line, says} // what HTML alone refuses: a field where it cannot be made safe
}

// checkPart reads one part of a template and refuses what the language has not.
func checkPart(part, source string, names []string) *faulty {
	read := parse.New(part)
	read.Mode = parse.ParseComments
	trees := map[string]*parse.Tree{}
	if _, err := read.Parse(source, "", "", trees, map[string]any{}); err != nil {
		line, says := whereIn(err)
		return &faulty{part, line, says}
	}
	if len(trees) > 1 {
		return &faulty{part, 1, onlySo}
	}
	w := walker{part: part, source: source, names: names}
	w.list(read.Root)
	return w.bad
}

// walker looks at what a template consists of.
type walker struct {
	part, source string
	names        []string
	bad          *faulty // the first that was found
}

func (w *walker) list(l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			w.field(n.Pipe)
		case *parse.IfNode:
			w.field(n.Pipe)
			w.list(n.List)
			w.list(n.ElseList)
		default:
			w.fault(n, onlySo)
		}
	}
}

// field wants a pipeline to be one field that the kind has.
func (w *walker) field(p *parse.PipeNode) {
	if len(p.Decl) > 0 || len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 1 {
		w.fault(p, onlySo)
		return
	}
	f, is := p.Cmds[0].Args[0].(*parse.FieldNode)
	switch {
	case !is || len(f.Ident) != 1:
		w.fault(p, onlySo)
	case !slices.Contains(w.names, f.Ident[0]):
		w.fault(p, fmt.Sprintf("there is no field %q here; there are %s", f.Ident[0], strings.Join(w.names, ", ")))
	}
}

func (w *walker) fault(n parse.Node, says string) {
	if w.bad == nil {
		at := min(int(n.Position()), len(w.source))
		w.bad = &faulty{w.part, 1 + strings.Count(w.source[:at], "\n"), says}
	}
}

// place is how the library tells where an error is: "template: text:3:14: ".
var place = regexp.MustCompile(`^(?:html/)?template: ?\w+:(\d+)(?::\d+)?: `) //nolint:gochecknoglobals // a constant

func whereIn(err error) (line int, says string) {
	says = err.Error()
	if found := place.FindStringSubmatch(says); found != nil {
		line, err = strconv.Atoi(found[1])
		if err == nil {
			return line, says[len(found[0]):]
		}
	}
	return 1, says
}

// render puts values into a template. A letter without HTML of its own gets one made
// of its text.
func (w wording) render(v Values) (Rendered, error) {
	var out Rendered
	for _, p := range []struct {
		name, source string
		to           *string
	}{{"subject", w.subject, &out.Subject}, {"text", w.text, &out.Text}} {
		t, err := template.New(p.name).Option("missingkey=zero").Parse(p.source)
		if err != nil {
			return Rendered{}, fmt.Errorf("%w", err)
		}
		if *p.to, err = filled(t, v); err != nil {
			return Rendered{}, err
		}
	}
	out.Subject = strings.Join(strings.Fields(out.Subject), " ")
	if w.html == "" {
		return out, nil
	}
	t, err := html.New("html").Option("missingkey=zero").Parse(w.html)
	if err != nil {
		return Rendered{}, fmt.Errorf("%w", err)
	}
	out.HTML, err = filled(t, v)
	return out, err
}

func filled(t interface{ Execute(io.Writer, any) error }, v Values) (string, error) {
	var b bytes.Buffer
	err := t.Execute(&b, v)
	return b.String(), err
}

// page makes HTML of a plain text: its paragraphs, in the direction of its language. A
// line that is the button's address leads there by a button.
func page(text, language string, rightToLeft bool, b button) string {
	direction := "ltr"
	if rightToLeft {
		direction = "rtl"
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<!doctype html><html lang="%s" dir="%s"><head><meta charset="utf-8"></head>`+
		`<body style="font:16px/1.5 sans-serif;max-width:40em;margin:1em auto;padding:0 1em">`, html.HTMLEscapeString(language), direction)
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		out.WriteString("<p>")
		for n, line := range strings.Split(paragraph, "\n") {
			if n > 0 {
				out.WriteString("<br>")
			}
			out.WriteString(htmlLine(line, b))
		}
		out.WriteString("</p>")
	}
	out.WriteString("</body></html>")
	return out.String()
}

// button is where a letter leads, and what stands on it; without words there is none.
type button struct{ address, says string }

// buttonLook is how a button looks: in itself, since mail programs know no styles.
const buttonLook = `display:inline-block;padding:.7em 1.4em;border-radius:.4em;background:#165c7d;color:#fff;font-weight:600;text-decoration:none`

// htmlLine makes HTML of a line. One that is an address leads there.
func htmlLine(line string, b button) string {
	text := html.HTMLEscapeString(line)
	u, err := url.Parse(line)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return text
	}
	if b.says != "" && line == b.address {
		return `<a href="` + text + `" style="` + buttonLook + `">` + html.HTMLEscapeString(b.says) + `</a>`
	}
	return `<a href="` + text + `">` + text + `</a>`
}
