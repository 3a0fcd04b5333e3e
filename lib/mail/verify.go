package mail

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ErrSignature says that a report is not signed by whom it should be, or not now.
var ErrSignature = errors.New("the report is not signed as it must be")

// reportAge is how far the clocks of both sides may differ, so that a report that
// somebody has copied is of no use for long.
const reportAge = 5 * time.Minute

// Verify proves that a report was sent by somebody who has the secret, "whsec_" and
// base64, within the last five minutes (Standard Webhooks 1.0; Resend sends by Svix,
// whose headers have other names). It returns the report's id, which is the same when
// it is sent again. Everything else is an [ErrSignature].
func Verify(secret string, h http.Header, body []byte, now time.Time) (id string, err error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) == 0 {
		return "", ErrSignature
	}
	header := func(name string) string {
		if value := h.Get("Webhook-" + name); value != "" {
			return value
		}
		return h.Get("Svix-" + name)
	}
	id, stamp := header("Id"), header("Timestamp")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || id == "" || now.Sub(time.Unix(seconds, 0)).Abs() > reportAge {
		return "", ErrSignature
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + stamp + "."))
	mac.Write(body)
	want := mac.Sum(nil)
	for signature := range strings.FieldsSeq(header("Signature")) {
		version, text, _ := strings.Cut(signature, ",")
		got, err := base64.StdEncoding.DecodeString(text)
		if version == "v1" && err == nil && hmac.Equal(got, want) {
			return id, nil
		}
	}
	return "", ErrSignature
}

// CheckSecret tells what is wrong with the secret of reports, "" when nothing is.
func CheckSecret(secret string) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 16 {
		return "must be whsec_ and base64, as the provider shows it"
	}
	return ""
}
