package entity

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/money"
)

// words is the closed vocabulary of the tag `entity:"…"`.
//
//	required  must be given (and not be empty, for text, references and dates)
//	filter    lists may be filtered and sorted by it; an index must serve that
//	search    part of what a search looks through
//	unique    no two records of a tenant share it; an index must hold that
//	readonly  written by code alone
//	sequence  numbered by the entity's Series
//	owned     lines that live and die with the record
//	positive  must be more than zero
//	secret    taken but never shown
//	text      several lines of text
//	each      of one of something, such as its price; lists do not sum it
//	personal  tells of a person; made neutral when the person is forgotten
var words = []string{"required", "filter", "search", "unique", "readonly", "sequence", "owned", "positive", "secret", "text", "each", "personal", "many"} //nolint:gochecknoglobals // a table

// field is one compiled field of a struct.
type field struct {
	name   string // JSON, column, filter
	goName string // for the help text
	help   string
	index  []int
	codec  codec
	key    []byte // `"name":`
	col    int    // where its first column stands in a row
	tags   map[string]bool
	target string       // the entity that a reference points at
	to     reflect.Type // its type, until plans are linked
	lines  *shape       // owned lines
	ref    bool         // a Ref: two columns
	custom bool         // the tenant's own fields

	bounded bool // a number that not every value is allowed for
}

func (f *field) is(word string) bool { return f.tags[word] }

// shape is a compiled struct: an entity, its lines, an action's input or output,
// an event's payload.
type shape struct {
	rec      reflect.Type
	fields   []field
	byName   map[string]int
	currency int      // the field that says the currency of the amounts, -1 for none
	columns  []string // of a row, in order; owned lines have none
	blank    snapshot // of a struct in which nothing is set
}

var (
	typeRef    = reflect.TypeFor[Ref]()
	typeCustom = reflect.TypeFor[map[string]any]()
)

// compileShape compiles a struct. It panics on what no declaration may hold: it
// runs while declaring, before anything is served.
func compileShape(t reflect.Type) *shape {
	s := &shape{rec: t, byName: map[string]int{}, currency: -1}
	s.collect(t, nil)
	for i := range s.fields {
		f := &s.fields[i]
		if _, twice := s.byName[f.name]; twice {
			panic(fmt.Sprintf("%s: two fields are named %q", t, f.name))
		}
		s.byName[f.name] = i
		f.col = len(s.columns)
		switch {
		case f.lines != nil:
		case f.ref:
			s.columns = append(s.columns, f.name+"_entity", f.name)
		default:
			s.columns = append(s.columns, f.name)
		}
	}
	if i, ok := s.byName["currency"]; ok && t.FieldByIndex(s.fields[i].index).Type == typeCurrency {
		s.currency = i
	}
	s.blank = s.snapshot(reflect.New(t))
	return s
}

func (s *shape) collect(t reflect.Type, at []int) {
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(slices.Clone(at), i)
		if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
			s.collect(sf.Type, index)
			continue
		}
		if !sf.IsExported() {
			continue
		}
		s.fields = append(s.fields, compileField(t, sf, index))
	}
}

func compileField(t reflect.Type, sf reflect.StructField, index []int) field {
	f := field{
		name: snake(sf.Name), goName: t.PkgPath() + "." + plainName(t) + "." + sf.Name, index: index, tags: map[string]bool{},
	}
	f.key = append(appendString(nil, f.name), ':')
	for word := range strings.SplitSeq(sf.Tag.Get("entity"), ",") {
		if word == "" {
			continue
		}
		if !slices.Contains(words, word) {
			panic(fmt.Sprintf("%s.%s: unknown tag word %q", t, sf.Name, word))
		}
		f.tags[word] = true
	}
	switch {
	case sf.Type == typeRef:
		f.ref, f.codec = true, refCodec()
	case sf.Type == typeCustom:
		f.custom, f.codec = true, customCodec()
	case sf.Type.Kind() == reflect.Slice && sf.Type.Elem().Kind() == reflect.Struct:
		f.lines, f.codec = compileShape(sf.Type.Elem()), codec{kind: filter.Unsorted, format: "lines"}
		f.tags["owned"] = true
	default:
		c, ok := codecFor(sf.Type)
		if !ok {
			panic(fmt.Sprintf("%s.%s: a field cannot be a %s", t, sf.Name, sf.Type))
		}
		f.codec = c
		if f.is("many") { // as many ids as a bulk call may name
			f.codec = idsCodec(MaxBulk)
		}
		if f.is("text") {
			f.codec.limit, f.codec.kind = maxText, filter.Unsorted
		}
		id := sf.Type
		if id.Kind() == reflect.Slice {
			id = id.Elem()
		}
		if id, ok := reflect.TypeAssert[interface{ target() reflect.Type }](reflect.New(id).Elem()); ok {
			f.to = id.target()
		}
		f.bounded = f.is("positive") || boundedType(sf.Type)
	}
	return f
}

