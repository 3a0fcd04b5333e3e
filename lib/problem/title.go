package problem

import "strings"

// Slugs of the problems this package gives a fixed type.
const (
	internal             = "internal"
	invalid              = "invalid"
	inUse                = "in-use"
	notFound             = "not-found"
	preconditionRequired = "precondition-required"
	stale                = "stale"
	tooLarge             = "too-large"
	tooMany              = "too-many-requests"
)

// title returns the title of a kind of problem: from the table where the words of
// the slug do not say enough, otherwise those words, such as "Quote expired".
func title(slug string) string {
	switch slug {
	case internal:
		return "Something went wrong on our side"
	case invalid:
		return "The input is not valid"
	case inUse:
		return "Still in use"
	case preconditionRequired:
		return "The version is missing"
	case stale:
		return "Changed by someone else"
	case tooMany:
		return "Too many requests"
	case tooLarge:
		return "The request is too large"
	case "unauthorized":
		return "Not signed in"
	case "forbidden":
		return "Not allowed"
	case "illegal-step":
		return "Not possible in this state"
	}
	words := strings.ReplaceAll(slug, "-", " ")
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
