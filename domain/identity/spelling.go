package identity

import "strings"

const (
	lower  = "abcdefghijklmnopqrstuvwxyz"
	upper  = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

// spelled tells whether a text is not empty and made of the given characters alone.
func spelled(text, alphabet string) bool {
	return text != "" && strings.Trim(text, alphabet) == ""
}
