package pdf

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/bidi"
)

// order returns the letters of one line as they stand on paper, from left to right:
// UAX #9 for a line without explicit embeddings and isolates. A line that has nothing
// from the right, such as an address abroad, stays as it is on every sheet.
func order(text []rune, rightToLeft bool) []rune {
	classes := make([]bidi.Class, len(text))
	mixed := false
	for i, r := range text {
		p, _ := bidi.LookupRune(r)
		classes[i] = p.Class()
		mixed = mixed || classes[i] == bidi.R || classes[i] == bidi.AL || classes[i] == bidi.AN
	}
	if !mixed {
		return text
	}
	base, side := 0, bidi.L
	if rightToLeft {
		base, side = 1, bidi.R
	}
	blank := slices.Clone(classes)
	numbers(classes, side)
	signs(classes)
	for i, c := range classes { // W7
		if c == bidi.EN && strongBefore(classes[:i], side) == bidi.L {
			classes[i] = bidi.L
		}
	}
	brackets(text, classes, side)
	neutrals(classes, side)
	levels := make([]int, len(text))
	for i, c := range classes {
		levels[i] = level(c, base)
	}
	for i := len(blank) - 1; i >= 0 && blank[i] == bidi.WS; i-- { // L1
		levels[i] = base
	}
	return reorder(text, levels)
}

// numbers applies W1 to W3: marks go with the letter before them, and digits behind
// an Arabic letter are Arabic.
func numbers(classes []bidi.Class, side bidi.Class) {
	before, strong := side, side
	for i, c := range classes {
		switch c {
		case bidi.NSM:
			classes[i] = before
		case bidi.L, bidi.R, bidi.AL:
			strong = c
		case bidi.EN:
			if strong == bidi.AL {
				classes[i] = bidi.AN
			}
		default:
		}
		before = classes[i]
	}
	for i, c := range classes {
		if c == bidi.AL {
			classes[i] = bidi.R
		}
	}
}

// signs applies W4 to W6: one sign between digits and the signs beside a number
// belong to it, others are neutral.
func signs(classes []bidi.Class) {
	for i := 1; i < len(classes)-1; i++ {
		c, before, next := classes[i], classes[i-1], classes[i+1]
		if before == next && (c == bidi.CS && (before == bidi.EN || before == bidi.AN) || c == bidi.ES && before == bidi.EN) {
			classes[i] = before
		}
	}
	for i := 0; i < len(classes); i++ {
		end := i
		for end < len(classes) && classes[end] == bidi.ET {
			end++
		}
		if end > i && (i > 0 && classes[i-1] == bidi.EN || end < len(classes) && classes[end] == bidi.EN) {
			fill(classes[i:end], bidi.EN)
		}
		i = max(i, end-1)
	}
	for i, c := range classes {
		switch c {
		case bidi.ES, bidi.ET, bidi.CS, bidi.BN:
			classes[i] = bidi.ON
		default:
		}
	}
}

func strongBefore(classes []bidi.Class, side bidi.Class) bidi.Class {
	for _, c := range slices.Backward(classes) {
		if c == bidi.L || c == bidi.R {
			return c
		}
	}
	return side
}

// closing maps brackets to those that close them.
var closing = map[rune]rune{'(': ')', '[': ']', '{': '}'}

// pair is where a bracket and the one that closes it stand.
type pair struct{ from, to int }

// brackets applies N0: a pair has the line's direction when something inside has, and
// otherwise that of what is inside, if what stands before has it, too.
func brackets(text []rune, classes []bidi.Class, side bidi.Class) {
	for _, p := range pairs(text, classes) {
		inside := bidi.ON
		for _, c := range classes[p.from+1 : p.to] {
			if d := direction(c); d == side || d != bidi.ON && inside == bidi.ON {
				inside = d
			}
		}
		if inside == bidi.ON {
			continue
		}
		if inside != side && directionBefore(classes[:p.from], side) != inside {
			inside = side
		}
		classes[p.from], classes[p.to] = inside, inside
	}
}

// pairs finds the brackets that belong together, in the order in which they open.
func pairs(text []rune, classes []bidi.Class) []pair {
	var opened []int
	var found []pair
	for i, r := range text {
		if classes[i] != bidi.ON {
			continue
		}
		if closing[r] != 0 {
			opened = append(opened, i)
		}
		for n, from := range slices.Backward(opened) {
			if closing[text[from]] == r {
				found, opened = append(found, pair{from, i}), opened[:n]
				break
			}
		}
	}
	slices.SortFunc(found, func(a, b pair) int { return a.from - b.from })
	return found
}

func directionBefore(classes []bidi.Class, side bidi.Class) bidi.Class {
	for _, c := range slices.Backward(classes) {
		if d := direction(c); d != bidi.ON {
			return d
		}
	}
	return side
}

// neutrals applies N1 and N2: what is neutral between two of one direction has that
// direction, and otherwise the line's.
func neutrals(classes []bidi.Class, side bidi.Class) {
	before := side
	for i := 0; i < len(classes); i++ {
		if d := direction(classes[i]); d != bidi.ON {
			before = d
			continue
		}
		end, next := i, side
		for end < len(classes) && direction(classes[end]) == bidi.ON {
			end++
		}
		if end < len(classes) {
			next = direction(classes[end])
		}
		if before != next {
			next = side
		}
		fill(classes[i:end], next)
		before, i = next, end-1
	}
}

// direction is that of a letter or a number; a number counts as from the right. ON is
// none.
func direction(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	default:
		return bidi.ON
	}
}

func fill(classes []bidi.Class, c bidi.Class) {
	for i := range classes {
		classes[i] = c
	}
}

// level applies I1 and I2.
func level(c bidi.Class, base int) int {
	switch {
	case base == 0 && c == bidi.R:
		return 1
	case c == bidi.EN || c == bidi.AN:
		return 2
	case base == 1 && c == bidi.L:
		return 2
	}
	return base
}

// reorder applies L2 to L4: it turns what goes from right to left around, keeps marks
// behind their letter, and mirrors brackets.
func reorder(text []rune, levels []int) []rune {
	out := slices.Clone(text)
	for i, r := range out {
		if levels[i]%2 == 1 {
			out[i] = mirror(r)
		}
	}
	for at := slices.Max(append(levels, 0)); at > 0; at-- {
		for i := 0; i < len(out); i++ {
			end := i
			for end < len(out) && levels[end] >= at {
				end++
			}
			if end > i {
				turn(out[i:end])
				slices.Reverse(levels[i:end])
				i = end
			}
		}
	}
	return out
}

// turn reverses letters, each with the marks behind it.
func turn(text []rune) {
	slices.Reverse(text)
	for i := 0; i < len(text); i++ {
		end := i
		for end < len(text)-1 && unicode.Is(unicode.Mn, text[end]) {
			end++
		}
		slices.Reverse(text[i : end+1])
		i = end
	}
}

var quotes = map[rune]rune{'«': '»', '»': '«', '‹': '›', '›': '‹', '<': '>', '>': '<'}

func mirror(r rune) rune {
	if m, ok := quotes[r]; ok {
		return m
	}
	for _, m := range bidi.ReverseString(string(r)) {
		return m
	}
	return r
}
