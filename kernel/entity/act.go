package entity

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

// Act runs a business action; id is that of the record for an action on one, and
// ignored otherwise.
func (r *Registry) Act(ctx context.Context, c Call, a *ActionPlan, id uuid.UUID) (Answer, error) {
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) {
		in, err := parseObject(c.Body)
		if err != nil {
			return reply{}, err
		}
		return tx.act(ctx, c, a, id, in)
	})
}

// Ask answers a question; its input comes from query parameters.
func (r *Registry) Ask(ctx context.Context, c Call, a *ActionPlan, params url.Values) (Answer, error) {
	return r.AskOn(ctx, c, a, uuid.Nil, params)
}

// AskOn is [Registry.Ask] for a question about a record.
func (r *Registry) AskOn(ctx context.Context, c Call, a *ActionPlan, id uuid.UUID, params url.Values) (Answer, error) {
	in, err := a.fromQuery(params)
	if err != nil {
		return Answer{}, err
	}
	return r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) { return tx.act(ctx, c, a, id, in) })
}

// Make answers with a file made of a record; the input comes from query parameters.
func (r *Registry) Make(ctx context.Context, c Call, a *ActionPlan, id uuid.UUID, params url.Values) (File, error) {
	given, err := a.fromQuery(params)
	if err != nil {
		return File{}, err
	}
	var made File
	_, err = r.run(ctx, c, func(ctx context.Context, tx *Tx) (reply, error) {
		rec, err := tx.show(ctx, a.on, id, a.need)
		if err != nil {
			return reply{}, err
		}
		in, err := tx.input(ctx, a, given)
		if err != nil {
			return reply{}, err
		}
		out, err := a.run(ctx, tx, rec.Interface(), in.Interface())
		if err != nil {
			return reply{}, err
		}
		made = cast[File](out)
		return reply{status: http.StatusOK}, nil
	})
	return made, err
}

// MakeFile makes a file of a record as the action of that name does, for code that was
// let in by something else. The record is read as it stands. The name may end in query
// parameters: "statement.pdf?to=2026-04-30".
func (tx *Tx) MakeFile(ctx context.Context, of Ref, name string) (File, error) {
	name, query, _ := strings.Cut(name, "?")
	params, err := url.ParseQuery(query)
	if err != nil {
		return File{}, fmt.Errorf("make %s of %s: %w", name, of.Entity, err)
	}
	for _, a := range tx.registry.actions {
		if !a.file || a.on.Name != of.Entity || a.path != name {
			continue
		}
		recs, err := tx.load(ctx, a.on, []uuid.UUID{of.ID}, false)
		if err != nil {
			return File{}, err
		}
		given, err := a.fromQuery(params)
		if err != nil {
			return File{}, err
		}
		in, err := tx.input(ctx, a, given)
		if err != nil {
			return File{}, err
		}
		out, err := a.run(ctx, tx, recs[0].Interface(), in.Interface())
		return cast[File](out), err
	}
	return File{}, fmt.Errorf("make %s of %s: there is no such file", name, of.Entity)
}

// show returns a record for reading to a user whom the permission reaches it.
func (tx *Tx) show(ctx context.Context, p *Plan, id uuid.UUID, need auth.Permission) (reflect.Value, error) {
	if !tx.actor.May(need) {
		return reflect.Value{}, auth.Missing(need, "")
	}
	recs, err := tx.load(ctx, p, []uuid.UUID{id}, false)
	if err != nil {
		return reflect.Value{}, err
	}
	if !tx.Decide(need, p.scopeOf(recs[0])) {
		return reflect.Value{}, problem.NotFound(p.Label)
	}
	return recs[0], nil
}

func (tx *Tx) act(ctx context.Context, c Call, a *ActionPlan, id uuid.UUID, body map[string]any) (reply, error) {
	var rec any
	if a.on == nil && !tx.May(a.need) {
		return reply{}, auth.Missing(a.need, "")
	}
	if a.on != nil {
		opened, err := tx.opened(ctx, a, id, c.Version)
		if err != nil {
			return reply{}, err
		}
		rec = opened.Interface()
	}
	in, err := tx.input(ctx, a, body)
	if err != nil {
		return reply{}, err
	}
	out, err := a.run(ctx, tx, rec, in.Interface())
	if err != nil {
		return reply{}, err
	}
	rep := a.reply(reflect.ValueOf(out))
	rep.told = a.told
	return rep, nil
}

// opened returns the record of an action: locked, or for a question as it stands.
func (tx *Tx) opened(ctx context.Context, a *ActionPlan, id uuid.UUID, version int64) (reflect.Value, error) {
	if a.query {
		return tx.show(ctx, a.on, id, a.need)
	}
	return tx.open(ctx, a.on, id, version, a.need)
}

// input decodes what an action is given. One that is given a whole record, as
// "place an order" is, takes the tenant's own fields with it.
func (tx *Tx) input(ctx context.Context, a *ActionPlan, body map[string]any) (reflect.Value, error) {
	in := reflect.New(a.in.rec)
	var err error
	if p := tx.registry.byType[a.in.rec]; p != nil {
		err = tx.take(ctx, p, body, in, modeCreate, nil)
	} else {
		d := decoder{mode: modeCreate}
		d.decode(a.in, body, in.Elem(), "", encoding{})
		err = d.errs.Err()
	}
	var errs problem.Fields
	a.in.check(in.Elem(), "", &errs)
	return in, problem.MergeInvalid(err, errs.Err())
}

func (a *ActionPlan) reply(out reflect.Value) reply {
	if a.plan != nil && out.Kind() == reflect.Pointer && !out.IsNil() {
		return a.plan.recordReply(http.StatusOK, out)
	}
	return reply{status: http.StatusOK, body: func() []byte { return a.out.append(nil, out, encoding{}) }}
}

// fromQuery turns query parameters into the members of a body: numbers and
// yes/no by the field's type, everything else as text.
func (a *ActionPlan) fromQuery(params url.Values) (map[string]any, error) {
	in := map[string]any{}
	var errs problem.Fields
	for name, values := range params {
		i, known := a.in.byName[name]
		if name == "tenant" && !known {
			continue
		}
		if len(values) > 1 && known && a.in.fields[i].codec.kind != filter.IDs {
			errs.Add("?"+name, "duplicate", "Is given more than once.")
			continue
		}
		in[name] = values[0]
		if !known {
			continue
		}
		switch a.in.fields[i].codec.kind {
		case filter.Int:
			in[name] = json.Number(values[0])
		case filter.Bool:
			if b, err := strconv.ParseBool(values[0]); err == nil {
				in[name] = b
			}
		case filter.IDs:
			list := make([]any, len(values))
			for n, v := range values {
				list[n] = v
			}
			in[name] = list
		default:
		}
	}
	return in, errs.Err()
}

// Lookup finds an entity by the segment of its URL.
func (r *Registry) Lookup(plural string) (*Plan, bool) {
	p, ok := r.byPlural[plural]
	return p, ok
}

// Plans returns every entity, in the order of declaration.
func (r *Registry) Plans() []*Plan { return r.plans }

// Actions returns every business action, in the order of declaration.
func (r *Registry) Actions() []*ActionPlan { return r.actions }
