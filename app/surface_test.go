package app_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/config"
)

// surface is the program's API over HTTP, as operators and tenants see it.
type surface struct {
	*testing.T

	app   *app.App
	url   string
	admin string // token of an operator who runs Guildhall
}

func newSurface(t *testing.T) *surface {
	t.Helper()
	a := open(t)
	s := &surface{T: t, app: a, url: behindHTTP(t, a, config.Serve{Development: true})}
	_, s.admin = s.operator("Ada")
	return s
}

// operator makes an operator who runs Guildhall, with a token.
func (s *surface) operator(name string) (*enterprise.Operator, string) {
	s.Helper()
	o, err := s.app.Enterprise.CreateOperator(s.Context(), app.Local(), address(name), name)
	if err != nil {
		s.Fatal(err)
	}
	secret, _, err := s.app.Enterprise.CreateToken(s.Context(), app.Local(), o.ID, "test", time.Time{})
	if err != nil {
		s.Fatal(err)
	}
	return o, secret
}

// superAdmin makes a super admin over the API, with a token.
func (s *surface) superAdmin(name string) (id, token string) {
	s.Helper()
	id = s.post("/api/enterprise/super-admins", s.admin, `{"email":"`+address(name)+`","name":"`+name+`"}`).want(201).field("id")
	token = s.post("/api/enterprise/super-admins/"+id+"/tokens", s.admin, `{"name":"test"}`).want(201).field("token")
	return id, token
}

func address(name string) string {
	return strings.ToLower(name) + "-" + uuid.NewString()[:8] + "@guildhall.example"
}

// tenant makes a tenant with a token of its owner.
func (s *surface) tenant(tier enterprise.Tier) (*enterprise.Tenant, string) {
	s.Helper()
	made, _ := provision(s.T, s.app, "surface-"+uuid.NewString()[:8], tier)
	token, err := s.app.UserToken(s.Context(), enterprise.Key{ID: made.ID}, "", "test", time.Time{})
	if err != nil {
		s.Fatal(err)
	}
	return made, token
}

// trail returns who did what in a tenant, oldest first: actor kind, name, verb and
// entity.
func (s *surface) trail(tenant uuid.UUID) []string {
	s.Helper()
	var out []string
	err := s.app.Enterprise.Do(s.Context(), tenant, func(home pg.Home) error {
		return pg.Read(s.Context(), home, func(tx *pg.Tx) (err error) {
			out, err = pg.Query[string](s.Context(), tx, `select concat_ws(' ', actor_kind, actor_name, verb, entity, changes::text)
from system_audit where tenant_id = $1 and actor_kind = 'operator' order by id`)
			return err
		})
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

// call sends a request; headers come in pairs.
func (s *surface) call(method, path, token, body string, headers ...string) said {
	s.Helper()
	r := sent{method: method, url: s.url + path, token: token, body: body, header: map[string]string{}}
	for i := 0; i < len(headers); i += 2 {
		r.header[headers[i]] = headers[i+1]
	}
	return call(s.T, r)
}

func (s *surface) get(path, token string) said {
	s.Helper()
	return s.call(http.MethodGet, path, token, "")
}

func (s *surface) post(path, token, body string) said {
	s.Helper()
	return s.call(http.MethodPost, path, token, body)
}

func (s *surface) put(path, token, body string) said {
	s.Helper()
	return s.call(http.MethodPut, path, token, body)
}

func (s *surface) remove(path, token string) said {
	s.Helper()
	return s.call(http.MethodDelete, path, token, "")
}
