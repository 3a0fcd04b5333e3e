package scenarios

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/pquerna/otp/totp"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/lib/mail"
)

// turn has somebody else act from now on.
func (s *story) turn(verb string, who []string) {
	s.token, s.cookies = "", nil
	switch name := who[0]; verb {
	case "as":
		if s.tokens[name] == "" {
			s.tokens[name] = s.world.user(s.T, s.tenant, s.tokens["owner"], name)
			s.listen() // that a user came is no news of the story
		}
		s.token = s.tokens[name]
	case "operator":
		if s.tokens["operator "+name] == "" {
			s.vars[name], s.tokens["operator "+name] = s.world.operator(s.T, name)
		}
		s.token = s.tokens["operator "+name]
	case "token":
		s.token = name
	case "browser":
		if s.browser[name] == nil {
			s.browser[name] = browser{}
		}
		if s.cookies = s.browser[name]; len(who) > 1 {
			maps.Copy(s.cookies, s.browser[who[1]])
		}
	}
}

// operator makes an operator who runs Guildhall, with a token.
func (w *world) operator(t *testing.T, name string) (email, token string) {
	t.Helper()
	email = name + "-" + uuid.NewString()[:8] + "@guildhall.example"
	if _, err := w.app.Enterprise.CreateOperator(t.Context(), app.Local(), email, name); err != nil {
		t.Fatal(err)
	}
	token, err := w.app.OperatorToken(t.Context(), email, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return email, token
}

// code shows what an authenticator program would.
func (s *story) code(name, secret string) {
	var err error
	if s.vars[name], err = totp.GenerateCode(secret, s.world.clock.now()); err != nil {
		s.Errorf("a code by %q: %v", secret, err)
	}
}

var secretIn = regexp.MustCompile(`\bghc_\S+`)

// mail counts the letters to an address, or takes the secret out of the last one.
func (s *story) mail(verb, what, address string) {
	letters := s.world.letters(s.T, address)
	if verb == "letters" {
		s.expect("the number of letters to "+address, strconv.Itoa(len(letters)), what)
		return
	}
	if len(letters) == 0 {
		s.Errorf("nobody has written to %s", address)
		return
	}
	s.vars[what] = string(secretIn.Find(letters[len(letters)-1]))
}

// letters returns what was written to an address and has a secret in it, oldest
// first. Notices of what has happened have none.
func (w *world) letters(t *testing.T, address string) [][]byte {
	t.Helper()
	w.deliver(t)
	dir := filepath.Join(w.data, "mail")
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	type letter struct {
		at   time.Time
		text []byte
	}
	var found []letter
	for _, f := range files {
		source, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		m, err := mail.Read(source)
		if err != nil {
			t.Fatal(err)
		}
		if m.To.Address != address || !secretIn.MatchString(m.Text) {
			continue
		}
		info, err := f.Info()
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, letter{info.ModTime(), []byte(m.Text)})
	}
	slices.SortFunc(found, func(a, b letter) int { return a.at.Compare(b.at) }) // the story's clock stands still meanwhile
	out := make([][]byte, 0, len(found))
	for _, l := range found {
		out = append(out, l.text)
	}
	return out
}

// deliver delivers events until nothing is due, or nothing moves any more.
func (w *world) deliver(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.app.Deliver(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	for before, since := -1, time.Now(); time.Since(since) < time.Second; time.Sleep(5 * time.Millisecond) {
		due, err := w.app.Enterprise.NewRounds().Due(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, at := range due {
			if !at.At.IsZero() && !at.At.After(w.clock.now()) {
				n++
			}
		}
		if n == 0 {
			return
		}
		if n != before {
			before, since = n, time.Now()
		}
	}
}
