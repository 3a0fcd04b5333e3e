package credential

import (
	"strings"
	"testing"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	about := []string{"ann.schmidt@acme-tools.example", "Ann Schmidt-Müller", "Acme Tools GmbH", ""}
	tests := []struct {
		name, password string
		policy         Policy
		want           string // codes
	}{
		{"a sentence", "seven green boats sail", Policy{}, ""},
		{"random", "kq7vTz0pLm3x", Policy{}, ""},
		{"exactly long enough", "kq7vTz0pLm3x", Policy{MinLength: 12}, ""},
		{"one short", "kq7vTz0pLm3", Policy{}, "too-short"},
		{"shorter by policy", "kq7vTz0p", Policy{MinLength: 8}, ""},
		{"no policy below eight", "kq7vTz0", Policy{MinLength: 1}, "too-short"},
		{"longer by policy", "kq7vTz0pLm3x", Policy{MinLength: 13}, "too-short"},
		{"characters, not bytes", "жфщюэыбдчшц", Policy{}, "too-short"},
		{"twelve characters", "жфщюэыбдчшцъ", Policy{}, ""},
		{"longest", strings.Repeat("kq7vTz0pLm3xwe4g", 64), Policy{}, ""},
		{"too long", strings.Repeat("kq7vTz0pLm3xwe4g", 64) + "y", Policy{}, "too-long"},
		{"empty", "", Policy{}, "too-short too-common"},
		{"common", "password1234", Policy{}, "too-common"},
		{"common and short", "password", Policy{}, "too-short too-common"},
		{"common and capital", "Password2024!", Policy{}, "too-common"},
		{"signs for letters", "P4$$w0rd2024!", Policy{}, "too-common"},
		{"sign in front", "$ecret!!!!!!!1", Policy{}, "too-common"},
		{"digits in front", "2024-welcome", Policy{}, "too-common"},
		{"twice", "dragondragon", Policy{}, "too-common"},
		{"three times", "ashleyashleyashley", Policy{}, "too-common"},
		{"two of them", "sunshine-Dragon7", Policy{}, "too-common"},
		{"spaced", "i love you 2024", Policy{}, "too-common"},
		{"one character", "aaaaaaaaaaaaaaaa", Policy{}, "too-common"},
		{"two characters", "abababababababab", Policy{}, "too-common"},
		{"digits", "1234567890123", Policy{}, "too-common"},
		{"digits backwards", "987654321098", Policy{}, "too-common"},
		{"keyboard row", "qwertyuiop123", Policy{}, "too-common"},
		{"keyboard columns", "1qaz2wsx3edc4rfv", Policy{}, "too-common"},
		{"German keyboard", "qwertzuiopasdf", Policy{}, "too-common"},
		{"French keyboard", "azertyuiopqsdf", Policy{}, "too-common"},
		{"alphabet", "abcdefghijklm", Policy{}, "too-common"},
		{"three walks", "qwertasdfgzxcvb", Policy{}, "too-common"},
		{"walks within digits", "99qwertasdfgzxcv9", Policy{}, "too-common"},
		{"name", "schmidt-rides-far-7", Policy{}, "too-common"},
		{"name without accent", "muller-rides-far-7", Policy{}, "too-common"},
		{"name in disguise", "Schm1dt rides far", Policy{}, "too-common"},
		{"company", "wide acme plains", Policy{}, "too-common"},
		{"short name is no word", "banner over roofs", Policy{}, ""},
	}
	p := cheap()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var codes []string
			for _, e := range p.Check(tt.password, tt.policy, about...) {
				if e.Pointer != "/password" {
					t.Errorf("pointer %s", e.Pointer)
				}
				codes = append(codes, e.Code)
			}
			if got := strings.Join(codes, " "); got != tt.want {
				t.Errorf("%q: %q, not %q", tt.password, got, tt.want)
			}
		})
	}
}

func TestCommonPasswordsAreMany(t *testing.T) {
	t.Parallel()
	if n := len(commonPasswords()); n < 1000 {
		t.Errorf("only %d", n)
	}
	for word := range commonPasswords() {
		if word != strings.ToLower(word) {
			t.Errorf("%s is not in lower case and will not be found", word)
		}
	}
}

func FuzzCheckPassword(f *testing.F) {
	p := cheap()
	f.Add("P4$$w0rd2024!", "ann@acme.example")
	f.Add("\xff\u0308", "\xff")
	f.Fuzz(func(t *testing.T, password, about string) {
		errs := p.Check(password, Policy{}, about)
		if len(password) < 12 && len(errs) == 0 {
			t.Errorf("%q was taken", password)
		}
	})
}
