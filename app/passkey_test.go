package app_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/passkey/passkeytest"
)

// in adds the guest's tenant to what is sent.
func (g *guest) in(body map[string]any) map[string]any {
	body = maps.Clone(body)
	if body == nil {
		body = map[string]any{}
	}
	if g.tenant != "" {
		body["tenant"] = g.tenant
	}
	return body
}

// answers gives options to a device and returns its answer as JSON.
func (g *guest) answers(answer func([]byte) []byte, asked map[string]any) map[string]any {
	g.t.Helper()
	options, err := json.Marshal(asked["options"])
	if err != nil {
		g.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(answer(options), &out); err != nil {
		g.t.Fatal(err)
	}
	return out
}

// register makes a passkey on a device and returns the recovery codes.
func (g *guest) register(device *passkeytest.Device, name string) []any {
	g.t.Helper()
	asked := g.want(200, "POST", "/api/auth/passkeys/propose", map[string]any{})
	codes, _ := g.want(200, "POST", "/api/auth/passkeys/confirm", map[string]any{
		"challenge": asked["challenge"], "name": name, "passkey": g.answers(device.Register, asked),
	})["codes"].([]any)
	return codes
}

// byPasskey signs in by a passkey alone.
func (g *guest) byPasskey(device *passkeytest.Device, want any) map[string]any {
	g.t.Helper()
	asked := g.want(200, "POST", "/api/auth/passkey/options", g.in(nil))
	return g.want(want, "POST", "/api/auth/passkey/login", map[string]any{"challenge": asked["challenge"], "passkey": g.answers(device.SignIn, asked)})
}

// owned lists the guest's passkeys and telephones: id by name.
func (g *guest) owned() map[string]string {
	g.t.Helper()
	rows, _ := g.want(200, "GET", "/api/auth/factors", nil)["data"].([]any)
	out := map[string]string{}
	for _, r := range rows {
		row, _ := r.(map[string]any)
		out[fmt.Sprint(row["name"])] = fmt.Sprint(row["id"])
	}
	return out
}

func newDevice(t *testing.T) *passkeytest.Device {
	t.Helper()
	return passkeytest.New(t, "localhost", "http://localhost")
}

// second takes the first step and returns what login-mfa is to be sent.
func (g *guest) second(method string) map[string]any {
	g.t.Helper()
	asked := g.login(password, 200)
	if asked["status"] != "second_factor" {
		g.t.Fatalf("asked: %v", asked)
	}
	return map[string]any{"challenge": asked["challenge"], "method": method}
}

// TestPasskeys: a passkey is a second factor, and a way in by itself, on every tier
// and for operators.
func TestPasskeys(t *testing.T) {
	d := newDoorstep(t)
	realms(t, d, func(t *testing.T, g *guest, key enterprise.Key) {
		t.Helper()
		if err := d.SetPassword(t.Context(), key, g.email, password); err != nil {
			t.Fatal(err)
		}
		g.login(password, 200)
		elsewhere := *g
		elsewhere.login(password, 200)
		phone, laptop := newDevice(t), newDevice(t)
		if codes := g.register(phone, "phone"); len(codes) != 10 {
			t.Fatalf("%d recovery codes", len(codes))
		}
		elsewhere.want("signed-out", "GET", g.inside(), nil)
		if codes := g.register(laptop, "laptop"); len(codes) != 0 {
			t.Errorf("the second passkey gave %d more codes", len(codes))
		}

		// Ten minutes after signing in the password is asked for.
		d.wait(11 * time.Minute)
		g.want("password-needed", "POST", "/api/auth/passkeys/propose", map[string]any{})
		g.want("bad-credentials", "POST", "/api/auth/passkeys/propose", map[string]any{"password": another})
		asked := g.want(200, "POST", "/api/auth/passkeys/propose", map[string]any{"password": password})
		thief := newDevice(t)
		thief.Origin = "https://guildhall.evil.example"
		g.want("bad-passkey", "POST", "/api/auth/passkeys/confirm", map[string]any{
			"challenge": asked["challenge"], "name": "theft", "passkey": g.answers(thief.Register, asked),
		})

		// The second step.
		g.cookie = ""
		step := g.second("passkey")
		g.want("bad-passkey", "POST", "/api/auth/login-mfa", step) // nothing was prepared
		options := g.want(200, "POST", "/api/auth/login-mfa/prepare", map[string]any{"challenge": step["challenge"], "method": "passkey"})
		laptop.Flags &^= passkeytest.Verified
		step["passkey"] = g.answers(laptop.SignIn, options)
		g.want("bad-passkey", "POST", "/api/auth/login-mfa", step) // its user must be verified
		laptop.Flags |= passkeytest.Verified
		step["passkey"] = g.answers(laptop.SignIn, options)
		g.want(200, "POST", "/api/auth/login-mfa", step)
		g.want(200, "GET", g.inside(), nil)
		g.want("signed-out", "POST", "/api/auth/login-mfa", step) // an answer is good once

		// By itself.
		g.cookie = ""
		if in := g.byPasskey(phone, 200); in["status"] != "signed_in" {
			t.Errorf("by a passkey: %v", in)
		}
		g.want(200, "GET", g.inside(), nil)
		g.byPasskey(newDevice(t), "bad-passkey")
		phone.Count = 0 // a copy that has signed less often
		g.byPasskey(phone, "bad-passkey")
		phone.Count = 50
		g.byPasskey(phone, 200)
		phone.Count = 49
		g.byPasskey(phone, "bad-passkey") // the count was kept
		late := g.want(200, "POST", "/api/auth/passkey/options", g.in(nil))
		d.wait(5*time.Minute + time.Second)
		phone.Count = 60
		g.want("bad-passkey", "POST", "/api/auth/passkey/login", map[string]any{"challenge": late["challenge"], "passkey": g.answers(phone.SignIn, late)})

		// Lost and removed.
		g.byPasskey(laptop, 200)
		mine := g.owned()
		if len(mine) != 2 || mine["phone"] == "" {
			t.Fatalf("passkeys: %v", mine)
		}
		g.want(204, "POST", "/api/auth/factors/"+mine["phone"]+"/remove", map[string]any{})
		g.want("not-found", "POST", "/api/auth/factors/"+mine["phone"]+"/remove", map[string]any{})
		g.byPasskey(phone, "bad-passkey")
		g.byPasskey(laptop, 200)
		g.want(204, "POST", "/api/auth/factors/"+mine["laptop"]+"/remove", map[string]any{})
		g.cookie = ""
		if in := g.login(password, 200); in["status"] != "signed_in" {
			t.Errorf("without any factor: %v", in)
		}
		d.refusesElsewhere(t, g, phone)
	})
}

// refusesElsewhere: a passkey opens nothing but its owner's account, and not once it
// is blocked.
func (d *doorstep) refusesElsewhere(t *testing.T, g *guest, device *passkeytest.Device) {
	t.Helper()
	if g.tenant == "" {
		return
	}
	g.register(device, "again")
	operator := &guest{t: t, d: d}
	operator.byPasskey(device, "bad-passkey")
	g.byPasskey(device, 200)
	if err := d.ResetFactor(t.Context(), enterprise.Key{Name: g.tenant}, g.email); err != nil {
		t.Fatal(err)
	}
	g.byPasskey(device, "bad-passkey")
	g.want("signed-out", "GET", g.inside(), nil)
}
