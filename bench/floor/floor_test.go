package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// That the answers are Guildhall's is checked by the bench itself, each time it
// runs, on both programs.

func TestAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		value  any
		err    error
		status int
		body   string
	}{
		{"value", page[int]{Data: []int{1}, Next: "x"}, nil, http.StatusOK, `{"data":[1],"next_cursor":"x"}`},
		{"nothing there", nil, pgx.ErrNoRows, http.StatusNotFound, "no rows"},
		{"failure", nil, errors.New("broken"), http.StatusInternalServerError, "broken"},
		{"what has no JSON", func() {}, nil, http.StatusInternalServerError, "unsupported"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := httptest.NewRecorder()
			answer(w, tt.value, tt.err)
			if w.Code != tt.status || !strings.Contains(w.Body.String(), tt.body) {
				t.Errorf("got %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestPathIDs(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
	r.SetPathValue("tenant", id.String())
	r.SetPathValue("id", "x")
	if ids, err := pathIDs(r, "tenant"); err != nil || ids[0] != id {
		t.Errorf("got %v, %v", ids, err)
	}
	if _, err := pathIDs(r, "tenant", "id"); err == nil {
		t.Error("read an id from x")
	}
}

func TestReferences(t *testing.T) {
	t.Parallel()
	id := uuid.New()
	if to(nil) != nil || to(&id).ID != id {
		t.Errorf("got %v, %v", to(nil), to(&id))
	}
}
