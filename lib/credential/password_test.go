package credential

import (
	"context"
	"encoding/base64"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
	"pgregory.net/rapid"
)

// cheap makes tests fast; the cost itself is tested apart.
func cheap() *Passwords { return NewPasswords(PasswordOptions{Memory: 64, Time: 1}) }

func TestPasswordIsVerified(t *testing.T) {
	t.Parallel()
	p := cheap()
	rapid.Check(t, func(t *rapid.T) {
		password, other := rapid.String().Draw(t, "password"), rapid.String().Draw(t, "other")
		hash, err := p.Hash(t.Context(), password)
		if err != nil {
			t.Skip("too long")
		}
		if ok, stale, err := p.Verify(t.Context(), hash, password); !ok || stale || err != nil {
			t.Errorf("the right one: %v %v %v", ok, stale, err)
		}
		if ok, _, err := p.Verify(t.Context(), hash, other+"x"+password); ok || err != nil {
			t.Errorf("a wrong one: %v %v", ok, err)
		}
	})
}

func TestPasswordHashIsPHC(t *testing.T) {
	t.Parallel()
	p := NewPasswords(PasswordOptions{})
	hash, err := p.Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || strings.Join(parts[:4], "$") != "$argon2id$v=19$m=19456,t=2,p=1" {
		t.Fatal(hash)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil || len(salt) != 16 {
		t.Fatalf("salt %x, %v", salt, err)
	}
	want := base64.RawStdEncoding.EncodeToString(argon2.IDKey([]byte("correct horse"), salt, 2, 19456, 1, 32))
	if parts[5] != want {
		t.Errorf("key %s, not %s", parts[5], want)
	}
	again, err := p.Hash(t.Context(), "correct horse")
	if err != nil || again == hash {
		t.Errorf("the salt is not new: %s, %v", again, err)
	}
}

// The reference implementation made this hash: argon2 somesalt -id -t 2 -m 16 -p 1.
func TestPasswordHashOfOthers(t *testing.T) {
	t.Parallel()
	const hash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	ok, stale, err := cheap().Verify(t.Context(), hash, "password")
	if !ok || stale || err != nil {
		t.Errorf("%v %v %v", ok, stale, err)
	}
}

func TestPasswordIsNormalised(t *testing.T) {
	t.Parallel()
	p := cheap()
	hash, err := p.Hash(t.Context(), "Zu\u0308rich ﬁne")
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := p.Verify(t.Context(), hash, "Z\u00fcrich fine"); !ok || err != nil {
		t.Errorf("the same characters, typed on another machine: %v %v", ok, err)
	}
}

func TestStaleHash(t *testing.T) {
	t.Parallel()
	old, err := cheap().Hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []PasswordOptions{{Memory: 128, Time: 1}, {Memory: 64, Time: 2}} {
		if ok, stale, err := NewPasswords(o).Verify(t.Context(), old, "correct horse"); !ok || !stale || err != nil {
			t.Errorf("%+v: %v %v %v", o, ok, stale, err)
		}
		if _, stale, _ := NewPasswords(o).Verify(t.Context(), old, "wrong horse"); stale {
			t.Errorf("%+v: a wrong password must not be hashed anew", o)
		}
	}
	if _, stale, err := NewPasswords(PasswordOptions{Memory: 32, Time: 1}).Verify(t.Context(), old, "correct horse"); stale || err != nil {
		t.Errorf("a hash that costs more is not stale: %v", err)
	}
}

func TestForgedHashIsRefused(t *testing.T) {
	t.Parallel()
	p := cheap()
	good, err := p.Hash(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	for old, bad := range map[string]string{
		"$argon2id": "$argon2i", "v=19": "v=16", "m=64": "m=4194304", "t=1": "t=100", "p=1": "p=0", "m=64,": "m=064,",
		"t=1,p=1": "p=1,t=1", "m=64,t=1": "m=4,t=1", "$v": "v",
	} {
		if _, _, err := p.Verify(t.Context(), strings.Replace(good, old, bad, 1), "x"); !errors.Is(err, errNoHash) {
			t.Errorf("%s for %s: %v", bad, old, err)
		}
	}
	for _, bad := range []string{"", "x", good + "=", good + "\n", good + "$", strings.Repeat("$", 5)} {
		if _, _, err := p.Verify(t.Context(), bad, "x"); !errors.Is(err, errNoHash) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzParseDigest(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Fuzz(func(t *testing.T, text string) {
		if d, err := parseDigest(text); err == nil && d.String() != text {
			t.Errorf("%q is read as %q", text, d)
		}
	})
}

// A waiting sign-in gives up with its request, and the others keep their order.
func TestPasswordsWaitInOrder(t *testing.T) {
	t.Parallel()
	p := NewPasswords(PasswordOptions{Memory: 64, Time: 1, AtOnce: 1})
	if err := p.memory.Acquire(t.Context(), p.budget); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.VerifyUnknown(gone, "x"); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	var mu sync.Mutex
	var order []int
	var all sync.WaitGroup
	for i := range 5 {
		all.Go(func() {
			if err := p.VerifyUnknown(t.Context(), "x"); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			order = append(order, i)
		})
		time.Sleep(20 * time.Millisecond) // until it waits
	}
	p.memory.Release(p.budget)
	all.Wait()
	for i, got := range order {
		if got != i {
			t.Fatalf("served in the order %v", order)
		}
	}
}

// A hash that takes more memory than there is at once has to have it all.
func TestCostlyHashIsServed(t *testing.T) {
	t.Parallel()
	hash, err := NewPasswords(PasswordOptions{Memory: 4096, Time: 1}).Hash(t.Context(), "x")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if ok, _, err := cheap().Verify(ctx, hash, "x"); !ok || err != nil {
		t.Errorf("%v %v", ok, err)
	}
}

// It runs alone, since it measures the whole process.
func TestMemoryOf200SignIns(t *testing.T) {
	p := NewPasswords(PasswordOptions{Time: 1, AtOnce: mostAtOnce}) // one pass takes the memory of two
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var all sync.WaitGroup
	for range 200 {
		all.Go(func() {
			if err := p.VerifyUnknown(t.Context(), "correct horse"); err != nil {
				t.Error(err)
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	peak := uint64(0)
	for running := true; running; {
		select {
		case <-done:
			running = false
		case <-time.After(5 * time.Millisecond):
		}
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapInuse)
	}
	const most = 512 << 20
	if taken := peak - before.HeapInuse; taken > most {
		t.Errorf("200 sign-ins took %d MiB, more than %d", taken>>20, most>>20)
	} else {
		t.Logf("200 sign-ins took %d MiB; the process has %d MiB from the system", taken>>20, now.Sys>>20)
	}
}

func TestLongPasswordIsNotHashed(t *testing.T) {
	t.Parallel()
	p := cheap()
	if _, err := p.Hash(t.Context(), strings.Repeat("x", 1025)); err == nil {
		t.Error("1025 bytes were hashed")
	}
	hash, err := p.Hash(t.Context(), strings.Repeat("x", 1024))
	if err != nil {
		t.Fatal(err)
	}
	if ok, _, err := p.Verify(t.Context(), hash, strings.Repeat("x", 1025)); ok || err != nil {
		t.Errorf("one more: %v %v", ok, err)
	}
}
