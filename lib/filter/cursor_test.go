package filter_test

import (
	"encoding/base64"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestCursorBelongsToItsQuestion(t *testing.T) {
	t.Parallel()
	tenant, id, day := uuid.MustParse(someID), someID, "2026-05-30"
	cursor := parse(t, "status=open&q=a&sort=-placed").CursorFor(tenant, []*string{&day, &id})

	accepted := []string{"q=a&status=open", "status[eq]=open&q=+a&sort=-placed&limit=7&fields=number&include=client&count=bounded"}
	for _, query := range accepted {
		if err := parse(t, query+"&cursor="+cursor).BindTenant(tenant); err != nil {
			t.Errorf("%s: %v", query, err)
		}
	}
	refused := []string{"", "status=open", "q=a", "status=held&q=a", "status[ne]=open&q=a", "status=open&q=b", "status=open&q=a&sort=placed", "status=open&q=a&sort=-due"}
	for _, query := range refused {
		expectInvalidCursor(t, query, parse(t, query+"&cursor="+cursor).BindTenant(tenant))
	}
	expectInvalidCursor(t, "another tenant", parse(t, "status=open&q=a&cursor="+cursor).BindTenant(uuid.Max))
}

func TestCursorIsChecked(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	tests := []struct {
		name, sort string
		keys       []*string
	}{
		{"too few keys", "placed", []*string{text("2026-05-30")}},
		{"too many keys", "placed", []*string{text("2026-05-30"), text(someID), text("x")}},
		{"no date", "placed", []*string{text("today"), text(someID)}},
		{"no id", "placed", []*string{text("2026-05-30"), text("1")}},
		{"null in a column that has none", "placed", []*string{nil, text(someID)}},
		{"null id", "due", []*string{nil, nil}},
		{"no instant", "changed", []*string{text("2026-05-30 25:00:00+00"), text(someID)}},
		{"no number", "total", []*string{text("much"), text(someID)}},
		{"NUL", "number", []*string{text("a\x00"), text(someID)}},
	}
	for _, tt := range tests {
		cursor := parse(t, "sort="+tt.sort).CursorFor(uuid.Nil, tt.keys)
		expectInvalidCursor(t, tt.name, parse(t, "sort="+tt.sort+"&cursor="+cursor).BindTenant(uuid.Nil))
	}
	good := parse(t, "").CursorFor(uuid.Nil, []*string{text("2026-05-30"), text(someID)})
	raw, err := base64.RawURLEncoding.DecodeString(good)
	if err != nil {
		t.Fatal(err)
	}
	for n := range raw {
		cut := base64.RawURLEncoding.EncodeToString(raw[:n])
		if n > 0 {
			expectInvalidCursor(t, "cut short", parse(t, "cursor="+cut).BindTenant(uuid.Nil))
		}
	}
	expectInvalidCursor(t, "no base64", parse(t, "cursor=!").BindTenant(uuid.Nil))
	for _, instant := range []string{"2026-05-30 12:00:00.123456+00", "2026-05-30 12:00:00-03:30", "1850-01-01 00:00:00+00:53:28"} {
		q := parse(t, "sort=changed&cursor="+parse(t, "sort=changed").CursorFor(uuid.Nil, []*string{&instant, text(someID)}))
		if err := q.BindTenant(uuid.Nil); err != nil {
			t.Errorf("%s: %v", instant, err)
		}
	}
}

func TestUnboundCursorLeavesNoRows(t *testing.T) {
	t.Parallel()
	q := parse(t, "cursor=abc")
	for range 2 {
		var b filter.Builder
		q.After(&b, "o")
		if b.Text.String() != " and false" {
			t.Errorf("got %q", b.Text.String())
		}
		expectInvalidCursor(t, "abc", q.BindTenant(uuid.Nil))
	}
	var b filter.Builder
	parse(t, "").After(&b, "o")
	if b.Text.Len() != 0 {
		t.Errorf("the first page has the predicate %q", b.Text.String())
	}
}

func expectInvalidCursor(t *testing.T, name string, err error) {
	t.Helper()
	p, ok := errors.AsType[*problem.Problem](err)
	if !ok || p.Type != "invalid-cursor" || p.Status != 400 {
		t.Errorf("%s: got %v, want a 400 invalid-cursor", name, err)
	}
}
