package httpapi

import (
	"maps"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/kernel/entity"
)

// direction says which way a schema's values travel.
type direction int

const (
	output  direction = iota // in answers
	row                      // in lists: no lines, no long text, only what was asked for
	input                    // in the body of a creation, or of an action
	patch                    // in the body of a change: nothing must be there
	replace                  // in the body of a replacement: what is read-only is passed over
)

// components writes the schemas and examples of one entity.
func (d *document) components(e entity.Description) {
	name := pascal(e.Name)
	add := func(suffix string, dir direction) object {
		s := d.fields(name, e.Fields, dir)
		d.api.Components.Schemas.Map()[name+suffix] = schema(s)
		return s
	}
	whole := add("", output)
	if e.Help != "" {
		whole["description"] = e.Help
	}
	add("Row", row)
	examples := d.api.Components.Examples
	if !e.View {
		created, patched := add("Create", input), add("Patch", patch)
		add("Put", replace)
		examples[name+"Create"] = &huma.Example{Value: exampleOf(created, d)}
		examples[name+"Patch"] = &huma.Example{Value: exampleOf(patched, d)}
	}
	examples[name] = &huma.Example{Value: exampleOf(whole, d)}
}

// fields writes the schema of an object with the given fields. Lines become
// components named after the owner.
func (d *document) fields(owner string, all []entity.FieldOf, dir direction) object {
	properties, must := object{}, []string{}
	for _, f := range all {
		s, shown := d.field(owner, f, dir)
		if !shown {
			continue
		}
		properties[f.Name] = s
		if isRequired(f, dir) {
			must = append(must, f.Name)
		}
	}
	out := object{"type": "object", "properties": properties}
	if dir != output && dir != row {
		out["additionalProperties"] = false
	}
	if len(must) > 0 {
		out["required"] = must
	}
	return out
}

func required(s object) []string {
	names, _ := s["required"].([]string)
	return names
}

// isRequired tells whether a field is always there. A number or a yes/no that is
// not given has a zero that is a value.
func isRequired(f entity.FieldOf, dir direction) bool {
	switch dir {
	case output:
		return true
	case row:
		return f.Name == "id"
	case patch:
		return false
	case input, replace:
	}
	return f.Required && !f.ReadOnly && !slices.Contains([]string{"amount", "quantity", "percent", "number", "flag"}, f.Type)
}

// field writes the schema of a field, and tells whether it is there at all.
func (d *document) field(owner string, f entity.FieldOf, dir direction) (object, bool) {
	answers := dir == output || dir == row
	switch {
	case answers && f.Secret, dir == row && (f.Lines != nil || f.Long):
		return nil, false
	case (dir == input || dir == patch) && f.ReadOnly:
		return nil, false
	}
	s := d.value(owner, f, answers)
	if f.Help != "" {
		s["description"] = f.Help
	}
	if f.ReadOnly {
		s["readOnly"] = true
	}
	if f.Secret {
		s["writeOnly"] = true
	}
	return s, true
}

// value writes the schema of a field's value.
func (d *document) value(owner string, f entity.FieldOf, answers bool) object {
	pick := func(out, in string) object {
		if answers {
			return object{"$ref": "#/components/schemas/" + out}
		}
		return object{"$ref": "#/components/schemas/" + in}
	}
	switch {
	case f.Lines != nil:
		name := owner + pascal(f.Name) + "Line"
		d.line(name, f.Lines)
		return object{"type": "array", "maxItems": 1000, "items": pick(name, name+"Input")}
	case slices.Contains([]string{"id", "created_at", "updated_at"}, f.Name):
		s := maps.Clone(f.Schema)
		s["type"] = "string"
		return s
	case f.Type == "reference" && (f.Target != "" || !answers):
		return optional(pick("Reference", "ReferenceInput"), !f.Required)
	case f.Type == "amount":
		return optional(pick("Amount", "AmountInput"), f.Schema["anyOf"] != nil)
	}
	s := maps.Clone(f.Schema)
	if s == nil {
		s = object{}
	}
	if s["type"] == "string" && f.Choices != nil {
		s["enum"] = f.Choices
	} else if s["type"] == "string" && f.Limit > 0 {
		s["maxLength"] = f.Limit
	}
	return s
}

func optional(s object, null bool) object {
	if !null {
		return s
	}
	return object{"anyOf": []any{s, object{"type": "null"}}}
}

// line writes the two schemas of a line. A line that is sent tells its id to say
// which line is meant, and is numbered by its place in the list.
func (d *document) line(name string, fields []entity.FieldOf) {
	schemas := d.api.Components.Schemas.Map()
	if _, written := schemas[name]; written {
		return
	}
	schemas[name] = schema(d.fields(name, fields, output))
	sent := slices.DeleteFunc(slices.Clone(fields), func(f entity.FieldOf) bool { return f.Name == "position" })
	schemas[name+"Input"] = schema(d.fields(name, sent, input))
}

// taken writes the body of a step, and tells whether there must be one.
func (d *document) taken(e entity.Description, s entity.StepOf) (body object, must bool) {
	var fields []entity.FieldOf
	for _, t := range s.Takes {
		i := slices.IndexFunc(e.Fields, func(f entity.FieldOf) bool { return f.Name == t.Name })
		if i < 0 {
			continue // refused when the entity was compiled
		}
		f := e.Fields[i]
		f.ReadOnly, f.Required = false, t.Required
		fields = append(fields, f)
		must = must || t.Required
	}
	return d.fields(pascal(e.Name), fields, input), must
}

// asParameter writes a value as it stands in a query string, where a reference is
// its id alone.
func asParameter(s object) object {
	if s["$ref"] == nil && s["anyOf"] == nil {
		return s
	}
	return object{"type": "string", "format": "uuid"}
}
