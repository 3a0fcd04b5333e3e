package passkey

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/lib/passkey/passkeytest"
)

func newParty(t *testing.T) *Party {
	t.Helper()
	p, err := New("acme.example", "Acme", "https://app.acme.example", "https://shop.acme.example")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newDevice(t *testing.T) *passkeytest.Device {
	t.Helper()
	return passkeytest.New(t, "acme.example", "https://app.acme.example")
}

func newUser() User {
	handle := make([]byte, 32)
	rand.Read(handle)
	return User{Handle: handle, Account: "ann@acme.example", Name: "Ann"}
}

// registered makes a passkey for the user on the device.
func registered(t *testing.T, p *Party, u *User, d *passkeytest.Device) Passkey {
	t.Helper()
	options, session, err := p.BeginRegistration(*u)
	if err != nil {
		t.Fatal(err)
	}
	made, err := p.FinishRegistration(*u, session, d.Register(options))
	if err != nil {
		t.Fatal(err)
	}
	u.Passkeys = append(u.Passkeys, made.Record)
	return made
}

func TestRegisterAndSignIn(t *testing.T) {
	t.Parallel()
	p, u := newParty(t), newUser()
	phone, key := newDevice(t), newDevice(t)
	key.Flags = passkeytest.Present | passkeytest.Verified
	key.Origin = "https://shop.acme.example"
	for i, d := range []*passkeytest.Device{phone, key} {
		if made := registered(t, p, &u, d); !bytes.Equal(made.ID, d.ID) || made.BackedUp != (i == 0) {
			t.Errorf("device %d: id %x, backed up %v", i, made.ID, made.BackedUp)
		}
	}
	for range 3 {
		for i, d := range []*passkeytest.Device{phone, key} {
			options, session, err := p.BeginSignIn(u)
			if err != nil {
				t.Fatal(err)
			}
			used, err := p.FinishSignIn(u, session, d.SignIn(options))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(used.ID, d.ID) || bytes.Equal(used.Record, u.Passkeys[i]) {
				t.Errorf("device %d: %+v", i, used)
			}
			u.Passkeys[i] = used.Record
		}
	}
}

func TestSignInWithoutName(t *testing.T) {
	t.Parallel()
	p, ann, bob := newParty(t), newUser(), newUser()
	d, other := newDevice(t), newDevice(t)
	registered(t, p, &ann, d)
	registered(t, p, &bob, other)
	options, session, err := p.BeginSignIn(User{})
	if err != nil {
		t.Fatal(err)
	}
	answer := d.SignIn(options)
	if handle, err := Handle(answer); err != nil || !bytes.Equal(handle, ann.Handle) {
		t.Errorf("handle %x, %v", handle, err)
	}
	if used, err := p.FinishSignIn(ann, session, answer); err != nil || !bytes.Equal(used.ID, d.ID) {
		t.Errorf("%+v, %v", used, err)
	}
	if _, err := p.FinishSignIn(bob, session, answer); !errors.Is(err, ErrRefused) {
		t.Errorf("as somebody else: %v", err)
	}
	d.Handle = bob.Handle
	if _, err := p.FinishSignIn(bob, session, d.SignIn(options)); !errors.Is(err, ErrRefused) {
		t.Errorf("with somebody else's handle: %v", err)
	}
	d.Handle = nil
	if _, err := p.FinishSignIn(ann, session, d.SignIn(options)); !errors.Is(err, ErrRefused) {
		t.Errorf("of nobody: %v", err)
	}
	if _, err := p.FinishSignIn(User{}, session, d.SignIn(options)); !errors.Is(err, ErrRefused) {
		t.Errorf("as nobody: %v", err)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	p, u := newParty(t), newUser()
	d := newDevice(t)
	registered(t, p, &u, d)
	text, _, err := p.BeginRegistration(u)
	if err != nil {
		t.Fatal(err)
	}
	o := passkeytest.ReadOptions(t, text).PublicKey
	got := fmt.Sprintf("%s %s, %v, %s, %v", o.RP.ID, o.RP.Name, o.AuthenticatorSelection, o.Attestation, o.Exclude)
	if want := "acme.example Acme, {required preferred}, none, [{" + passkeytest.Encode(d.ID) + "}]"; got != want {
		t.Errorf("register: %s\nis not %s", got, want)
	}
	if len(passkeytest.Decode(t, o.Challenge)) < 16 || !bytes.Equal(passkeytest.Decode(t, o.User.ID), u.Handle) {
		t.Errorf("challenge %s for %s", o.Challenge, o.User.ID)
	}
	text, _, err = p.BeginSignIn(u)
	if err != nil {
		t.Fatal(err)
	}
	o = passkeytest.ReadOptions(t, text).PublicKey
	if got, want := fmt.Sprint(o.RPID, o.UserVerification, o.Allow), "acme.examplerequired[{"+passkeytest.Encode(d.ID)+"}]"; got != want {
		t.Errorf("sign in: %s\nis not %s", got, want)
	}
	text, _, err = p.BeginSignIn(User{})
	if err != nil {
		t.Fatal(err)
	}
	o = passkeytest.ReadOptions(t, text).PublicKey
	if o.Allow != nil || o.UserVerification != "required" {
		t.Errorf("sign in without name: %s", text)
	}
	if _, _, err := p.BeginSignIn(newUser()); err == nil {
		t.Error("a user without passkeys signs in by one")
	}
}

func TestRegistrationRefusals(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*passkeytest.Device){
		"another site":    func(d *passkeytest.Device) { d.Origin = "https://app.acme.example.evil.example" },
		"without TLS":     func(d *passkeytest.Device) { d.Origin = "http://app.acme.example" },
		"unlisted origin": func(d *passkeytest.Device) { d.Origin = "https://acme.example" },
		"another domain":  func(d *passkeytest.Device) { d.Domain = "evil.example" },
		"other challenge": func(d *passkeytest.Device) { d.Challenge = passkeytest.Encode(make([]byte, 32)) },
		"other ceremony":  func(d *passkeytest.Device) { d.Ceremony = "webauthn.get" },
		"nobody there":    func(d *passkeytest.Device) { d.Flags = passkeytest.Verified },
		"not verified":    func(d *passkeytest.Device) { d.Flags = passkeytest.Present },
		"impossible copy": func(d *passkeytest.Device) {
			d.Flags = passkeytest.Present | passkeytest.Verified | passkeytest.BackedUp
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, u, d := newParty(t), newUser(), newDevice(t)
			options, session, err := p.BeginRegistration(u)
			if err != nil {
				t.Fatal(err)
			}
			change(d)
			if made, err := p.FinishRegistration(u, session, d.Register(options)); !errors.Is(err, ErrRefused) || made.ID != nil {
				t.Errorf("%+v, %v", made, err)
			}
		})
	}
	p, u, d := newParty(t), newUser(), newDevice(t)
	options, session, err := p.BeginRegistration(u)
	if err != nil {
		t.Fatal(err)
	}
	answer := d.Register(options)
	if _, err := p.FinishRegistration(newUser(), session, answer); !errors.Is(err, ErrRefused) {
		t.Errorf("for somebody else: %v", err)
	}
	for name, bad := range map[string]string{"nothing": "", "no JSON": "x", "empty": "{}", "null": "null", "cut": string(answer[:len(answer)/2])} {
		if _, err := p.FinishRegistration(u, session, []byte(bad)); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSignInRefusals(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*passkeytest.Device){
		"another site":    func(d *passkeytest.Device) { d.Origin = "https://app.acme.example.evil.example" },
		"another domain":  func(d *passkeytest.Device) { d.Domain = "evil.example" },
		"other challenge": func(d *passkeytest.Device) { d.Challenge = passkeytest.Encode(make([]byte, 32)) },
		"other ceremony":  func(d *passkeytest.Device) { d.Ceremony = "webauthn.create" },
		"nobody there":    func(d *passkeytest.Device) { d.Flags &^= passkeytest.Present },
		"not verified":    func(d *passkeytest.Device) { d.Flags &^= passkeytest.Verified },
		"became copyable": func(d *passkeytest.Device) { d.Flags &^= passkeytest.BackupAble | passkeytest.BackedUp },
		"another key":     func(d *passkeytest.Device) { d.Key = newDevice(t).Key },
		"unknown id":      func(d *passkeytest.Device) { d.ID = newDevice(t).ID },
		"a copy":          func(d *passkeytest.Device) { d.Count = 4 },
		"an older copy":   func(d *passkeytest.Device) { d.Count = 0 },
		"other handle":    func(d *passkeytest.Device) { d.Handle = []byte("bob") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, u, d := newParty(t), newUser(), newDevice(t)
			d.Count = 5
			registered(t, p, &u, d)
			options, session, err := p.BeginSignIn(u)
			if err != nil {
				t.Fatal(err)
			}
			d.Count = 9
			change(d)
			if used, err := p.FinishSignIn(u, session, d.SignIn(options)); !errors.Is(err, ErrRefused) || used.ID != nil {
				t.Errorf("%+v, %v", used, err)
			}
		})
	}
}

