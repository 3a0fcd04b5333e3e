package filter

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Kind is the type of a field, as far as filtering is concerned.
type Kind string

// The kinds of field. Each says which operators apply; see [Kind.Operators].
const (
	Text     Kind = "text"     // string: eq, ne, in, prefix, contains (unindexed)
	Choice   Kind = "choice"   // one of a closed list: eq, ne, in
	Bool     Kind = "bool"     // true or false: eq
	Int      Kind = "int"      // whole number: eq, ne, gt, gte, lt, lte, in
	Decimal  Kind = "decimal"  // amount, quantity or percent: eq, ne, gt, gte, lt, lte
	Date     Kind = "date"     // 2026-05-30: eq, ne, gt, gte, lt, lte
	Instant  Kind = "instant"  // RFC 3339, or a date that means its midnight UTC: gt, gte, lt, lte
	ID       Kind = "id"       // a UUID: eq, ne, in
	IDs      Kind = "ids"      // a list of UUIDs: eq means contains
	Unsorted Kind = "unsorted" // no operator applies: owned lines, long text, JSON
)

// Op is what a condition does with a field and its values.
type Op string

// The operators, as they stand in brackets behind a field's name.
const (
	Eq       Op = "eq"       // equal; also written without brackets
	Ne       Op = "ne"       // not equal; a field without a value is unequal to every value
	Gt       Op = "gt"       // greater
	Gte      Op = "gte"      // greater or equal
	Lt       Op = "lt"       // less
	Lte      Op = "lte"      // less or equal
	In       Op = "in"       // equal to one of a list, separated by commas
	Prefix   Op = "prefix"   // begins with
	Contains Op = "contains" // holds, in upper or lower case
)

// Operators returns the operators that apply to fields of the kind. Fields of any
// kind that may be empty also take eq and ne with the word "null".
func (k Kind) Operators() []Op {
	switch k {
	case Text:
		return []Op{Eq, Ne, In, Prefix, Contains}
	case Choice, ID:
		return []Op{Eq, Ne, In}
	case Bool, IDs:
		return []Op{Eq}
	case Int:
		return []Op{Eq, Ne, Gt, Gte, Lt, Lte, In}
	case Decimal, Date:
		return []Op{Eq, Ne, Gt, Gte, Lt, Lte}
	case Instant:
		return []Op{Gt, Gte, Lt, Lte}
	case Unsorted:
	}
	return nil
}

// Field is one column that a list may be filtered by.
type Field struct {
	Name      string   // as in JSON and in the query string
	Column    string   // SQL name, unquoted; empty for custom fields
	Kind      Kind     //
	Choices   []string // for Choice; when empty, any text is taken
	Currency  string   // for amounts: the field that names their currency; sums are kept apart by it
	Nullable  bool     // the column may be NULL: eq and ne take the word "null"
	Custom    bool     // kept in the jsonb column "custom" under Name
	Target    *Schema  // for ID: the entity that it points at, so that client.country works; nil when untold
	Secret    bool     // never filtered, sorted or shown
	Each      bool     // of one of something, such as its price: never summed
	Unindexed bool     // no index serves it: it may be included, grouped by and summed, but not filtered or sorted by
}

// Schema is what a list of one entity can be asked.
type Schema struct {
	Entity string // "sales.order"
	Table  string // "sales_order"
	Fields []Field
	Sort   string   // the default order, as in the query string: "-placed"; "-id", the newest first, when empty
	Along  string   // the field in whose order, and the id's, an index has the rows of one value of another; the id's alone when empty
	Search string   // name of the SQL function that finds ids by text; empty when the entity is not searched
	Title  []string // the fields that make a record's title, shown where it is included
	Show   []string // the fields shown where the record is included in another's list
}

// idName is the field and column that every table has.
const idName = "id"

// Field returns the field of that name, secret ones too. Every schema has the
// field "id", whether it lists it or not.
func (s *Schema) Field(name string) (*Field, bool) {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i], true
		}
	}
	if name == idName {
		return &Field{Name: idName, Column: idName, Kind: ID}, true
	}
	return nil, false
}

// shown is Field without the secret ones, which a query cannot tell from missing
// ones.
func (s *Schema) shown(name string) (*Field, bool) {
	f, ok := s.Field(name)
	return f, ok && !f.Secret
}

// Reserved tells whether a query parameter has a meaning of its own, so that no
// field can be filtered by that name.
func Reserved(name string) bool {
	switch name {
	case "q", "sort", "limit", "cursor", "fields", "include", "count", "group_by", "sum", "tenant":
		return true
	}
	return false
}

// reservedNames is how many names [Reserved] knows.
const reservedNames = 10

// Check returns an error that names the first thing wrong with the declaration
// itself: a name that is no identifier, taken twice or reserved, a default order
// that cannot be sorted by, a field that Title, Show or Currency name and the
// schema lacks.
func (s *Schema) Check() error {
	if !identifier(s.Table) || (s.Search != "" && !identifier(s.Search)) {
		return fmt.Errorf("%s: table %q and search %q must be identifiers", s.Entity, s.Table, s.Search)
	}
	seen := make(map[string]bool, len(s.Fields))
	for i := range s.Fields {
		f := &s.Fields[i]
		if seen[f.Name] {
			return fmt.Errorf("%s.%s: declared twice", s.Entity, f.Name)
		}
		seen[f.Name] = true
		if err := s.checkField(f); err != nil {
			return fmt.Errorf("%s.%s: %w", s.Entity, f.Name, err)
		}
	}
	for _, name := range slices.Concat(s.Title, s.Show) {
		if _, ok := s.shown(name); !ok {
			return fmt.Errorf("%s: title or show names %q, which is not a field to be shown", s.Entity, name)
		}
	}
	p := parser{schema: s}
	p.sort(s.Sort)
	if len(p.faults) > 0 {
		return fmt.Errorf("%s: default sort %q: %s", s.Entity, s.Sort, p.faults[0].Message)
	}
	return nil
}

func (s *Schema) checkField(f *Field) error {
	switch {
	case !identifier(f.Name):
		return errors.New("the name must be an identifier")
	case Reserved(f.Name):
		return errors.New("the name is a reserved query parameter")
	case f.Custom == (f.Column != ""):
		return errors.New("a field is either custom or has a column")
	case f.Column != "" && !identifier(f.Column):
		return fmt.Errorf("the column %q must be an identifier", f.Column)
	case f.Custom && f.Kind == IDs:
		return errors.New("a custom field holds one value")
	case f.Target != nil && f.Kind != ID:
		return errors.New("only an id points at an entity")
	}
	if f.Currency == "" {
		return nil
	}
	if _, ok := s.shown(f.Currency); !ok {
		return fmt.Errorf("there is no currency field %q", f.Currency)
	}
	return nil
}

// identifier tells whether a name is a lower-case SQL identifier.
func identifier(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz_"
	return name != "" && strings.Trim(name, letters+"0123456789") == "" && strings.ContainsRune(letters, rune(name[0]))
}
