package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"time"
)

// witness stands between the clients and HAProxy and notes every request whose
// connection broke before there was an answer. HAProxy does not log those that it had
// sent over a connection which was used before: it hangs up without a word, and Go's
// client sends again by itself whatever may be sent twice.
type witness struct {
	url    string
	server *http.Server
	done   chan error
	inner  *http.Transport

	mu     sync.Mutex
	broken []breach
}

// breach is a request whose connection broke.
type breach struct {
	began, ended time.Time
	request      string
	why          string
}

func (b breach) String() string {
	return fmt.Sprintf("%s (%s, after %s, at %s)", b.request, b.why, b.ended.Sub(b.began).Round(time.Millisecond), b.ended.Format("15:04:05.000"))
}

// newWitness puts a witness before an address.
func newWitness(ctx context.Context, addr string) (*witness, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	w := &witness{
		url: "http://" + l.Addr().String(), done: make(chan error, 1),
		inner: &http.Transport{MaxIdleConns: 100, MaxIdleConnsPerHost: 100, DisableCompression: true},
	}
	to := &url.URL{Scheme: "http", Host: addr}
	w.server = &http.Server{ReadHeaderTimeout: time.Minute, Handler: &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(to) },
		Transport: w,
		ErrorHandler: func(out http.ResponseWriter, _ *http.Request, _ error) {
			out.WriteHeader(http.StatusBadGateway) // whoever asked asks again
		},
	}}
	go func() { w.done <- w.server.Serve(l) }()
	return w, nil
}

// RoundTrip sends a request on.
func (w *witness) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	var sent atomic.Int64
	ctx := httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
		if sent.Add(1) > 1 {
			w.note(breach{began, time.Now(), r.Method + " " + r.URL.Path, "broken and sent again"})
		}
	}})
	answer, err := w.inner.RoundTrip(r.WithContext(ctx))
	if err != nil && r.Context().Err() == nil {
		w.note(breach{began, time.Now(), r.Method + " " + r.URL.Path, err.Error()})
	}
	return answer, err //nolint:wrapcheck // it is for the proxy
}

func (w *witness) note(b breach) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = append(w.broken, b)
}

// breaches returns what broke so far.
func (w *witness) breaches() []breach {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]breach{}, w.broken...)
}

// close ends it.
func (w *witness) close() error {
	if w == nil {
		return nil
	}
	err := w.server.Close()
	w.inner.CloseIdleConnections()
	if served := <-w.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