// Devices that copy their keys among each other do not count.
func TestDeviceThatDoesNotCount(t *testing.T) {
	t.Parallel()
	p, u, d := newParty(t), newUser(), newDevice(t)
	registered(t, p, &u, d)
	for range 2 {
		options, session, err := p.BeginSignIn(u)
		if err != nil {
			t.Fatal(err)
		}
		d.Count-- // before it counts
		used, err := p.FinishSignIn(u, session, d.SignIn(options))
		if err != nil {
			t.Fatal(err)
		}
		u.Passkeys[0] = used.Record
	}
}

// An answer belongs to its session, user and ceremony.
func TestAnswerIsNotReplayed(t *testing.T) {
	t.Parallel()
	p, ann, bob := newParty(t), newUser(), newUser()
	d, other := newDevice(t), newDevice(t)
	registered(t, p, &ann, d)
	registered(t, p, &bob, other)
	options, session, err := p.BeginSignIn(ann)
	if err != nil {
		t.Fatal(err)
	}
	answer := d.SignIn(options)
	_, again, err := p.BeginSignIn(ann)
	if err != nil {
		t.Fatal(err)
	}
	enrolling, enrolment, err := p.BeginRegistration(ann)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() error{
		"another session":   func() error { _, err := p.FinishSignIn(ann, again, answer); return err },
		"another user":      func() error { _, err := p.FinishSignIn(bob, session, answer); return err },
		"another ceremony":  func() error { _, err := p.FinishSignIn(ann, enrolment, answer); return err },
		"what enrols":       func() error { _, err := p.FinishSignIn(ann, enrolment, d.SignIn(enrolling)); return err },
		"as registration":   func() error { _, err := p.FinishRegistration(ann, session, answer); return err },
		"no user":           func() error { _, err := p.FinishSignIn(User{}, session, answer); return err },
		"another's passkey": func() error { _, err := p.FinishSignIn(ann, session, other.SignIn(options)); return err },
		"nothing":           func() error { _, err := p.FinishSignIn(ann, session, nil); return err },
		"handle of nothing": func() error { _, err := Handle([]byte("{}")); return err },
	} {
		if err := try(); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := p.FinishSignIn(ann, session, answer); err != nil {
		t.Errorf("the right one: %v", err)
	}
}

// What the caller keeps and hands back broken is the caller's mistake, not the
// user's.
func TestBrokenRecords(t *testing.T) {
	t.Parallel()
	p, u, d := newParty(t), newUser(), newDevice(t)
	registered(t, p, &u, d)
	if _, err := p.FinishSignIn(u, []byte("x"), nil); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("session: %v", err)
	}
	broken := User{Handle: u.Handle, Passkeys: [][]byte{[]byte("x")}}
	if _, _, err := p.BeginRegistration(broken); err == nil {
		t.Error("register: no error")
	}
	if _, _, err := p.BeginSignIn(broken); err == nil {
		t.Error("sign in: no error")
	}
	if _, err := p.FinishSignIn(u, []byte(`{"kind":"sign-in"}`), nil); !errors.Is(err, ErrRefused) {
		t.Errorf("empty session: %v", err)
	}
}

