package entity

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/problem"
)

// create writes a new record: fill in → derive → check → number → row and lines →
// audit and event.
func (tx *Tx) create(ctx context.Context, p *Plan, rec reflect.Value) error {
	tx.fillIn(p, rec)
	if err := tx.complete(ctx, p, rec); err != nil {
		return err
	}
	if p.sequence >= 0 && !p.Series.Late {
		if err := tx.number(ctx, p, rec); err != nil {
			return err
		}
	}
	t := &tracked{plan: p, rec: rec}
	t.insert = tx.Exec(p.sql.insert, p.shape.args(nil, rec.Elem())...)
	for i := range p.children {
		c := &p.children[i]
		if lines := rec.Elem().FieldByIndex(p.shape.fields[c.field].index); lines.Len() > 0 {
			tx.Exec(c.sql.insert, c.args(rec, p, lines)...)
		}
	}
	tx.loaded[*p.header(rec).id] = t
	t.before = p.shape.blank
	return tx.record(t, p.shape.snapshot(rec), "create", nil)
}

// fillIn gives a new record what it need not say: identity, times, scope, the
// first state.
func (tx *Tx) fillIn(p *Plan, rec reflect.Value) {
	h := p.header(rec)
	if *h.id == uuid.Nil {
		*h.id = newUUID()
	}
	*h.version, *h.created, *h.updated = 1, tx.now, tx.now
	if p.stated && p.status(rec) == "" {
		p.setStatus(rec, p.start())
	}
	if !p.scoped {
		return
	}
	s := as[interface{ scope() *Scope }](rec).scope()
	if s.Site == uuid.Nil && len(tx.actor.Sites) > 0 {
		s.Site = tx.actor.Sites[0]
	}
	if s.Owner == uuid.Nil && tx.actor.Kind == auth.KindUser {
		s.Owner = tx.actor.ID
	}
	if s.Department == uuid.Nil {
		s.Department = tx.actor.Department
	}
}

// complete derives and checks a record whose fields were set: lines get their
// ids and places, Derive runs, then the rules of the tags, then Check.
func (tx *Tx) complete(ctx context.Context, p *Plan, rec reflect.Value) error {
	for i := range p.children {
		lines := rec.Elem().FieldByIndex(p.shape.fields[p.children[i].field].index)
		for n := range lines.Len() {
			l := lineOf(lines.Index(n))
			l.Position = n + 1
			if l.ID == uuid.Nil {
				l.ID = newUUID()
			}
		}
	}
	p.defaults(p.shape, rec.Elem())
	if p.derive != nil {
		if err := p.derive(ctx, tx, rec.Interface()); err != nil {
			return err
		}
	}
	var errs problem.Fields
	p.shape.check(rec.Elem(), "", &errs)
	if err := errs.Err(); err != nil {
		return err
	}
	if p.check != nil {
		return p.check(ctx, tx, rec.Interface())
	}
	return nil
}

// defaults sets a choice that is neither given nor required to its first value.
func (p *Plan) defaults(s *shape, v reflect.Value) {
	for i := range s.fields {
		f := &s.fields[i]
		target := v.FieldByIndex(f.index)
		switch {
		case f.lines != nil:
			for n := range target.Len() {
				p.defaults(f.lines, target.Index(n))
			}
		case len(f.codec.choices) > 0 && !f.is("required") && target.Kind() == reflect.String && target.String() == "":
			target.SetString(f.codec.choices[0])
		}
	}
}

// update writes a locked record: complete → what changed? → version → row and
// lines → audit and event.
func (tx *Tx) update(ctx context.Context, p *Plan, rec reflect.Value, verb string, bump bool) error {
	if verb == "update" {
		if err := tx.complete(ctx, p, rec); err != nil {
			return err
		}
	}
	return tx.save(p, rec, verb, bump, nil)
}

