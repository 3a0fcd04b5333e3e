package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// inspection is what a check has looked at.
type inspection struct {
	acknowledged, documents int
	took                    time.Duration
}

// inspect holds all companies against the journal and the rules, while nobody
// trades.
func (l *lab) inspect(ctx context.Context) (inspection, error) {
	begin := time.Now()
	var seen inspection
	all, err := l.companies(ctx, "")
	if err != nil {
		return seen, err
	}
	bySlug := map[string]company{}
	for _, c := range all {
		bySlug[c.Slug] = c
	}
	var open []company
	for _, slug := range l.proxy.journal.companies() {
		c, ok := bySlug[slug]
		if !ok || c.Status != "active" {
			l.wrong(slug, "the company was acknowledged, and is %q", c.Status)
			continue
		}
		open = append(open, c)
		n, err := l.compare(ctx, c)
		if err != nil {
			return seen, fmt.Errorf("%s: %w", slug, err)
		}
		seen.acknowledged += n
		if err := l.verify(ctx, c); err != nil {
			return seen, fmt.Errorf("%s: %w", slug, err)
		}
	}
	seen.documents, err = l.audit(ctx, open)
	seen.took = time.Since(begin)
	return seen, err
}

// compare looks for every acknowledged write of a company and returns how many
// records they are.
func (l *lab) compare(ctx context.Context, c company) (int, error) {
	want := l.proxy.journal.of(c.ID).versions
	n := 0
	for _, plural := range slices.Sorted(maps.Keys(want)) {
		there, err := l.list(ctx, c, plural)
		if err != nil {
			return n, err
		}
		for id, version := range want[plural] {
			n++
			if is, ok := there[id]; !ok || is < version {
				l.wrong(c.Slug, "%s/%s was acknowledged in version %d, and is in version %d", plural, id, version, is)
			}
		}
	}
	return n, nil
}

// verify has the server compare its stock with its ledger.
func (l *lab) verify(ctx context.Context, c company) error {
	token, err := l.enter(ctx, c)
	if err != nil {
		return err
	}
	var found struct{ Differences []any }
	if err := driver.Ask(ctx, http.MethodGet, l.path(c, "stock/verify"), token, nil, &found); err != nil {
		return err
	}
	if len(found.Differences) > 0 {
		l.wrong(c.Slug, "the stock disagrees with its ledger: %v", found.Differences)
	}
	return nil
}
