package secret

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func open(t *testing.T, url string) *Keeper {
	t.Helper()
	k, err := Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func seal(t *testing.T, k *Keeper, text string) Sealed {
	t.Helper()
	s, err := k.Seal(t.Context(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func unseal(t *testing.T, k *Keeper, s Sealed) string {
	t.Helper()
	plain, err := k.Unseal(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

func TestRotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new 100%?#", "secret.keys")
	k := open(t, "file://"+path)
	other := open(t, "file://"+path) // Another process.
	old := seal(t, k, "before")
	if bytes.Contains(old.Text, []byte("before")) || old.KeyID != k.Current() {
		t.Errorf("sealed as %+v", old)
	}
	id, err := k.Rotate(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	fresh := seal(t, k, "after")
	if fresh.KeyID != id || id == old.KeyID {
		t.Errorf("sealed by %s, want the new key %s", fresh.KeyID, id)
	}
	for name, keeper := range map[string]*Keeper{"same": k, "other": other, "restarted": open(t, "file://"+path)} {
		if unseal(t, keeper, old) != "before" || unseal(t, keeper, fresh) != "after" {
			t.Errorf("%s keeper cannot read", name)
		}
	}
	if err := k.Retire(t.Context(), id); err == nil {
		t.Error("retired the key in use")
	}
	if err := k.Retire(t.Context(), old.KeyID); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Unseal(t.Context(), old); !errors.Is(err, ErrUnknownKey) {
		t.Errorf("a retired key: %v", err)
	}
}

func TestFileMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.keys")
	open(t, "file://"+path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("made with mode %v, %v", info.Mode(), err)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o660, 0o700} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		_, err := Open(t.Context(), "file://"+path)
		if refused := errors.Is(err, ErrOpenFile); refused != (mode&0o077 != 0) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
}

func TestFirstStartTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret.keys")
	ids := make([]string, 8)
	var wait sync.WaitGroup
	for i := range ids {
		wait.Go(func() {
			if k, err := Open(t.Context(), "file://"+path); err != nil {
				t.Error(err)
			} else {
				ids[i] = k.Current()
			}
		})
	}
	wait.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Fatalf("two keys were made: %v", ids)
		}
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestURLs(t *testing.T) {
	const older, newer = "base64key://smGbjm71Nxd1Ig5FS0wj9SlbzAIrnolCz9bQQ6uAhl4=", "base64key://qGbjm71Nxd1Ig5FS0wj9SlbzAIrnolCz9bQQ6uAhl4I="
	old := seal(t, open(t, older), "x")
	both := open(t, newer+","+older)
	if unseal(t, both, old) != "x" || seal(t, both, "y").KeyID == old.KeyID {
		t.Error("the ring does not read by the old key or seals by it")
	}
	if _, err := both.Rotate(t.Context(), ""); err == nil {
		t.Error("rotated keys that stand in the settings")
	}
	tests := []struct{ name, url string }{
		{"short key", "base64key://c2VjcmV0"},
		{"no driver", "hashivault://key"},
		{"no URL", "base64key://c2VjcmV0%zz"},
		{"empty", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(t.Context(), tt.url)
			if err == nil || strings.Contains(err.Error(), "c2VjcmV0") {
				t.Errorf("got %v, want an error that does not tell the key", err)
			}
		})
	}
}

func TestDamagedFile(t *testing.T) {
	tests := []struct{ name, content string }{
		{"empty", ""},
		{"comments only", "# nothing\n"},
		{"no URL", "abcd\n"},
		{"not a key", "abcd base64key://xx\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "secret.keys")
			if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := Open(t.Context(), "file://"+path); err == nil {
				t.Error("opened a damaged file")
			}
			if after, err := os.ReadFile(path); err != nil || string(after) != tt.content {
				t.Errorf("the file was touched: %q, %v", after, err)
			}
		})
	}
}
