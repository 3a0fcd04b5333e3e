package httpapi

import (
	"fmt"
	"iter"
	"maps"
	"mime"
	"net/http"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/filter"
)

// pascal joins words by their capitals: "orders/place" is OrdersPlace.
func pascal(s string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("._-/ ", r) }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// operationPrefix begins the ids of an entity's operations: "sales.order" is
// salesOrder.
func operationPrefix(name string) string {
	name = pascal(name)
	return strings.ToLower(name[:1]) + name[1:]
}

func keys[K comparable, V any](m map[K]V) iter.Seq[K] { return maps.Keys(m) }

func component(name string) *huma.Schema {
	return &huma.Schema{Ref: "#/components/schemas/" + name}
}

func example(name string) *huma.Example {
	return &huma.Example{Ref: "#/components/examples/" + name}
}

// needs says which permission an operation asks for.
func needs(o *huma.Operation, permission any) {
	o.Extensions = object{"x-permission": permission}
}

// documentRead returns what writes an operation that reads.
func documentRead(d entity.Description, verb string) func(*document, *huma.Operation) {
	return func(doc *document, o *huma.Operation) {
		needs(o, d.Read)
		name := pascal(d.Name)
		switch verb {
		case "list":
			o.Summary = fmt.Sprintf("Lists records of %s, a page at a time.", strings.ToLower(d.Label))
			o.Description = d.Help
			o.Parameters = append(append(o.Parameters, listParameters(d)...), filters(d)...)
			doc.ok(o, http.StatusOK, schema(pageSchema(name)), &huma.Example{Value: object{"data": []any{doc.row(d)}, "next_cursor": nil}})
		case "get":
			o.Summary = "Returns one " + strings.ToLower(d.Label) + "."
			o.Parameters = append(append(o.Parameters, refers("IfNoneMatch")...),
				query("include", "References whose records are shown too, separated by commas.", object{"type": "string"}))
			doc.ok(o, http.StatusOK, component(name), example(name), "ETag")
			o.Responses["304"] = &huma.Response{Description: "The record still has the version of If-None-Match."}
		case "summary":
			o.Summary = fmt.Sprintf("Counts and sums records of %s by group.", strings.ToLower(d.Label))
			o.Parameters = append(append(o.Parameters, summaryParameters(d)...), filters(d)...)
			group := object{
				"type": "object", "required": []string{"count"}, "additionalProperties": object{"type": []string{"string", "null"}},
				"properties": object{"count": object{"type": "integer"}},
			}
			doc.ok(o, http.StatusOK, schema(object{
				"type": "object", "required": []string{"data"},
				"properties": object{
					"data": object{"type": "array", "items": group},
					"more": object{"type": "boolean", "description": "There are more rows than a bounded summary looks at."},
				},
			}), &huma.Example{Value: object{"data": []any{object{"count": 3}}}})
		case "history":
			o.Summary = fmt.Sprintf("Lists who changed a record of %s, when and what.", strings.ToLower(d.Label))
			o.Parameters = append(o.Parameters, query("before", "The member next_before of the page before.", object{"type": "string", "format": "uuid"}))
			doc.ok(o, http.StatusOK, component("History"), example("History"))
		}
	}
}

func pageSchema(name string) object {
	return object{"type": "object", "required": []string{"data", "next_cursor"}, "properties": object{
		"data":        object{"type": "array", "items": object{"$ref": "#/components/schemas/" + name + "Row"}},
		"next_cursor": object{"type": []string{"string", "null"}, "description": "For the parameter cursor; null on the last page."},
		"count":       object{"type": "integer", "description": "With count=bounded; 10001 means more than 10000."},
	}}
}

func query(name, help string, s object) *huma.Param {
	return &huma.Param{Name: name, In: "query", Description: help, Schema: schema(s)}
}

func listParameters(d entity.Description) []*huma.Param {
	text := object{"type": "string"}
	out := []*huma.Param{
		query("sort", "Fields to sort by, separated by commas; a hyphen in front means descending. Usually "+d.Sort+".", text),
		query("limit", "Rows of the page.", object{"type": "integer", "minimum": 1, "maximum": filter.MaxLimit, "default": filter.DefaultLimit}),
		query("cursor", "The member next_cursor of the page before.", text),
		query("fields", "Fields to show, separated by commas; * for all, long text included.", text),
		query("include", "References whose records are shown with the rows, separated by commas.", text),
		query("count", "Has the page tell how many rows there are, up to 10000.", object{"type": "string", "enum": []string{"bounded"}}),
	}
	return append(out, searchParameter(d)...)
}

