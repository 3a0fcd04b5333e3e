package sepa

import (
	"errors"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"
)

// IBAN is the number of a bank account, as people write it.
type IBAN string

// Normal returns the number without the spaces that people write, in capital letters.
func (i IBAN) Normal() IBAN {
	return IBAN(strings.ToUpper(strings.Join(strings.Fields(string(i)), "")))
}

// Valid tells whether the number has the form of an IBAN and its check digits fit. How
// long the numbers of a country are is not asked.
func (i IBAN) Valid() bool {
	s := string(i.Normal())
	if len(s) < 15 || len(s) > 34 || !letters(s[:2]) || !digits(s[2:4]) {
		return false
	}
	var number strings.Builder
	for _, r := range s[4:] + s[:4] {
		switch {
		case r >= '0' && r <= '9':
			number.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			fmt.Fprint(&number, r-'A'+10)
		default:
			return false
		}
	}
	n, ok := new(big.Int).SetString(number.String(), 10)
	return ok && new(big.Int).Mod(n, big.NewInt(97)).Cmp(big.NewInt(1)) == 0
}

// Groups returns the number as people read it, in groups of four.
func (i IBAN) Groups() string {
	var b strings.Builder
	for n, r := range string(i.Normal()) {
		if n > 0 && n%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// BIC names a bank (ISO 9362), as people write it.
type BIC string

// Normal returns the code in capital letters.
func (b BIC) Normal() BIC { return BIC(strings.ToUpper(strings.TrimSpace(string(b)))) }

// Valid tells whether the code has 8 or 11 characters of the right kinds.
func (b BIC) Valid() bool {
	s := string(b.Normal())
	return (len(s) == 8 || len(s) == 11) && letters(s[:6]) && strings.Trim(s[6:], alphabet+numerals) == ""
}

const (
	alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	numerals = "0123456789"
)

func letters(s string) bool { return strings.Trim(s, alphabet) == "" }
func digits(s string) bool  { return strings.Trim(s, numerals) == "" }

// ErrNoTransfer says that the code cannot ask for what it was to ask for.
var ErrNoTransfer = errors.New("no transfer that the code can hold")

// Transfer is euros to be sent.
type Transfer struct {
	Name      string // whose account it is; cut to 70 characters
	IBAN      IBAN
	BIC       BIC    // may be left out
	Amount    string // euros in plain notation, from 0.01 to 999999999.99: "1468.46"
	Reference string // what the receiver knows it by; cut to 140 characters
}

// Code returns what the code holds: lines in UTF-8. Its error wraps [ErrNoTransfer].
func (t Transfer) Code() (string, error) {
	whole, fraction, _ := strings.Cut(t.Amount, ".")
	switch {
	case !t.IBAN.Valid():
		return "", fmt.Errorf("account %q: %w", t.IBAN, ErrNoTransfer)
	case t.BIC != "" && !t.BIC.Valid():
		return "", fmt.Errorf("bank %q: %w", t.BIC, ErrNoTransfer)
	case strings.TrimSpace(t.Name) == "":
		return "", fmt.Errorf("no name: %w", ErrNoTransfer)
	case whole == "" || !digits(whole) || len(whole) > 9 || !digits(fraction) || len(fraction) > 2 || strings.Trim(whole+fraction, "0") == "":
		return "", fmt.Errorf("amount %q: %w", t.Amount, ErrNoTransfer)
	}
	return strings.Join([]string{
		"BCD", "002", "1", "SCT", string(t.BIC.Normal()), cut(t.Name, 70), string(t.IBAN.Normal()), "EUR" + t.Amount, "", "", cut(t.Reference, 140),
	}, "\n"), nil
}

// cut returns one line of at most n characters.
func cut(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	for utf8.RuneCountInString(text) > n {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return text
}
