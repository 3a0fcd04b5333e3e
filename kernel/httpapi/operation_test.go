package httpapi

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/strictjson"
)

// NewClient is the input of an operation of the control plane.
type NewClient struct {
	Slug    string      `doc:"In addresses." json:"slug" maxLength:"20" minLength:"2"`
	Tier    string      `enum:"shared,database" json:"tier,omitempty"`
	Seats   int         `json:"seats,omitempty" minimum:"1"`
	Contact *Contact    `json:"contact,omitempty"`
	Tags    []ClientTag `json:"tags,omitempty"`
}

// Contact is nested.
type Contact struct {
	Email string `format:"email" json:"email"`
}

// ClientTag is nested in a list.
type ClientTag struct {
	Name string `json:"name"`
}

// Created is the output.
type Created struct {
	Slug  string `json:"slug"`
	By    string `json:"by"`
	Seats int    `json:"seats"`
}

// ListClients comes from query parameters.
type ListClients struct {
	Limit  int    `json:"limit,omitempty" maximum:"200"`
	Status string `json:"status,omitempty"`
	Deep   bool   `json:"deep,omitempty"`
	Tenant string `json:"tenant,omitempty"`
}

func createClient(_ context.Context, r Request, in NewClient) (Created, error) {
	if in.Slug == "taken" {
		return Created{}, problem.Conflict("slug-taken", "Taken.")
	}
	r.Header.Set("Location", "/api/enterprise/clients/"+in.Slug)
	return Created{Slug: in.Slug, By: string(r.Actor.Kind), Seats: in.Seats}, nil
}

