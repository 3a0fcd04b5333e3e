package app_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/guildhall/guildhall/enterprise"
)

const number = "+491701234567"

// texted returns the code that was sent last.
func (d *doorstep) texted(t *testing.T) string {
	t.Helper()
	all := d.messages.Messages()
	if len(all) == 0 {
		t.Fatal("nothing was sent")
	}
	return regexp.MustCompile(`\d{6}`).FindString(all[len(all)-1].Text)
}

// wrong is another code.
func wrong(code string) string {
	if code == "000000" {
		return "111111"
	}
	return "000000"
}

// TestCodesBySMS: a number counts once it was confirmed; codes are good once, for five
// minutes and five attempts; and no more are sent than a person and a tenant may have.
func TestCodesBySMS(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		g.login(password, 200)
		g.want("invalid", "POST", "/api/auth/phones/propose", map[string]any{"number": "0170 1234567"})
		asked := g.want(200, "POST", "/api/auth/phones/propose", map[string]any{"number": "+49 170 1234567"})
		code := d.texted(t)
		g.want("bad-code", "POST", "/api/auth/phones/confirm", map[string]any{"challenge": asked["challenge"], "code": wrong(code)})
		g.login(password, 200) // not asked for before it is confirmed
		codes, _ := g.want(200, "POST", "/api/auth/phones/confirm", map[string]any{"challenge": asked["challenge"], "code": code})["codes"].([]any)
		if len(codes) != 10 || len(g.owned()) != 1 {
			t.Fatalf("%d recovery codes, factors %v", len(codes), g.owned())
		}
		g.want("signed-out", "POST", "/api/auth/phones/confirm", map[string]any{"challenge": asked["challenge"], "code": code})

		g.cookie = ""
		step := g.second("sms")
		prepare := map[string]any{"challenge": step["challenge"], "method": "sms"}
		step["code"] = code
		g.want("bad-code", "POST", "/api/auth/login-mfa", step) // of another challenge
		said := g.want(200, "POST", "/api/auth/login-mfa/prepare", prepare)
		if to, _ := said["sent_to"].(string); !strings.HasSuffix(to, "67") || strings.Contains(to, "1234") {
			t.Errorf("sent to %q", to)
		}
		step["code"] = d.texted(t)
		g.want(200, "POST", "/api/auth/login-mfa", step)
		g.want(200, "GET", g.inside(), nil)
		g.want("signed-out", "POST", "/api/auth/login-mfa", step)
		d.slowsDown(t, g, key)
	})
}

// slowsDown: guesses and messages are counted.
func (d *doorstep) slowsDown(t *testing.T, g *guest, key enterprise.Key) {
	t.Helper()
	g.cookie = ""
	step := g.second("sms")
	prepare := map[string]any{"challenge": step["challenge"], "method": "sms"}
	g.want(200, "POST", "/api/auth/login-mfa/prepare", prepare)
	g.want("too-many-messages", "POST", "/api/auth/login-mfa/prepare", prepare) // the fourth in ten minutes
	step["code"] = wrong(d.texted(t))
	for range 5 {
		g.want("bad-code", "POST", "/api/auth/login-mfa", step)
	}
	step["code"] = d.texted(t)
	g.want("signed-out", "POST", "/api/auth/login-mfa", step)

	d.wait(11 * time.Minute)
	step = g.second("sms")
	g.want(200, "POST", "/api/auth/login-mfa/prepare", map[string]any{"challenge": step["challenge"], "method": "sms"})
	d.wait(5*time.Minute + time.Second)
	step["code"] = d.texted(t)
	g.want("signed-out", "POST", "/api/auth/login-mfa", step)

	sent := len(d.messages.Messages())
	for range 30 { // until the day's are used up
		d.wait(11 * time.Minute)
		if err := d.Unlock(t.Context(), key, g.email); err != nil { // the second step is never taken
			t.Fatal(err)
		}
		status, _ := g.ask("POST", "/api/auth/login-mfa/prepare", map[string]any{"challenge": g.second("sms")["challenge"], "method": "sms"})
		if status == 429 {
			break
		}
	}
	if more := len(d.messages.Messages()) - sent; more != 20-4 {
		t.Errorf("%d more codes were sent, of 20 a day", more)
	}
	d.wait(24 * time.Hour)
	g.want(200, "POST", "/api/auth/login-mfa/prepare", map[string]any{"challenge": g.second("sms")["challenge"], "method": "sms"})
	d.wait(time.Hour)
}

// TestForbiddenSMS: where the company does not want codes by SMS none is sent and none
// is taken, and nobody gets in by the password alone for it.
func TestForbiddenSMS(t *testing.T) {
	d := newDoorstep(t)
	g, key := d.owner(t, enterprise.Shared)
	if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
		t.Fatal(err)
	}
	g.login(password, 200)
	asked := g.want(200, "POST", "/api/auth/phones/propose", map[string]any{"number": number})
	codes, _ := g.want(200, "POST", "/api/auth/phones/confirm", map[string]any{"challenge": asked["challenge"], "code": d.texted(t)})["codes"].([]any)
	sent := g.second("sms")
	g.want(200, "POST", "/api/auth/login-mfa/prepare", map[string]any{"challenge": sent["challenge"], "method": "sms"})
	policy := g.want(200, "GET", "/api/client/signin-policy", nil)
	policy["forbid_sms"] = true
	g.want(200, "POST", "/api/client/signin-policy/set", policy)
	g.want("sms-forbidden", "POST", "/api/auth/phones/propose", map[string]any{"number": number})

	g.cookie = ""
	sent["code"] = d.texted(t)
	g.want("bad-code", "POST", "/api/auth/login-mfa", sent)
	in := g.login(password, 200)
	if methods, _ := in["methods"].([]any); in["status"] != "second_factor" || len(methods) != 1 || methods[0] != "recovery_code" {
		t.Errorf("asked for %v", in)
	}
	g.want("no-such-method", "POST", "/api/auth/login-mfa/prepare", map[string]any{"challenge": in["challenge"], "method": "sms"})
	g.want(200, "POST", "/api/auth/login-mfa", map[string]any{"challenge": in["challenge"], "method": "recovery_code", "code": codes[0]})
}
