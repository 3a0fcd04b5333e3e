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
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/problem"
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

// linkIn finds the link by which a letter's reader is spared more of them.
var linkIn = regexp.MustCompile(`https://erp\.example(/\S+)`)

// mail counts the letters to an address, or takes the secret, or the link, out of the
// last one.
func (s *story) mail(verb, what, address string) {
	letters := s.letters(address, verb == "letter" || verb == "letters")
	if verb == "letters" || verb == "notices" {
		s.expect("the number of letters to "+address, strconv.Itoa(len(letters)), what)
		return
	}
	if len(letters) == 0 {
		s.Errorf("nobody has written to %s", address)
		return
	}
	last := letters[len(letters)-1]
	if verb == "letter" {
		s.vars[what] = string(secretIn.Find(last))
		return
	}
	found := linkIn.FindSubmatch(last)
	if found == nil {
		s.Errorf("there is no link in %s", last)
		return
	}
	s.vars[what] = string(found[1])
}

// letters returns what was written to an address since the story began, oldest first:
// what has a secret in it, or what has none.
func (s *story) letters(address string, secret bool) [][]byte {
	s.Helper()
	s.world.deliver(s.T, s.tenant)
	dir := filepath.Join(s.world.data, "mail")
	files, err := os.ReadDir(dir)
	if err != nil {
		s.Fatal(err)
	}
	type letter struct {
		at   time.Time
		text []byte
	}
	var found []letter
	for _, f := range files {
		source, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			s.Fatal(err)
		}
		m, err := mail.Read(source)
		if err != nil {
			s.Fatal(err)
		}
		if m.To.Address != address || secretIn.MatchString(m.Text) != secret {
			continue
		}
		info, err := f.Info()
		if err != nil {
			s.Fatal(err)
		}
		if info.ModTime().After(s.began) {
			found = append(found, letter{info.ModTime(), []byte(m.Text)})
		}
	}
	slices.SortFunc(found, func(a, b letter) int { return a.at.Compare(b.at) }) // the story's clock stands still meanwhile
	out := make([][]byte, 0, len(found))
	for _, l := range found {
		out = append(out, l.text)
	}
	return out
}

// schedule does what is done on a schedule, once all that was told has been delivered.
func (w *world) schedule(t *testing.T, tenant, name string) {
	t.Helper()
	w.deliver(t, tenant)
	for _, m := range w.app.Registry.Modules() {
		for _, s := range m.Schedules {
			if s.Name != name {
				continue
			}
			id := uuid.MustParse(tenant)
			err := w.app.Enterprise.Do(t.Context(), id, func(home pg.Home) error {
				call := entity.Call{Actor: auth.System(id), Home: home, Origin: entity.Origin{RequestID: uuid.New()}}
				return w.app.Registry.Do(t.Context(), call, func(ctx context.Context, tx *entity.Tx) error {
					_, err := s.Do(ctx, tx)
					return err
				})
			})
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			return
		}
	}
	t.Errorf("there is no schedule %q", name)
}

// waiting tells how many letters of a tenant are still to be handed over: what is under
// way is not due. Of a company that is kept out there are none.
func (w *world) waiting(t *testing.T, tenant string) (n int) {
	t.Helper()
	err := w.app.Enterprise.Do(t.Context(), uuid.MustParse(tenant), func(home pg.Home) error {
		return pg.Read(t.Context(), home, func(tx *pg.Tx) (err error) {
			n, _, err = pg.One[int](t.Context(), tx, `select count(*) from communications_message where tenant_id = $1 and status = 'queued'`)
			return err
		})
	})
	if err != nil && !problem.Is(err, "tenant-suspended") {
		t.Fatal(err)
	}
	return n
}

// patience is how long nothing may move: the stories' clock stands still, so what is told
// by what was delivered is found by looking, once a second.
const patience = 3 * time.Second

// deliver delivers events until nothing is due and the tenant's letters are sent, or
// nothing moves any more.
func (w *world) deliver(t *testing.T, tenant string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { w.app.Deliver(ctx); close(done) }()
	defer func() { cancel(); <-done }()
	for before, since := -1, time.Now(); time.Since(since) < patience; time.Sleep(5 * time.Millisecond) {
		due, err := w.app.Enterprise.NewRounds().Due(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		n := w.waiting(t, tenant)
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
