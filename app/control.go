package app

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// Client is a tenant as the operator's API tells of it.
type Client struct {
	ID         uuid.UUID      `json:"id"`
	Slug       string         `json:"slug" doc:"Its name in addresses."`
	Name       string         `json:"name"`
	Status     string         `json:"status" enum:"requested,provisioning,active,read_only,suspended,archived,purged,moving,recovering,broken"`
	Reason     string         `json:"reason,omitempty" doc:"Why it is suspended, read-only or archived; its users read it."`
	Tier       string         `json:"tier" enum:"shared,schema,database"`
	Database   string         `json:"database" doc:"The database in which its rows live."`
	Schema     string         `json:"schema" doc:"The schema in that database."`
	Plan       string         `json:"plan"`
	Region     string         `json:"region,omitempty"`
	Country    string         `json:"country,omitempty"`
	Currency   string         `json:"currency,omitempty"`
	AdminEmail string         `json:"admin_email" doc:"Address of its first user."`
	Domains    []string       `json:"domains"`
	Modules    []string       `json:"modules" doc:"The modules that are switched on."`
	Settings   map[string]any `json:"settings"`
	Usage      *Usage         `json:"usage,omitempty" doc:"As it was measured last, a few times a day; missing before that."`
	Version    int64          `json:"version" doc:"Raised by every change."`
	CreatedAt  time.Time      `json:"created_at"`
	UpdatedAt  time.Time      `json:"updated_at"`
}

// TellTenant says of a tenant what operators may know.
func (a *App) TellTenant(ctx context.Context, t *enterprise.Tenant) (Client, error) {
	usage, err := a.Enterprise.UsageOf(ctx, t.ID)
	if err != nil {
		return Client{}, err
	}
	return a.tellTenant(ctx, t, usage)
}

func (a *App) tellTenant(ctx context.Context, t *enterprise.Tenant, usage map[uuid.UUID]enterprise.Usage) (Client, error) {
	database, schema, err := a.Enterprise.DatabaseOf(ctx, t)
	return Client{
		ID: t.ID, Slug: t.Slug, Name: t.Name, Status: string(t.Status), Reason: t.Reason, Tier: string(t.Tier),
		Database: database, Schema: schema, Plan: t.Plan, Region: t.Region, Country: t.Country, Currency: t.Currency,
		AdminEmail: t.AdminEmail, Domains: t.Domains, Modules: t.Modules, Settings: t.Settings, Version: t.Version,
		CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, Usage: used(usage, t.ID),
	}, err
}

type createClient struct {
	Name       string `json:"name" minLength:"1" maxLength:"200" doc:"What people call the company." example:"Acme GmbH"`
	Slug       string `json:"slug" minLength:"2" maxLength:"50" doc:"Its name in addresses: small letters, digits and hyphens." example:"acme"`
	Tier       string `json:"tier,omitempty" enum:"shared,schema,database" doc:"How its rows are kept apart; shared when not given."`
	AdminEmail string `json:"admin_email" doc:"Address of the first user, who owns everything." example:"owner@acme.example"`
	Country    string `json:"country" minLength:"2" maxLength:"2" doc:"ISO 3166-1 code." example:"DE"`
	Currency   string `json:"currency,omitempty" doc:"ISO 4217 code; that of the country when not given." example:"EUR"`
	Region     string `json:"region,omitempty" doc:"Where its rows must be kept."`
	Plan       string `json:"plan,omitempty" doc:"What it has bought; standard when not given."`
}

type listClients struct {
	Status string `json:"status,omitempty"`
	Tier   string `json:"tier,omitempty" enum:"shared,schema,database"`
	Plan   string `json:"plan,omitempty"`
	Region string `json:"region,omitempty"`
	Q      string `json:"q,omitempty" doc:"Part of the name, or the beginning of the slug."`
	After  string `json:"after,omitempty" doc:"Next of the page before."`
	Limit  int    `json:"limit,omitempty" minimum:"1" maximum:"200" doc:"50 when not given."`
}

type clientPage struct {
	Data []Client `json:"data"`
	Next string   `json:"next,omitempty" doc:"For after; missing on the last page."`
}

