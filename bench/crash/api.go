package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// object is the JSON of a request.
type object = map[string]any

// refusal is an answer of 4xx or 5xx.
type refusal struct {
	request string
	status  int
	body    string
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: %d %s", r.request, r.status, r.body) }

// ask sends one request and reads the answer into out unless that is nil.
func ask(ctx context.Context, method, url, token string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("encode request: %w", err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("If-Match", "*")
	}
	client := http.Client{}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return &refusal{request: method + " " + request.URL.Path, status: response.StatusCode, body: string(text)}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("read answer of %s %s: %w", method, request.URL.Path, err)
	}
	return nil
}

// company is a tenant as operators see it.
type company struct {
	ID, Slug, Status, Database, Schema string
}

// path returns the address of something of the company's, past the proxy.
func (l *lab) path(c company, below string) string {
	return "http://" + l.server.addr + "/api/v1/tenants/" + c.ID + "/" + below
}

// companies returns all tenants whose slugs begin so, past the proxy.
func (l *lab) companies(ctx context.Context, prefix string) ([]company, error) {
	var all []company
	for after := ""; ; {
		var page struct {
			Data []company
			Next string
		}
		err := ask(ctx, http.MethodGet, "http://"+l.server.addr+"/api/enterprise/clients?limit=200&q="+prefix+after, l.token, nil, &page)
		all = append(all, page.Data...)
		if err != nil || page.Next == "" {
			return all, err
		}
		after = "&after=" + page.Next
	}
}

// enter makes a token for the owner of a company. Made once, it must open the
// company for ever.
func (l *lab) enter(ctx context.Context, c company) (string, error) {
	if token := l.tokens[c.ID]; token != "" {
		return token, nil
	}
	var made struct{ Token string }
	err := ask(ctx, http.MethodPost, "http://"+l.server.addr+"/api/enterprise/clients/"+c.ID+"/tokens", l.token, object{"name": "crash"}, &made)
	l.tokens[c.ID] = made.Token
	return made.Token, err
}

// record is what is compared with the journal.
type record struct {
	ID      string
	Version int64
}

// list reads all pages of a list of a company.
func (l *lab) list(ctx context.Context, c company, plural string) (map[string]int64, error) {
	token, err := l.enter(ctx, c)
	if err != nil {
		return nil, err
	}
	all := map[string]int64{}
	for cursor := ""; ; {
		var page struct {
			Data []record
			Next string `json:"next_cursor"`
		}
		if err := ask(ctx, http.MethodGet, l.path(c, plural+"?limit=200&fields=id,version"+cursor), token, nil, &page); err != nil {
			return all, err
		}
		for _, r := range page.Data {
			all[r.ID] = r.Version
		}
		if page.Next == "" {
			return all, nil
		}
		cursor = "&cursor=" + page.Next
	}
}
