package app_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/mail"
)

// letter is what somebody was sent.
type letter struct{ to, subject, text string }

// secret is what the letter is good for.
func (l letter) secret() string { return regexp.MustCompile(`ghc_\S+`).FindString(l.text) }

// mail takes the letters that were sent to an address, sorted by subject, out of the
// mailbox.
func (d *doorstep) mail(t *testing.T, to string) []letter {
	t.Helper()
	d.deliver(t)
	files, err := filepath.Glob(filepath.Join(d.data, "mail", "*.eml"))
	if err != nil {
		t.Fatal(err)
	}
	var out []letter
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.Read(source)
		if err != nil {
			t.Fatal(err)
		}
		if m.To.Address != to {
			continue
		}
		out = append(out, letter{m.To.Address, m.Subject, m.Text})
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
	slices.SortFunc(out, func(a, b letter) int { return strings.Compare(a.subject, b.subject) })
	return out
}

// deliver delivers events until nothing is due, or nothing moves any more.
func (d *doorstep) deliver(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { d.Deliver(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	before, since := -1, time.Now()
	for {
		due, err := d.Enterprise.NewRounds().Due(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, at := range due {
			if !at.At.IsZero() && !at.At.After(d.clock()) {
				n++
			}
		}
		if n != before {
			before, since = n, time.Now()
		}
		if n == 0 || time.Since(since) > 3*time.Second {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// one takes the only letter to an address.
func (d *doorstep) one(t *testing.T, to, subject string) letter {
	t.Helper()
	all := d.mail(t, to)
	if len(all) != 1 || !strings.Contains(all[0].subject, subject) {
		t.Fatalf("letters to %s: %+v, want one %q", to, all, subject)
	}
	return all[0]
}

// TestChangeOfAddress: asked with the password, confirmed from the new address, undone
// from the old one for a week.
func TestChangeOfAddress(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		d.mail(t, g.email)
		g.login(password, 200)
		elsewhere := *g
		elsewhere.login(password, 200)
		fresh := "new-" + uuid.NewString()[:8] + "@moved.example"
		g.want("bad-credentials", "POST", "/api/auth/email/change", map[string]any{"email": fresh, "password": another})
		g.want("invalid", "POST", "/api/auth/email/change", map[string]any{"email": "nowhere", "password": password})
		g.want("invalid", "POST", "/api/auth/email/change", map[string]any{"email": strings.ToUpper(g.email), "password": password})
		g.want(202, "POST", "/api/auth/email/change", map[string]any{"email": "typo" + fresh, "password": password})
		typo := d.one(t, "typo"+fresh, "Is this your address")
		g.want(202, "POST", "/api/auth/email/change", map[string]any{"email": fresh, "password": password})
		asked := d.one(t, fresh, "Is this your address")
		g.want("link-expired", "POST", "/api/auth/email/confirm", map[string]any{"secret": typo.secret()})
		g.want("link-expired", "POST", "/api/auth/email/undo", map[string]any{"secret": asked.secret()})
		g.want("link-expired", "POST", "/api/auth/password/reset", map[string]any{"secret": asked.secret(), "password": another})
		g.login(password, 200) // by the old address until it is confirmed

		g.want(204, "POST", "/api/auth/email/confirm", map[string]any{"secret": asked.secret()})
		elsewhere.want("signed-out", "GET", g.inside(), nil)
		undo := d.one(t, g.email, "was changed")
		g.want("link-expired", "POST", "/api/auth/email/confirm", map[string]any{"secret": asked.secret()})
		g.login(password, "bad-credentials")
		moved := *g
		moved.email, moved.cookie = fresh, ""
		moved.login(password, 200)

		d.wait(7*24*time.Hour - time.Minute)
		moved.login(password, 200)
		g.want(204, "POST", "/api/auth/email/undo", map[string]any{"secret": undo.secret()})
		moved.want("signed-out", "GET", g.inside(), nil)
		moved.login(password, "bad-credentials")
		reset := d.one(t, g.email, "A new password")
		g.want(204, "POST", "/api/auth/password/reset", map[string]any{"secret": reset.secret(), "password": another})
		g.login(another, 200)
		g.want("link-expired", "POST", "/api/auth/email/undo", map[string]any{"secret": undo.secret()})
		d.refusesAddresses(t, g, key)
	})
}

// refusesAddresses: a letter is good for its time, and no address is had by two.
func (d *doorstep) refusesAddresses(t *testing.T, g *guest, key enterprise.Key) {
	t.Helper()
	if g.tenant == "" {
		return
	}
	change := map[string]any{"email": "late@" + g.tenant + ".example", "password": another}
	g.want(202, "POST", "/api/auth/email/change", change)
	late := d.one(t, "late@"+g.tenant+".example", "Is this")
	d.wait(24*time.Hour + time.Second)
	g.want("link-expired", "POST", "/api/auth/email/confirm", map[string]any{"secret": late.secret()})

	taken := d.staff(t, key, g.tenant, 1)[0]
	g.login(another, 200)
	change["email"] = taken
	g.want(202, "POST", "/api/auth/email/change", change)
	letters := d.mail(t, taken)
	secret := letters[slices.IndexFunc(letters, func(l letter) bool { return strings.Contains(l.subject, "Is this") })].secret()
	g.want("duplicate", "POST", "/api/auth/email/confirm", map[string]any{"secret": secret})
	g.login(another, 200)
}

// TestNotices: who may not have done it themselves is told of it, by letter and among
// their events.
func TestNotices(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		if l := d.one(t, g.email, "password was changed"); !strings.Contains(l.text, "by command line") {
			t.Errorf("told %s", l.text)
		}
		url := d.behind(t)
		comes := func(from, country, device string, subjects ...string) {
			t.Helper()
			if status, err := enterBy(url, from, country, device, g.tenant, g.email, password); err != nil || status != 200 {
				t.Fatalf("from %s: %d %v", from, status, err)
			}
			told := d.mail(t, g.email)
			if len(told) != len(subjects) {
				t.Fatalf("from %s in %q by %s: told %+v, want %q", from, country, device, told, subjects)
			}
			for i, l := range told {
				if !strings.Contains(l.subject, subjects[i]) || !strings.Contains(l.text, from) {
					t.Errorf("from %s: %s", from, l.text)
				}
			}
		}
		comes("198.51.100.1", "", "Firefox/140.0") // the first time says nothing
		comes("198.51.100.200", "", "Firefox/141.0.2")
		comes("203.0.113.1", "", "Firefox/141.0.2", "new place")
		comes("203.0.113.2", "", "Firefox/141.0.2")
		comes("203.0.113.2", "", "curl/8", "new device")
		comes("192.0.2.1", "de", "curl/8", "new place") // a country now
		comes("192.0.3.1", "DE", "curl/8")
		comes("192.0.3.1", "NZ", "curl/8", "new place")
		comes("192.0.3.1", "<script>", "curl/8", "new place") // no country at all: a new network
		url = d.behindOf(t)                                   // nobody is trusted: neither address nor country is taken from what is sent
		comes("127.0.0.1", "", "curl/8", "new place")
		comes("127.0.0.1", "FR", "curl/8")
		url = d.behind(t)
		d.wait(181 * 24 * time.Hour)
		comes("198.51.100.1", "", "Firefox/140.0") // all is forgotten
	})
}

// TestNoticesOfFactors: factors that come and go are told of.
func TestNoticesOfFactors(t *testing.T) {
	d := newDoorstep(t)
	g, key := d.owner(t, enterprise.Shared)
	if err := d.SetPassword(context.Background(), key, g.email, password); err != nil {
		t.Fatal(err)
	}
	g.login(password, 200)
	d.mail(t, g.email)
	g.register(newDevice(t), "telephone")
	if l := d.one(t, g.email, "factor was added"); !strings.Contains(l.text, "passkey telephone") {
		t.Errorf("told %s", l.text)
	}
	g.want(204, "POST", "/api/auth/factors/"+g.owned()["telephone"]+"/remove", map[string]any{})
	d.one(t, g.email, "factor was removed")
	g.want(204, "POST", "/api/auth/password/change", map[string]any{"old": password, "password": another})
	d.one(t, g.email, "password was changed")
	told := g.want(200, "GET", "/api/auth/security-events", nil)
	rows, _ := told["data"].([]any)
	var kinds []string
	for _, r := range rows {
		row, _ := r.(map[string]any)
		kinds = append(kinds, row["kind"].(string))
	}
	if !slices.Equal(kinds[:3], []string{"password_changed", "second_factor_removed", "second_factor_added"}) {
		t.Errorf("events: %q", kinds)
	}
}
