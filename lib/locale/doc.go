// Package locale spells numbers, amounts, shares, dates and countries as the readers
// of a language do, exactly: a number is never turned into floating point on the way.
//
// The signs come from the CLDR as golang.org/x/text has it. A language may name its
// region, which decides about digits and separators: "ar" has Arabic-Indic digits,
// "ar-AE" those of Latin; "de-CH" groups by apostrophes.
package locale
