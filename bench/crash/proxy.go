package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// proxy stands between the traders and the server. What the server acknowledges
// is in the journal before the trader learns of it. While it is held, nobody gets
// through: the traders are told to come again.
type proxy struct {
	url     string
	journal *journal
	server  *http.Server

	held   atomic.Bool
	dying  atomic.Bool  // the server has been killed, or is about to be
	broken atomic.Int64 // requests that a killed server did not answer
	failed atomic.Int64 // of these, answered 500 because PostgreSQL was gone
}

func newProxy(ctx context.Context, backend, journalFile string) (*proxy, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	p := &proxy{url: "http://" + l.Addr().String()}
	if p.journal, err = openJournal(journalFile); err != nil {
		return nil, err
	}
	target := &url.URL{Scheme: "http", Host: backend}
	forward := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target) },
		Transport:      &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute},
		ModifyResponse: p.answered,
		ErrorHandler:   p.lost,
		ErrorLog:       log.New(io.Discard, "", 0),
	}
	p.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.held.Load() {
			away(w)
			return
		}
		keepBody(r)
		forward.ServeHTTP(w, r)
	})}
	go func() { _ = p.server.Serve(l) }() // ends when it is closed
	return p, nil
}

func (p *proxy) close() error {
	if err := p.server.Close(); err != nil {
		return fmt.Errorf("close the proxy: %w", err)
	}
	return p.journal.close()
}

// away tells a trader to come again.
func away(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Retry-After", "1")
	w.WriteHeader(http.StatusServiceUnavailable)
	_, _ = io.WriteString(w, `{"type":"/problems/away","title":"Away","status":503}`) // whoever has gone asks again
}

type bodyKey struct{}

// keepBody lets the journal see what goods were said to have come in: the answer
// does not tell.
func keepBody(r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/stock/receive") {
		return
	}
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return // the trader has gone, and forwarding fails
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	*r = *r.WithContext(context.WithValue(r.Context(), bodyKey{}, text))
}

// answered looks at every answer of the server.
func (p *proxy) answered(r *http.Response) error {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return fmt.Errorf("read the answer: %w", err)
	}
	r.Body = io.NopCloser(bytes.NewReader(text))
	switch {
	case r.StatusCode == http.StatusServiceUnavailable:
	case r.StatusCode >= http.StatusInternalServerError && p.dying.Load():
		p.failed.Add(1)
		return fmt.Errorf("the dying server answered %d", r.StatusCode)
	case r.StatusCode >= http.StatusInternalServerError:
		p.journal.fault("%s %s: %d %s", r.Request.Method, r.Request.URL.Path, r.StatusCode, text)
	case r.StatusCode < http.StatusBadRequest && r.Request.Method != http.MethodGet:
		sent, _ := r.Request.Context().Value(bodyKey{}).([]byte)
		p.journal.note(acknowledgement{
			Method: r.Request.Method, Path: r.Request.URL.Path, Key: r.Request.Header.Get("Idempotency-Key"),
			Status: r.StatusCode, Location: r.Header.Get("Location"), answer: text, sent: sent,
		})
	}
	return nil
}

// lost answers for a server that did not.
func (p *proxy) lost(w http.ResponseWriter, r *http.Request, err error) {
	if !p.dying.Load() && r.Context().Err() == nil {
		p.journal.fault("%s %s was not answered: %v", r.Method, r.URL.Path, err)
	}
	p.broken.Add(1)
	away(w)
}
