package credential

import (
	"bytes"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The secret and codes of RFC 6238, appendix B, for SHA-1. The codes there have
// eight digits, of which six are the last.
const rfcSecret = "12345678901234567890"

func TestTOTPVectors(t *testing.T) {
	t.Parallel()
	for now, code := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if step, ok := VerifyTOTP([]byte(rfcSecret), code[2:], now, 0); !ok || step != now/30 {
			t.Errorf("at %d: %d %v", now, step, ok)
		}
	}
}

func TestTOTPSkewAndReplay(t *testing.T) {
	t.Parallel()
	const now, code = 1111111111, "050471" // by the RFC
	const step = now / 30
	start := int64(step * 30)
	tests := []struct {
		name      string
		now, last int64
		code      string
		want      bool
	}{
		{"in time", now, 0, code, true},
		{"typed in groups", now, 0, " 050 471\n", true},
		{"a step late", start + 59, 0, code, true},
		{"two steps late", start + 60, 0, code, false},
		{"a step early", start - 30, 0, code, true},
		{"two steps early", start - 31, 0, code, false},
		{"after an older one", now, step - 1, code, true},
		{"again", now, step, code, false},
		{"after a newer one", now, step + 1, code, false},
		{"wrong", now, 0, "050472", false},
		{"empty", now, 0, "", false},
		{"eight digits", now, 0, "14050471", false},
		{"five digits", now, 0, "50471", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, ok := VerifyTOTP([]byte(rfcSecret), tt.code, tt.now, tt.last)
			if ok != tt.want || ok && got != step || !ok && got != 0 {
				t.Errorf("step %d, %v", got, ok)
			}
		})
	}
}

func TestTOTPURI(t *testing.T) {
	t.Parallel()
	secret := NewTOTP()
	if len(secret) != 20 || bytes.Equal(secret, NewTOTP()) {
		t.Fatalf("secret %x", secret)
	}
	uri := TOTPURI("Acme: Tools & Co", "ann+x@acme.example", secret)
	if want := "otpauth://totp/Acme%20%20Tools%20%26%20Co:ann%2Bx%40acme.example?secret="; !strings.HasPrefix(uri, want) {
		t.Errorf("%s\ndoes not begin with\n%s", uri, want)
	}
	u, err := url.Parse(uri)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("map[algorithm:[SHA1] digits:[6] issuer:[Acme  Tools & Co] period:[30] secret:[%s]]", TOTPText(secret))
	if got := fmt.Sprint(map[string][]string(u.Query())); got != want {
		t.Errorf("%s\nis not\n%s", got, want)
	}
}

func TestTOTPURIFitsQR(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(0, 400, -1)
		uri := TOTPURI(name.Draw(t, "issuer"), name.Draw(t, "account"), NewTOTP())
		if QR(uri) == nil {
			t.Errorf("%d bytes fit no code", len(uri))
		}
	})
	if uri := TOTPURI(strings.Repeat("€", 500), strings.Repeat("€", 500), NewTOTP()); QR(uri) == nil {
		t.Errorf("%d bytes fit no code", len(uri))
	}
}

func FuzzVerifyTOTP(f *testing.F) {
	f.Add("050471", int64(1111111111), int64(0))
	f.Fuzz(func(t *testing.T, code string, now, last int64) {
		step, ok := VerifyTOTP([]byte(rfcSecret), code, now, last)
		if ok && (step <= last || step < now/30-1 || step > now/30+1) {
			t.Errorf("%q at %d after %d is step %d", code, now, last, step)
		}
	})
}