func summaryParameters(d entity.Description) []*huma.Param {
	text := object{"type": "string"}
	return append([]*huma.Param{
		query("group_by", "Fields to group by, separated by commas; dates take .day, .week, .month, .quarter and .year.", text),
		query("sum", "Numbers to sum, separated by commas. Amounts are kept apart by currency.", text),
		query("count", "Has nothing counted nor summed when there are more than 5000 rows, but told that there are more.",
			object{"type": "string", "enum": []string{"bounded"}}),
	}, searchParameter(d)...)
}

func searchParameter(d entity.Description) []*huma.Param {
	if !d.Searchable {
		return nil
	}
	return []*huma.Param{query("q", "Text to be found.", object{"type": "string", "maxLength": filter.MaxValue})}
}

// filters documents a parameter for each operator of each field.
func filters(d entity.Description) []*huma.Param {
	var out []*huma.Param
	for _, f := range d.Fields {
		for _, op := range f.Filter {
			value := object{"type": "string"}
			if f.Choices != nil && op != "in" {
				value["enum"] = append([]string{"null"}, f.Choices...)
			}
			name, help := f.Name+"["+op+"]", ""
			if op == "eq" {
				name, help = f.Name, f.Help
			}
			out = append(out, query(name, help, value))
		}
	}
	return out
}

// documentWrite returns what writes an operation that changes a record.
func documentWrite(d entity.Description, verb string) func(*document, *huma.Operation) {
	return func(doc *document, o *huma.Operation) {
		needs(o, d.Edit)
		name, label := pascal(d.Name), strings.ToLower(d.Label)
		doc.errors(o, 409)
		switch verb {
		case "create":
			o.Summary = "Creates " + article(label) + "."
			o.Parameters = append(o.Parameters, refers("IdempotencyKey", "DryRun")...)
			doc.takes(o, true, component(name+"Create"), example(name+"Create"))
			doc.ok(o, http.StatusCreated, component(name), example(name), "ETag", "Location", "IdempotencyReplayed")
			return
		case "update":
			o.Summary = "Changes the given fields of " + article(label) + " (RFC 7396)."
			doc.takes(o, true, component(name+"Patch"), example(name+"Patch"))
			o.RequestBody.Content["application/merge-patch+json"] = o.RequestBody.Content["application/json"]
		case "replace":
			o.Summary = "Replaces every field of " + article(label) + " that can be written."
			doc.takes(o, true, component(name+"Put"), example(name+"Create"))
		case "delete":
			needs(o, d.Delete)
			o.Summary = "Deletes " + article(label) + "."
			doc.errors(o, 422)
		}
		o.Parameters = append(o.Parameters, refers("IfMatch", "DryRun")...)
		doc.errors(o, 412, 428)
		if verb == "delete" {
			doc.ok(o, http.StatusNoContent, nil, nil)
			return
		}
		doc.ok(o, http.StatusOK, component(name), example(name), "ETag")
	}
}