type changeClient struct {
	Name     *string         `json:"name,omitempty" minLength:"1" maxLength:"200"`
	Plan     *string         `json:"plan,omitempty"`
	Domains  *[]string       `json:"domains,omitempty" doc:"All of its domains."`
	Settings map[string]any  `json:"settings,omitempty" doc:"Merged into those there are; null takes one away."`
	Modules  map[string]bool `json:"modules,omitempty" doc:"Modules to switch on or off."`
	Version  int64           `json:"version,omitempty" doc:"The version that was read; the change is refused when there is a newer one."`
}

type because struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500" doc:"Why; the tenant's users will read it."`
}

type createToken struct {
	User string `json:"user,omitempty" doc:"Address of the user for whom it acts; the first user when not given."`
	Name string `json:"name,omitempty" doc:"What it is for."`
}

type createdToken struct {
	Token string `json:"token" doc:"Told this once."`
}

type shardPage struct {
	Data []shard `json:"data"`
}

type shard struct {
	ID       string `json:"id"`
	Region   string `json:"region"`
	Capacity int64  `json:"capacity" doc:"Tenants that it is meant for."`
	Accepts  bool   `json:"accepts" doc:"Takes new tenants."`
	Tenants  int64  `json:"tenants" doc:"That live there now."`
	Places   int64  `json:"places" doc:"Databases and schemas."`
}

type modulePage struct {
	Data []module `json:"data"`
}

type module struct {
	Name    string `json:"name"`
	Label   string `json:"label"`
	Without int64  `json:"without" doc:"Tenants for which it is switched off."`
}

const controlPath = "/api/enterprise/"

// controlAPI adds the operators' API of the control plane.
func (a *App) controlAPI(api *httpapi.API) error {
	op := func(id, method, path, summary string, errs ...int) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: controlPath + path, Summary: summary, Tag: "Enterprise", Errors: errs}
	}
	create := op("enterpriseClientCreate", http.MethodPost, "clients/create", "Makes a tenant, ready to work.", http.StatusConflict)
	create.Status = http.StatusCreated
	token := op("enterpriseClientTokenCreate", http.MethodPost, "clients/{id}/tokens", "Makes a token for a tenant's user: while nobody there has signed in yet, or by support access in full, with which it ends.",
		http.StatusNotFound)
	token.Status = http.StatusCreated
	for _, err := range []error{
		httpapi.RegisterJSON(api, create, a.createClient),
		httpapi.RegisterJSON(api, op("enterpriseClientList", http.MethodGet, "clients", "Lists tenants, by slug."), a.listClients),
		httpapi.RegisterJSON(api, op("enterpriseClientGet", http.MethodGet, "clients/{id}", "Shows one tenant.", http.StatusNotFound), a.getClient),
		httpapi.RegisterJSON(api, op("enterpriseClientUpdate", http.MethodPut, "clients/{id}", "Changes what is given of a tenant.",
			http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed), a.updateClient),
		httpapi.RegisterJSON(api, op("enterpriseClientSuspend", http.MethodPost, "clients/{id}/suspend", "Keeps a tenant's users out.",
			http.StatusNotFound, http.StatusConflict), a.suspendClient),
		httpapi.RegisterJSON(api, op("enterpriseClientResume", http.MethodPost, "clients/{id}/resume",
			"Lets a tenant's users in again, or finishes making the tenant.", http.StatusNotFound, http.StatusConflict), a.resumeClient),
		httpapi.RegisterJSON(api, op("enterpriseClientArchive", http.MethodPost, "clients/{id}/archive", "Ends a tenant's use, keeping its rows.",
			http.StatusNotFound, http.StatusConflict), a.archiveClient),
		httpapi.RegisterJSON(api, invitation(), a.inviteFirst),
		httpapi.RegisterJSON(api, token, a.createClientToken),
		httpapi.RegisterJSON(api, op("enterpriseModuleList", http.MethodGet, "modules", "Lists the modules that run."), a.listModules),
		httpapi.RegisterJSON(api, op("enterpriseShardList", http.MethodGet, "shards", "Lists the servers on which tenants live."), a.listShards),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) listClients(ctx context.Context, _ httpapi.Request, in listClients) (clientPage, error) {
	page, err := a.Enterprise.Tenants(ctx, enterprise.TenantFilter{
		Status: enterprise.Status(in.Status), Tier: enterprise.Tier(in.Tier), Plan: in.Plan, Region: in.Region,
		Query: in.Q, After: in.After, Limit: in.Limit,
	})
	out := clientPage{Data: []Client{}, Next: page.Next}
	if err != nil {
		return out, err
	}
	ids := make([]uuid.UUID, len(page.Tenants))
	for i, t := range page.Tenants {
		ids[i] = t.ID
	}
	usage, err := a.Enterprise.UsageOf(ctx, ids...)
	if err != nil {
		return out, err
	}
	for i := range page.Tenants {
		c, err := a.tellTenant(ctx, &page.Tenants[i], usage)
		if err != nil {
			return out, err
		}
		out.Data = append(out.Data, c)
	}
	return out, nil
}

