package httpapi

import "testing"

func TestAFileOfARecord(t *testing.T) {
	t.Parallel()
	b := setup(t)
	deal := b.deal(t, b.firm(t, "Acme"))
	path := "/api/client/deals/" + deal + "/card.pdf"
	first := b.do(t, "GET", path, "").want(200)
	tag := first.Header().Get("ETag")
	for name, want := range map[string]string{"Content-Type": "application/pdf", "Content-Disposition": `inline; filename="a--deal--bolts.pdf"`} {
		if got := first.Header().Get(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if first.Body.String() != "%PDF bolts" {
		t.Errorf("got %s", first.Body)
	}
	if same := b.do(t, "GET", path, "", "If-None-Match", `"x", W/`+tag).want(304); same.Body.Len() != 0 {
		t.Errorf("the same again: %s", same.Body)
	}
	if loud := b.do(t, "GET", path+"?loud=true", "", "If-None-Match", tag).want(200); loud.Body.String() != "%PDF bolts!" {
		t.Errorf("another: %s", loud.Body)
	}
	b.do(t, "GET", path+"?colour=red", "").want(422, "invalid")
	b.do(t, "GET", "/api/client/deals/none/card.pdf", "").want(404, "not-found")
	b.do(t, "GET", path, "", "Authorization", "Bearer "+b.token("trade.firm.read")).want(403, "missing-permission")
}

// A file of a company whose rows are not to be changed is made, and the maker is told.
func TestAFileOfAReadOnlyTenant(t *testing.T) {
	t.Parallel()
	b := setup(t)
	deal := b.deal(t, b.firm(t, "Acme"))
	b.tenant.ReadOnly = true
	if got := b.do(t, "GET", "/api/client/deals/"+deal+"/card.pdf", "").want(200).Body.String(); got != "%PDF bolts not kept" {
		t.Errorf("got %s", got)
	}
}