func article(noun string) string {
	if strings.ContainsRune("aeio", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// documentStep returns what writes a step of a flow.
func documentStep(d entity.Description, s entity.StepOf) func(*document, *huma.Operation) {
	return func(doc *document, o *huma.Operation) {
		needs(o, s.Need)
		name, label := pascal(d.Name), strings.ToLower(d.Label)
		o.Summary = fmt.Sprintf("%s: takes %s from %s to %s.", s.Label, article(label), strings.Join(s.From, ", "), s.To)
		o.Parameters = append(o.Parameters, refers("IfMatch", "IdempotencyKey", "DryRun")...)
		doc.errors(o, 409, 412, 422, 428)
		if len(s.Takes) > 0 {
			in, required := doc.taken(d, s)
			doc.takes(o, required, schema(in), &huma.Example{Value: exampleOf(in, doc)})
		}
		doc.ok(o, http.StatusOK, component(name), example(name), "ETag", "IdempotencyReplayed")
	}
}

// documentBulk returns what writes the bulk operation of an entity.
func documentBulk(d entity.Description) func(*document, *huma.Operation) {
	return func(doc *document, o *huma.Operation) {
		needs(o, d.Edit)
		o.Summary = fmt.Sprintf("Does up to %d operations on records of %s, all or each by itself.", entity.MaxBulk, strings.ToLower(d.Label))
		o.Parameters = append(o.Parameters, refers("IdempotencyKey", "DryRun")...)
		one := object{"type": "object", "required": []string{"op"}, "additionalProperties": false, "properties": object{
			"op":      object{"type": "string", "pattern": "^(create|update|delete|step:[a-z-]+)$"},
			"id":      object{"type": "string", "format": "uuid", "description": "Of the record; not for create."},
			"version": object{"type": "integer", "minimum": 1, "description": "That you have seen; not for create."},
			"body":    object{"type": "object", "description": "As that of the operation on one record."},
		}}
		doc.takes(o, true, schema(object{"type": "object", "required": []string{"operations"}, "additionalProperties": false, "properties": object{
			"atomic":     object{"type": "boolean", "description": "All or nothing; otherwise each operation stands for itself."},
			"operations": object{"type": "array", "minItems": 1, "maxItems": entity.MaxBulk, "items": one},
		}}), &huma.Example{Value: object{"atomic": true, "operations": []any{object{"op": "delete", "id": exampleID, "version": 1}}}})
		result := object{"type": "object", "required": []string{"status"}, "properties": object{
			"status":  object{"type": "integer"},
			"record":  object{"$ref": "#/components/schemas/" + pascal(d.Name)},
			"problem": object{"$ref": "#/components/schemas/Problem"},
		}}
		doc.errors(o, 409, 412)
		doc.ok(o, http.StatusOK, schema(object{"type": "object", "required": []string{"results"}, "properties": object{
			"results": object{"type": "array", "items": result},
		}}), &huma.Example{Value: object{"results": []any{object{"status": 204}}}}, "IdempotencyReplayed")
	}
}

// documentFile returns what writes an operation that answers with a file.
func documentFile(a entity.ActionOf) func(*document, *huma.Operation) {
	return func(doc *document, o *huma.Operation) {
		documentQuery(doc, o, a)
		o.Parameters = append(o.Parameters, refers("IfNoneMatch")...)
		doc.errors(o, 404, 409)
		doc.ok(o, http.StatusOK, nil, nil, "ETag")
		o.Responses["200"].Content = map[string]*huma.MediaType{
			mime.TypeByExtension(path.Ext(a.Path)): media(schema(object{"type": "string", "format": "binary"}), &huma.Example{Value: "%PDF-1.3 …"}),
		}
		o.Responses["304"] = &huma.Response{Description: "The file is still that of If-None-Match."}
	}
}

// documentQuery documents what an action is given, the parameters of a question.
func documentQuery(doc *document, o *huma.Operation, a entity.ActionOf) object {
	needs(o, a.Need)
	o.Summary = a.Summary
	in := doc.fields(strings.ToUpper(o.OperationID[:1])+o.OperationID[1:], a.In, input)
	if !a.Query {
		return in
	}
	doc.errors(o, 422)
	properties, _ := in["properties"].(object)
	for _, f := range a.In {
		p, _ := properties[f.Name].(object)
		o.Parameters = append(o.Parameters, &huma.Param{Name: f.Name, In: "query", Description: f.Help, Required: f.Required, Schema: schema(asParameter(p))})
	}
	return in
}

// documentAction returns what writes a business action or a query.
func documentAction(a entity.ActionOf) func(*document, *huma.Operation) {
	return func(doc *document, o *huma.Operation) {
		in := documentQuery(doc, o, a)
		if !a.Query && len(a.In) > 0 {
			doc.takes(o, len(required(in)) > 0, schema(in), &huma.Example{Value: exampleOf(in, doc)})
		}
		headers := []string{}
		if !a.Query {
			o.Parameters = append(o.Parameters, refers("IdempotencyKey", "DryRun")...)
			headers = append(headers, "IdempotencyReplayed")
			doc.errors(o, 409, 422)
		}
		switch {
		case a.On != "" && a.Query:
			doc.errors(o, 404)
		case a.On != "":
			o.Parameters = append(o.Parameters, refers("IfMatch")...)
			doc.errors(o, 412, 428)
		}
		if answers, ok := doc.entities[a.Answers]; ok {
			name := pascal(answers.Name)
			doc.ok(o, http.StatusOK, component(name), example(name), append(headers, "ETag")...)
			return
		}
		owner := strings.ToUpper(o.OperationID[:1]) + o.OperationID[1:]
		out := doc.fields(owner+"Answer", a.Out, output)
		doc.ok(o, http.StatusOK, schema(out), &huma.Example{Value: exampleOf(out, doc)}, headers...)
	}
}
