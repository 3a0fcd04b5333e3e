package credential

import "crypto/rand"

// draw returns n characters of the alphabet, which has 256 at most, each as likely
// as any other.
func draw(alphabet string, n int) string {
	fair := 256 - 256%len(alphabet) // beyond it the first characters would be likelier
	out := make([]byte, 0, n)
	var b [1]byte
	for len(out) < n {
		rand.Read(b[:]) // It never fails: the program ends instead.
		if int(b[0]) < fair {
			out = append(out, alphabet[int(b[0])%len(alphabet)])
		}
	}
	return string(out)
}
