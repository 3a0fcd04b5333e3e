package public

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/problem"
)

// Config is what the package works with. All of it is needed.
type Config struct {
	Registry *entity.Registry
	// Do runs do where a tenant's rows live; change says whether it writes there.
	Do func(ctx context.Context, tenant uuid.UUID, change bool, do func(pg.Home) error) error
}

//go:embed pages/*.html
var pages embed.FS

const (
	tag         = "Without an account"
	longestBody = 32 << 10 // bytes of an answer
)

// rate bounds what one address may ask: a secret cannot be guessed, but nobody is to
// try for nothing.
func rate() *limit.Policy { return &limit.Policy{Name: "public", Limit: 60, Window: time.Minute} }

// door serves links.
type door struct {
	Config

	pages *template.Template
}

// Register adds the endpoints and the pages to the API.
func Register(api *httpapi.API, c Config) error {
	parsed, err := template.ParseFS(pages, "pages/*.html")
	if err != nil {
		return fmt.Errorf("read the pages of links: %w", err)
	}
	d := door{Config: c, pages: parsed}
	return errors.Join(d.surveyAPI(api), d.unsubscribeAPI(api), d.quoteAPI(api), d.billAPI(api))
}

// visit is what somebody does who follows a link.
type visit[Out any] struct {
	text   string // the secret
	change bool
	do     func(context.Context, *entity.Tx, [32]byte) (Out, error)
}

// make makes a visit.
func (v visit[Out]) make(ctx context.Context, d door, from entity.Origin) (out Out, err error) {
	tenant, digest, err := crm.ReadLink(v.text)
	if err != nil {
		return out, err
	}
	err = d.in(tenant, v.change, from)(ctx, func(ctx context.Context, tx *entity.Tx) error {
		out, err = v.do(ctx, tx, digest)
		return err
	})
	return out, err
}

// in returns what runs code in a transaction of the tenant that a link names, for a
// client. What cannot be told to a stranger is not.
func (d door) in(tenant uuid.UUID, change bool, from entity.Origin) billing.Transact {
	actor := auth.System(tenant)
	actor.Name = "a client, by a link"
	return func(ctx context.Context, do func(context.Context, *entity.Tx) error) error {
		return told(d.Do(ctx, tenant, change, func(home pg.Home) error {
			return d.Registry.Do(ctx, entity.Call{Actor: actor, Home: home, Origin: from, ReadOnly: !change}, do)
		}))
	}
}

// told returns what somebody hears of an error who has followed a link. A tenant or a
// record that is not there is a link that is none; why a company is not served, or
// refuses something that is not theirs to mend, is for its own people.
func told(err error) error {
	refused, is := errors.AsType[*problem.Problem](err)
	if !is {
		return err
	}
	switch refused.Type {
	case "link-expired", "invalid", "quote-closed", "nothing-open", "in-flight", "attempts-used":
		return err
	case "not-found", "unknown-tenant", "tenant-archived":
		return crm.UnknownLink()
	}
	if refused.Status >= http.StatusInternalServerError && !strings.HasPrefix(refused.Type, "tenant-") {
		return err
	}
	return &kept{why: refused.Detail}
}

// kept is a refusal whose reason is for the company's own people. Whoever has followed a
// link is told that what it leads to cannot be reached.
type kept struct{ why string }

// Error tells the reason, to who keeps the log.
func (k *kept) Error() string { return "refused to a client: " + k.why }

// Unwrap returns what the client is told.
func (k *kept) Unwrap() error {
	return problem.Unavailable("link-unavailable", time.Minute, "What this link leads to cannot be reached now. Try again later, or ask whoever sent it.")
}

// view is what a page shows.
type view struct {
	Words

	Language  string
	Direction string
	House     documents.House // who writes; nobody on a page that must not tell
	With      any
	Done      bool   // what was asked for is done
	Wrong     string // what was wrong with what was sent
	Asks      bool   // whether the foot says whom to ask

	// What follows from the others.
	Style     template.CSS
	Logo      template.URL
	Reachable bool
	Tel       string // the company's number as telephones take it
}

// show shows a page in a language.
func (d door) show(w http.ResponseWriter, status int, page string, v view) error {
	voice := documents.Speak(v.Language)
	v.Language, v.Direction, v.Words = voice.Language(), "ltr", words(voice.Language())
	if voice.RightToLeft() {
		v.Direction = "rtl"
	}
	v.Style, v.Logo = styled(v.House.Accent.Colour()), picture(v.House.Logo)
	v.Tel = strings.ReplaceAll(string(v.House.Phone), " ", "")
	v.Reachable = v.House.Email != "" || v.House.Phone != ""
	var text bytes.Buffer
	if err := d.pages.ExecuteTemplate(&text, page, v); err != nil {
		return fmt.Errorf("show the page of a link: %w", err)
	}
	secretive(w.Header())
	w.Header().Set("Content-Security-Policy", loads(v.Style))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(text.Bytes()); err != nil {
		return fmt.Errorf("send the page of a link: %w", err)
	}
	return nil
}

// secretive has an answer kept nowhere, found by no search, and its address told to
// nobody: it is all that it takes to come back.
func secretive(h http.Header) {
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
}

// showFile hands a document out.
func showFile(w http.ResponseWriter, file entity.File) error {
	secretive(w.Header())
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.Header().Set("Content-Type", file.Type)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": strings.ReplaceAll(file.Name, "/", "-")}))
	if _, err := w.Write(file.Body); err != nil {
		return fmt.Errorf("send the document of a link: %w", err)
	}
	return nil
}

// back has a browser look at a page anew after it has sent a form, so that loading that
// again sends nothing.
func back(w http.ResponseWriter, path string) error {
	secretive(w.Header())
	w.Header().Set("Location", path)
	w.WriteHeader(http.StatusSeeOther)
	return nil
}

// sorry shows the page of a link that is not good any more, or leads nowhere now, in the
// reader's language. Other errors are the API's.
func (d door) sorry(w http.ResponseWriter, r *http.Request, err error) error {
	v := view{Language: accepted(r)}
	switch {
	case problem.Is(err, "link-expired"):
		return d.show(w, http.StatusNotFound, "sorry", v)
	case problem.Is(err, "link-unavailable"):
		return d.show(w, http.StatusServiceUnavailable, "later", v)
	}
	return err
}

// accepted returns the language that a browser asks for first (RFC 9110, 12.5.4).
func accepted(r *http.Request) string {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	language, _, _ := strings.Cut(first, ";")
	return strings.TrimSpace(language)
}

// form reads what a page has sent.
func form(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestBody))
	if err != nil {
		return nil, problem.TooLarge("An answer has at most %d bytes.", longestBody)
	}
	given, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, problem.BadRequest("malformed-body", "The form cannot be read.")
	}
	return given, nil
}

// errNoForm tells that what was sent is no form of the page: it is shown as it is.
var errNoForm = errors.New("no form of this page")

func operation(id, method, path, summary string) httpapi.Operation {
	return httpapi.Operation{
		ID: id, Method: method, Path: path, Summary: summary, Tag: tag, Access: httpapi.Everybody,
		Errors: []int{http.StatusConflict, http.StatusTooManyRequests, http.StatusServiceUnavailable}, Limit: longestBody, Rate: rate(),
	}
}

// pageAt is an operation for people, who read no problem documents.
func pageAt(method, path, summary string) httpapi.Operation {
	op := operation("", method, path, summary)
	op.OwnErrors = true
	return op
}
