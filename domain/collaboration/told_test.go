package collaboration

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

func TestHours(t *testing.T) {
	in, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, time.March, day, hour, minute, 0, 0, in) }
	s := Settings{TimeZone: "Europe/Berlin", QuietFrom: "22:00", QuietTo: "07:00", DailyAt: "08:00", Kinds: []KindSetting{
		{Kind: Mention, Mail: AtOnce, Push: true}, {Kind: Remarked, Mail: Hourly}, {Kind: Status, Mail: Daily}, {Kind: System, Mail: Never}, {Kind: Alert, Mail: AtOnce, Push: true},
	}}
	for _, tt := range []struct {
		kind       Kind
		now        time.Time
		mail, push time.Time
	}{
		{Mention, at(3, 12, 0), at(3, 12, 0), at(3, 12, 0)},
		{Mention, at(3, 22, 0), at(4, 7, 0), at(4, 7, 0)},
		{Mention, at(3, 3, 30), at(3, 7, 0), at(3, 7, 0)},
		{Mention, at(3, 7, 0), at(3, 7, 0), at(3, 7, 0)},
		{Mention, at(28, 23, 0), at(29, 7, 0), at(29, 7, 0)}, // the night is an hour shorter
		{Remarked, at(3, 12, 10), at(3, 13, 0), time.Time{}},
		{Remarked, at(3, 21, 30), at(4, 7, 0), time.Time{}},
		{Status, at(3, 8, 0), at(4, 8, 0), time.Time{}},
		{Status, at(28, 9, 0), at(29, 8, 0), time.Time{}},
		{System, at(3, 12, 0), time.Time{}, time.Time{}},
		{Alert, at(3, 23, 0), at(3, 23, 0), at(3, 23, 0)},
	} {
		if mail, push := s.mailAt(tt.kind, tt.now), s.pushAt(tt.kind, tt.now); !mail.Equal(tt.mail) || !push.Equal(tt.push) {
			t.Errorf("%s at %s: by letter at %s, want %s; on devices at %s, want %s", tt.kind, tt.now, mail, tt.mail, push, tt.push)
		}
	}
	day := Settings{QuietFrom: "12:00", QuietTo: "13:00"}
	for _, tt := range []struct{ hour, want int }{{11, 11}, {12, 13}, {13, 13}, {14, 14}} {
		now := time.Date(2026, time.March, 3, tt.hour, 0, 0, 0, time.UTC)
		if got := day.rest(now); got.Hour() != tt.want {
			t.Errorf("at %d it is quiet until %d, want %d", tt.hour, got.Hour(), tt.want)
		}
	}
}

func TestSettings(t *testing.T) {
	f := newOffice(t)
	ann := f.hire("Ann", "sales")
	usually, err := ann.ask("notification-settings", nil)
	if err != nil || len(usually["kinds"].([]any)) != len(Kind("").Choices()) || usually["daily_at"] != usualDaily {
		t.Fatalf("settings are %v, %v", usually, err)
	}
	ann.do("notification-settings/update", "", map[string]any{
		"time_zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_to": "07:00", "kinds": []any{map[string]any{"kind": "status", "in_app": true, "mail": "never"}},
	})
	ann.do("notification-settings/update", "", map[string]any{"language": "ar"})
	got, err := ann.ask("notification-settings", nil)
	if err != nil || got["time_zone"] != "Europe/Berlin" || got["quiet_to"] != "07:00" || got["language"] != "ar" || !strings.Contains(text(got), `{"in_app":true,"kind":"status","mail":"never","push":false}`) {
		t.Errorf("settings are %v, %v", got, err)
	}
	for pointer, in := range map[string]map[string]any{
		"/time_zone": {"time_zone": "Europe/Atlantis"}, "/daily_at": {"daily_at": "8"}, "/quiet_from": {"quiet_from": "25:00"}, "/quiet_to": {"quiet_to": ""},
		"/kinds/0/kind": {"kinds": []any{map[string]any{"in_app": true}}}, "/kinds/0/mail": {"kinds": []any{map[string]any{"kind": "status", "mail": "often"}}},
	} {
		_, err := ann.try("notification-settings/update", "", in)
		refused(t, err, "invalid", pointer)
	}
}

