package filter

import (
	"slices"
	"strings"
)

// condition reads a parameter that is none of the reserved ones.
func (p *parser) condition(parameter, value string) {
	name, op, ok := splitParameter(parameter)
	if !ok {
		p.refusef(parameter, unknownOperator, "A condition is written field=value or field[operator]=value.")
		return
	}
	path := p.resolve(parameter, name)
	if path == nil {
		return
	}
	c := Condition{Name: name, Path: path, Op: op}
	f := c.Field()
	if f.empty() && value == nullWord && (op == Eq || op == Ne) {
		c.Null = true
	} else if !p.takes(parameter, f, op) || !p.values(parameter, &c, value) {
		return
	}
	p.query.Conditions = append(p.query.Conditions, c)
}

// splitParameter takes "total[gte]" apart.
func splitParameter(parameter string) (name string, op Op, ok bool) {
	name, rest, bracket := strings.Cut(parameter, "[")
	if !bracket {
		return name, Eq, true
	}
	word, closed := strings.CutSuffix(rest, "]")
	return name, Op(word), closed && known(Op(word))
}

func known(op Op) bool {
	switch op {
	case Eq, Ne, Gt, Gte, Lt, Lte, In, Prefix, Contains:
		return true
	}
	return false
}

// resolve follows a dotted name through references to the field that it ends at;
// nil when it was refused.
func (p *parser) resolve(parameter, name string) []*Field {
	path := make([]*Field, 0, 1)
	for s, rest := p.schema, name; ; {
		head, tail, dotted := strings.Cut(rest, ".")
		f, ok := s.shown(head)
		if !ok {
			p.refusef(parameter, unknownField, "%s has no field %.100q.", s.Entity, head)
			return nil
		}
		path = append(path, f)
		switch {
		case !dotted:
			return path
		case !f.refers():
			p.refusef(parameter, notReference, "The field %q of %s refers to nothing whose fields can be asked for.", head, s.Entity)
			return nil
		case len(path) > MaxDepth:
			p.refusef(parameter, tooDeep, "At most %d references in a row are followed.", MaxDepth)
			return nil
		}
		s, rest = f.Target, tail
	}
}

// refers tells whether a dotted name may go on after the field.
func (f *Field) refers() bool { return f.Kind == ID && f.Target != nil && !f.Custom }

// empty tells whether the field may have no value.
func (f *Field) empty() bool { return f.Nullable || f.Custom }

// takes tells whether the field's kind has the operator.
func (p *parser) takes(parameter string, f *Field, op Op) bool {
	ops := f.Kind.Operators()
	if f.Unindexed {
		ops = nil
	}
	if slices.Contains(ops, op) {
		return true
	}
	if len(ops) == 0 {
		p.refusef(parameter, wrongOperator, "The field %q cannot be filtered by.", f.Name)
		return false
	}
	words := make([]string, len(ops))
	for i, o := range ops {
		words[i] = string(o)
	}
	p.refusef(parameter, wrongOperator, "The field %q takes %s.", f.Name, strings.Join(words, ", "))
	return false
}

// values reads the value or values of a condition in their canonical form.
func (p *parser) values(parameter string, c *Condition, raw string) bool {
	f := c.Field()
	if c.Op == In {
		c.Values = splitList(raw)
	} else {
		c.Values = []string{raw}
	}
	if len(c.Values) > MaxIn {
		p.refusef(parameter, tooMany, "A list has at most %d values.", MaxIn)
		return false
	}
	for i, v := range c.Values {
		if len(v) > MaxValue {
			p.refusef(parameter, tooLong, "A value has at most %d bytes.", MaxValue)
			return false
		}
		value, ok := f.canonical(v)
		if !ok {
			p.refusef(parameter, invalidValue, "%.100q is not %s.", v, f.expects())
			return false
		}
		c.Values[i] = value
	}
	if c.Values[0] == "" && (c.Op == Prefix || c.Op == Contains) {
		p.refusef(parameter, invalidValue, "The value must not be empty.")
		return false
	}
	return true
}