func TestOperations(t *testing.T) {
	t.Parallel()
	b := setup(t)
	serveMore(t, b.api)
	const path = "/api/enterprise/clients/create"
	operator := []string{"Authorization", "Bearer gho_good"}
	created := b.do(t, "POST", path, `{"slug":"acme","seats":3,"contact":{"email":"a@b.example"},"tags":[{"name":"x"}]}`, operator...).want(201)
	if created.Body.String() != `{"slug":"acme","by":"operator","seats":3}` || created.Header().Get("Location") == "" {
		t.Errorf("%v %s", created.Header(), created.Body)
	}
	b.do(t, "POST", path, `{"slug":"taken"}`, operator...).want(409, "slug-taken")
	b.do(t, "POST", path, `{"slug":"acme"}`).want(403, "operators-only")
	b.do(t, "POST", path, `{"slug":"acme"}`, "Authorization", "Bearer gho_some").want(403, "operators-only")
	b.do(t, "GET", "/api/super-admin/clients", "", "Authorization", "Bearer gho_some").want(200)
	b.do(t, "GET", "/api/super-admin/clients", "", operator...).want(200)
	b.do(t, "GET", "/api/super-admin/clients", "").want(403, "operators-only")
	b.do(t, "POST", path, `{"slug":"acme"}`, "Authorization", "-").want(401)
	b.do(t, "POST", path, `{"slug":"acme"}`, "Authorization", "Bearer gho_bad").want(401)
	b.do(t, "POST", path+"?colour=red", `{"slug":"acme"}`, operator...).want(400, "invalid-query")
	for body, want := range map[string]string{
		`{}`:                            `"pointer":"/slug","code":"required"`,
		`{"slug":"acme","nom":1}`:       `"pointer":"/nom","code":"unknown-field"`,
		`{"slug":"acme","Slug":"b"}`:    `"pointer":"/Slug","code":"unknown-field"`,
		`{"slug":7}`:                    `"pointer":"/slug","code":"invalid-value"`,
		`{"slug":"a"}`:                  `"pointer":"/slug"`,
		`{"slug":"acme","tier":"gold"}`: `"pointer":"/tier"`,
		`{"slug":"acme","seats":0}`:     `"pointer":"/seats"`,
		`{"slug":"acme","seats":1.5}`:   `"pointer":"/seats"`,
		`{"slug":"acme","contact":{}}`:  `"pointer":"/contact/email","code":"required"`,
		`{"slug":"acme","contact":{"email":"x@y.z","a/b":1}}`:                              `"pointer":"/contact/a~1b"`,
		`{"slug":"acme","tags":[{"name":"x"},{"nom":"y"}]}`:                                `"pointer":"/tags/1/nom"`,
		`{"slug":"acme","slug":"acme"}`:                                                    `"pointer":"/slug","code":"duplicate"`,
		`{"slug":"acme","tags":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`: `"code":"too-deep"`,
	} {
		if got := b.do(t, "POST", path, body, operator...).want(422, "invalid"); !strings.Contains(got.Body.String(), want) {
			t.Errorf("%s: want %s in %s", body, want, got.Body)
		}
	}
	for _, body := range []string{`{"slug":`, `{"slug":"acme"} {}`, `{"slug":"a`, `nope`} {
		b.do(t, "POST", path, body, operator...).want(400, "malformed-body")
	}
	b.do(t, "POST", path, `[]`, operator...).want(422)

	listed := b.do(t, "GET", "/api/enterprise/clients?limit=5&deep=true&status=active", "", operator...).want(200)
	if listed.Body.String() != `{"limit":5,"status":"active","deep":true}` {
		t.Errorf("listed: %s", listed.Body)
	}
	// Here it is a parameter like any other, and not who is asked.
	if of := b.do(t, "GET", "/api/enterprise/clients?tenant=globex", "", operator...).want(200); of.Body.String() != `{"tenant":"globex"}` {
		t.Errorf("of a tenant: %s", of.Body)
	}
	b.do(t, "DELETE", "/api/enterprise/clients/acme?tenant=globex", "", operator...).want(400, "invalid-query")
	b.do(t, "GET", "/api/enterprise/clients?limit=500", "", operator...).want(422)
	b.do(t, "GET", "/api/enterprise/clients?colour=red", "", operator...).want(400)
	b.do(t, "DELETE", "/api/enterprise/clients/acme", "", operator...).want(204)
	b.do(t, "POST", "/api/auth/echo", `{"slug":"acme"}`, "Authorization", "-").want(200)

	printed := b.do(t, "GET", "/api/client/invoices/17/pdf", "").want(200)
	if printed.Body.String() != "%PDF of Acme for Ann" || printed.Header().Get("Content-Type") != "application/pdf" {
		t.Errorf("printed: %v %s", printed.Header(), printed.Body)
	}
	b.do(t, "GET", "/api/client/invoices/17/pdf", "", "Authorization", "-").want(401)
	if err := b.api.Handle(Operation{ID: "twice", Method: "GET", Path: "/api/enterprise/clients"}, nil); err == nil {
		t.Error("a path was taken twice")
	}
}

// FuzzStrict holds whatever is sent against a schema: it is refused with a problem,
// or it fits the type.
func FuzzStrict(f *testing.F) {
	for _, seed := range []string{
		`{"slug":"acme"}`, `{"slug":"acme","tags":[{"name":"x"}],"contact":{"email":"a@b.c"}}`, `{"slug":null}`, `{"tags":[[]]}`, `[`, `{"a":{"a":{}}}`,
	} {
		f.Add([]byte(seed))
	}
	schemas := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	schema := schemas.Schema(reflect.TypeFor[NewClient](), false, "NewClient")
	f.Fuzz(func(t *testing.T, body []byte) {
		s := strict{schemas: schemas}
		v, err := strictjson.Value(body, "")
		if err == nil {
			s.check(schema, v, "")
			err = s.errs.Err()
		}
		if err != nil {
			if problem.From(err).Status >= 500 {
				t.Errorf("%q: %v", body, err)
			}
			return
		}
		var in NewClient
		if err := json.Unmarshal(body, &in); err != nil {
			t.Errorf("%q was taken, but is no NewClient: %v", body, err)
		}
		var ops bulkBody
		if err := strictjson.Decode(body, "", &ops, "slug"); err != nil && problem.From(err).Status >= 500 {
			t.Errorf("%q: %v", body, err)
		}
	})
}
