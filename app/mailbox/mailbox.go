package mailbox

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strconv"

	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/problem"
)

// Where the pages are, and how much they show.
const (
	Path        = "/dev/mail" // of the list
	mostLetters = 200         // on the page
)

//go:embed page.html
var page string

// Register adds the pages of a folder of letters to the API, where only this machine
// reaches the server: letters hold what lets people in. They are in no document.
func Register(api *httpapi.API, folder *mail.Folder) error {
	pages, err := template.New("mailbox").Parse(page)
	if err != nil {
		return fmt.Errorf("read the page of the mailbox: %w", err)
	}
	b := mailbox{folder: folder, pages: pages}
	for path, show := range map[string]func(http.ResponseWriter, *http.Request) error{
		"": b.list, "/{letter}": b.letter, "/{letter}/html": b.html, "/{letter}/source": b.source, "/{letter}/attachments/{n}": b.attachment,
	} {
		op := httpapi.Operation{Method: http.MethodGet, Path: Path + path, Access: httpapi.Everybody}
		err = errors.Join(err, api.Handle(op, func(w http.ResponseWriter, r httpapi.Request) error {
			if !fromHere(r.HTTP) {
				return problem.NotFound("page")
			}
			return show(w, r.HTTP)
		}))
	}
	return err
}

// fromHere tells whether somebody on this machine asks for this machine, and not a page
// from elsewhere whose name was made to mean it.
func fromHere(r *http.Request) bool {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	forwarded := r.Header.Get("X-Forwarded-For") + r.Header.Get("Forwarded") + r.Header.Get("Via")
	if err != nil || !peer.Addr().Unmap().IsLoopback() || forwarded != "" {
		return false
	}
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// mailbox is a folder of letters behind HTTP.
type mailbox struct {
	folder *mail.Folder
	pages  *template.Template
}

// listed is a letter as the page shows it.
type listed struct {
	mail.Message

	File string
}

// What pages may load: nothing, but for the frame with a letter's own HTML, which
// runs no scripts and loads nothing itself.
const (
	pageLoads   = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	letterLoads = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)

func (b mailbox) list(w http.ResponseWriter, _ *http.Request) error {
	names, err := b.folder.Names(mostLetters)
	if err != nil {
		return err
	}
	letters := make([]listed, 0, len(names))
	for _, name := range names {
		m, _, err := b.read(name)
		if err != nil {
			m.Subject = "cannot be read: " + err.Error()
		}
		letters = append(letters, listed{m, name})
	}
	return b.show(w, "list", letters)
}

func (b mailbox) letter(w http.ResponseWriter, r *http.Request) error {
	m, _, err := b.read(r.PathValue("letter"))
	if err != nil {
		return err
	}
	return b.show(w, "letter", &listed{m, r.PathValue("letter")})
}

func (b mailbox) show(w http.ResponseWriter, name string, with any) error {
	var page bytes.Buffer
	if err := b.pages.ExecuteTemplate(&page, name, with); err != nil {
		return fmt.Errorf("show the mailbox: %w", err)
	}
	w.Header().Set("Content-Security-Policy", pageLoads)
	return send(w, "text/html; charset=utf-8", page.Bytes())
}

func (b mailbox) html(w http.ResponseWriter, r *http.Request) error {
	m, _, err := b.read(r.PathValue("letter"))
	if err != nil {
		return err
	}
	w.Header().Del("X-Frame-Options") // frame-ancestors says it more exactly
	w.Header().Set("Content-Security-Policy", letterLoads)
	return send(w, "text/html; charset=utf-8", []byte(m.HTML))
}

func (b mailbox) source(w http.ResponseWriter, r *http.Request) error {
	_, source, err := b.read(r.PathValue("letter"))
	if err != nil {
		return err
	}
	return send(w, "text/plain; charset=utf-8", source)
}

func (b mailbox) attachment(w http.ResponseWriter, r *http.Request) error {
	m, _, err := b.read(r.PathValue("letter"))
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 0 || n >= len(m.Attachments) {
		return problem.NotFound("attachment")
	}
	w.Header().Set("Content-Security-Policy", letterLoads)
	return send(w, m.Attachments[n].Type, m.Attachments[n].Body)
}

func (b mailbox) read(name string) (mail.Message, []byte, error) {
	source, err := b.folder.Source(name)
	if errors.Is(err, os.ErrNotExist) {
		return mail.Message{}, nil, problem.NotFound("letter")
	}
	if err != nil {
		return mail.Message{}, nil, err
	}
	m, err := mail.Read(source)
	return m, source, err
}

func send(w http.ResponseWriter, kind string, body []byte) error {
	w.Header().Set("Content-Type", kind)
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("send a letter: %w", err)
	}
	return nil
}
