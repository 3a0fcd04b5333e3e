package app_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/redis"
	"github.com/guildhall/guildhall/lib/redis/redistest"
)

// TestPlanBoundsRequests: the plan public allows each user 100 requests in 15
// minutes, whichever process they ask; on the plan standard nobody is counted, and
// nobody pays for what another user or tenant does.
func TestPlanBoundsRequests(t *testing.T) {
	a := open(t)
	faces := twoProcesses(t, a)
	noisy, _ := provision(t, a, "noisy", enterprise.Shared)
	quiet, _ := provision(t, a, "quiet", enterprise.Shared)
	public := "public"
	for _, tenant := range []*enterprise.Tenant{noisy, quiet} {
		if _, err := a.Enterprise.Update(t.Context(), app.Local(), tenant.ID, enterprise.Change{Plan: &public}); err != nil {
			t.Fatal(err)
		}
	}
	unbounded, _ := provision(t, a, "unbounded", enterprise.Shared)
	ask := func(face http.Handler, token string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/api/client/me", http.NoBody)
		r.Header.Set("Authorization", "Bearer "+token)
		w := httptest.NewRecorder()
		face.ServeHTTP(w, r)
		return w
	}
	mine, theirs, free := tokenOf(t, a, noisy), tokenOf(t, a, quiet), tokenOf(t, a, unbounded)
	admitted := 0
	for i := range 150 {
		w := ask(faces[i%2], mine)
		if w.Code == http.StatusOK {
			admitted++
		}
		if got := w.Header().Get("Ratelimit-Policy"); !strings.HasSuffix(got, `, "plan";q=100;w=900`) {
			t.Fatalf("RateLimit-Policy: %s", got)
		}
		if w := ask(faces[i%2], free); w.Code != http.StatusOK || strings.Contains(w.Header().Get("Ratelimit"), "plan") {
			t.Fatalf("on the plan standard: %d, RateLimit %s", w.Code, w.Header().Get("Ratelimit"))
		}
	}
	if admitted != 100 {
		t.Errorf("%d requests were admitted by both processes together", admitted)
	}
	if w := ask(faces[0], mine); w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "too-many-requests") || w.Header().Get("Retry-After") == "" {
		t.Errorf("the noisy one: %d, Retry-After %q: %s", w.Code, w.Header().Get("Retry-After"), w.Body)
	}
	if w := ask(faces[0], theirs); w.Code != http.StatusOK || !strings.Contains(w.Header().Get("Ratelimit"), `"plan";r=99;`) {
		t.Errorf("the quiet one: %d, RateLimit %s", w.Code, w.Header().Get("Ratelimit"))
	}
}

// twoProcesses returns two faces of the program that share nothing but the database
// and Redis.
func twoProcesses(t *testing.T, a *app.App) []http.Handler {
	t.Helper()
	server := redistest.Start(t)
	var faces []http.Handler
	for range 2 {
		client, err := redis.Open(server.URL())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(client.Close)
		process := *a
		process.Redis = client
		face, err := process.API(config.Serve{RateAddress: 100_000}, "test", nil)
		if err != nil {
			t.Fatal(err)
		}
		faces = append(faces, face)
	}
	return faces
}

func tokenOf(t *testing.T, a *app.App, tenant *enterprise.Tenant) string {
	t.Helper()
	token, err := a.UserToken(t.Context(), enterprise.Key{ID: tenant.ID}, "", "rate", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// TestPlans: operators say what a plan allows, and that holds at once for those who
// have it.
func TestPlans(t *testing.T) {
	s := newSurface(t)
	put := func(name, body string) said {
		t.Helper()
		return s.call(http.MethodPut, "/api/enterprise/plans/"+name, s.admin, body)
	}
	name := "small-" + uuid.NewString()[:8]
	put(name, `{"label":"Small","limits":{"requests":3,"window":"1h"}}`).want(http.StatusOK)
	made, owner := s.tenant(enterprise.Shared)
	s.call(http.MethodPut, "/api/enterprise/clients/"+made.ID.String(), s.admin, `{"plan":"`+name+`"}`, "If-Match", "*").want(http.StatusOK)
	for range 3 {
		s.get("/api/client/me", owner).want(http.StatusOK)
	}
	s.get("/api/client/me", owner).want(http.StatusTooManyRequests, "too-many-requests")
	put(name, `{"label":"Small","limits":{}}`).want(http.StatusOK)
	s.get("/api/client/me", owner).want(http.StatusOK)
	if got := s.get("/api/enterprise/plans", s.admin).want(http.StatusOK); !got.has(`"name":"` + name + `"`) {
		t.Errorf("the list: %s", got.body)
	}
	put(name, `{"label":"Small","limits":{"requests":3,"window":"soon"}}`).want(http.StatusUnprocessableEntity)
	put("Not A Name", `{"label":"Small","limits":{}}`).want(http.StatusUnprocessableEntity)
}
