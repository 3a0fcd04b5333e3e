package app_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/credential"
)

// behind puts the program behind a proxy, so that a test can come from anywhere.
func (d *doorstep) behind(t *testing.T) string {
	t.Helper()
	return d.behindOf(t, netip.MustParsePrefix("127.0.0.0/8"))
}

// behindOf is behind with proxies that are trusted.
func (d *doorstep) behindOf(t *testing.T, proxies ...netip.Prefix) string {
	t.Helper()
	return d.serve(t, config.Serve{TrustedProxies: proxies, CountryHeader: "X-Country"})
}

// enter tries to come in from an address and returns the status.
func enter(url, from, tenant, email, password string) (int, error) {
	return enterBy(url, from, "", "Go", tenant, email, password)
}

// enterBy is enter by a device, from a country that the proxy names.
func enterBy(url, from, country, device, tenant, email, password string) (int, error) {
	body := fmt.Sprintf(`{"tenant":%q,"email":%q,"password":%q,"keep":"token"}`, tenant, email, password)
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url+"/api/auth/login", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Forwarded-For", from)
	r.Header.Set("X-Country", country)
	r.Header.Set("User-Agent", device)
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// TestBruteForce: ten thousand guesses from forty addresses at a hundred accounts
// are stopped long before they have been compared with anything, and the rightful
// user comes in meanwhile.
func TestBruteForce(t *testing.T) {
	d := newDoorstep(t)
	slug := "besieged-" + uuid.NewString()[:8]
	made, _ := provision(t, d.App, slug, enterprise.Shared)
	owner := "owner@" + slug + ".example"
	if err := d.SetPassword(t.Context(), enterprise.Key{ID: made.ID}, owner, password); err != nil {
		t.Fatal(err)
	}
	url := d.behind(t)
	const addresses, accounts, guesses = 40, 100, 10_000
	var compared, refused atomic.Int64
	var all sync.WaitGroup
	for a := range addresses {
		all.Go(func() {
			for n := range guesses / addresses {
				email := owner
				if n%accounts > 0 {
					email = fmt.Sprintf("user%d@%s.example", n%accounts, slug)
				}
				status, err := enter(url, fmt.Sprintf("198.51.100.%d", a+1), slug, email, fmt.Sprintf("guess number %d", n))
				switch {
				case err != nil:
					t.Error(err)
				case status == http.StatusUnauthorized:
					compared.Add(1)
				case status == http.StatusTooManyRequests:
					refused.Add(1)
				default:
					t.Errorf("a guess is answered %d", status)
				}
			}
		})
	}
	in := 0
	for range 3 {
		d.wait(time.Minute) // the account itself is never kept shut for longer
		status, err := enter(url, "203.0.113.7", slug, owner, password)
		if err != nil {
			t.Fatal(err)
		}
		if status == http.StatusOK {
			in++
		}
	}
	all.Wait()
	if in == 0 {
		t.Error("the rightful user was kept out while others guessed")
	}
	if compared.Load() > guesses/5 || refused.Load() < guesses/2 {
		t.Errorf("of %d guesses %d were compared and %d refused", guesses, compared.Load(), refused.Load())
	}
	t.Logf("%d guesses compared, %d refused", compared.Load(), refused.Load())
}

// TestGuessingFromInside: whoever has an account of their own does not get fresh
// guesses at others' by signing in between.
func TestGuessingFromInside(t *testing.T) {
	d := newDoorstep(t)
	slug := "inside-" + uuid.NewString()[:8]
	made, _ := provision(t, d.App, slug, enterprise.Shared)
	own := "owner@" + slug + ".example"
	if err := d.SetPassword(t.Context(), enterprise.Key{ID: made.ID}, own, password); err != nil {
		t.Fatal(err)
	}
	url := d.behind(t)
	compared := 0
	for n := range 60 {
		email, word := fmt.Sprintf("user%d@%s.example", n, slug), "a popular password"
		if n%10 == 9 {
			email, word = own, password
		}
		status, err := enter(url, "198.51.100.77", slug, email, word)
		if err != nil {
			t.Fatal(err)
		}
		if status == http.StatusUnauthorized {
			compared++
		}
	}
	if compared < 18 || compared > 22 {
		t.Errorf("%d guesses from one address were compared, want about twenty", compared)
	}
}

// staff gives a tenant users with passwords.
func (d *doorstep) staff(t *testing.T, key enterprise.Key, slug string, n int) []string {
	t.Helper()
	token, err := d.UserToken(t.Context(), key, "", "staff", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	emails := make([]string, n)
	for i := range emails {
		emails[i] = fmt.Sprintf("clerk%d@%s.example", i, slug)
		body := fmt.Sprintf(`{"email":%q,"name":"Clerk"}`, emails[i])
		if told := call(t, sent{method: http.MethodPost, url: d.url + "/api/client/users", token: token, body: body}); told.status != http.StatusCreated {
			t.Fatalf("make a user: %d %s", told.status, told.body)
		}
		if err := d.SetPassword(t.Context(), key, emails[i], password); err != nil {
			t.Fatal(err)
		}
	}
	return emails
}

// TestManySignIns: two hundred at once take their turns, and little memory, at the
// price of production.
func TestManySignIns(t *testing.T) {
	d := newDoorstepAt(t, credential.PasswordOptions{})
	slug := "morning-" + uuid.NewString()[:8]
	made, _ := provision(t, d.App, slug, enterprise.Shared)
	emails := d.staff(t, enterprise.Key{ID: made.ID}, slug, 20)
	url := d.behind(t)
	var most atomic.Uint64
	ended := make(chan struct{})
	var watching, all sync.WaitGroup
	watching.Go(func() {
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse+m.StackInuse))
			select {
			case <-ended:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	for n := range 200 {
		all.Go(func() {
			from, email := fmt.Sprintf("198.51.100.%d", n+1), emails[n%len(emails)]
			status, err := enter(url, from, slug, email, password)
			for status == http.StatusServiceUnavailable { // a slow machine asks some to come back
				time.Sleep(time.Second)
				status, err = enter(url, from, slug, email, password)
			}
			if err != nil || status != http.StatusOK {
				t.Errorf("sign-in %d: %d %v", n, status, err)
			}
		})
	}
	all.Wait()
	close(ended)
	watching.Wait()
	if most.Load() > 1<<30 {
		t.Errorf("two hundred sign-ins took %d MiB", most.Load()>>20)
	}
	t.Logf("at most %d MiB", most.Load()>>20)
}