// boundedType tells whether a type is a decimal, or points at one.
func boundedType(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return reflect.PointerTo(t).Implements(reflect.TypeFor[decimal]())
}

// plainName is a type's name without its type parameters.
func plainName(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return name
}

// snake turns a Go name into the one name used everywhere else: ShipTo is
// ship_to, DueAt due_at, VATNumber vat_number.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 &&
			(unicode.IsLower(runes[i-1]) || unicode.IsDigit(runes[i-1]) || (i+1 < len(runes) && unicode.IsLower(runes[i+1]))) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// encodingOf returns what the amounts of a record need to become JSON.
func (s *shape) encodingOf(v reflect.Value, outer encoding) encoding {
	if s.currency < 0 {
		return outer
	}
	return inCurrency(money.Currency(v.FieldByIndex(s.fields[s.currency].index).String()))
}

// append writes a struct as a JSON object.
func (s *shape) append(dst []byte, v reflect.Value, outer encoding) []byte {
	v = addressable(v)
	e := s.encodingOf(v, outer)
	dst = append(dst, '{')
	n := 0
	for i := range s.fields {
		f := &s.fields[i]
		if f.is("secret") {
			continue
		}
		dst = append(comma(dst, n), f.key...)
		dst = f.append(dst, v.FieldByIndex(f.index), e)
		n++
	}
	return append(dst, '}')
}

// as returns what a value holds as a T. The caller knows that it is one: plans
// are compiled from types.
func as[T any](v reflect.Value) T {
	t, _ := reflect.TypeAssert[T](v)
	return t
}

// ptr returns the address of a field that is known to hold a T.
func ptr[T any](v reflect.Value) *T { return as[*T](v.Addr()) }

// cast is [as] for a value that is not reflected.
func cast[T any](x any) T {
	t, _ := x.(T)
	return t
}

func addressable(v reflect.Value) reflect.Value {
	if v.Kind() == reflect.Pointer {
		return v.Elem()
	}
	if v.CanAddr() {
		return v
	}
	p := reflect.New(v.Type()).Elem()
	p.Set(v)
	return p
}

func (f *field) append(dst []byte, v reflect.Value, e encoding) []byte {
	if f.lines == nil {
		if f.target != "" && f.codec.kind == filter.ID {
			return appendReference(dst, idOf(v))
		}
		return f.codec.append(dst, v, e)
	}
	dst = append(dst, '[')
	for i := range v.Len() {
		dst = f.lines.append(comma(dst, i), v.Index(i), e)
	}
	return append(dst, ']')
}

// appendReference writes a reference as the object {"id": …}; a list that
// includes it shows more members.
func appendReference(dst []byte, id uuid.UUID) []byte {
	if id == uuid.Nil {
		return append(dst, "null"...)
	}
	dst = appendUUID(append(dst, `{"id":`...), id[:])
	return append(dst, '}')
}

// scan fills a struct from a row.
func (s *shape) scan(row [][]byte, v reflect.Value) error {
	for i := range s.fields {
		f := &s.fields[i]
		if f.lines != nil {
			continue
		}
		if f.ref {
			scanRef(row[f.col], row[f.col+1], v.FieldByIndex(f.index))
			continue
		}
		if err := f.codec.scan(row[f.col], v.FieldByIndex(f.index)); err != nil {
			return fmt.Errorf("read %s: %w", f.name, err)
		}
	}
	return nil
}