func TestRecordIsShort(t *testing.T) {
	t.Parallel()
	p, u := newParty(t), newUser()
	made := registered(t, p, &u, newDevice(t))
	var record map[string]any
	if err := json.Unmarshal(made.Record, &record); err != nil || fmt.Sprint(record["attestation"]) != "map[]" || len(made.Record) > 1000 {
		t.Errorf("%d bytes, %v: %s", len(made.Record), err, made.Record)
	}
	if strings.Contains(string(made.Record), u.Account) {
		t.Error("the record names the user")
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	for name, try := range map[string]func() (*Party, error){
		"no domain":   func() (*Party, error) { return New("", "Acme", "https://acme.example") },
		"no name":     func() (*Party, error) { return New("acme.example", "", "https://acme.example") },
		"no origin":   func() (*Party, error) { return New("acme.example", "Acme") },
		"an URL":      func() (*Party, error) { return New("https://acme.example", "Acme", "https://acme.example") },
		"with a port": func() (*Party, error) { return New("acme.example:443", "Acme", "https://acme.example") },
	} {
		if _, err := try(); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	if _, err := New("localhost", "Development", "http://localhost:8080"); err != nil {
		t.Error(err)
	}
}

func FuzzFinishSignIn(f *testing.F) {
	p, err := New("acme.example", "Acme", "https://app.acme.example")
	if err != nil {
		f.Fatal(err)
	}
	_, session, err := p.BeginSignIn(User{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"AA","signature":"AA"}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if _, err := p.FinishSignIn(User{Handle: []byte("ann")}, session, answer); !errors.Is(err, ErrRefused) {
			t.Errorf("%q: %v", answer, err)
		}
		if _, err := p.FinishRegistration(User{}, []byte(`{"kind":"registration","data":{"challenge":"AAAAAAAAAAAAAAAAAAAAAA"}}`), answer); !errors.Is(err, ErrRefused) {
			t.Errorf("%q: %v", answer, err)
		}
	})
}
