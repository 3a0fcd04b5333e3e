package app_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/guildhall/guildhall/enterprise"
)

// TestTold: who is mentioned hears so at their screen at once, and nobody else does.
func TestTold(t *testing.T) {
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) { told(t, tier) })
	}
}

func told(t *testing.T, tier enterprise.Tier) {
	t.Helper()
	s := newSurface(t)
	made, owner := s.tenant(tier)
	path := "/api/v1/tenants/" + made.ID.String()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { s.app.Deliver(ctx); close(done) }()
	t.Cleanup(func() { cancel(); <-done })

	role := s.get(path+"/roles?name=manager", owner).want(http.StatusOK).field("data", "0", "id")
	ben := s.post(path+"/users", owner, `{"name":"Ben","email":"ben@told.example","roles":["`+role+`"]}`).want(http.StatusCreated).field("id")
	bens := s.post(path+"/tokens/issue", owner, `{"user":"`+ben+`","name":"screen"}`).want(http.StatusOK).field("secret")
	client := s.post(path+"/clients", owner, `{"name":"Watched"}`).want(http.StatusCreated).field("id")
	here, elsewhere := watch(t, s.url+path, bens, "notifications"), watch(t, s.url+path, owner, "notifications")
	s.post(path+"/comments/write", owner, `{"about":{"entity":"crm.client","id":"`+client+`"},"text":"Look","mentions":["`+ben+`"]}`).want(http.StatusOK)
	for since := time.Now(); s.get(path+"/inbox/unread", bens).want(http.StatusOK).field("unread") != "1"; time.Sleep(20 * time.Millisecond) {
		if time.Since(since) > 30*time.Second { // the clock stands still, so what is due is found by looking
			t.Fatal("nobody was told")
		}
	}
	hint := here.next(t)
	if hint["entity"] != "collaboration.notification" || hint["type"] != "NotificationMadeEvent" {
		t.Errorf("told: %v", hint)
	}
	if got := s.get(path+"/inbox", bens).want(http.StatusOK).field("data", "0", "id"); got != hint["id"] {
		t.Errorf("the list begins with %s, and the screen was told of %v", got, hint["id"])
	}
	select {
	case m := <-elsewhere.got:
		t.Errorf("somebody else was told %v", m)
	default:
	}
}
