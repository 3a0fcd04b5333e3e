package app_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// TestGlobalAudit: every way of searching, and page by page, newest first.
func TestGlobalAudit(t *testing.T) {
	s := newSurface(t)
	acme, owner := s.tenant(enterprise.Shared)
	globex, _ := s.tenant(enterprise.Shared)
	ada, adas := s.operator("Ada")
	sue, sues := s.superAdmin("Sue")
	now := entitytest.Start.Add(time.Duration(ahead.Load()))
	client := "/api/enterprise/clients/" + acme.ID.String()
	s.post(client+"/suspend", adas, `{"reason":"unpaid"}`).want(200)
	s.post(client+"/resume", adas, "").want(200)
	s.put("/api/enterprise/super-admins/"+sue+"/tenants/"+acme.ID.String(), adas, `{"modules":[]}`).want(204)

	search := func(in map[string]any) []string {
		t.Helper()
		body, err := json.Marshal(in)
		if err != nil {
			t.Fatal(err)
		}
		query := url.Values{}
		for name, v := range in {
			query.Set(name, v.(string))
		}
		posted, got := s.post("/api/enterprise/audit", s.admin, string(body)).want(200), s.get("/api/enterprise/audit?"+query.Encode(), s.admin).want(200)
		if !bytes.Equal(posted.body, got.body) {
			t.Errorf("%v: POST and GET differ:\n%s\n%s", in, posted.body, got.body)
		}
		return verbsIn(t, got.body)
	}
	mine := []string{"super_admin.assign", "tenant.reinstate", "tenant.suspend"}
	for _, tt := range []struct {
		name string
		in   map[string]any
		want []string
	}{
		{"actor", map[string]any{"actor": ada.ID.String()}, mine},
		{"actor and verb", map[string]any{"actor": ada.ID.String(), "verb": "tenant.suspend"}, mine[2:]},
		{"verbs below", map[string]any{"actor": ada.ID.String(), "verb": "tenant."}, mine[1:]},
		{"no part of a verb", map[string]any{"actor": ada.ID.String(), "verb": "tenant"}, nil},
		{"subject", map[string]any{"actor": ada.ID.String(), "subject": sue}, mine[:1]},
		{"tenant", map[string]any{"actor": ada.ID.String(), "tenant": acme.ID.String()}, mine},
		{"another tenant", map[string]any{"actor": ada.ID.String(), "tenant": globex.ID.String()}, nil},
		{"from then", map[string]any{"actor": ada.ID.String(), "from": now.Format(time.RFC3339)}, mine},
		{"until then", map[string]any{"actor": ada.ID.String(), "until": now.Format(time.RFC3339)}, nil},
		{"until later", map[string]any{"actor": ada.ID.String(), "until": now.Add(time.Second).Format(time.RFC3339)}, mine},
	} {
		if got := search(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	first := s.post("/api/enterprise/audit", s.admin, `{"actor":"`+ada.ID.String()+`","limit":2}`).want(200)
	second := s.get("/api/enterprise/audit?limit=2&actor="+ada.ID.String()+"&cursor="+first.field("next_cursor"), s.admin).want(200)
	if got := append(verbsIn(t, first.body), verbsIn(t, second.body)...); !slices.Equal(got, mine) || second.field("next_cursor") != "" {
		t.Errorf("page by page: %q, then %s", got, second.body)
	}

	s.post("/api/enterprise/audit", s.admin, `{"cursor":"x"}`).want(400, "invalid-cursor")
	s.post("/api/enterprise/audit", s.admin, `{"tenant":"x"}`).want(422, "invalid")
	s.get("/api/enterprise/audit?from=yesterday", s.admin).want(422, "invalid")
	s.get("/api/enterprise/audit?limit=1000", s.admin).want(422, "invalid")
	s.post("/api/enterprise/audit", sues, `{}`).want(403, "operators-only")
	s.post("/api/enterprise/audit", owner, `{}`).want(403, "operators-only")
}

func verbsIn(t *testing.T, body []byte) []string {
	t.Helper()
	var page struct{ Data []struct{ Verb string } }
	if err := json.Unmarshal(body, &page); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range page.Data {
		out = append(out, e.Verb)
	}
	return out
}
