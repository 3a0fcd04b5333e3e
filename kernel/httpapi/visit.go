package httpapi

import (
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// visit has an operator act in a tenant that has let them in. Every answer says so
// by the header Guildhall-Support. Whoever is not let in is told nothing about the
// tenant, not even whether it is there.
func (x *exchange) visit(token string, do func(*exchange, entity.Call) error) error {
	if err := x.operator(token); err != nil {
		return err
	}
	named, err := x.namedTenants()
	if err != nil {
		return err
	}
	if x.api.cfg.Support == nil || len(named) == 0 {
		return noAccess()
	}
	t, release, err := x.api.cfg.Resolve(x.r.Context(), named[0])
	if err != nil {
		return x.unseen(err)
	}
	defer release()
	x.tenant = t
	actor, granted, err := x.api.cfg.Support(x.r.Context(), t, x.actor, x.visited())
	if err != nil {
		return err
	}
	if !granted {
		return noAccess()
	}
	x.actor = actor
	if actor.Expires != nil {
		x.Header().Set("Guildhall-Support", "active; until="+actor.Expires.UTC().Format(time.RFC3339))
	}
	if err := admit(t, actor, named, x.route); err != nil {
		return err
	}
	return do(x, entity.Call{Actor: actor, Home: t.Home, Origin: x.origin(), Modules: t.Modules})
}

// unseen is what an operator is told of a tenant that cannot be entered: the reason
// for those who run Guildhall, nothing for others.
func (x *exchange) unseen(err error) error {
	if _, refused := errors.AsType[*problem.Problem](err); refused && (!x.actor.Super || problem.Is(err, "unknown-tenant")) {
		return noAccess()
	}
	return err
}

const longestTarget = 500

// visited is what the operator asks for.
func (x *exchange) visited() Visit {
	target := x.r.URL.RequestURI()
	if len(target) > longestTarget {
		target = target[:longestTarget]
	}
	record, err := uuid.Parse(x.r.PathValue("id"))
	if err != nil { // about no record
		record = uuid.Nil
	}
	return Visit{
		Method: x.r.Method, Target: strings.ToValidUTF8(target, ""), Entity: x.route.entity, Record: record, Origin: x.origin(),
	}
}
