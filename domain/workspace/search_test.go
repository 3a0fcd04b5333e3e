package workspace

import (
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

func (u *user) finds(q string, more ...string) string {
	u.f.t.Helper()
	params := map[string][]string{"q": {q}}
	for i := 0; i < len(more); i += 2 {
		params[more[i]] = []string{more[i+1]}
	}
	return names(u.ask("search", params), "title")
}

// TestSearch: what is exactly meant comes first, then what begins so, then the rest.
func TestSearch(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann := f.hire("Ann", "admin", uuid.Nil)
	f.clients("Great Marlow", "Marlow", "Marlowe & Sons", "Newmarlow Ltd", "100% Cotton")
	number := entitytest.Select[string](t, f.House, `select number from crm_client where name = 'Marlow'`)
	for q, want := range map[string]string{
		"marlow":                "Marlow,Marlowe & Sons,Great Marlow,Newmarlow Ltd",
		"MAR":                   "Marlow,Marlowe & Sons,Great Marlow,Newmarlow Ltd",
		strings.ToLower(number): "Marlow", "ma": "Marlow,Marlowe & Sons,Great Marlow", "": "", "  ": "", "nothing of the sort": "", "100%": "100% Cotton", "%": "",
	} {
		if got := ann.finds(q, "entity", "crm.client"); got != want {
			t.Errorf("%q finds %s, want %s", q, got, want)
		}
	}
	if got := ann.finds("marlow", "limit", "2"); got != "Marlow,Marlowe & Sons" {
		t.Errorf("two: %s", got)
	}
	one := ann.ask("search", map[string][]string{"q": {number}})["data"].([]any)[0].(map[string]any)
	if one["entity"] != "crm.client" || one["status"] != "active" || !strings.Contains(one["detail"].(string), "DE") {
		t.Errorf("told: %v", one)
	}
	for pointer, params := range map[string]map[string][]string{"?limit": {"q": {"x"}, "limit": {"51"}}, "?entity": {"q": {"x"}, "entity": {"no.such"}}} {
		_, err := f.Registry.Ask(t.Context(), ann.call(), question(f, "search"), params)
		refused(t, err, "invalid", pointer)
	}
}

// TestSearchWithinReach: nobody finds what they may not read, also among many.
func TestSearchWithinReach(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann := f.hire("Ann", "sales", uuid.Nil)
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		for i := range 3 * wholeLook {
			c := &crm.Client{Name: "Marlow", Currency: "EUR", Country: "DE"}
			if i == 0 {
				c.Owner = ann.id
			}
			if err := entity.Create(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
	own := entitytest.Select[uuid.UUID](t, f.House, `select id from crm_client where owner = $1`, ann.id)
	c := without(ann.call(), "crm.client.read")
	params := map[string][]string{"q": {"marlow"}}
	ids := func() string {
		answer, err := f.Registry.Ask(t.Context(), c, question(f, "search"), params)
		if err != nil {
			t.Fatal(err)
		}
		return names(object(t, answer.Body), "id")
	}
	if got := ids(); got != "" {
		t.Errorf("without the permission: %s", got)
	}
	c.Actor.Grants = append(c.Actor.Grants, auth.Grant{Permission: "crm.client.read", Reach: auth.ReachOwn})
	if got := ids(); got != own.String() {
		t.Errorf("one's own: %s, want %s", got, own)
	}
	c.Modules = []string{"workspace", "identity"}
	if got := ids(); got != "" {
		t.Errorf("of a module that is off: %s", got)
	}
}
