package sms

import (
	"context"
	"errors"
	"strings"
)

// Sender is a provider of short messages, or what stands in for one.
type Sender interface {
	// Send sends a text to a phone number, in any form that [Number] reads. It
	// returns once the provider has taken the message, which says nothing about its
	// arrival. A number that cannot be reached is an [ErrNumber].
	Send(ctx context.Context, to, text string) error
}

// ErrNumber says that no message can be sent to this number: it is none, is no
// mobile phone, or wants no messages.
var ErrNumber = errors.New("no message can be sent to this number")

// Number returns a phone number as it is dialled from anywhere (E.164), such as
// +491701234567: a plus sign and 8 to 15 digits. Blanks, hyphens, dots, slashes and
// parentheses in it are dropped, and 00 is read as the plus sign; ok is false for
// what has no country code or is no number.
func Number(typed string) (number string, ok bool) {
	digits := strings.NewReplacer(" ", "", "\u00a0", "", "-", "", ".", "", "/", "", "(", "", ")", "").Replace(typed)
	digits, plus := strings.CutPrefix(digits, "+")
	if !plus {
		digits, plus = strings.CutPrefix(digits, "00")
	}
	if !plus || len(digits) < 8 || len(digits) > 15 || digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
		return "", false
	}
	return "+" + digits, true
}
