package credential

import (
	_ "embed" // the list of common passwords
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/guildhall/guildhall/kernel/problem"
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

// isCommon tells whether the password is easily guessed by anyone: it is a common
// one, or two of them, with digits and signs around it.
func (p *Passwords) isCommon(plain string) bool {
	noLetter := func(r rune) bool { return !unicode.IsLetter(r) }
	for _, core := range []string{
		plain, strings.TrimLeftFunc(plain, noLetter), strings.TrimRightFunc(plain, noLetter), strings.TrimFunc(plain, noLetter),
	} {
		if p.isListed(core) || p.isListed(lettersAndDigits(core)) || p.isListed(lettersAndDigits(unspell(core))) {
			return true
		}
	}
	squeezed := lettersAndDigits(plain)
	return isMonotone(plain) || isWalk(squeezed) || isWalk(strings.Trim(squeezed, digits))
}

// isListed tells whether a text is a word of the list, two of them, or one many
// times.
func (p *Passwords) isListed(text string) bool {
	if p.common[text] || p.common[shortestUnit(text)] {
		return true
	}
	for at := range text {
		if p.common[text[:at]] && p.common[text[at:]] {
			return true
		}
	}
	return false
}

// plainLetters returns a text in lower case and without accents, as it is compared.
func plainLetters(text string) string {
	decomposed := norm.NFKD.String(strings.ToLower(text))
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, decomposed)
}

// unspell reads the usual signs for letters as the letters: p4$$w0rd.
func unspell(text string) string {
	return strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b",
		"@", "a", "$", "s", "!", "i", "|", "l", "+", "t", "€", "e").Replace(text)
}

func lettersAndDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// shortestUnit returns what a text repeats, "abc" for "abcabcabc", and the text
// itself when it repeats nothing.
func shortestUnit(text string) string {
	if text == "" {
		return text
	}
	// A repeated text is found within its double before its end.
	if at := strings.Index((text + text)[1:], text) + 1; at < len(text) {
		return text[:at]
	}
	return text
}

// isMonotone tells whether a text has three different characters at most.
func isMonotone(text string) bool {
	seen := map[rune]bool{}
	for _, r := range text {
		seen[r] = true
	}
	return len(seen) <= 3
}

// walks are what fingers do on a keyboard, and counting. Each is read in both
// directions, over and over.
func walks() []string {
	return []string{
		"0123456789", "1234567890", "abcdefghijklmnopqrstuvwxyz",
		"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertyuiopasdfghjklzxcvbnm",
		"qwertzuiop", "yxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
		"azertyuiop", "qsdfghjklm", "wxcvbn", "azertyuiopqsdfghjklmwxcvbn",
		"1q2w3e4r5t6y7u8i9o0p", "1q2w3e4r5t6z7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0",
		"qaywsxedcrfvtgbzhnujmikolp", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp",
		"qweasdzxc", "1qay2wsx3edc4rfv5tgb6zhn7ujm8ik9ol0p",
	}
}

// isWalk tells whether a text is made of at most three pieces of walks, of four
// characters or more each: qwertyuiop1234.
func isWalk(text string) bool {
	const leastPiece, mostPieces = 4, 3
	for range mostPieces {
		if text == "" {
			return false
		}
		n := longestWalk(text)
		if n == len(text) {
			return true
		}
		if n < leastPiece {
			return false
		}
		text = text[n:]
	}
	return false
}

// longestWalk returns how many bytes at the beginning of a text are a walk.
func longestWalk(text string) int {
	longest := 0
	for _, walk := range walks() {
		for _, way := range []string{walk, reversed(walk)} {
			way += way
			n := longest
			for n < len(text) && strings.Contains(way, text[:n+1]) {
				n++
			}
			longest = n
		}
	}
	return longest
}

func reversed(text string) string {
	out := []rune(text)
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

//go:embed common.txt
var commonText string

// commonPasswords reads the list: words in lower case, lines that begin with # are
// headings.
func commonPasswords() map[string]bool {
	all := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			all[word] = true
			all[unspell(word)] = true
		}
	}
	return all
}
