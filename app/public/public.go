package public

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

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

//go:embed page.html
var pages string

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
	parsed, err := template.New("public").Parse(pages)
	if err != nil {
		return fmt.Errorf("read the pages of links: %w", err)
	}
	d := door{Config: c, pages: parsed}
	return errors.Join(d.surveyAPI(api), d.unsubscribeAPI(api))
}

// visit is what somebody does who follows a link.
type visit[Out any] struct {
	text   string // the secret
	change bool
	do     func(context.Context, *entity.Tx, [32]byte) (Out, error)
}

// make makes a visit. A tenant that is not there, or not served now, is told of as a
// link that is none.
func (v visit[Out]) make(ctx context.Context, d door, from entity.Origin) (out Out, err error) {
	tenant, digest, err := crm.ReadLink(v.text)
	if err != nil {
		return out, err
	}
	actor := auth.System(tenant)
	actor.Name = "a client, by a link"
	err = d.Do(ctx, tenant, v.change, func(home pg.Home) error {
		call := entity.Call{Actor: actor, Home: home, Origin: from}
		return d.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) error {
			out, err = v.do(ctx, tx, digest)
			return err
		})
	})
	refused, is := errors.AsType[*problem.Problem](err)
	if is && refused.Status < http.StatusInternalServerError && refused.Type != "invalid" {
		err = crm.UnknownLink()
	}
	return out, err
}

// What the pages may load: nothing. They send forms home alone, and tell nobody from
// where their reader comes.
const pageLoads = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// view is what a page shows.
type view struct {
	Words

	Language  string
	Direction string
	With      any
	Done      bool   // what was asked for is done
	Wrong     string // what was wrong with what was sent
}

// show shows a page in a language.
func (d door) show(w http.ResponseWriter, status int, page string, v view) error {
	voice := documents.Speak(v.Language)
	v.Language, v.Direction, v.Words = voice.Language(), "ltr", words(voice.Language())
	if voice.RightToLeft() {
		v.Direction = "rtl"
	}
	var text bytes.Buffer
	if err := d.pages.ExecuteTemplate(&text, page, v); err != nil {
		return fmt.Errorf("show the page of a link: %w", err)
	}
	h := w.Header()
	h.Set("Content-Security-Policy", pageLoads)
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex")
	w.WriteHeader(status)
	if _, err := w.Write(text.Bytes()); err != nil {
		return fmt.Errorf("send the page of a link: %w", err)
	}
	return nil
}

// sorry shows the page of a link that is not good any more, in the reader's language.
// Other errors are the API's.
func (d door) sorry(w http.ResponseWriter, r *http.Request, err error) error {
	if !problem.Is(err, "link-expired") {
		return err
	}
	return d.show(w, http.StatusNotFound, "sorry", view{Language: accepted(r)})
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

func operation(id, method, path, summary string) httpapi.Operation {
	return httpapi.Operation{
		ID: id, Method: method, Path: path, Summary: summary, Tag: tag, Access: httpapi.Everybody,
		Errors: []int{http.StatusConflict, http.StatusTooManyRequests}, Limit: longestBody, Rate: rate(),
	}
}

// pageAt is an operation for people, who read no problem documents.
func pageAt(method, path, summary string) httpapi.Operation {
	op := operation("", method, path, summary)
	op.OwnErrors = true
	return op
}
