package start

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/gzhttp"

	"github.com/guildhall/guildhall/domain/workspace"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/kernel/meta"
	"github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/problem"
)

// answer is everything that a user interface needs before it shows anything.
type answer struct {
	Me       json.RawMessage `json:"me"`       // as at me
	Meta     meta.Overview   `json:"meta"`     // as at meta
	Entities json.RawMessage `json:"entities"` // as at meta/entities
	workspace.Desk

	Flags   []string `json:"flags"`
	Version string   `json:"version"`
}

// drawn is what the descriptions come to for all who may do the same.
type drawn struct {
	overview meta.Overview // but for the tenant and the actor's name
	entities json.RawMessage
}

// How many ways of seeing the descriptions are remembered, and for how long.
const (
	mostDrawn = 200
	drawnKept = time.Hour
)

// Options are what is answered from.
type Options struct {
	Registry *entity.Registry
	Flags    func(ctx context.Context, tenant uuid.UUID) ([]string, error) // that are on
	Version  string                                                        // of the program
}

// starter answers what a user interface asks first.
type starter struct {
	Options

	catalogue *meta.Catalogue
	me        *entity.ActionPlan
	drawn     *cache.Cache[string, *drawn]
	zipped    func(http.Handler) http.HandlerFunc // the answer is large, and mostly words that come again
}

// Register adds what a user interface asks first, and what it asks of jobs.
func Register(api *httpapi.API, o Options) error {
	zipped, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(gzip.BestSpeed))
	if err != nil {
		return fmt.Errorf("compress what a user interface asks first: %w", err)
	}
	s := &starter{
		Options: o, catalogue: api.Catalogue(),
		drawn:  cache.New(cache.Spec[string, *drawn]{Name: "start", Size: mostDrawn, Keep: drawnKept}),
		zipped: zipped,
	}
	for _, plan := range o.Registry.Actions() {
		if d := plan.Describe(); d.Path == "me" && d.Query {
			s.me = plan
		}
	}
	first := api.Handle(httpapi.Operation{
		ID: "start", Method: http.MethodGet, Path: "start", Tag: "system", Access: httpapi.Tenants,
		Summary: "Tells everything that a user interface needs before it shows anything, in one answer.",
	}, s.serve)
	return errors.Join(first, registerJobs(api, o.Registry))
}

// serve is GET …/start.
func (s *starter) serve(w http.ResponseWriter, r httpapi.Request) error {
	if r.HTTP.URL.RawQuery != "" && !r.HTTP.URL.Query().Has("tenant") {
		return problem.BadRequest("invalid-query", "There are no parameters here.")
	}
	all, err := s.tell(r.HTTP.Context(), r)
	if err != nil {
		return err
	}
	body, err := json.Marshal(all)
	if err != nil {
		return fmt.Errorf("encode the start: %w", err)
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h := w.Header()
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", "W/"+tag) // the same for every coding
	h.Set("Cache-Control", "private, no-cache")
	if has(r.HTTP, tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "application/json")
	s.zipped(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(body) // the caller has gone
	})).ServeHTTP(w, r.HTTP)
	return nil
}

// has tells whether the caller has the answer of that tag already.
func has(r *http.Request, tag string) bool {
	for known := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == tag {
			return true
		}
	}
	return false
}

func (s *starter) tell(ctx context.Context, r httpapi.Request) (out answer, err error) {
	call := entity.Call{Actor: r.Actor, Home: r.Tenant.Home, Origin: r.Origin, Modules: r.Tenant.Modules, ReadOnly: r.Tenant.ReadOnly}
	me, err := s.Registry.Ask(ctx, call, s.me, nil)
	if err != nil {
		return out, err
	}
	err = s.Registry.Do(ctx, call, func(ctx context.Context, tx *entity.Tx) (err error) {
		out.Desk, err = workspace.DeskOf(ctx, tx)
		return err
	})
	if err != nil {
		return out, err
	}
	if out.Flags, err = s.Flags(ctx, r.Tenant.ID); err != nil {
		return out, err
	}
	v := meta.Viewer{Actor: s.Registry.Actor(r.Actor), Modules: r.Tenant.Modules}
	seen, err := s.drawn.Get(ctx, sight(v), func(context.Context, string) (*drawn, error) { return s.draw(v) })
	if err != nil {
		return out, err
	}
	out.Me, out.Entities, out.Version, out.Meta = me.Body, seen.entities, s.Version, seen.overview
	out.Meta.Tenant = meta.Tenant{ID: r.Tenant.ID, Slug: r.Tenant.Slug, Name: r.Tenant.Name, ReadOnly: r.Tenant.ReadOnly}
	out.Meta.Actor.ID, out.Meta.Actor.Kind, out.Meta.Actor.Name = v.Actor.ID, v.Actor.Kind, v.Actor.Name
	return out, nil
}

func (s *starter) draw(v meta.Viewer) (*drawn, error) {
	entities, err := json.Marshal(s.catalogue.Entities(v))
	if err != nil {
		return nil, fmt.Errorf("encode descriptions: %w", err)
	}
	return &drawn{overview: s.catalogue.Overview(v, meta.Tenant{}), entities: entities}, nil
}

// sight names a way of seeing the descriptions: what decides which of them are shown.
func sight(v meta.Viewer) string {
	h := sha256.New()
	say := func(words ...string) {
		for _, word := range words {
			fmt.Fprintf(h, "%d:%s,", len(word), word)
		}
		fmt.Fprint(h, ";")
	}
	fmt.Fprint(h, v.Modules == nil, v.Actor.Super)
	say(v.Modules...)
	say(v.Actor.Roles...)
	for _, g := range v.Actor.Grants {
		say(string(g.Permission), strconv.FormatBool(g.Reach > auth.ReachNone))
	}
	say()
	for _, e := range v.Actor.Active() {
		say(string(e.Permission))
	}
	return string(h.Sum(nil))
}
