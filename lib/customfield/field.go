package customfield

import (
	"encoding/json"
	"maps"
	"slices"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Kind is what a tenant's own field holds.
type Kind string

// The kinds of a tenant's own fields.
const (
	Text      Kind = "text"      // one line of text
	Number    Kind = "number"    // an exact number
	Amount    Kind = "amount"    // an exact amount in the record's currency
	Date      Kind = "date"      // a day
	ChoiceOf  Kind = "choice"    // one of the field's choices
	Reference Kind = "reference" // the id of a record
	Flag      Kind = "flag"      // yes or no
)

// Choices lists the kinds.
func (Kind) Choices() []string {
	return []string{string(Text), string(Number), string(Amount), string(Date), string(ChoiceOf), string(Reference), string(Flag)}
}

// Field is one field that a tenant has added to an entity.
type Field struct {
	Entity   string
	Name     string
	Kind     string
	Choices  []string
	Required bool
}

const maxText = 500

// Merge takes the values of a body over those that a record holds, null taking a
// value away, and says what is wrong, with pointers below "custom". A required
// field must end up with a value.
func Merge(fields []Field, kept, in map[string]any) (map[string]any, problem.Fields) {
	var errs problem.Fields
	out := maps.Clone(kept)
	if out == nil {
		out = map[string]any{}
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
		switch {
		case i < 0:
			errs.Add(problem.Pointer(name), "unknown-field", "The company has no field %q of its own here.", name)
		case in[name] == nil:
			delete(out, name)
		default:
			if message := fields[i].refuse(in[name]); message != "" {
				errs.Add(problem.Pointer(name), "invalid-value", "%s", message)
				continue
			}
			out[name] = in[name]
		}
	}
	for _, f := range fields {
		if _, given := out[f.Name]; f.Required && !given {
			errs.Add(problem.Pointer(f.Name), "required", "Must be given.")
		}
	}
	return out, errs
}

// refuse says what is wrong with a value, "" when nothing is.
func (f Field) refuse(x any) string {
	if f.Kind == string(Flag) {
		if _, ok := x.(bool); !ok {
			return "Must be true or false."
		}
		return ""
	}
	s, ok := x.(string)
	if n, isNumber := x.(json.Number); isNumber {
		s, ok = n.String(), f.Kind == string(Number)
	}
	if !ok || utf8.RuneCountInString(s) > maxText {
		return "Must be text of at most 500 characters."
	}
	var err error
	switch Kind(f.Kind) {
	case Number, Amount:
		_, err = money.ParseAmount(s)
	case Date:
		_, err = civil.ParseDate(s)
	case Reference:
		_, err = uuid.Parse(s)
	case ChoiceOf:
		if !slices.Contains(f.Choices, s) {
			return "Must be one of the field's choices."
		}
	case Text, Flag:
	}
	if err != nil {
		return "Must be a " + f.Kind + "."
	}
	return ""
}
