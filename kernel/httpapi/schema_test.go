package httpapi

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
)

// validator holds values against the schemas of a document: the part of JSON
// Schema that the document uses, and an error for any other keyword.
type validator struct {
	doc map[string]any
}

// annotations are keywords that say nothing about values.
var annotations = []string{"description", "title", "examples", "default", "readOnly", "writeOnly", "contentEncoding"}

// resolve follows a reference within the document.
func (v validator) resolve(ref string) (map[string]any, error) {
	var at any = v.doc
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("%s leads nowhere", ref)
		}
		at = m[part]
	}
	m, ok := at.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s leads nowhere", ref)
	}
	return m, nil
}

// check returns the first thing that is wrong with a value.
func (v validator) check(schema map[string]any, x any, at string) error {
	if ref, ok := schema["$ref"].(string); ok {
		target, err := v.resolve(ref)
		if err != nil {
			return err
		}
		return v.check(target, x, at)
	}
	if choices, ok := schema["anyOf"].([]any); ok {
		var first error
		for _, s := range choices {
			err := v.check(s.(map[string]any), x, at)
			if err == nil {
				return nil
			}
			if first == nil {
				first = err
			}
		}
		return first
	}
	if !hasType(schema["type"], x) {
		return fmt.Errorf("%s: %v is no %v", at, x, schema["type"])
	}
	if x == nil {
		return nil
	}
	for keyword, rule := range schema {
		if err := v.keyword(schema, keyword, rule, x, at); err != nil {
			return err
		}
	}
	return nil
}

func hasType(kinds, x any) bool {
	if kinds == nil {
		return true
	}
	is := "null"
	switch n := x.(type) {
	case map[string]any:
		is = "object"
	case []any:
		is = "array"
	case string:
		is = "string"
	case bool:
		is = "boolean"
	case float64:
		is = "number"
		if n == float64(int64(n)) {
			is = "integer"
		}
	}
	if list, ok := kinds.([]any); ok {
		return slices.Contains(list, any(is))
	}
	return kinds == is || kinds == "number" && is == "integer"
}

func (v validator) keyword(schema map[string]any, keyword string, rule, x any, at string) error {
	object, _ := x.(map[string]any)
	list, _ := x.([]any)
	text, isText := x.(string)
	number, _ := x.(float64)
	wrong := false
	switch keyword {
	case "type", "$schema":
	case "properties":
		for name, s := range rule.(map[string]any) {
			if el, given := object[name]; given {
				if err := v.check(s.(map[string]any), el, at+"/"+name); err != nil {
					return err
				}
			}
		}
	case "additionalProperties":
		properties, _ := schema["properties"].(map[string]any)
		for name, el := range object {
			if _, known := properties[name]; known {
				continue
			}
			if isClosed(rule) {
				return fmt.Errorf("%s: unknown member %q", at, name)
			}
			rule, _ := rule.(map[string]any)
			if err := v.check(rule, el, at+"/"+name); err != nil {
				return err
			}
		}
	case "required":
		for _, name := range rule.([]any) {
			if _, given := object[name.(string)]; !given {
				return fmt.Errorf("%s: %v is missing", at, name)
			}
		}
	case "items":
		for i, el := range list {
			if err := v.check(rule.(map[string]any), el, fmt.Sprintf("%s/%d", at, i)); err != nil {
				return err
			}
		}
	case "enum":
		wrong = !slices.Contains(rule.([]any), x)
	case "pattern":
		wrong = !regexp.MustCompile(rule.(string)).MatchString(text)
	case "format":
		wrong = isText && !hasFormat(rule.(string), text)
	case "maxLength":
		wrong = utf8.RuneCountInString(text) > int(rule.(float64))
	case "minLength":
		wrong = utf8.RuneCountInString(text) < int(rule.(float64))
	case "maxItems":
		wrong = len(list) > int(rule.(float64))
	case "minItems":
		wrong = len(list) < int(rule.(float64))
	case "minimum":
		wrong = number < rule.(float64)
	case "maximum":
		wrong = number > rule.(float64)
	default:
		if !slices.Contains(annotations, keyword) {
			return fmt.Errorf("%s: the keyword %q is unknown", at, keyword)
		}
	}
	if wrong {
		return fmt.Errorf("%s: %v breaks %s %v", at, x, keyword, rule)
	}
	return nil
}

func hasFormat(format, text string) bool {
	switch format {
	case "uuid":
		_, err := uuid.Parse(text)
		return err == nil
	case "date":
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	case "date-time":
		_, err := time.Parse(time.RFC3339Nano, text)
		return err == nil
	case "email":
		return strings.Contains(text, "@")
	}
	return true
}

// plain turns a value into what encoding/json makes of it.
func plain(text []byte) (any, error) {
	var x any
	err := json.Unmarshal(text, &x)
	return x, err
}
