package communications

import (
	"cmp"
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Template is what the company writes in letters of a kind, to readers of a language,
// in place of what is built in. It may hold the fields of its kind, as {{.number}}, and
// {{if .number}} … {{else}} … {{end}}.
type Template struct {
	entity.Base[Template]

	Kind     Kind               `entity:"required,filter"` // which letters it is for
	Language documents.Language `entity:"filter"`          // the language of the readers that it is for, such as de; when empty, it is for those who have no other
	Subject  string             `entity:"required"`        // the subject; no field with a secret or a link may stand in it
	Text     string             `entity:"required,text"`   // for readers who see no HTML
	HTML     string             `entity:"text"`            // for readers who see HTML; made of the text when empty
}

// What a role can be granted on templates.
const (
	ReadTemplates auth.Permission = "communications.template.read"
	EditTemplates auth.Permission = "communications.template.edit"
)

// Entity declares templates.
func (Template) Entity() entity.Spec[Template] {
	return entity.Spec[Template]{
		Name: "communications.template", Title: "{kind} {language}", List: []string{"kind", "language", "subject"},
		Read: ReadTemplates, Edit: EditTemplates, Check: checkTemplate,
	}
}

// checkTemplate refuses a template that is broken, with the line.
func checkTemplate(_ context.Context, _ *entity.Tx, t *Template) error {
	k, found := about(t.Kind)
	if !found {
		return nil // it is refused already
	}
	if bad := t.wording().check(k); bad != nil {
		return problem.InvalidField("/"+bad.part, "invalid-template", "%s", bad.Error())
	}
	return nil
}

func (t *Template) wording() wording { return wording{subject: t.Subject, text: t.Text, html: t.HTML} }

// Look asks for a letter to look at, before it is sent to anybody.
type Look struct {
	Kind     Kind               `entity:"required"` // which kind of letters
	Language documents.Language // the readers' language, such as de; the company's when left out
	Subject  string             // the subject of a template that is tried; that of letters of the kind when left out
	Text     string             `entity:"text"` // what a template that is tried says; what letters of the kind say now when left out
	HTML     string             `entity:"text"` // what a template that is tried says; what letters of the kind say now when left out
}

// Preview is a letter to look at, with made-up values.
type Preview struct {
	Language string   // in which it is
	Subject  string   // its subject
	Text     string   `entity:"text"` // as readers see it who see no HTML
	HTML     string   `entity:"text"` // as others see it; to be shown in a frame that runs no scripts
	Fields   []string // that a template of the kind may hold
	BuiltIn  bool     // whether this is what is built in
}

// preview shows what a letter says, as it is or as it would be.
func preview(ctx context.Context, tx *entity.Tx, in Look) (Preview, error) {
	k, _ := about(in.Kind)
	house, err := documents.HouseOf(ctx, tx, entity.Scope{}.Site)
	if err != nil {
		return Preview{}, err
	}
	f, err := findForm(ctx, tx, in.Kind, string(in.Language), house.Language)
	if err != nil {
		return Preview{}, err
	}
	tried := wording{cmp.Or(in.Subject, f.subject), cmp.Or(in.Text, f.text), in.HTML}
	if in.Subject == "" && in.Text == "" && in.HTML == "" {
		tried.html = f.html
	}
	if bad := tried.check(k); bad != nil {
		return Preview{}, problem.InvalidField("/"+bad.part, "invalid-template", "%s", bad.Error())
	}
	f.wording = tried
	out, err := f.render(k.sample())
	if err != nil {
		return Preview{}, fmt.Errorf("fill in a template: %w", err)
	}
	return Preview{
		Language: f.language(), Subject: out.Subject, Text: out.Text, HTML: out.HTML, Fields: k.names(),
		BuiltIn: f.template.IsZero() && in.Subject == "" && in.Text == "" && in.HTML == "",
	}, nil
}

// form is the template that a letter follows, and the language that it speaks.
type form struct {
	wording

	template entity.ID[Template] // zero for what is built in
	voice    documents.Voice
	tag      string // of the template's language, when it is one that no voice speaks
	kind     Kind   // of the letter
}

func (f form) language() string { return cmp.Or(f.tag, f.voice.Language()) }

// render fills in the form, with HTML in any case.
func (f form) render(v Values) (Rendered, error) {
	out, err := f.wording.render(v)
	if err != nil || out.HTML != "" {
		return out, err
	}
	says, err := buttonOf(f.kind, f.voice.Language())
	out.HTML = page(out.Text, f.language(), f.voice.RightToLeft(), button{v[fieldLink], says})
	return out, err
}

// findForm returns the template for a kind and the first of the languages: the
// company's own for just that language, then for the one without its region, then for
// all, then the built-in one.
func findForm(ctx context.Context, tx *entity.Tx, k Kind, wanted ...string) (form, error) {
	own, err := entity.Find[Template](ctx, tx, `o.kind = $2`, string(k))
	if err != nil {
		return form{}, fmt.Errorf("read templates: %w", err)
	}
	f := form{voice: documents.Speak(wanted...), kind: k}
	first := cmp.Or(wanted...)
	for _, tag := range []string{first, f.voice.Language(), ""} {
		for _, t := range own {
			if string(t.Language) == tag {
				f.wording, f.template, f.tag = t.wording(), t.ID, tag
				return f, nil
			}
		}
	}
	f.wording, err = builtIn(k, f.voice.Language())
	return f, err
}
