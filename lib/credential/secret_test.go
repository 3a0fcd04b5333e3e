package credential

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func TestMintedSecretIsParsed(t *testing.T) {
	t.Parallel()
	marks := []string{TokenMark, OperatorMark, SessionMark, RefreshMark, ChallengeMark}
	rapid.Check(t, func(t *rapid.T) {
		mark := rapid.SampledFrom(marks).Draw(t, "mark")
		tenant := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "tenant"))
		s := Mint(mark, tenant)
		if s.Digest != sha256.Sum256([]byte(s.Text)) {
			t.Error("the digest is of something else")
		}
		if mark == OperatorMark {
			tenant = uuid.Nil
		}
		if got, digest, ok := Parse(mark, s.Text); !ok || got != tenant || digest != s.Digest {
			t.Errorf("%s: %s %x %v", s.Text, got, digest, ok)
		}
		for _, other := range marks {
			if _, _, ok := Parse(other, s.Text); ok != (other == mark) {
				t.Errorf("%s is taken for %s", s.Text, other)
			}
		}
		if h := s.Hint(); len(h) != 6 || !strings.Contains(s.Text[len(s.Text)-43:], h) {
			t.Errorf("%s: hint %s", s.Text, h)
		}
	})
}

func TestSecretsDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 1000 {
		s := Mint(SessionMark, uuid.Nil)
		if want := "ghs_" + strings.Repeat("0", 32) + "_"; !strings.HasPrefix(s.Text, want) || len(s.Text) != len(want)+43 || seen[s.Text] {
			t.Fatalf("%s, and %v", s.Text, seen[s.Text])
		}
		seen[s.Text] = true
	}
}

func TestForeignSecretsAreRefused(t *testing.T) {
	t.Parallel()
	const id = "0123456789abcdef0123456789abcdef"
	random := strings.Repeat("A", 43)
	good := TokenMark + id + "_" + random
	if tenant, _, ok := Parse(TokenMark, good); !ok || tenant != uuid.MustParse(id) {
		t.Fatalf("%s: %s %v", good, tenant, ok)
	}
	for _, bad := range []string{
		"", "ght_", "ght_" + id, good[4:], "x" + good, good + "A", good[:len(good)-1], good + "\n", " " + good,
		"ght_" + id[1:] + "_" + random, "ght_" + strings.ToUpper(id) + "_" + random, "ght_" + strings.Repeat("x", 32) + "_" + random,
		"ght_" + id + "_" + strings.Repeat("+", 43), "ght_" + id + "_" + random[1:] + "B", "ght_" + id + "_" + random[2:] + "\n\n",
		"ght_" + random, "GHT_" + id + "_" + random,
	} {
		if _, _, ok := Parse(TokenMark, bad); ok {
			t.Errorf("%q was taken", bad)
		}
	}
	if _, _, ok := Parse(OperatorMark, OperatorMark+id+"_"+random); ok {
		t.Error("an operator's token names no tenant")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(TokenMark, Mint(TokenMark, uuid.Nil).Text)
	f.Add(OperatorMark, Mint(OperatorMark, uuid.Nil).Text)
	f.Fuzz(func(t *testing.T, mark, text string) {
		tenant, digest, ok := Parse(mark, text)
		if !ok {
			return
		}
		if digest != sha256.Sum256([]byte(text)) {
			t.Error("the digest is of something else")
		}
		if form := Mint(mark, tenant).Text; len(form) != len(text) || form[:len(form)-43] != text[:len(text)-43] {
			t.Errorf("%q was taken, which reads %q", text, form)
		}
	})
}
