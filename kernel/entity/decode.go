package entity

import (
	"reflect"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// How a body is taken.
type mode int

const (
	modeCreate mode = iota // all required fields must be there
	modePatch              // absent means unchanged (RFC 7396)
	modePut                // absent means empty; what is read-only is passed over
	modeStep               // only the fields that the step takes
)

// maxLines bounds the lines of one document.
const maxLines = 1000

// decoder takes one body into one struct and collects what is wrong with it.
type decoder struct {
	mode    mode
	allowed map[string]bool // for modeStep; nil otherwise
	errs    problem.Fields
	custom  func(in map[string]any, v reflect.Value) // takes the tenant's own fields
}

// decode takes the members of a JSON object into a struct.
func (d *decoder) decode(s *shape, in map[string]any, v reflect.Value, at string, outer encoding) {
	for name := range in {
		if _, known := s.byName[name]; !known {
			d.errs.Add(under(at, name), "unknown-field", "There is no field %q.", name)
		}
	}
	e := d.currency(s, in, v, at, outer)
	for i := range s.fields {
		f := &s.fields[i]
		x, given := in[f.name]
		target := v.FieldByIndex(f.index)
		switch {
		case given && !d.writable(f, at):
			if d.mode != modePut {
				d.errs.Add(under(at, f.name), "readonly", "This field cannot be written.")
			}
		case given:
			d.field(f, x, target, under(at, f.name), e)
		case d.mode == modePut && d.writable(f, at) && !f.custom && !f.is("secret"): // nobody was shown a secret
			target.SetZero()
		}
	}
}

// writable tells whether a body may set a field. A line's id is given to say
// which line is meant.
func (d *decoder) writable(f *field, at string) bool {
	if d.allowed != nil && at == "" {
		return d.allowed[f.name]
	}
	if f.is("readonly") || f.is("sequence") {
		return false
	}
	switch f.name {
	case "id":
		return at != ""
	case "version", "created_at", "updated_at":
		return f.to != nil
	case "position":
		return at == ""
	}
	return true
}

// currency decodes the currency before the amounts that depend on it. A new
// document that names none takes that of its first amount that does.
func (d *decoder) currency(s *shape, in map[string]any, v reflect.Value, at string, outer encoding) encoding {
	if s.currency < 0 {
		return outer
	}
	f := &s.fields[s.currency]
	target := v.FieldByIndex(f.index)
	if c, ok := in[f.name].(string); ok && d.writable(f, at) && money.Currency(c).Valid() {
		return inCurrency(money.Currency(c))
	}
	if target.String() == "" {
		if c := firstCurrency(in); c.Valid() {
			target.SetString(string(c))
		}
	}
	return inCurrency(money.Currency(target.String()))
}

func firstCurrency(x any) money.Currency {
	switch x := x.(type) {
	case map[string]any:
		if c, ok := x["currency"].(string); ok {
			return money.Currency(c)
		}
		for _, el := range x {
			if c := firstCurrency(el); c != "" {
				return c
			}
		}
	case []any:
		for _, el := range x {
			if c := firstCurrency(el); c != "" {
				return c
			}
		}
	}
	return ""
}

func (d *decoder) field(f *field, x any, v reflect.Value, at string, e encoding) {
	switch {
	case f.custom:
		object, ok := x.(map[string]any)
		if !ok {
			d.errs.Add(at, "invalid-type", "Must be an object.")
			return
		}
		if d.custom == nil { // an action's own
			v.Set(reflect.ValueOf(object))
			return
		}
		d.custom(object, v)
	case f.lines != nil:
		d.lines(f, x, v, at, e)
	case x == nil:
		if !f.codec.null && f.codec.kind != filter.Text {
			d.errs.Add(at, "invalid-type", "Must not be null.")
			return
		}
		v.SetZero()
	default:
		r := f.codec.decode(x, v, e)
		if s, ok := x.(string); ok && r == nil && f.codec.limit > 0 {
			r = tooLong(s, f.codec.limit)
		}
		if r != nil {
			d.errs.Add(at, r.code, "%s", r.message)
		}
	}
}

// lines takes the whole list of lines: the array replaces what was there. An
// element with the id of a line that was there keeps what it does not mention.
func (d *decoder) lines(f *field, x any, v reflect.Value, at string, e encoding) {
	list, ok := x.([]any)
	if !ok {
		d.errs.Add(at, "invalid-type", "Must be a list.")
		return
	}
	if len(list) > maxLines {
		d.errs.Add(at, "too-many", "Must have at most %d lines.", maxLines)
		return
	}
	was := map[uuid.UUID]reflect.Value{}
	for i := range v.Len() {
		was[lineID(v.Index(i))] = v.Index(i)
	}
	out := reflect.MakeSlice(v.Type(), len(list), len(list))
	seen := map[uuid.UUID]bool{}
	for i, el := range list {
		here := at + "/" + strconv.Itoa(i)
		object, ok := el.(map[string]any)
		if !ok {
			d.errs.Add(here, "invalid-type", "Must be an object.")
			continue
		}
		if _, given := object["id"]; given {
			id, r := decodeID(object["id"])
			old, known := was[id]
			if r != nil || !known || seen[id] {
				d.errs.Add(here+"/id", "unknown-line", "Must be the id of a line of this document, once; leave it out for a new line.")
				continue
			}
			seen[id] = true
			out.Index(i).Set(old)
		}
		d.decode(f.lines, object, out.Index(i), here, e)
	}
	v.Set(out)
}

func lineID(v reflect.Value) uuid.UUID { return lineOf(v).ID }

func lineOf(v reflect.Value) *Line {
	return ptr[Line](v.FieldByName("Line"))
}

// check applies what the tags say to a whole struct: required, positive, lengths
// and the limits of numbers. given tells what the body set, for fields whose zero
// is a value.
func (s *shape) check(v reflect.Value, at string, errs *problem.Fields) {
	for i := range s.fields {
		f := &s.fields[i]
		target := v.FieldByIndex(f.index)
		if f.lines != nil {
			if f.is("required") && target.Len() == 0 {
				errs.Add(under(at, f.name), "required", "Must have at least one line.")
			}
			for n := range target.Len() {
				f.lines.check(target.Index(n), under(at, f.name)+"/"+strconv.Itoa(n), errs)
			}
			continue
		}
		if f.is("required") && f.mustHold() && target.IsZero() {
			errs.Add(under(at, f.name), "required", "Must be given.")
			continue
		}
		if f.bounded {
			f.checkNumber(target, at, errs)
		}
	}
}

// mustHold tells whether the zero value of a required field means that nothing
// was given. Numbers and yes/no have a zero that is a value.
func (f *field) mustHold() bool {
	hasZero := []filter.Kind{filter.Bool, filter.Int, filter.Decimal}
	return f.codec.null || !slices.Contains(hasZero, f.codec.kind)
}

// decimal is the pointer to a number that has bounds of its own.
type decimal interface {
	Validate() error
	Sign() int
}

func (f *field) checkNumber(v reflect.Value, at string, errs *problem.Fields) {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return
		}
		v = v.Elem()
	}
	number, isDecimal := reflect.TypeAssert[decimal](v.Addr())
	switch {
	case isDecimal:
		if err := number.Validate(); err != nil {
			errs.Add(under(at, f.name), "out-of-range", "The number %v.", err)
		} else if f.is("positive") && number.Sign() <= 0 {
			errs.Add(under(at, f.name), "not-positive", "Must be more than zero.")
		}
	case f.is("positive") && v.CanInt() && v.Int() <= 0:
		errs.Add(under(at, f.name), "not-positive", "Must be more than zero.")
	}
}
