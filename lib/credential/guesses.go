package credential

import (
	_ "embed" // the list of common passwords
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

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

//go:embed guesses.txt
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
