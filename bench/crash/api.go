package main

import (
	"context"
	"net/http"

	"github.com/guildhall/guildhall/bench/driver"
)

// object is the JSON of a request.
type object = map[string]any

// company is a tenant as operators see it.
type company struct {
	ID, Slug, Status, Database, Schema string
}

// path returns the address of something of the company's, past the proxy.
func (l *lab) path(c company, below string) string {
	return "http://" + l.server.program.Addr + "/api/v1/tenants/" + c.ID + "/" + below
}

// companies returns all tenants whose slugs begin so, past the proxy.
func (l *lab) companies(ctx context.Context, prefix string) ([]company, error) {
	var all []company
	for after := ""; ; {
		var page struct {
			Data []company
			Next string
		}
		err := driver.Ask(ctx, http.MethodGet, "http://"+l.server.program.Addr+"/api/enterprise/clients?limit=200&q="+prefix+after, l.token, nil, &page)
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
	err := driver.Ask(ctx, http.MethodPost, "http://"+l.server.program.Addr+"/api/enterprise/clients/"+c.ID+"/tokens", l.token, object{"name": "crash"}, &made)
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
		if err := driver.Ask(ctx, http.MethodGet, l.path(c, plural+"?limit=200&fields=id,version"+cursor), token, nil, &page); err != nil {
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
