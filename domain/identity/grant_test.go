package identity

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/guildhall/guildhall/kernel/auth"
)

// TestNarrowProperty: with a narrowed set of grants, whoever asks for a permission
// gets what the grants give, if a scope covers it, and nothing otherwise.
func TestNarrowProperty(t *testing.T) {
	t.Parallel()
	exact := rapid.SampledFrom([]auth.Permission{"sales.order.read", "sales.order.edit", "sales.quote.read", "crm.client.read"})
	pattern := rapid.OneOf(exact, rapid.SampledFrom([]auth.Permission{"*", "sales.*", "sales.order.*", "crm.*", "crm.lead.*"}))
	rapid.Check(t, func(t *rapid.T) {
		held := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) auth.Grant {
			return auth.Grant{Permission: pattern.Draw(t, "permission"), Reach: auth.Reach(rapid.IntRange(1, 4).Draw(t, "reach"))}
		}), 0, 4).Draw(t, "held")
		scopes := rapid.SliceOfN(pattern, 1, 3).Draw(t, "scopes")
		asked := exact.Draw(t, "asked")

		want := auth.ReachNone
		if slices.ContainsFunc(scopes, func(s auth.Permission) bool { return s.Covers(asked) }) {
			want = (&auth.Actor{Grants: held}).Reach(asked)
		}
		if got := (&auth.Actor{Grants: narrow(held, scopes)}).Reach(asked); got != want {
			t.Fatalf("%v within %v reach %d on %s, want %d", held, scopes, got, asked, want)
		}
	})
}

func TestIsPermission(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"*": true, "sales.*": true, "sales.order.*": true, "sales.order.confirm": true, "catalog.tax_rate.read": true, "sales": true,
		"": false, ".": false, "sales.": false, ".*": false, "sales.**": false, "*.order": false, "sales.*.read": false, "Sales.*": false,
		"sales order": false, "sales*": false,
	} {
		if got := isPermission(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
