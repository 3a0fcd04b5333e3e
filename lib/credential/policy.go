package credential

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/guildhall/guildhall/lib/problem"
)

// The characters of a password that a tenant may ask for at least.
const (
	defaultLength = 12
	leastLength   = 8
)

// Policy is what a tenant asks of passwords. Nothing is asked of their composition,
// which would make them no better (NIST SP 800-63B).
type Policy struct {
	MinLength int // characters; 12 if 0, and never less than 8
}

// Check returns what is wrong with a new password, if anything, for the field
// /password: "too-short" by the policy; "too-long" for more than 1024 bytes;
// "too-common" for one that is tried first, such as a password of the common ones
// with digits around it, a keyboard row or one character over and over, and for one
// that holds a word about its owner. About names these: e-mail address, names,
// company. Only their parts of four characters and more count.
func (p *Passwords) Check(password string, policy Policy, about ...string) problem.Fields {
	const pointer = "/password"
	var errs problem.Fields
	if len(password) > maxPassword {
		errs.Add(pointer, "too-long", "Must not have more than %d bytes.", maxPassword)
		return errs
	}
	if least := policy.least(); utf8.RuneCountInString(norm.NFKC.String(password)) < least {
		errs.Add(pointer, "too-short", "Must have at least %d characters.", least)
	}
	switch plain := plainLetters(password); {
	case mentions(plain, about):
		errs.Add(pointer, "too-common", "Must not contain your name, e-mail address or company.")
	case p.isCommon(plain):
		errs.Add(pointer, "too-common", "Is one of the passwords that are tried first. Take several words that do not belong together.")
	}
	return errs
}

func (p Policy) least() int {
	if p.MinLength == 0 {
		return defaultLength
	}
	return max(p.MinLength, leastLength)
}

// mentions tells whether the password holds a word about its owner.
func mentions(plain string, about []string) bool {
	apart := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	unspelled := unspell(plain)
	for _, text := range about {
		for _, word := range strings.FieldsFunc(plainLetters(text), apart) {
			if utf8.RuneCountInString(word) < 4 {
				continue
			}
			if strings.Contains(plain, word) || strings.Contains(unspelled, unspell(word)) {
				return true
			}
		}
	}
	return false
}