// TestLetters: what waits for somebody is sent at once, what is good to know together
// with the rest, unless they were quicker; and nothing of it is kept with the letters.
func TestLetters(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	client := ann.make("clients", bauer)
	ann.comment(client, map[string]any{"text": "SECRET plan", "mentions": []any{ben.id.String()}})
	got := f.letters("ben@acme.example")
	if len(got) != 1 || got[0].Subject != "Ann mentioned you: Bauer GmbH" || !strings.Contains(got[0].Text, "SECRET plan") {
		t.Fatalf("Ben was sent %v", got)
	}
	if kept := entitytest.Select[string](t, f.House, `select string_agg(m::text, '') from communications_message m`); strings.Contains(kept, "SECRET") || strings.Contains(kept, "Bauer") {
		t.Errorf("the letter is kept: %s", kept)
	}
	for _, c := range []string{client, ann.make("clients", `{"name":"Other","country":"DE","currency":"EUR"}`)} {
		ben.comment(c, map[string]any{"text": "Hello Ann"})
		ben.do("followers/follow", "", map[string]any{"about": map[string]any{"entity": "crm.client", "id": c}})
	}
	f.round()
	if got := f.letters("ann@acme.example"); len(got) != 0 {
		t.Errorf("Ann was sent %v before the hour was over", got)
	}
	f.Clock.Advance(time.Hour)
	f.round()
	got = f.letters("ann@acme.example")
	if len(got) != 1 || !strings.HasPrefix(got[0].Subject, "2 notifications") || strings.Count(got[0].Text, "• ") != 2 || !strings.Contains(got[0].Text, "Hello Ann") {
		t.Fatalf("Ann was sent %v", got)
	}
	f.Clock.Advance(time.Hour)
	f.round()
	ben.comment(client, nil)
	ann.do("inbox/read-all", "", nil)
	f.Clock.Advance(time.Hour)
	f.round()
	if got := f.letters("ann@acme.example"); len(got) != 1 {
		t.Errorf("Ann, who has read everything, was sent %d letters", len(got))
	}
}

// TestUnsubscribe: the link of a letter switches its kind off, and nothing else.
func TestUnsubscribe(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	client := ann.make("clients", bauer)
	ann.comment(client, map[string]any{"mentions": []any{ben.id.String()}})
	got := f.letters("ben@acme.example")
	if len(got) != 1 || got[0].header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Fatalf("Ben was sent %v", got)
	}
	link := strings.Trim(strings.ReplaceAll(got[0].header.Get("List-Unsubscribe"), " ", ""), "<>")
	secret, leads := strings.CutPrefix(link, "https://erp.example"+communications.UnsubscribePage)
	if !leads || !strings.Contains(strings.Join(strings.Fields(got[0].Text), ""), link) {
		t.Fatalf("the link is %q: %s", link, got[0].Text)
	}
	told := func(do func(context.Context, *entity.Tx, crm.Link) (communications.Subscribed, error)) (s communications.Subscribed) {
		t.Helper()
		tenant, digest, err := crm.ReadLink(secret)
		if err != nil || tenant != f.Tenant.ID {
			t.Fatalf("the link is of %s, %v", tenant, err)
		}
		f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
			l, err := crm.FindLink(ctx, tx, crm.ToUnsubscribe, digest)
			if err != nil {
				return err
			}
			s, err = do(ctx, tx, l)
			return err
		})
		return s
	}
	if s := told(SubscribedBy); s.Spared || s.House.Name == "" || s.Language != "en" {
		t.Errorf("looking shows %+v", s)
	}
	for range 2 {
		if s := told(Unsubscribe); !s.Spared {
			t.Errorf("switching it off shows %+v", s)
		}
	}
	f.Clock.Advance(time.Hour)
	ann.comment(client, map[string]any{"mentions": []any{ben.id.String()}})
	if got := f.letters("ben@acme.example"); len(got) != 1 {
		t.Errorf("Ben is still written to: %v", got)
	}
	if got := ben.news(); len(got) != 2 {
		t.Errorf("Ben is told %q", got)
	}
	set, err := ben.ask("notification-settings", nil)
	if err != nil || !strings.Contains(text(set), `"kind":"mention","mail":"never"`) || !strings.Contains(text(set), `"kind":"assignment","mail":"at_once"`) {
		t.Errorf("settings are %v, %v", set, err)
	}
}

