package passkey

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func newParty(t *testing.T) *Party {
	t.Helper()
	p, err := New("acme.example", "Acme", "https://app.acme.example", "https://shop.acme.example")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newUser() User {
	handle := make([]byte, 32)
	rand.Read(handle)
	return User{Handle: handle, Account: "ann@acme.example", Name: "Ann"}
}

// registered makes a passkey for the user on the device.
func registered(t *testing.T, p *Party, u *User, d *device) Passkey {
	t.Helper()
	options, session, err := p.BeginRegistration(*u)
	if err != nil {
		t.Fatal(err)
	}
	made, err := p.FinishRegistration(*u, session, d.register(options))
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
	key.flags = present | verified
	key.origin = "https://shop.acme.example"
	for i, d := range []*device{phone, key} {
		if made := registered(t, p, &u, d); !bytes.Equal(made.ID, d.id) || made.BackedUp != (i == 0) {
			t.Errorf("device %d: id %x, backed up %v", i, made.ID, made.BackedUp)
		}
	}
	for range 3 {
		for i, d := range []*device{phone, key} {
			options, session, err := p.BeginSignIn(u)
			if err != nil {
				t.Fatal(err)
			}
			used, err := p.FinishSignIn(u, session, d.signIn(options))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(used.ID, d.id) || bytes.Equal(used.Record, u.Passkeys[i]) {
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
	answer := d.signIn(options)
	if handle, err := Handle(answer); err != nil || !bytes.Equal(handle, ann.Handle) {
		t.Errorf("handle %x, %v", handle, err)
	}
	if used, err := p.FinishSignIn(ann, session, answer); err != nil || !bytes.Equal(used.ID, d.id) {
		t.Errorf("%+v, %v", used, err)
	}
	if _, err := p.FinishSignIn(bob, session, answer); !errors.Is(err, ErrRefused) {
		t.Errorf("as somebody else: %v", err)
	}
	d.handle = bob.Handle
	if _, err := p.FinishSignIn(bob, session, d.signIn(options)); !errors.Is(err, ErrRefused) {
		t.Errorf("with somebody else's handle: %v", err)
	}
	d.handle = nil
	if _, err := p.FinishSignIn(ann, session, d.signIn(options)); !errors.Is(err, ErrRefused) {
		t.Errorf("of nobody: %v", err)
	}
	if _, err := p.FinishSignIn(User{}, session, d.signIn(options)); !errors.Is(err, ErrRefused) {
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
	o := readOptions(t, text).PublicKey
	got := fmt.Sprintf("%s %s, %v, %s, %v", o.RP.ID, o.RP.Name, o.AuthenticatorSelection, o.Attestation, o.Exclude)
	if want := "acme.example Acme, {required preferred}, none, [{" + encode(d.id) + "}]"; got != want {
		t.Errorf("register: %s\nis not %s", got, want)
	}
	if len(d.decode(o.Challenge)) < 16 || !bytes.Equal(d.decode(o.User.ID), u.Handle) {
		t.Errorf("challenge %s for %s", o.Challenge, o.User.ID)
	}
	text, _, err = p.BeginSignIn(u)
	if err != nil {
		t.Fatal(err)
	}
	o = readOptions(t, text).PublicKey
	if got, want := fmt.Sprint(o.RPID, o.UserVerification, o.Allow), "acme.examplerequired[{"+encode(d.id)+"}]"; got != want {
		t.Errorf("sign in: %s\nis not %s", got, want)
	}
	text, _, err = p.BeginSignIn(User{})
	if err != nil {
		t.Fatal(err)
	}
	o = readOptions(t, text).PublicKey
	if o.Allow != nil || o.UserVerification != "required" {
		t.Errorf("sign in without name: %s", text)
	}
	if _, _, err := p.BeginSignIn(newUser()); err == nil {
		t.Error("a user without passkeys signs in by one")
	}
}

func TestRegistrationRefusals(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*device){
		"another site":    func(d *device) { d.origin = "https://app.acme.example.evil.example" },
		"without TLS":     func(d *device) { d.origin = "http://app.acme.example" },
		"unlisted origin": func(d *device) { d.origin = "https://acme.example" },
		"another domain":  func(d *device) { d.domain = "evil.example" },
		"other challenge": func(d *device) { d.challenge = encode(make([]byte, 32)) },
		"other ceremony":  func(d *device) { d.ceremony = "webauthn.get" },
		"nobody there":    func(d *device) { d.flags = verified },
		"not verified":    func(d *device) { d.flags = present },
		"impossible copy": func(d *device) { d.flags = present | verified | backedUp },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, u, d := newParty(t), newUser(), newDevice(t)
			options, session, err := p.BeginRegistration(u)
			if err != nil {
				t.Fatal(err)
			}
			change(d)
			if made, err := p.FinishRegistration(u, session, d.register(options)); !errors.Is(err, ErrRefused) || made.ID != nil {
				t.Errorf("%+v, %v", made, err)
			}
		})
	}
	p, u, d := newParty(t), newUser(), newDevice(t)
	options, session, err := p.BeginRegistration(u)
	if err != nil {
		t.Fatal(err)
	}
	answer := d.register(options)
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
	for name, change := range map[string]func(*device){
		"another site":    func(d *device) { d.origin = "https://app.acme.example.evil.example" },
		"another domain":  func(d *device) { d.domain = "evil.example" },
		"other challenge": func(d *device) { d.challenge = encode(make([]byte, 32)) },
		"other ceremony":  func(d *device) { d.ceremony = "webauthn.create" },
		"nobody there":    func(d *device) { d.flags &^= present },
		"not verified":    func(d *device) { d.flags &^= verified },
		"became copyable": func(d *device) { d.flags &^= backupAble | backedUp },
		"another key":     func(d *device) { d.key = newDevice(t).key },
		"unknown id":      func(d *device) { d.id = newDevice(t).id },
		"a copy":          func(d *device) { d.count = 4 },
		"an older copy":   func(d *device) { d.count = 0 },
		"other handle":    func(d *device) { d.handle = []byte("bob") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, u, d := newParty(t), newUser(), newDevice(t)
			d.count = 5
			registered(t, p, &u, d)
			options, session, err := p.BeginSignIn(u)
			if err != nil {
				t.Fatal(err)
			}
			d.count = 9
			change(d)
			if used, err := p.FinishSignIn(u, session, d.signIn(options)); !errors.Is(err, ErrRefused) || used.ID != nil {
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
		d.count-- // before it counts
		used, err := p.FinishSignIn(u, session, d.signIn(options))
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
	answer := d.signIn(options)
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
		"what enrols":       func() error { _, err := p.FinishSignIn(ann, enrolment, d.signIn(enrolling)); return err },
		"as registration":   func() error { _, err := p.FinishRegistration(ann, session, answer); return err },
		"no user":           func() error { _, err := p.FinishSignIn(User{}, session, answer); return err },
		"another's passkey": func() error { _, err := p.FinishSignIn(ann, session, other.signIn(options)); return err },
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
