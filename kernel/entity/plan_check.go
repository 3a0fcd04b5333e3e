package entity

import (
	"fmt"
	"slices"
	"strings"
)

// checkDeclaration panics on what cannot be meant. It runs while declaring.
func (p *Plan) checkDeclaration() {
	fail := func(format string, args ...any) {
		panic(p.Name + ": " + fmt.Sprintf(format, args...))
	}
	if p.Read == "" || (p.Edit == "" && !p.View) {
		fail("needs the permissions Read and Edit")
	}
	for _, perm := range []string{string(p.Read), string(p.Edit), string(p.Delete)} {
		if perm != "" && !strings.HasPrefix(perm, p.module+".") {
			fail("permission %q must begin with %q", perm, p.module+".")
		}
	}
	for name, perm := range p.Guards {
		if _, ok := p.shape.byName[name]; !ok || !strings.HasPrefix(string(perm), p.module+".") {
			fail("the guard of %q needs that field, and a permission that begins with %q", name, p.module+".")
		}
	}
	for _, name := range append(slices.Clone(p.List), p.titleFields()...) {
		if _, ok := p.shape.byName[name]; !ok {
			fail("there is no field %q", name)
		}
	}
	if p.Title == "" || len(p.List) == 0 {
		fail("needs a Title and the columns of List")
	}
	if (p.sequence >= 0) != (p.Series != nil) {
		fail("a field tagged sequence and a Series go together")
	}
	if p.stated != (len(p.steps) > 0) {
		fail("a State and a Flow go together")
	}
	p.checkAmounts(p.shape, fail)
	p.checkPersonal(fail)
	if p.stated {
		p.checkFlow(fail)
	}
}

// checkAmounts: an amount says nothing without a currency beside it.
func (p *Plan) checkAmounts(s *shape, fail func(string, ...any)) {
	for i := range s.fields {
		f := &s.fields[i]
		if f.codec.format == "amount" && p.shape.currency < 0 {
			fail("the amount %q needs a field Currency of type money.Currency", f.name)
		}
		if f.lines == nil {
			continue
		}
		for _, l := range f.lines.fields {
			if l.lines != nil || l.custom || l.ref || strings.HasSuffix(l.codec.sql, "[]") {
				fail("the line field %q cannot be a list, a record or custom", l.name)
			}
		}
		p.checkAmounts(f.lines, fail)
	}
}

// checkFlow: every state is reached from the first, every verb and taken field
// makes sense.
func (p *Plan) checkFlow(fail func(string, ...any)) {
	reached := p.reached()
	verbs := map[string]bool{}
	for _, s := range p.steps {
		if verbs[s.verb] {
			fail("two steps are called %q", s.verb)
		}
		verbs[s.verb] = true
		if s.need == "" || !strings.HasPrefix(string(s.need), p.module+".") {
			fail("the step %q needs a permission that begins with %q", s.verb, p.module+".")
		}
		for _, name := range s.takes {
			if _, ok := p.shape.byName[strings.TrimSuffix(name, "!")]; !ok {
				fail("the step %q takes the unknown field %q", s.verb, name)
			}
		}
	}
	for _, state := range p.states() {
		if !slices.Contains(reached, state) {
			fail("nothing leads to the state %q", state)
		}
	}
}

// reached returns the states that steps lead to from the first one.
func (p *Plan) reached() []string {
	reached := []string{p.start()}
	for range p.steps {
		for _, s := range p.steps {
			from := slices.ContainsFunc(s.from, func(f string) bool { return slices.Contains(reached, f) })
			if from && !slices.Contains(reached, s.to) {
				reached = append(reached, s.to)
			}
		}
	}
	return reached
}