// TestQuietHours: at night nothing is sent but what is urgent; in the morning the rest.
func TestQuietHours(t *testing.T) {
	f := newOffice(t)
	service, phone := newPhone(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	ben.do("push-key", "", nil)
	ben.do("push-devices/add", "", phone.subscription(service.URL+"/1", "Phone"))
	ben.do("notification-settings/update", "", map[string]any{"quiet_from": "20:00", "quiet_to": "07:00", "time_zone": "UTC"})
	f.Clock.Set(time.Date(2026, time.May, 4, 23, 0, 0, 0, time.UTC))
	ann.comment(ann.make("clients", bauer), map[string]any{"mentions": []any{ben.id.String()}})
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		s, _, err := findSubject(ctx, tx, entity.Ref{Entity: "identity.user", ID: ben.id})
		if err != nil {
			return err
		}
		return f.o.tell(ctx, tx, news{kind: Alert, subject: s}, []uuid.UUID{ben.id})
	})
	f.round()
	if got := f.letters("ben@acme.example"); len(got) != 1 || !strings.HasPrefix(got[0].Subject, "Look at this") || len(phone.messages()) != 1 {
		t.Fatalf("at night Ben was sent %v, and his phone shows %v", got, phone.messages())
	}
	if got := ben.news(); len(got) != 2 {
		t.Errorf("the list has %q", got)
	}
	f.Clock.Set(time.Date(2026, time.May, 5, 7, 0, 0, 0, time.UTC))
	f.round()
	if got := f.letters("ben@acme.example"); len(got) != 2 || !strings.HasPrefix(got[1].Subject, "Ann mentioned you") || len(phone.messages()) != 2 {
		t.Errorf("in the morning Ben was sent %v, and his phone shows %v", got, phone.messages())
	}
}

// phone receives messages as a browser does (RFC 8291), behind a push service.
type phone struct {
	t       *testing.T
	private *ecdh.PrivateKey
	auth    []byte

	mu     sync.Mutex
	bodies [][]byte
	status int
}

func newPhone(t *testing.T) (*httptest.Server, *phone) {
	t.Helper()
	private, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &phone{t: t, private: private, auth: make([]byte, 16), status: http.StatusCreated}
	rand.Read(p.auth)
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Header.Get("TTL") == "" || !strings.HasPrefix(r.Header.Get("Authorization"), "vapid t=") {
			t.Errorf("the push service was sent %v, %v", r.Header, err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		w.WriteHeader(p.status)
		if p.status == http.StatusCreated {
			p.bodies = append(p.bodies, body)
		}
	}))
	t.Cleanup(service.Close)
	return service, p
}

func (p *phone) subscription(endpoint, label string) map[string]any {
	b64 := base64.RawURLEncoding.EncodeToString
	return map[string]any{"endpoint": endpoint, "p256dh": b64(p.private.PublicKey().Bytes()), "auth": b64(p.auth), "label": label}
}

// answer has the push service answer with another status.
func (p *phone) answer(status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = status
}