// save is the end of every change of a record.
func (tx *Tx) save(p *Plan, rec reflect.Value, verb string, bump bool, news any) error {
	h := p.header(rec)
	t := tx.loaded[*h.id]
	if t == nil || t.gone || t.rec.Pointer() != rec.Pointer() {
		return fmt.Errorf("%s %s is written without being locked", p.Name, h.id)
	}
	now := p.shape.snapshot(rec)
	if bytes.Equal(now.all, t.before.all) && news == nil {
		return nil
	}
	*h.updated = tx.now
	if bump {
		*h.version++
	}
	// A record made in this transaction whose insert still waits is inserted as it
	// is now, unless it has come to refer to one that is inserted later.
	row := p.shape.args(nil, rec.Elem())
	if t.insert == nil || p.shape.refersAnew(t.before, now) || !t.insert.Amend(row...) {
		tx.Exec(p.sql.update, row...)
	}
	for i := range p.children {
		c := &p.children[i]
		if !bytes.Equal(now.part(c.field), t.before.part(c.field)) {
			tx.saveLines(p, c, rec)
		}
	}
	return tx.record(t, now, verb, news)
}

// saveLines makes the stored lines those of the record.
func (tx *Tx) saveLines(p *Plan, c *child, rec reflect.Value) {
	lines := rec.Elem().FieldByIndex(p.shape.fields[c.field].index)
	keep := make([]uuid.UUID, lines.Len())
	for n := range keep {
		l := lineOf(lines.Index(n))
		if l.ID == uuid.Nil {
			l.ID = newUUID()
		}
		l.Position, keep[n] = n+1, l.ID
	}
	tx.Exec(c.sql.prune, *p.header(rec).id, keep)
	if lines.Len() > 0 {
		tx.Exec(c.sql.upsert, c.args(rec, p, lines)...)
	}
}

// args returns the arguments that write lines.
func (c *child) args(rec reflect.Value, p *Plan, lines reflect.Value) []any {
	var flat []any
	for i := range lines.Len() {
		flat = c.shape.args(flat, lines.Index(i))
	}
	return c.lineArgs(*p.header(rec).id, flat)
}

// remove deletes a locked record; its lines go with it.
func (tx *Tx) remove(p *Plan, rec reflect.Value) error {
	id := *p.header(rec).id
	t := tx.loaded[id]
	if t == nil || t.gone || t.rec.Pointer() != rec.Pointer() {
		return fmt.Errorf("%s %s is deleted without being locked", p.Name, id)
	}
	tx.Exec(p.sql.remove, id)
	t.gone = true
	return tx.record(t, p.shape.blank, "delete", nil)
}

// move takes a step: from where it may be taken → When → the new state → Do → save.
func (tx *Tx) move(ctx context.Context, p *Plan, rec reflect.Value, s step) error {
	if !slices.Contains(s.from, p.status(rec)) {
		return p.illegal(rec, s.verb)
	}
	if s.when != nil {
		if err := s.when(rec.Interface()); err != nil {
			return err
		}
	}
	from := p.status(rec)
	p.setStatus(rec, s.to)
	if s.do != nil {
		if err := s.do(ctx, tx, rec.Interface()); err != nil {
			return err
		}
	}
	news := any(stepTaken{from: from, to: s.to})
	if s.event != nil {
		news = s.event(rec.Interface())
	}
	return tx.save(p, rec, s.verb, true, news)
}

// stepTaken is the news of a step that declares no event of its own.
type stepTaken struct{ from, to string }

// record keeps one write in the audit trail and in the outbox, and takes the
// record as it now is for the next comparison.
func (tx *Tx) record(t *tracked, now snapshot, verb string, news any) error {
	p, h := t.plan, t.plan.header(t.rec)
	changes, changed := p.shape.changes(t.before, now)
	t.before = now
	about := Ref{Entity: p.Name, ID: *h.id}
	tx.tell(verb, about, *h.version, changes)
	taken, plain := news.(stepTaken)
	if news != nil && !plain {
		return tx.Emit(about, news)
	}
	tx.outbox = append(tx.outbox, tx.event(p.eventOf(verb), about, *h.version, p.payload(t.rec, taken, changed)))
	return nil
}

