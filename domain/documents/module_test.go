package documents_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func newHouse(t *testing.T) *entitytest.House {
	t.Helper()
	return entitytest.New(t, identity.Module(documents.Module()), documents.Module())
}

func TestSchema(t *testing.T) {
	t.Parallel()
	entitytest.Schema(t, newHouse(t))
}

// create sends the body of a letterhead and returns the slug of the problem, "" for
// none.
func create(t *testing.T, h *entitytest.House, members map[string]any) string {
	t.Helper()
	body, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	c := h.Call()
	c.Body = body
	_, err = h.Registry.Create(t.Context(), c, h.Plan(t, "documents.letterhead"))
	var p *problem.Problem
	switch {
	case err == nil:
		return ""
	case !errors.As(err, &p):
		t.Fatal(err)
	case len(p.Errors) > 0:
		return p.Errors[0].Pointer
	}
	return p.Type
}

func TestALetterheadIsWhatItSays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	good := map[string]any{
		"name": "Acme GmbH", "country": "DE", "iban": "de89 3704 0044 0532 0130 00", "bic": "cobadeffxxx", "accent": "#a0B1c2", "language": "de-AT",
	}
	for field, bad := range map[string]string{
		"iban": "DE88370400440532013000", "bic": "X", "accent": "red", "language": "deutsch!", "logo": "PHN2Zy8+", "country": "XX", "name": "",
	} {
		members := maps.Clone(good)
		members[field] = bad
		if got := create(t, h, members); got != "/"+field {
			t.Errorf("%s %q: got %q", field, bad, got)
		}
	}
	if got := create(t, h, good); got != "" {
		t.Errorf("a good one is refused: %q", got)
	}
	if got := create(t, h, good); got != "letterhead-exists" {
		t.Errorf("a second one for all sites: %q", got)
	}
	if iban := entitytest.Select[string](t, h, `select iban from documents_letterhead`); iban != "DE89370400440532013000" {
		t.Errorf("the account is kept as %q", iban)
	}
}

// The letterhead of the site goes before that of all sites, and without any the
// company is named with the site's address.
func TestASiteHasItsLetterhead(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	site := entitytest.Select[uuid.UUID](t, h, `select id from identity_site limit 1`)
	size := func(of uuid.UUID) int {
		var n int
		h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
			f, err := documents.Print(ctx, tx, documents.Document{Kind: documents.Quote, Number: "Q-1", Site: of}, documents.Asked{})
			n = len(f.Body)
			return err
		})
		return n
	}
	plain := size(site)
	if got := create(t, h, map[string]any{"name": "Acme International Holding", "country": "DE"}); got != "" {
		t.Fatal(got)
	}
	all := size(site)
	if got := create(t, h, map[string]any{"name": "Acme Berlin", "country": "DE", "site": site}); got != "" {
		t.Fatal(got)
	}
	if own, other := size(site), size(uuid.Nil); plain == all || own == all || other != all {
		t.Errorf("plain %d, for all %d, for the site %d, for others %d bytes", plain, all, own, other)
	}
}
