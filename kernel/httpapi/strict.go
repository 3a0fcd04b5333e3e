package httpapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/lib/problem"
)

// members reads one JSON object without looking into its members. A member given
// twice and a text that goes on are refused.
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
			return nil, malformed()
		}
		if _, twice := out[name]; twice {
			return nil, problem.InvalidField(at+problem.Pointer(name), "duplicate", "The member is given twice.")
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, malformed()
		}
		out[name] = value
	}
	if _, err := dec.Token(); err != nil {
		return nil, malformed()
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, malformed()
	}
	return out, nil
}

func malformed() error { return problem.BadRequest("malformed-body", "The body is not JSON.") }

func notObject(at string, err error) error {
	if err != nil {
		return malformed()
	}
	return problem.InvalidField(at, "invalid-type", "Must be an object.")
}

// decodeMembers reads an object of a few known members into a struct.
func decodeMembers(text []byte, at string, into any, known ...string) error {
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

// strict decodes a body by the schema of the type that it is read into: unknown,
// missing and ill-typed members are refused, each with its pointer.
type strict struct {
	schemas huma.Registry
	errs    problem.Fields
}

const deepest = 16

// value reads one JSON text, refusing members given twice.
func (s *strict) value(text []byte, at string, depth int) (any, error) {
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
			if object[name], err = s.value(raw, at+problem.Pointer(name), depth+1); err != nil {
				return nil, err
			}
		}
		return object, nil
	case len(text) > 0 && text[0] == '[':
		var raw []json.RawMessage
		if err := json.Unmarshal(text, &raw); err != nil {
			return nil, malformed()
		}
		list := make([]any, len(raw))
		for i := range raw {
			var err error
			if list[i], err = s.value(raw[i], at+"/"+strconv.Itoa(i), depth+1); err != nil {
				return nil, err
			}
		}
		return list, nil
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, malformed()
	}
	return v, nil
}

// check holds a value against a schema.
func (s *strict) check(schema *huma.Schema, v any, at string) {
	for schema.Ref != "" {
		schema = s.schemas.SchemaFromRef(schema.Ref)
	}
	switch v := v.(type) {
	case map[string]any:
		if schema.Type == huma.TypeObject {
			s.object(schema, v, at)
			return
		}
	case []any:
		if schema.Type == huma.TypeArray && schema.Items != nil {
			for i, el := range v {
				s.check(schema.Items, el, at+"/"+strconv.Itoa(i))
			}
			return
		}
	}
	var result huma.ValidateResult
	huma.Validate(s.schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, v, &result)
	for _, err := range result.Errors {
		if detail, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			s.errs.Add(at, "invalid-value", "%s", sentence(detail.Message))
		}
	}
}

func (s *strict) object(schema *huma.Schema, v map[string]any, at string) {
	for _, name := range schema.Required {
		if _, given := v[name]; !given {
			s.errs.Add(at+problem.Pointer(name), "required", "Must be given.")
		}
	}
	extra, open := schema.AdditionalProperties.(*huma.Schema)
	for _, name := range slices.Sorted(maps.Keys(v)) {
		switch property, known := schema.Properties[name]; {
		case known && v[name] == nil && !slices.Contains(schema.Required, name): // null is the same as absent
		case known:
			s.check(property, v[name], at+problem.Pointer(name))
		case open:
			s.check(extra, v[name], at+problem.Pointer(name))
		case isClosed(schema.AdditionalProperties):
			s.errs.Add(at+problem.Pointer(name), "unknown-field", "There is no field %.100q.", name)
		}
	}
}

// isClosed tells whether additional properties are refused.
func isClosed(additional any) bool {
	open, said := additional.(bool)
	return said && !open
}

func sentence(message string) string {
	if message == "" {
		return "Is not valid."
	}
	return strings.ToUpper(message[:1]) + message[1:] + "."
}

// fromQuery turns query parameters into the members of an object, by the types of
// the schema.
func fromQuery(schema *huma.Schema, params url.Values) (map[string]any, error) {
	out := map[string]any{}
	for name, values := range params {
		property, known := schema.Properties[name]
		if !known {
			return nil, unknownParameter(name)
		}
		if len(values) > 1 {
			return nil, problem.BadRequest("invalid-query", "The parameter %.100q is given more than once.", name)
		}
		out[name] = values[0]
		switch property.Type {
		case huma.TypeInteger, huma.TypeNumber:
			if n, err := strconv.ParseFloat(values[0], 64); err == nil {
				out[name] = n
			}
		case huma.TypeBoolean:
			if b, err := strconv.ParseBool(values[0]); err == nil {
				out[name] = b
			}
		}
	}
	return out, nil
}
