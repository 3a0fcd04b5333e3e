package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// api is the server, seen by one holder of a token. Its methods may be called
// from any goroutine.
type api struct {
	base     string // of all paths
	token    string
	client   *http.Client
	patience time.Duration // for how long a server that does not answer is asked again

	mu        sync.Mutex
	latencies []time.Duration // of every request that was answered as expected
	retries   int             // requests sent again
	failures  int             // requests refused, or given up
}

// problem is a refusal (RFC 9457).
type problem struct {
	Type      string `json:"type"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	RequestID string `json:"request_id"`
	Errors    []struct {
		Pointer string `json:"pointer"`
		Message string `json:"message"`
	} `json:"errors"`

	request    string
	retryAfter time.Duration
}

func (p *problem) Error() string {
	text := fmt.Appendf(nil, "%s: %d %s: %s", p.request, p.Status, p.Type, p.Detail)
	for _, e := range p.Errors {
		text = fmt.Appendf(text, " [%s: %s]", e.Pointer, e.Message)
	}
	return string(text) + " (request " + p.RequestID + ")"
}

// is tells whether the refusal is of this kind; slugs stand at the end of types.
func (p *problem) is(slug string) bool {
	return p.Type == slug || len(p.Type) > len(slug) && p.Type[len(p.Type)-len(slug)-1:] == "/"+slug
}

// refusedAs tells whether err is a refusal of this kind.
func refusedAs(err error, slug string) bool {
	p, ok := errors.AsType[*problem](err)
	return ok && p.is(slug)
}

// call is one request.
type call struct {
	method, path string
	key          string // Idempotency-Key; none when empty
	version      int64  // If-Match; none when 0, "*" when anyVersion
	body         any
	expects      []string // refusals that the caller deals with and that are no failures
}

// anyVersion is for records that change by themselves, as an order does when it is
// paid.
const anyVersion = -1

func (a *api) get(ctx context.Context, path string, out any) error {
	return a.do(ctx, call{method: http.MethodGet, path: path}, out)
}

func (a *api) post(ctx context.Context, path, key string, body, out any) error {
	return a.do(ctx, call{method: http.MethodPost, path: path, key: key, body: body}, out)
}

// do sends a request until it is answered, and reads the answer into out unless
// that is nil. A server that cannot be reached or is not ready is asked again,
// ever more slowly, for as long as the patience lasts. A refusal is a *problem.
func (a *api) do(ctx context.Context, c call, out any) error {
	var body []byte
	if c.body != nil {
		var err error
		if body, err = json.Marshal(c.body); err != nil {
			return fmt.Errorf("encode %s %s: %w", c.method, c.path, err)
		}
	}
	give := time.Now().Add(a.patience)
	for pause := 25 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		start := time.Now()
		err := a.try(ctx, c, body, out)
		switch {
		case err == nil:
			a.answered(time.Since(start))
			return nil
		case !passing(err) || time.Now().After(give) || ctx.Err() != nil:
			return a.failed(c, err)
		}
		wait := pause
		if p, ok := errors.AsType[*problem](err); ok {
			wait = max(wait, p.retryAfter)
		}
		a.again()
		select {
		case <-ctx.Done():
			return a.failed(c, err)
		case <-time.After(wait):
		}
	}
}

// passing tells whether the same request may succeed a little later.
func passing(err error) bool {
	p, refused := errors.AsType[*problem](err)
	if !refused {
		return true // the connection failed, or broke
	}
	switch p.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable:
		return true
	}
	return p.is("in-flight")
}

func (a *api) try(ctx context.Context, c call, body []byte, out any) error {
	request, err := http.NewRequestWithContext(ctx, c.method, a.base+c.path, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+a.token)
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.key != "" {
		request.Header.Set("Idempotency-Key", c.key)
	}
	switch {
	case c.version == anyVersion:
		request.Header.Set("If-Match", "*")
	case c.version > 0:
		request.Header.Set("If-Match", strconv.Quote(strconv.FormatInt(c.version, 10)))
	}
	response, err := a.client.Do(request)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("read answer of %s %s: %w", c.method, c.path, err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return refusal(c, response, text)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return &problem{request: c.method + " " + c.path, Status: response.StatusCode, Type: "unreadable", Detail: err.Error()}
	}
	return nil
}

func refusal(c call, response *http.Response, text []byte) *problem {
	p := &problem{request: c.method + " " + c.path}
	if err := json.Unmarshal(text, p); err != nil {
		p.Detail = string(text)
	}
	p.Status = response.StatusCode
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil {
		p.retryAfter = time.Duration(seconds) * time.Second
	}
	return p
}

func (a *api) answered(took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.latencies = append(a.latencies, took)
}

func (a *api) again() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.retries++
}

// failed counts a refusal that the caller did not foresee.
func (a *api) failed(c call, err error) error {
	for _, slug := range c.expects {
		if refusedAs(err, slug) {
			return err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.failures++
	return err
}

// page is one page of a list.
type page[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next_cursor"`
}

// list reads all pages of a list; query is its query string, without a cursor.
func list[T any](ctx context.Context, a *api, plural, query string) ([]T, error) {
	var all []T
	path := plural + "?limit=200"
	if query != "" {
		path += "&" + query
	}
	for cursor := ""; ; {
		var p page[T]
		if err := a.get(ctx, path+cursor, &p); err != nil {
			return nil, err
		}
		all = append(all, p.Data...)
		if p.Next == "" {
			return all, nil
		}
		cursor = "&cursor=" + p.Next
	}
}