// messages returns what the phone was sent, decrypted.
func (p *phone) messages() []map[string]any {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []map[string]any
	for _, body := range p.bodies {
		m := map[string]any{}
		if err := json.Unmarshal(p.open(body), &m); err != nil {
			p.t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

func (p *phone) open(body []byte) []byte {
	p.t.Helper()
	salt, point, record := body[:16], body[21:86], body[86:]
	must := func(out []byte, err error) []byte {
		p.t.Helper()
		if err != nil {
			p.t.Fatal(err)
		}
		return out
	}
	theirs, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		p.t.Fatal(err)
	}
	shared := must(p.private.ECDH(theirs))
	secret := must(hkdf.Key(sha256.New, shared, p.auth, "WebPush: info\x00"+string(p.private.PublicKey().Bytes())+string(point), 32))
	block, err := aes.NewCipher(must(hkdf.Key(sha256.New, secret, salt, "Content-Encoding: aes128gcm\x00", 16)))
	if err != nil {
		p.t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		p.t.Fatal(err)
	}
	plain := strings.TrimRight(string(must(gcm.Open(nil, must(hkdf.Key(sha256.New, secret, salt, "Content-Encoding: nonce\x00", 12)), record, nil))), "\x00")
	return []byte(strings.TrimSuffix(plain, "\x02"))
}

// TestDevices: each device is sent that there is something, and what only where its
// user wants that; one that is gone is forgotten.
func TestDevices(t *testing.T) {
	f := newOffice(t)
	service, phone := newPhone(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	key := ben.do("push-key", "", nil)["key"]
	if again := ann.do("push-key", "", nil)["key"]; again != key || len(key.(string)) != 87 {
		t.Errorf("the key is %v, and then %v", key, again)
	}
	ben.do("push-devices/add", "", phone.subscription(service.URL+"/1", "Phone"))
	if got := ben.do("push-devices/add", "", phone.subscription(service.URL+"/1", "My phone")); len(got["data"].([]any)) != 1 {
		t.Errorf("the same device twice: %v", got)
	}
	stored := entitytest.Select[string](t, f.House, `select string_agg(d::text || encode(d.sealed, 'escape'), '') from collaboration_device d`)
	if strings.Contains(stored, service.URL) {
		t.Errorf("the endpoint lies in the clear: %s", stored)
	}
	client := ann.make("clients", bauer)
	ann.comment(client, map[string]any{"mentions": []any{ben.id.String()}})
	f.quiet()
	got := phone.messages()
	if len(got) != 1 || got[0]["kind"] != "mention" || got[0]["title"] != nil || got[0]["text"] != nil {
		t.Fatalf("the phone shows %v", got)
	}
	if record, _ := got[0]["record"].(map[string]any); record["entity"] != "crm.client" || record["id"] != client {
		t.Errorf("the message leads to %v, want the client %s", got[0]["record"], client)
	}
	ben.do("notification-settings/update", "", map[string]any{"push_details": true})
	f.Clock.Advance(together)
	ann.comment(client, map[string]any{"mentions": []any{ben.id.String()}})
	f.quiet()
	if got = phone.messages(); len(got) != 2 || got[1]["title"] != "Ann mentioned you: Bauer GmbH" || got[1]["text"] != "Look at this" {
		t.Fatalf("the phone shows %v", got)
	}
	phone.answer(http.StatusGone)
	f.Clock.Advance(together)
	ann.comment(client, map[string]any{"mentions": []any{ben.id.String()}})
	f.quiet()
	if got, err := ben.ask("push-devices", nil); err != nil || got["data"] != nil && len(got["data"].([]any)) != 0 {
		t.Errorf("the device that is gone is kept: %v, %v", got, err)
	}
}

// TestDevicesOfOthers: nobody takes away another's device, and nothing that is no
// address, or no key, is taken.
func TestDevicesOfOthers(t *testing.T) {
	f := newOffice(t)
	_, phone := newPhone(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	for range mostDevices + 2 {
		ben.do("push-devices/add", "", phone.subscription("https://push.example/"+uuid.NewString(), "Phone"))
		f.Clock.Advance(time.Second)
	}
	got, err := ben.ask("push-devices", nil)
	if err != nil || len(got["data"].([]any)) != mostDevices {
		t.Fatalf("Ben has %d devices, %v", len(got["data"].([]any)), err)
	}
	id := got["data"].([]any)[0].(map[string]any)["id"]
	ann.do("push-devices/remove", "", map[string]any{"device": id})
	if got, err := ben.ask("push-devices", nil); err != nil || len(got["data"].([]any)) != mostDevices {
		t.Errorf("Ann has taken Ben's device away: %v", err)
	}
	if got := ben.do("push-devices/remove", "", map[string]any{"device": id}); slices.Contains([]int{mostDevices, 0}, len(got["data"].([]any))) {
		t.Errorf("Ben has %d devices", len(got["data"].([]any)))
	}
	for pointer, endpoint := range map[string]string{"/endpoint": "ftp://push.example", "/p256dh": "https://push.example/1"} {
		in := phone.subscription(endpoint, "")
		if pointer == "/p256dh" {
			in["p256dh"] = "AAAA"
		}
		_, err := ben.try("push-devices/add", "", in)
		refused(t, err, "invalid", pointer)
	}
}
