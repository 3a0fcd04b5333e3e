package entity

import (
	"bytes"
	"context"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/problem"
)

// Create makes a record from the call's body.
func (r *Registry) Create(ctx context.Context, c Call, p *Plan) (Answer, error) {
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) { return tx.userCreate(ctx, p, c.Body) })
}

// Patch changes the fields that the body names (RFC 7396).
func (r *Registry) Patch(ctx context.Context, c Call, p *Plan, id uuid.UUID) (Answer, error) {
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) {
		return tx.userUpdate(ctx, p, id, c.Version, c.Body, modePatch)
	})
}

// Put replaces every field that users write.
func (r *Registry) Put(ctx context.Context, c Call, p *Plan, id uuid.UUID) (Answer, error) {
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) {
		return tx.userUpdate(ctx, p, id, c.Version, c.Body, modePut)
	})
}

// Delete removes a record.
func (r *Registry) Delete(ctx context.Context, c Call, p *Plan, id uuid.UUID) (Answer, error) {
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) { return tx.userDelete(ctx, p, id, c.Version) })
}

// Step takes a step of a record's flow; the body may set the fields that the
// step takes.
func (r *Registry) Step(ctx context.Context, c Call, p *Plan, id uuid.UUID, verb string) (Answer, error) {
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) {
		return tx.userStep(ctx, p, id, c.Version, verb, c.Body)
	})
}

func (tx *Tx) userCreate(ctx context.Context, p *Plan, body []byte) (reply, error) {
	in, err := parseObject(body)
	if err != nil {
		return reply{}, err
	}
	if !tx.actor.May(p.Edit) {
		return reply{}, auth.Missing(p.Edit, "")
	}
	rec := reflect.New(p.shape.rec)
	if p.spec.defaults != nil {
		p.spec.defaults(rec.Interface())
	}
	if err := tx.take(ctx, p, in, rec, modeCreate, nil); err != nil {
		return reply{}, err
	}
	tx.fillIn(p, rec)
	if err := tx.Admit(p.Edit, p.scopeOf(rec)); err != nil {
		return reply{}, err
	}
	if err := tx.guarded(p, rec, p.shape.blank); err != nil {
		return reply{}, err
	}
	if err := tx.create(ctx, p, rec); err != nil {
		return reply{}, err
	}
	if err := tx.Admit(p.Edit, p.scopeOf(rec)); err != nil { // Derive may have put it elsewhere
		return reply{}, err
	}
	rep := p.recordReply(http.StatusCreated, rec)
	rep.location = p.Plural + "/" + p.header(rec).id.String()
	return rep, nil
}

// take decodes a body into a record, with the tenant's own fields.
func (tx *Tx) take(ctx context.Context, p *Plan, in map[string]any, rec reflect.Value, m mode, allowed map[string]bool) error {
	d := decoder{mode: m, allowed: allowed}
	_, given := in["custom"]
	if given || m == modeCreate {
		fields, err := tx.registry.customFields(ctx, tx.Tx, p.Name)
		if err != nil {
			return err
		}
		d.custom = takeCustom(fields, m, &d.errs)
		if !given && len(fields) > 0 {
			d.custom(map[string]any{}, reflect.ValueOf(p.header(rec).custom).Elem())
		}
	}
	d.decode(p.shape, in, rec.Elem(), "", encoding{})
	return d.errs.Err()
}

func (tx *Tx) userUpdate(ctx context.Context, p *Plan, id uuid.UUID, version int64, body []byte, m mode) (reply, error) {
	in, err := parseObject(body)
	if err != nil {
		return reply{}, err
	}
	rec, err := tx.open(ctx, p, id, version, p.Edit)
	if err != nil {
		return reply{}, err
	}
	if p.frozen != nil && p.frozen(rec.Interface()) {
		return reply{}, p.frozenProblem(rec, "changed")
	}
	was := p.scopeOf(rec)
	if err := tx.take(ctx, p, in, rec, m, nil); err != nil {
		return reply{}, err
	}
	if err := tx.keep(p, rec, was); err != nil {
		return reply{}, err
	}
	if err := tx.guarded(p, rec, tx.loaded[id].before); err != nil {
		return reply{}, err
	}
	if err := tx.update(ctx, p, rec, "update", true); err != nil {
		return reply{}, err
	}
	if err := tx.keep(p, rec, was); err != nil { // Derive may have put it elsewhere
		return reply{}, err
	}
	return p.recordReply(http.StatusOK, rec), nil
}

