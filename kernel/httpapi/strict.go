package httpapi

import (
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/lib/problem"
)

// strict decodes a body by the schema of the type that it is read into: unknown,
// missing and ill-typed members are refused, each with its pointer.
type strict struct {
	schemas huma.Registry
	errs    problem.Fields
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
