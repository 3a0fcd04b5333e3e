package httpapi

import (
	"context"
	"net/http"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Again returns what asks anew who acts by the request's token, in which tenant: for
// what goes on after the request was answered, such as a stream. It refuses with the
// same problems as the request would be refused with then, and counts against no
// limit. It holds nothing of the connection, and is for operations of [Tenants].
func (r Request) Again() func(context.Context) (Tenant, *auth.Actor, error) {
	repeated := r.x.r.Clone(context.Background())
	repeated.Body, repeated.TLS, repeated.Response = http.NoBody, nil, nil
	bare := exchange{api: r.x.api, w: nowhere{}, route: r.x.route, start: r.x.start, id: r.x.id, counted: true}
	return func(ctx context.Context) (Tenant, *auth.Actor, error) {
		x := bare
		x.r = repeated.WithContext(ctx)
		err := inTenant(func(*exchange, entity.Call) error { return nil })(&x)
		return x.tenant, x.actor, err
	}
}

// nowhere is where an answer goes that nobody waits for.
type nowhere struct{}

// Header returns headers that are not sent.
func (nowhere) Header() http.Header { return http.Header{} }

// Write writes nothing.
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader does nothing.
func (nowhere) WriteHeader(int) {}

// Uses tells whether a module is switched on for the tenant.
func (t Tenant) Uses(module string) bool { return t.uses(module) }
