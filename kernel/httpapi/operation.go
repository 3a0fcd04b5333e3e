package httpapi

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/limit"
	"github.com/guildhall/guildhall/lib/strictjson"
)

// Access says who may call an operation.
type Access int

// Who may call.
const (
	Operators   Access = iota // operators who run Guildhall: those whose actor is Super
	Everybody                 // whoever reaches the server, such as to sign in
	Tenants                   // an actor of a tenant; the operation checks permissions itself
	SuperAdmins               // any operator; the operation checks which tenants they look after
	SignedIn                  // an operator or an actor of a tenant
)

// Operation is an operation beside those of entities and modules: of the control
// plane, for one.
type Operation struct {
	ID      string // unique, in the document and in clients made of it: "enterpriseClientCreate"
	Method  string
	Path    string // "/api/enterprise/clients/{id}"; below the tenant, without a slash, for Tenants
	Summary string // a sentence
	Tag     string // the heading under which the document lists it
	Access  Access
	// Need is the permission that the actor must have on all of the tenant's records. It
	// is asked before the body is read. Empty for none; for Tenants alone.
	Need   auth.Permission
	Status int   // of success; 200 when zero, and 204 when there is no output
	Errors []int // statuses beyond those that every operation may answer with
	Limit  int64 // bytes of the body; the usual when zero
	// OwnErrors lets what [API.Handle] serves write errors in a form of its own, as
	// OAuth's must be.
	OwnErrors bool
	// Rate bounds the requests of one address, wherever it is, in place of the
	// usual policy: signing in is guessed at. Nil for the usual.
	Rate *limit.Policy
}

// Request is what an operation may know of its request.
type Request struct {
	HTTP   *http.Request // for path values and headers; the body has been read
	Actor  *auth.Actor   // nil for Everybody
	Tenant *Tenant       // nil but for Tenants, and for SignedIn when an operator calls
	Origin entity.Origin
	Header http.Header // of the answer: Location, Set-Cookie
	Token  string      // as it was sent; empty for Everybody
}

// None is the input or output of an operation that has none.
type None = struct{}

// RegisterJSON adds an operation whose input is a JSON body, or, for GET and
// DELETE, query parameters, and whose output is JSON. In and Out are structs with
// json tags; a member of In without omitempty must be given, and those that In
// does not have are refused. Tags of huma (enum, minLength, doc, example …) limit
// and document them. It fails when the path or the id is taken.
func RegisterJSON[In, Out any](a *API, op Operation, do func(context.Context, Request, In) (Out, error)) error {
	in, out := reflect.TypeFor[In](), reflect.TypeFor[Out]()
	if op.Status == 0 {
		op.Status = http.StatusOK
		if out == reflect.TypeFor[None]() {
			op.Status = http.StatusNoContent
		}
	}
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schema := schemas.Schema(in, false, in.Name())
	r := op.route()
	r.do = op.access(func(x *exchange, req Request) error {
		given, err := x.input(schemas, schema)
		if err != nil {
			return err
		}
		var typed In
		if err := json.Unmarshal(given, &typed); err != nil {
			return strictjson.Malformed()
		}
		result, err := do(x.r.Context(), req, typed)
		if err != nil {
			return err
		}
		return x.output(op.Status, result)
	})
	r.doc = func(d *document, o *huma.Operation) { d.operation(o, op, in, out) }
	return a.register(r)
}

// Handle adds an operation that reads the request and writes the answer itself: a
// file, a stream. Errors that it returns before writing become problems, and so do
// plain ones that it writes itself.
func (a *API) Handle(op Operation, do func(http.ResponseWriter, Request) error) error {
	r := op.route()
	r.foreign = !op.OwnErrors
	r.do = op.access(func(x *exchange, req Request) error { return do(x, req) })
	r.doc = func(d *document, o *huma.Operation) {
		d.operation(o, op, reflect.TypeFor[None](), reflect.TypeFor[None]())
	}
	return a.register(r)
}

func (op Operation) route() route {
	return route{
		method: op.Method, path: op.Path, tenant: op.Access == Tenants, operators: op.Access == Operators || op.Access == SuperAdmins,
		verb: op.ID, id: op.ID, limit: op.Limit, rate: op.Rate,
	}
}

func (op Operation) as(who Access) Operation {
	op.Access = who
	return op
}

// access has the caller prove who they are before anything is done.
func (op Operation) access(do func(*exchange, Request) error) func(*exchange) error {
	request := func(x *exchange) Request {
		return Request{HTTP: x.r, Actor: x.actor, Origin: x.origin(), Header: x.Header(), Token: x.token}
	}
	switch op.Access {
	case Tenants:
		return inTenant(func(x *exchange, _ entity.Call) error {
			if op.Need != "" && x.actor.Reach(op.Need) != auth.ReachTenant {
				return auth.Missing(op.Need, "on all records")
			}
			req := request(x)
			req.Tenant = &x.tenant
			return do(x, req)
		})
	case SignedIn:
		// Who must set up a second factor does so here.
		tenants, operators := op.as(Tenants).access(do), proven((*exchange).known, func(x *exchange) error { return do(x, request(x)) })
		return func(x *exchange) error {
			token, err := bearer(x.r)
			if err != nil {
				return err
			}
			if x.ofOperator(token) {
				return operators(x)
			}
			return tenants(x)
		}
	case Operators, SuperAdmins:
		prove := (*exchange).operator
		if op.Access == Operators {
			prove = (*exchange).admin
		}
		return proven(prove, func(x *exchange) error { return do(x, request(x)) })
	case Everybody:
	}
	return func(x *exchange) error { return do(x, request(x)) }
}

// proven has an operator prove who they are before anything is done.
func proven(prove func(x *exchange, token string) error, do func(*exchange) error) func(*exchange) error {
	return func(x *exchange) error {
		token, err := bearer(x.r)
		if err != nil {
			return err
		}
		if err := prove(x, token); err != nil {
			return err
		}
		return do(x)
	}
}

// input returns what was given as JSON that fits the schema.
func (x *exchange) input(schemas huma.Registry, schema *huma.Schema) ([]byte, error) {
	s := strict{schemas: schemas}
	var v any
	var err error
	if x.r.Method == http.MethodGet || x.r.Method == http.MethodHead || x.r.Method == http.MethodDelete {
		var params url.Values
		if schema.Properties["tenant"] != nil {
			params, err = x.anyQuery()
		} else if params, err = x.query(); err == nil { // it says who is asked, not what
			params.Del("tenant")
		}
		if err != nil {
			return nil, err
		}
		v, err = fromQuery(schema, params)
	} else {
		v, err = x.bodyValue()
	}
	if err != nil {
		return nil, err
	}
	s.check(schema, v, "")
	if err := s.errs.Err(); err != nil {
		return nil, err
	}
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode input again: %w", err)
	}
	return text, nil
}

// bodyValue reads the body; nothing is an empty object.
func (x *exchange) bodyValue() (any, error) {
	if err := x.noParameters(); err != nil {
		return nil, err
	}
	body, err := x.readBody()
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return map[string]any{}, nil
	}
	return strictjson.Value(body, "")
}

// output sends what an operation answered.
func (x *exchange) output(status int, v any) error {
	if status == http.StatusNoContent {
		x.send(status, nil)
		return nil
	}
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode the answer: %w", err)
	}
	x.json(status, body)
	return nil
}
