package crm_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// TestRecordsStandWhereTheirMakerWorks: whoever holds a permission at less than
// the whole company puts no record at a site where they do not work, be it their
// own record; what stands there already may stay.
func TestRecordsStandWhereTheirMakerWorks(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	here := find[identity.Site](t, h, "true")[0].ID.UUID()
	away := &identity.Site{Code: "AWAY", Name: "Away", Country: "FR", Currency: "EUR"}
	create(t, h, away)
	seller := &identity.User{Email: "seller@acme.example", Name: "Seller"}
	create(t, h, seller)
	there := away.ID.UUID()
	as := func(reach auth.Reach) entity.Call {
		c := h.Call()
		c.Actor = &auth.Actor{
			Kind: auth.KindUser, ID: seller.ID.UUID(), Tenant: h.Tenant.ID, Sites: []uuid.UUID{here},
			Grants: []auth.Grant{{Permission: "crm.*", Reach: reach}},
		}
		return c
	}
	clients, contacts := h.Plan(t, "crm.client"), h.Plan(t, "crm.contact")
	put := func(reach auth.Reach, body string, p *entity.Plan) error {
		c := as(reach)
		c.Body = []byte(body)
		_, err := h.Registry.Create(t.Context(), c, p)
		return err
	}
	client := func(site uuid.UUID) string {
		return fmt.Sprintf(`{"name":"Bon app'","currency":"EUR","site":%q}`, site)
	}
	for reach, refused := range map[auth.Reach]bool{auth.ReachOwn: true, auth.ReachDepartment: true, auth.ReachSite: true, auth.ReachTenant: false} {
		if err := put(reach, client(there), clients); refused {
			wantSlug(t, err, "other-site")
		} else if err != nil {
			t.Errorf("in the whole company: %v", err)
		}
		if err := put(reach, client(here), clients); err != nil {
			t.Errorf("reach %d, at one's own site: %v", reach, err)
		}
	}
	theirs := &crm.Client{Name: "Their own", Currency: "EUR", Scope: entity.Scope{Site: there, Owner: seller.ID.UUID()}}
	ours := &crm.Client{Name: "At home", Currency: "EUR", Scope: entity.Scope{Site: here, Owner: seller.ID.UUID()}}
	create(t, h, theirs)
	create(t, h, ours)
	patch := func(id entity.ID[crm.Client], body string) error {
		c := as(auth.ReachOwn)
		c.Body = []byte(body)
		_, err := h.Registry.Patch(t.Context(), c, clients, id.UUID())
		return err
	}
	if err := patch(theirs.ID, `{"name":"Stays"}`); err != nil {
		t.Errorf("what stands elsewhere: %v", err)
	}
	if err := patch(theirs.ID, fmt.Sprintf(`{"site":%q}`, here)); err != nil {
		t.Errorf("bring it home: %v", err)
	}
	wantSlug(t, patch(ours.ID, fmt.Sprintf(`{"site":%q}`, there)), "other-site")

	// A contact stands where its client does, whatever its maker says.
	elsewhere := &crm.Client{Name: "Elsewhere", Currency: "EUR", Scope: entity.Scope{Site: there}}
	create(t, h, elsewhere)
	err := put(auth.ReachSite, fmt.Sprintf(`{"client":%q,"last_name":"Lebihan","site":%q}`, elsewhere.ID, here), contacts)
	wantSlug(t, err, "missing-permission")
}