func (tx *Tx) userDelete(ctx context.Context, p *Plan, id uuid.UUID, version int64) (reply, error) {
	rec, err := tx.open(ctx, p, id, version, p.Delete)
	if err != nil {
		return reply{}, err
	}
	if p.frozen != nil && p.frozen(rec.Interface()) {
		return reply{}, p.frozenProblem(rec, "deleted")
	}
	if p.release != nil {
		if err := p.release(ctx, tx, rec.Interface()); err != nil {
			return reply{}, err
		}
	}
	tx.deletes = true
	return reply{status: http.StatusNoContent}, tx.remove(p, rec)
}

func (tx *Tx) userStep(ctx context.Context, p *Plan, id uuid.UUID, version int64, verb string, body []byte) (reply, error) {
	in, err := parseObject(body)
	if err != nil {
		return reply{}, err
	}
	s, ok := p.step(verb)
	if !ok {
		return reply{}, problem.NotFound("Step " + verb)
	}
	rec, err := tx.open(ctx, p, id, version, s.need)
	if err != nil {
		return reply{}, err
	}
	if _, err := p.stepFrom(rec, s); err != nil {
		return reply{}, err
	}
	allowed, needed := s.taking()
	if err := tx.take(ctx, p, in, rec, modeStep, allowed); err != nil {
		return reply{}, err
	}
	var missing problem.Fields
	for _, name := range needed {
		if rec.Elem().FieldByIndex(p.shape.fields[p.shape.byName[name]].index).IsZero() {
			missing.Add("/"+name, "required", "Must be given to %s.", verb)
		}
	}
	if err := missing.Err(); err != nil {
		return reply{}, err
	}
	if err := tx.move(ctx, p, rec, s); err != nil {
		return reply{}, err
	}
	return p.recordReply(http.StatusOK, rec), nil
}

// guarded refuses a change of a field that needs a permission the user lacks.
func (tx *Tx) guarded(p *Plan, rec reflect.Value, before snapshot) error {
	if len(p.Guards) == 0 {
		return nil
	}
	now := p.shape.snapshot(rec)
	for _, name := range slices.Sorted(maps.Keys(p.Guards)) {
		at, need := p.shape.byName[name], p.Guards[name]
		if !bytes.Equal(now.part(at), before.part(at)) && !tx.Decide(need, p.scopeOf(rec)) {
			return auth.Missing(need, "to set "+name).With("pointer", "/"+name)
		}
	}
	return nil
}

// taking returns the fields that a step takes, and those without which it cannot
// be taken: they must be given unless the record has them.
func (s step) taking() (allowed map[string]bool, needed []string) {
	allowed = map[string]bool{}
	for _, taken := range s.takes {
		name, must := strings.CutSuffix(taken, "!")
		allowed[name] = true
		if must {
			needed = append(needed, name)
		}
	}
	return allowed, needed
}

// open locks a record for a user: it must be there and visible, the permission
// must reach it, and its version must be the one that the user has seen.
func (tx *Tx) open(ctx context.Context, p *Plan, id uuid.UUID, version int64, need auth.Permission) (reflect.Value, error) {
	if !tx.actor.May(need) {
		return reflect.Value{}, auth.Missing(need, "")
	}
	recs, err := tx.load(ctx, p, []uuid.UUID{id}, true)
	if err != nil {
		return reflect.Value{}, err
	}
	rec := recs[0]
	scope := p.scopeOf(rec)
	if !tx.Decide(need, scope) {
		if tx.actor.Decide(p.Read, scope) {
			return reflect.Value{}, auth.Missing(need, "")
		}
		return reflect.Value{}, problem.NotFound(p.Label)
	}
	if is := *p.header(rec).version; version != 0 && version != is {
		return reflect.Value{}, problem.Stale(is)
	}
	return rec, nil
}

func (p *Plan) frozenProblem(rec reflect.Value, what string) error {
	return problem.Conflict("frozen", "%s %s is %s and can no longer be %s.", p.Label, p.title(rec), p.status(rec), what).
		With("state", p.status(rec))
}
