package catalog

import "testing"

func TestGTIN(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"4006381333931":  true, // EAN-13
		"73513537":       true, // EAN-8
		"036000291452":   true, // UPC-A
		"10012345000017": true, // ITF-14
		"00000000":       true,
		"4006381333932":  false, // another check digit
		"4006381339331":  false, // two digits changed places
		"735135370":      false, // 9 digits
		"7351353":        false,
		"":               false,
		"400638133393a":  false,
		"４００６３８１３３３９３１": false, // digits of another script
		"-4006381333931":  false,
		"040063813339310": false,
	} {
		if got := isGTIN(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestGTINFindsMistakes: every wrong digit is found.
func TestGTINFindsMistakes(t *testing.T) {
	t.Parallel()
	const good = "4006381333931"
	for i := range good {
		for digit := byte('0'); digit <= '9'; digit++ {
			text := []byte(good)
			text[i] = digit
			if isGTIN(string(text)) != (digit == good[i]) {
				t.Errorf("%s", text)
			}
		}
	}
}
