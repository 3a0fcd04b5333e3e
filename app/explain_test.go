package app_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// TestExplain asks as the command line does.
func TestExplain(t *testing.T) {
	a := open(t)
	made, _ := provision(t, a, "explain", enterprise.Schema)
	key := enterprise.Key{Name: made.Slug}
	x, err := a.Explain(t.Context(), key, "Owner@explain.example", "sales.order.confirm", entity.Ref{})
	if err != nil || !x.Allowed || !strings.Contains(x.Summary, "The role owner grants *") {
		t.Errorf("the owner: %+v %v", x, err)
	}
	for what, err := range map[string]error{
		"a user": func() error {
			_, err := a.Explain(t.Context(), key, "nobody@explain.example", "sales.order.confirm", entity.Ref{})
			return err
		}(),
		"a record": func() error {
			_, err := a.Explain(t.Context(), key, made.AdminEmail, "sales.order.confirm", entity.Ref{Entity: "sales.order", ID: uuid.New()})
			return err
		}(),
		"an entity": func() error {
			_, err := a.Explain(t.Context(), key, made.AdminEmail, "sales.order.confirm", entity.Ref{Entity: "no.such", ID: uuid.New()})
			return err
		}(),
	} {
		if !problem.Is(err, "not-found") {
			t.Errorf("%s that is none: %v", what, err)
		}
	}
}
