package pdf

import "unicode"

// letter is how an Arabic letter joins: the first of its presentation forms, and how
// many it has. The forms follow each other in Unicode: alone, at the end, at the
// beginning, in the middle of a word. A letter of two forms joins only the one before.
type letter struct {
	alone rune
	forms int
}

// letters holds the letters of Arabic, Persian and Urdu that join.
var letters = map[rune]letter{
	'آ': {0xFE81, 2}, 'أ': {0xFE83, 2}, 'ؤ': {0xFE85, 2}, 'إ': {0xFE87, 2}, 'ئ': {0xFE89, 4}, 'ا': {0xFE8D, 2},
	'ب': {0xFE8F, 4}, 'ة': {0xFE93, 2}, 'ت': {0xFE95, 4}, 'ث': {0xFE99, 4}, 'ج': {0xFE9D, 4}, 'ح': {0xFEA1, 4},
	'خ': {0xFEA5, 4}, 'د': {0xFEA9, 2}, 'ذ': {0xFEAB, 2}, 'ر': {0xFEAD, 2}, 'ز': {0xFEAF, 2}, 'س': {0xFEB1, 4},
	'ش': {0xFEB5, 4}, 'ص': {0xFEB9, 4}, 'ض': {0xFEBD, 4}, 'ط': {0xFEC1, 4}, 'ظ': {0xFEC5, 4}, 'ع': {0xFEC9, 4},
	'غ': {0xFECD, 4}, 'ف': {0xFED1, 4}, 'ق': {0xFED5, 4}, 'ك': {0xFED9, 4}, 'ل': {0xFEDD, 4}, 'م': {0xFEE1, 4},
	'ن': {0xFEE5, 4}, 'ه': {0xFEE9, 4}, 'و': {0xFEED, 2}, 'ى': {0xFEEF, 2}, 'ي': {0xFEF1, 4}, 'ـ': {0x0640, 0},
	'ٱ': {0xFB50, 2}, 'ٹ': {0xFB66, 4}, 'پ': {0xFB56, 4}, 'چ': {0xFB7A, 4}, 'ڈ': {0xFB88, 2}, 'ڑ': {0xFB8C, 2},
	'ژ': {0xFB8A, 2}, 'ک': {0xFB8E, 4}, 'گ': {0xFB92, 4}, 'ں': {0xFB9E, 2}, 'ھ': {0xFBAA, 4}, 'ہ': {0xFBA6, 4},
	'ی': {0xFBFC, 4}, 'ے': {0xFBAE, 2},
}

// ligatures of lam with an alef behind it: alone; the form at the end follows.
var ligatures = map[rune]rune{'آ': 0xFEF5, 'أ': 0xFEF7, 'إ': 0xFEF9, 'ا': 0xFEFB}

const lam = 'ل'

// joinsNext tells whether a letter joins the one behind it.
func (l letter) joinsNext() bool { return l.forms == 4 || l.alone == 'ـ' }

// join replaces Arabic letters, in the order in which they are read, by the forms
// that they have beside their neighbours. Marks stay where they are and part nobody.
func join(text []rune) []rune {
	out := make([]rune, 0, len(text))
	before := false // whether the letter before joins this one
	for i := 0; i < len(text); i++ {
		r := text[i]
		l, joins := letters[r]
		switch {
		case unicode.Is(unicode.Mn, r):
			out = append(out, r)
			continue
		case !joins:
			out = append(out, r)
			before = false
			continue
		}
		if r == lam && i+1 < len(text) && ligatures[text[i+1]] != 0 {
			i++
			out = append(out, form(letter{ligatures[text[i]], 2}, before, false))
			before = false
			continue
		}
		next := l.joinsNext() && joinsPrevious(text[i+1:])
		out = append(out, form(l, before, next))
		before = l.joinsNext()
	}
	return out
}

// joinsPrevious tells whether the next letter, marks aside, joins the one before it.
func joinsPrevious(text []rune) bool {
	for _, r := range text {
		if !unicode.Is(unicode.Mn, r) {
			_, joins := letters[r]
			return joins
		}
	}
	return false
}

func form(l letter, before, next bool) rune {
	switch {
	case l.forms == 0:
		return l.alone
	case before && next:
		return l.alone + 3
	case next:
		return l.alone + 2
	case before:
		return l.alone + 1
	}
	return l.alone
}
