package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/guildhall/guildhall/lib/problem"
)

// members reads one JSON object without looking into its members. A member given
// twice, a text that goes on and another value than an object are refused.
func members(text []byte, at string) (map[string]json.RawMessage, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return nil, notObject(at, err)
	}
	out := map[string]json.RawMessage{}
	for dec.More() {
		tok, err := dec.Token()
		name, isName := tok.(string)
		if err != nil || !isName {
			return nil, Malformed()
		}
		if _, twice := out[name]; twice {
			return nil, problem.InvalidField(at+problem.Pointer(name), "duplicate", "The member is given twice.")
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, Malformed()
		}
		out[name] = value
	}
	if _, err := dec.Token(); err != nil {
		return nil, Malformed()
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, Malformed()
	}
	return out, nil
}

// Malformed is the problem "malformed-body" (400): a text that is not JSON.
func Malformed() error { return problem.BadRequest("malformed-body", "The body is not JSON.") }

func notObject(at string, err error) error {
	if err != nil {
		return Malformed()
	}
	return problem.InvalidField(at, "invalid-type", "Must be an object.")
}

// Decode reads an object of a few known members into a struct, and refuses others.
func Decode(text []byte, at string, into any, known ...string) error {
	given, err := members(text, at)
	if err != nil {
		return err
	}
	var errs problem.Fields
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.Contains(known, name) {
			errs.Add(at+problem.Pointer(name), "unknown-field", "There is no field %.100q.", name)
		}
	}
	if err := errs.Err(); err != nil {
		return err
	}
	var wrong *json.UnmarshalTypeError
	switch err := json.Unmarshal(text, into); {
	case errors.As(err, &wrong):
		return problem.InvalidField(at+"/"+strings.ReplaceAll(wrong.Field, ".", "/"), "invalid-type", "Must not be a %s.", wrong.Value)
	case err != nil: // a value whose own type refused it, such as an id
		return problem.InvalidField(at, "invalid-value", "A member has a value that it cannot have.")
	}
	return nil
}

// deepest is how many levels a value may nest.
const deepest = 16

// Value reads one JSON text of any sort, at most 16 levels deep, as [json.Unmarshal]
// does into an empty interface. A member given twice is refused, however deep.
func Value(text []byte, at string) (any, error) { return value(text, at, 0) }

func value(text []byte, at string, depth int) (any, error) {
	text = bytes.TrimSpace(text)
	switch {
	case depth > deepest:
		return nil, problem.InvalidField(at, "too-deep", "The body nests deeper than %d levels.", deepest)
	case len(text) > 0 && text[0] == '{':
		given, err := members(text, at)
		if err != nil {
			return nil, err
		}
		object := make(map[string]any, len(given))
		for name, raw := range given {
			if object[name], err = value(raw, at+problem.Pointer(name), depth+1); err != nil {
				return nil, err
			}
		}
		return object, nil
	case len(text) > 0 && text[0] == '[':
		var raw []json.RawMessage
		if err := json.Unmarshal(text, &raw); err != nil {
			return nil, Malformed()
		}
		list := make([]any, len(raw))
		for i := range raw {
			var err error
			if list[i], err = value(raw[i], at+"/"+strconv.Itoa(i), depth+1); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, Malformed()
	}
	return v, nil
}
