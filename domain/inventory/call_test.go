package inventory_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/inventory"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// must fails the test on an error.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants fails the test unless the error is the problem of that slug.
func wants(t *testing.T, err error, slug string) {
	t.Helper()
	if !problem.Is(err, slug) {
		t.Fatalf("want the problem %q, got %v", slug, err)
	}
}

func entitySelect(t *testing.T, s *shop, sql string, args ...any) string {
	t.Helper()
	return entitytest.Select[string](t, s.House, sql, args...)
}

// act runs a business action with a body.
func (s *shop) act(t *testing.T, path, body string) error {
	t.Helper()
	return s.actAs(t, s.Call().Actor, path, body)
}

func (s *shop) actAs(t *testing.T, actor *auth.Actor, path, body string) error {
	t.Helper()
	for _, a := range s.Registry.Actions() {
		if a.Describe().Path == path {
			c := s.Call()
			c.Actor, c.Body = actor, []byte(body)
			_, err := s.Registry.Act(t.Context(), c, a, uuid.Nil)
			return err
		}
	}
	return fmt.Errorf("there is no action %q", path)
}

// ask asks a question and returns the body of the answer.
func (s *shop) ask(t *testing.T, path string, params url.Values) string {
	t.Helper()
	for _, a := range s.Registry.Actions() {
		if a.Describe().Path == path {
			answer, err := s.Registry.Ask(t.Context(), s.Call(), a, params)
			must(t, err)
			return string(answer.Body)
		}
	}
	t.Fatalf("there is no question %q", path)
	return ""
}

func (s *shop) location(t *testing.T, code string) string {
	t.Helper()
	return entitySelect(t, s, `select id::text from inventory_location where site = $1 and code = $2`, s.site, code)
}

func (s *shop) addLocation(t *testing.T, code string, kind inventory.LocationKind) string {
	t.Helper()
	l := &inventory.Location{Scope: entity.Scope{Site: s.site}, Code: code, Name: code, Kind: kind}
	s.Do(t, func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, l) })
	return l.ID.String()
}
