package httpapi

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/kernel/entity"
)

// What examples show.
const (
	exampleID      = "01990a5d-ac96-774b-bcce-b302099a8057"
	exampleInstant = "2026-05-30T14:05:00Z"
)

// row is an example of a row of a list.
func (d *document) row(e entity.Description) any {
	return exampleOf(d.api.Components.Schemas.Map()[pascal(e.Name)+"Row"].Extensions, d)
}

// exampleOf makes a value that fits a schema. Optional members that refer to other
// records are left out of what is sent.
func exampleOf(s object, d *document) any {
	if ref, ok := s["$ref"].(string); ok {
		return exampleOf(d.api.Components.Schemas.Map()[strings.TrimPrefix(ref, "#/components/schemas/")].Extensions, d)
	}
	if choices, ok := s["anyOf"].([]any); ok {
		first, _ := choices[0].(object)
		return exampleOf(first, d)
	}
	if enum, ok := s["enum"].([]string); ok && len(enum) > 0 {
		return enum[0]
	}
	switch examples := s["examples"].(type) {
	case []string:
		return examples[0]
	case []any:
		return examples[0]
	}
	kind, ok := s["type"].(string)
	if kinds, many := s["type"].([]string); many {
		kind, ok = kinds[0], true
	}
	if !ok {
		return nil
	}
	switch kind {
	case "object":
		return exampleObject(s, d)
	case "array":
		if items, ok := s["items"].(object); ok {
			return []any{exampleOf(items, d)}
		}
		return []any{}
	case "boolean":
		return true
	case "integer", "number":
		return 1
	case "string":
		return exampleText(s)
	}
	return nil
}

func exampleObject(s object, d *document) object {
	out := object{}
	properties, _ := s["properties"].(object)
	closed := isClosed(s["additionalProperties"])
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		p, _ := properties[name].(object)
		if closed && (name == "id" || p["anyOf"] != nil) && !slices.Contains(required(s), name) {
			continue
		}
		out[name] = exampleOf(p, d)
	}
	return out
}

// exampleText is a text of the form that its schema asks for.
func exampleText(s object) string {
	switch s["format"] {
	case "uuid":
		return exampleID
	case "date":
		return exampleInstant[:len("2026-05-30")]
	case "date-time":
		return exampleInstant
	case "email":
		return "ann@example.com"
	case "uri":
		return "https://example.com"
	}
	switch s["pattern"] {
	case nil:
		return "text"
	case "^[A-Z]{3}$":
		return "EUR"
	}
	return "12.30"
}

// deepest is how far an example follows references.
const deepest = 16

// typedExample makes an example of a schema that huma made of a Go type.
func (d *document) typedExample(s *huma.Schema) *huma.Example {
	text, err := json.Marshal(s)
	if err != nil {
		return nil // the document itself will say so
	}
	var plain object
	if err := json.Unmarshal(text, &plain); err != nil {
		return nil // the same
	}
	return &huma.Example{Value: d.typedValue(plain, 0)}
}

// typedValue is exampleOf for schemas that went through JSON.
func (d *document) typedValue(s object, depth int) any {
	if ref, ok := s["$ref"].(string); ok && depth < deepest {
		target := d.api.Components.Schemas.SchemaFromRef(ref)
		if made := d.typedExample(target); made != nil {
			return made.Value
		}
	}
	if enum, ok := s["enum"].([]any); ok && len(enum) > 0 {
		return enum[0]
	}
	if kinds, ok := s["type"].([]any); ok { // a type, or null
		s = maps.Clone(s)
		s["type"] = kinds[0]
	}
	switch s["type"] {
	case "object":
		out := object{}
		properties, _ := s["properties"].(object)
		for name, p := range properties {
			property, _ := p.(object)
			out[name] = d.typedValue(property, depth+1)
		}
		return out
	case "array":
		return []any{}
	}
	return exampleOf(s, d)
}
