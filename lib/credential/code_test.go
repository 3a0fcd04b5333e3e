package credential

import (
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestCode(t *testing.T) {
	t.Parallel()
	a, b := uuid.MustParse("00000000-0000-7000-8000-000000000001"), uuid.MustParse("00000000-0000-7000-8000-000000000002")
	code := NewCode()
	if len(code) != 6 || strings.Trim(code, "0123456789") != "" {
		t.Fatal(code)
	}
	if CodeDigest(a, code) != CodeDigest(a, " "+code[:3]+" "+code[3:]) {
		t.Error("blanks count")
	}
	if CodeDigest(a, code) == CodeDigest(b, code) || CodeDigest(a, code) == CodeDigest(a, code+"0") {
		t.Error("another challenge or code has the same digest")
	}
}

// Each digit is as likely as any other: chi-squared with 9 degrees of freedom
// passes 45 once in a million runs. A modulus of 256 by 10 would be found.
func TestDrawIsUniform(t *testing.T) {
	t.Parallel()
	const draws = 600_000
	count := map[rune]float64{}
	for _, r := range draw(digits, draws) {
		count[r]++
	}
	chi := 0.0
	for _, d := range digits {
		off := count[d] - draws/10
		chi += off * off / (draws / 10)
	}
	if chi > 45 {
		t.Errorf("chi-squared is %.0f: %v", chi, count)
	}
}

func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	codes, digests := NewRecoveryCodes()
	if len(codes) != 10 || len(digests) != 10 {
		t.Fatalf("%d codes, %d digests", len(codes), len(digests))
	}
	seen := map[string]bool{}
	for i, code := range codes {
		if len(code) != 10 || strings.Trim(code, recoveryAlphabet) != "" || seen[code] {
			t.Errorf("code %s", code)
		}
		seen[code] = true
		sloppy := strings.NewReplacer("0", "O", "1", "l").Replace(" " + strings.ToUpper(code[:5]) + " - " + code[5:] + "\n")
		for _, typed := range []string{code, sloppy} {
			if at, ok := MatchRecovery(typed, digests); !ok || at != i {
				t.Errorf("%q is code %d, %v; not %d", typed, at, ok, i)
			}
		}
	}
	for _, wrong := range []string{"", codes[0][:9], codes[0] + codes[1], "----------"} {
		if at, ok := MatchRecovery(wrong, digests); ok || at != -1 {
			t.Errorf("%q is code %d", wrong, at)
		}
	}
}
