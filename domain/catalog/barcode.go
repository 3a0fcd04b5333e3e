package catalog

// isGTIN tells whether a text is the number of an EAN-8, UPC-A, EAN-13 or ITF-14
// code: 8, 12, 13 or 14 digits that, weighted 1 and 3 by turns from the right, add
// up to a multiple of ten.
func isGTIN(text string) bool {
	switch len(text) {
	case 8, 12, 13, 14:
	default:
		return false
	}
	sum := 0
	for i := range len(text) {
		digit := int(text[i]) - '0'
		if digit < 0 || digit > 9 {
			return false
		}
		if (len(text)-i)%2 == 0 {
			digit *= 3
		}
		sum += digit
	}
	return sum%10 == 0
}