// args appends the values of a struct's columns, in order.
func (s *shape) args(dst []any, v reflect.Value) []any {
	for i := range s.fields {
		f := &s.fields[i]
		if f.lines == nil {
			dst = f.args(dst, v.FieldByIndex(f.index))
		}
	}
	return dst
}

func (f *field) args(dst []any, v reflect.Value) []any {
	switch {
	case f.ref:
		r := ptr[Ref](v)
		return append(dst, r.Entity, pg.Arg(ID[struct{}](r.ID)))
	case f.custom:
		return append(dst, customText(v))
	case f.codec.null && v.IsZero():
		return append(dst, nil)
	case v.Kind() == reflect.Pointer:
		return append(dst, pg.Arg(v.Elem().Interface()))
	case v.Kind() == reflect.Slice && v.IsNil():
		return append(dst, pg.Arg(reflect.MakeSlice(v.Type(), 0, 0).Interface()))
	}
	return append(dst, pg.Arg(v.Interface()))
}

func customText(v reflect.Value) string {
	if v.Len() == 0 {
		return "{}"
	}
	return string(appendAny(nil, v.Interface()))
}

func customCodec() codec {
	return codec{
		kind: filter.Unsorted, sql: "jsonb", format: "custom",
		schema: map[string]any{"type": "object", "additionalProperties": true},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte { return append(dst, customText(v)...) },
		raw:    func(dst, src []byte, _ encoding) []byte { return append(dst, src...) },
		scan: func(src []byte, v reflect.Value) error {
			v.SetZero()
			if src == nil || string(src) == "{}" {
				return nil
			}
			dec := json.NewDecoder(strings.NewReader(string(src))) // jsonb comes as text
			dec.UseNumber()
			return dec.Decode(v.Addr().Interface())
		},
	}
}

func refCodec() codec {
	return codec{
		kind: filter.ID, sql: "uuid", null: true, format: "record",
		schema: map[string]any{
			"type": []string{"object", "null"}, "required": []string{"entity", "id"}, "additionalProperties": false,
			"properties": map[string]any{
				"entity": map[string]any{"type": "string"}, "id": map[string]any{"type": "string", "format": "uuid"},
			},
		},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			object, _ := x.(map[string]any)
			id, r := decodeID(x)
			name, ok := object["entity"].(string)
			if r != nil || !ok || len(object) != 2 {
				return refuse("invalid-type", `Must name a record: {"entity": "sales.order", "id": …}.`)
			}
			v.Set(reflect.ValueOf(Ref{Entity: name, ID: id}))
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte {
			r := ptr[Ref](v)
			return appendRef(dst, []byte(r.Entity), r.ID[:])
		},
	}
}

func appendRef(dst, name, id []byte) []byte {
	if len(id) == 0 || uuid.UUID(id) == uuid.Nil {
		return append(dst, "null"...)
	}
	dst = appendString(append(dst, `{"entity":`...), name)
	dst = appendUUID(append(dst, `,"id":`...), id)
	return append(dst, '}')
}

func scanRef(name, id []byte, v reflect.Value) {
	r := Ref{Entity: string(name)}
	copy(r.ID[:], id)
	v.Set(reflect.ValueOf(r))
}

// appendRow writes a row as a JSON object, without building the struct.
func (s *shape) appendRow(dst []byte, row [][]byte, shown []int, e encoding) []byte {
	dst = append(dst, '{')
	for n, i := range shown {
		f := &s.fields[i]
		dst = append(comma(dst, n), f.key...)
		switch src := row[f.col]; {
		case src == nil:
			dst = append(dst, "null"...)
		case f.target != "" && f.codec.kind == filter.ID:
			dst = append(appendUUID(append(dst, `{"id":`...), src), '}')
		default:
			dst = f.codec.raw(dst, src, e)
		}
	}
	return append(dst, '}')
}

// rowEncoding is [shape.encodingOf] for a row.
func (s *shape) rowEncoding(row [][]byte) encoding {
	if s.currency < 0 {
		return encoding{}
	}
	return inCurrency(money.Currency(row[s.fields[s.currency].col]))
}
