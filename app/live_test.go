package app_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

// TestLive: what is done over the API is heard over WebSocket, in the same tenant
// alone, until the token is revoked.
func TestLive(t *testing.T) {
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) { live(t, tier) })
	}
}

func live(t *testing.T, tier enterprise.Tier) {
	t.Helper()
	s := newSurface(t)
	made, token := s.tenant(tier)
	_, stranger := s.tenant(tier)
	path := "/api/v1/tenants/" + made.ID.String()
	s.get(path+"/events/stream", token).want(http.StatusUpgradeRequired, "upgrade-required")
	s.get(path+"/events/stream", stranger).want(http.StatusForbidden, "tenant-mismatch")
	issued := s.post(path+"/tokens/issue", token, `{"name":"screen"}`).want(http.StatusOK)
	here, elsewhere := watch(t, s.url+path, issued.field("secret")), watch(t, s.url+"/api/client", stranger)
	client := s.post(path+"/clients", token, `{"name":"Watched","kind":"company"}`).want(http.StatusCreated).field("id")
	if got := here.next(t); got["id"] != client || got["entity"] != "crm.client" || got["type"] != "ClientCreatedEvent" || got["sequence"] == nil || got["name"] != nil {
		t.Errorf("told: %v", got)
	}
	s.post(path+"/tokens/"+issued.field("token", "id")+"/revoke", token, "{}").want(http.StatusOK)
	if code := websocket.CloseStatus(here.end(t)); code != 4001 {
		t.Errorf("closed with %d", code)
	}
	select {
	case m := <-elsewhere.got:
		t.Errorf("another company was told %v", m)
	default:
	}
	t.Run("as a browser", func(t *testing.T) {
		header := http.Header{"Cookie": {httpapi.Cookie + "=" + token}, "Origin": {"https://evil.example"}}
		_, res, err := websocket.Dial(t.Context(), s.url+path+"/events/stream", &websocket.DialOptions{HTTPHeader: header})
		if err == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("a page of another site was let in: %v", err)
		}
		if res != nil {
			res.Body.Close()
		}
	})
}

// screen hears of the clients of a company, or of something else there.
type screen struct {
	got  chan map[string]any
	fail chan error
}

func watch(t *testing.T, url, token string, topics ...string) *screen {
	t.Helper()
	header := http.Header{"Authorization": {"Bearer " + token}}
	conn, res, err := websocket.Dial(t.Context(), url+"/events/stream", &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	if res.Body != nil {
		res.Body.Close()
	}
	t.Cleanup(func() { conn.CloseNow() }) //nolint:errcheck // of a test
	if len(topics) == 0 {
		topics = []string{"clients"}
	}
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(`{"op":"subscribe","topics":["`+strings.Join(topics, `","`)+`"]}`)); err != nil {
		t.Fatal(err)
	}
	s := &screen{got: make(chan map[string]any, 100), fail: make(chan error, 1)}
	subscribed := make(chan struct{})
	go func() {
		for {
			_, text, err := conn.Read(context.Background())
			if err != nil {
				s.fail <- err
				return
			}
			if text[0] != '[' { // several that wait come as a list
				text = slices.Concat([]byte{'['}, text, []byte{']'})
			}
			var all []map[string]any
			if err := json.Unmarshal(text, &all); err != nil {
				s.fail <- err
				return
			}
			for _, m := range all {
				switch m["op"] {
				case nil:
					s.got <- m
				case "subscribed":
					close(subscribed)
				}
			}
		}
	}()
	select {
	case <-subscribed:
	case <-time.After(10 * time.Second):
		t.Fatal("nobody has subscribed")
	}
	return s
}

func (s *screen) next(t *testing.T) map[string]any {
	t.Helper()
	select {
	case m := <-s.got:
		return m
	case err := <-s.fail:
		t.Fatalf("the connection ended: %v", err)
	case <-time.After(10 * time.Second):
		t.Fatal("nothing was told")
	}
	return nil
}

func (s *screen) end(t *testing.T) error {
	t.Helper()
	select {
	case err := <-s.fail:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("the connection still stands")
		return nil
	}
}