// clientID reads the tenant's id from the path.
func clientID(r httpapi.Request) (uuid.UUID, error) {
	id, err := uuid.Parse(r.HTTP.PathValue("id"))
	if err != nil {
		return uuid.Nil, problem.NotFound("Tenant")
	}
	return id, nil
}

// onClient does something to the tenant that the path names, and tells of it.
func (a *App) onClient(
	ctx context.Context, r httpapi.Request, do func(id uuid.UUID) (*enterprise.Tenant, error),
) (Client, error) {
	id, err := clientID(r)
	if err != nil {
		return Client{}, err
	}
	t, err := do(id)
	if err != nil {
		return Client{}, err
	}
	return a.TellTenant(ctx, t)
}

func (a *App) getClient(ctx context.Context, r httpapi.Request, _ httpapi.None) (Client, error) {
	return a.onClient(ctx, r, func(id uuid.UUID) (*enterprise.Tenant, error) {
		return a.Enterprise.Tenant(ctx, enterprise.Key{ID: id})
	})
}

func (a *App) updateClient(ctx context.Context, r httpapi.Request, in changeClient) (Client, error) {
	return a.onClient(ctx, r, func(id uuid.UUID) (*enterprise.Tenant, error) {
		return a.Enterprise.Update(ctx, r.Actor, id, enterprise.Change{
			Version: in.Version, Name: in.Name, Plan: in.Plan, Domains: in.Domains, Settings: in.Settings, Modules: in.Modules,
		})
	})
}

func (a *App) suspendClient(ctx context.Context, r httpapi.Request, in because) (Client, error) {
	return a.onClient(ctx, r, func(id uuid.UUID) (*enterprise.Tenant, error) {
		return a.Enterprise.Suspend(ctx, r.Actor, id, in.Reason)
	})
}

func (a *App) resumeClient(ctx context.Context, r httpapi.Request, _ httpapi.None) (Client, error) {
	return a.onClient(ctx, r, func(id uuid.UUID) (*enterprise.Tenant, error) { return a.Resume(ctx, r.Actor, id) })
}

func (a *App) archiveClient(ctx context.Context, r httpapi.Request, in because) (Client, error) {
	return a.onClient(ctx, r, func(id uuid.UUID) (*enterprise.Tenant, error) {
		return a.Enterprise.Archive(ctx, r.Actor, id, in.Reason)
	})
}

func (a *App) listModules(ctx context.Context, _ httpapi.Request, _ httpapi.None) (modulePage, error) {
	all, err := a.Enterprise.Modules(ctx)
	out := modulePage{Data: []module{}}
	for _, m := range all {
		out.Data = append(out.Data, module(m))
	}
	return out, err
}

func (a *App) listShards(ctx context.Context, _ httpapi.Request, _ httpapi.None) (shardPage, error) {
	all, err := a.Enterprise.Shards(ctx)
	out := shardPage{Data: []shard{}}
	for _, s := range all {
		out.Data = append(out.Data, shard(s))
	}
	return out, err
}