// tell keeps in the audit trail what was done to a record.
func (tx *Tx) tell(verb string, about Ref, version int64, changes []byte) {
	tx.audit = append(tx.audit, audit.Entry{
		ID: newUUID(), At: tx.now, ActorKind: tx.actor.Kind, Actor: tx.actor.ID, ActorName: tx.actor.Name,
		OnBehalfOf: tx.actor.OnBehalfOf, RequestID: tx.origin.RequestID, Address: tx.origin.Address,
		Verb: verb, Entity: about.Entity, Record: about.ID, Version: version, Changes: changes,
	})
}

// Note keeps in a record's history what was done about it elsewhere, such as that a
// letter was sent: a word for the thing, and how it stands now. It changes nothing of
// the record, and is to hold nothing about persons.
func (tx *Tx) Note(about Ref, verb, thing, stands string) {
	changes := appendString(append(appendString([]byte{'{'}, thing), `:[null,`...), stands)
	tx.tell(verb, about, tx.versionOf(about.ID), append(changes, `]}`...))
}

func (p *Plan) eventOf(verb string) string {
	if name, ok := p.events[verb]; ok {
		return name
	}
	return p.events["update"]
}

// payload tells what happened to a record: its title, where it stands, which
// fields changed. Whoever wants more reads the record, with their own permissions.
func (p *Plan) payload(rec reflect.Value, taken stepTaken, changed []string) []byte {
	dst := appendString([]byte(`{"title":`), p.title(rec))
	if p.stated {
		dst = appendString(append(dst, `,"status":`...), p.status(rec))
	}
	if taken.to != "" {
		dst = appendString(append(dst, `,"from":`...), taken.from)
	}
	dst = append(dst, `,"changed":[`...)
	for i, name := range changed {
		dst = appendString(comma(dst, i), name)
	}
	return append(dst, `]}`...)
}

// snapshot is what a record holds: its fields as JSON, one after the other. What
// every write changes, and the id, which none does, are left out.
type snapshot struct {
	all   []byte
	marks []int // where each field ends
}

func (s *shape) snapshot(rec reflect.Value) snapshot {
	v := rec.Elem()
	e := s.encodingOf(v, encoding{})
	shot := snapshot{all: make([]byte, 0, len(s.blank.all)+snapshotRoom), marks: make([]int, len(s.fields))}
	for i := range s.fields {
		f := &s.fields[i]
		if !f.written() {
			shot.all = f.append(shot.all, v.FieldByIndex(f.index), e)
		}
		shot.marks[i] = len(shot.all)
	}
	return shot
}

// snapshotRoom is how much longer a snapshot is expected to be than one of an
// empty record; lines may make it grow.
const snapshotRoom = 1024

// part returns the JSON of a field.
func (s snapshot) part(i int) []byte {
	if i == 0 {
		return s.all[:s.marks[0]]
	}
	return s.all[s.marks[i-1]:s.marks[i]]
}

// refersAnew tells whether a reference of a record has changed.
func (s *shape) refersAnew(before, now snapshot) bool {
	for i := range s.fields {
		f := &s.fields[i]
		if (f.target != "" || f.ref) && !bytes.Equal(now.part(i), before.part(i)) {
			return true
		}
	}
	return false
}

// changes writes {"field": [old, new]} for every field that differs, secrets
// masked, and names those fields.
func (s *shape) changes(before, now snapshot) (changes []byte, changed []string) {
	changes = append(make([]byte, 0, len(now.all)), '{')
	for i := range s.fields {
		f := &s.fields[i]
		old, is := before.part(i), now.part(i)
		if bytes.Equal(old, is) {
			continue
		}
		changes = append(comma(changes, len(changed)), f.key...)
		if f.is("secret") {
			old, is = []byte(`"***"`), []byte(`"***"`)
		}
		changes = append(append(append(changes, '['), old...), ',')
		changes = append(append(changes, is...), ']')
		changed = append(changed, f.name)
	}
	return append(changes, '}'), changed
}

// written tells whether an entry of the audit trail itself says what the field
// holds: which record, when, which version.
func (f *field) written() bool {
	switch f.name {
	case "id", "version", "created_at", "updated_at":
		return true
	}
	return false
}
