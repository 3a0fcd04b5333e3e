package communications

import (
	"slices"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/domain/documents"
)

// TestBuiltIn: every kind has words in every language, which the language of templates
// understands, and which leave no field empty that is there.
func TestBuiltIn(t *testing.T) {
	for _, language := range documents.Languages() {
		for _, k := range kinds() {
			w, err := builtIn(k.kind, language)
			if err != nil {
				t.Fatal(err)
			}
			if bad := w.check(k); bad != nil {
				t.Errorf("%s %s: %s: %v", language, k.kind, bad.part, bad)
			}
			out, err := w.render(k.sample())
			if err != nil || out.Subject == "" || len(out.Text) < 40 || strings.Contains(out.Subject+out.Text, "no value") || strings.Contains(out.Text, "-- ") {
				t.Errorf("%s %s: %q %q, %v", language, k.kind, out.Subject, out.Text, err)
			}
			for name, value := range k.sample() {
				if name != "level" && !strings.Contains(out.Subject+out.Text, value) && !slices.Contains([]string{"order", "number", "date"}, name) && name != fieldCompany {
					t.Errorf("%s %s does not tell %s", language, k.kind, name)
				}
			}
		}
		for _, k := range kinds() {
			says, err := buttonOf(k.kind, language)
			if err != nil || (says != "") != (k.link != "") {
				t.Errorf("%s: on the button of %s stands %q, %v", language, k.kind, says, err)
			}
		}
		for _, kind := range []string{"new_device", "new_network", "password_changed", "second_factor_added", "second_factor_removed", "anything"} {
			if title, says, err := notice(kind, language); err != nil || title == "" || says == "" {
				t.Errorf("%s %s: %q %q, %v", language, kind, title, says, err)
			}
		}
	}
}

func TestLanguageOfTemplates(t *testing.T) {
	k, _ := about(PasswordReset)
	for _, good := range []string{
		"plain", "{{.name}}", "{{ .name }}{{- .secret -}}", "{{if .name}}a{{else if .company}}b{{else}}c{{end}}", "{{/* a word */}}x", "{{if .name}}{{if .company}}x{{end}}{{end}}",
	} {
		if bad := (wording{subject: "s", text: good, html: good}).check(k); bad != nil {
			t.Errorf("%s: %v", good, bad)
		}
	}
	for _, tt := range []struct {
		text string
		line int
	}{
		{"{{.Name}}", 1},
		{"\n{{.number}}", 2},
		{"{{.name.x}}", 1},
		{"{{.}}", 1},
		{"{{$x := .name}}", 1},
		{"{{$}}", 1},
		{"a\nb\n{{printf \"%s\" .name}}", 3},
		{"{{.name | html}}", 1},
		{"{{len .name}}", 1},
		{"{{range .name}}{{end}}", 1},
		{"{{with .name}}{{end}}", 1},
		{"{{define \"x\"}}{{end}}", 1},
		{"{{template \"x\"}}", 1},
		{"{{block \"x\" .}}{{end}}", 1},
		{"{{if and .name .company}}{{end}}", 1},
		{"{{if .name}}{{.x}}{{end}}", 1},
		{"{{if .name}}\n{{else}}{{call .name}}{{end}}", 2},
		{"{{\"text\"}}", 1},
		{"{{1}}", 1},
		{"\n{{.name", 2},
		{"{{end}}", 1},
		{"{{break}}", 1},
		{"{{nothing}}", 1},
		{"{{if $x := .name}}{{end}}", 1},
		{"{{(.name)}}", 1},
	} {
		bad := wording{subject: "s", text: tt.text}.check(k)
		if bad == nil || bad.part != "text" || bad.line != tt.line || bad.says == "" {
			t.Errorf("%q: %+v, want line %d", tt.text, bad, tt.line)
		}
	}
	leads, _ := about(SurveyAsked)
	for _, field := range []string{fieldLink, fieldUnsubscribe} {
		if bad := (wording{subject: "{{." + field + "}}", text: "x"}).check(leads); bad == nil || bad.part != "subject" {
			t.Errorf("a subject shows the field %s: %+v", field, bad)
		}
	}
	if bad := (wording{subject: "{{.secret}}", text: "x"}).check(k); bad == nil || bad.part != "subject" {
		t.Errorf("a subject shows a secret: %+v", bad)
	}
}

// TestRender: values cannot become HTML, or another header.
func TestRender(t *testing.T) {
	w := wording{subject: "Dear {{.name}}", text: "{{.name}}", html: `<p title="{{.name}}">{{.name}}</p><a href="{{.company}}">x</a>`}
	out, err := w.render(Values{fieldName: "<b>\"x\"\r\nBcc: y", fieldCompany: "javascript:alert(1)"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.Subject, "\r\n") || strings.Contains(out.HTML, "<b>") || strings.Contains(out.HTML, `"x"`) || strings.Contains(out.HTML, "javascript:") {
		t.Errorf("%q %q", out.Subject, out.HTML)
	}
	if got := page("a\n\nhttps://x.example/q\n\nhttps://y.example", "en", false, button{"https://x.example/q", "Go <on>"}); strings.Count(got, "<a ") != 2 ||
		!strings.Contains(got, `<a href="https://x.example/q" style="`) || !strings.Contains(got, ">Go &lt;on&gt;</a>") || !strings.Contains(got, ">https://y.example</a>") {
		t.Errorf("the page is %s", got)
	}
	if got := page("a <b>\nc\n\nd", "en", false, button{}); !strings.Contains(got, "<p>a &lt;b&gt;<br>c</p><p>d</p>") {
		t.Errorf("the page is %s", got)
	}
}
