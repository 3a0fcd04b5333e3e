package entrance

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/problem"
)

// operatorsProvider is a provider by which operators sign in, as they see it.
type operatorsProvider struct {
	ID            uuid.UUID  `json:"id"`
	Name          string     `json:"name"`
	Issuer        string     `json:"issuer"`
	ClientID      string     `json:"client_id"`
	SecretSetAt   *time.Time `json:"secret_set_at,omitempty" doc:"When the client's secret was set. It is never shown."`
	Scopes        []string   `json:"scopes"`
	EmailClaim    string     `json:"email_claim"`
	VerifiedClaim string     `json:"verified_claim"`
	EmailDomains  []string   `json:"email_domains"`
	SecondFactors []string   `json:"second_factors"`
	Active        bool       `json:"active"`
}

type operatorsProviders struct {
	Data []operatorsProvider `json:"data"`
}

// saveProvider is the whole of a provider, but for its secret, which stays when it
// is not given.
type saveProvider struct {
	Name          string   `json:"name" minLength:"1" maxLength:"100" doc:"What people read on the button."`
	Issuer        string   `json:"issuer" maxLength:"2000" doc:"Its address, to the letter as its discovery document says it." example:"https://login.example.com/realms/ops"`
	ClientID      string   `json:"client_id" minLength:"1" maxLength:"255" doc:"As whom Guildhall is registered there."`
	ClientSecret  *string  `json:"client_secret,omitempty" maxLength:"4096" doc:"Stays as it is when not given; empty takes it away."`
	Scopes        []string `json:"scopes,omitempty" doc:"Asked for besides openid; email and profile when not given."`
	EmailClaim    string   `json:"email_claim,omitempty" doc:"The claim with the address; email when not given."`
	VerifiedClaim string   `json:"verified_claim,omitempty" doc:"The claim that must be true before the address is believed; email_verified when not given."`
	EmailDomains  []string `json:"email_domains,omitempty" doc:"Whose addresses are taken; all when not given."`
	SecondFactors []string `json:"second_factors,omitempty" doc:"Values of amr and acr that count as a second factor, such as mfa."`
	Active        bool     `json:"active,omitempty" doc:"Operators may sign in by it."`
}

// operatorsPolicy are the rules by which operators sign in.
type operatorsPolicy struct {
	SecondFactor   string   `json:"second_factor" enum:"optional,everybody" doc:"Who must prove themselves twice."`
	PasswordLength int      `json:"password_length" minimum:"8" maximum:"128" doc:"The least length of a new password, in characters."`
	IdleMinutes    int      `json:"idle_minutes" minimum:"5" maximum:"1440" doc:"After how long without a request a session ends."`
	SessionHours   int      `json:"session_hours" minimum:"1" maximum:"720" doc:"After how long a session ends in any case."`
	ForbidSMS      bool     `json:"forbid_sms" required:"false" doc:"Codes by SMS are no second factor."`
	Networks       []string `json:"networks" required:"false" maxItems:"100" doc:"From where operators may come; from everywhere when none is given." example:"[\"192.0.2.0/24\"]"`
}

// operatorsAPI adds how operators sign in: the rules, and the providers.
func (e *Entrance) operatorsAPI() error {
	op := func(id, method, path, summary string, errs ...int) httpapi.Operation {
		return httpapi.Operation{ID: id, Method: method, Path: enterprisePath + path, Summary: summary, Tag: "Enterprise", Errors: errs}
	}
	create := op("enterpriseProviderCreate", http.MethodPost, "providers", "Adds a provider by which operators may sign in.")
	create.Status = http.StatusCreated
	return errors.Join(
		httpapi.RegisterJSON(e.API, op("enterprisePolicyGet", http.MethodGet, "signin-policy", "Tells the rules by which operators sign in."), e.operatorsPolicy),
		httpapi.RegisterJSON(e.API, op("enterprisePolicyUpdate", http.MethodPut, "signin-policy", "Sets the rules by which operators sign in."), e.setOperatorsPolicy),
		httpapi.RegisterJSON(e.API, op("enterpriseProviderList", http.MethodGet, "providers", "Lists the providers by which operators may sign in."), e.listProviders),
		httpapi.RegisterJSON(e.API, create, e.createProvider),
		httpapi.RegisterJSON(e.API, op("enterpriseProviderUpdate", http.MethodPut, "providers/{id}", "Changes a provider.", http.StatusNotFound), e.updateProvider),
		httpapi.RegisterJSON(e.API, op("enterpriseProviderDelete", http.MethodDelete, "providers/{id}", "Removes a provider.", http.StatusNotFound), e.deleteProvider),
	)
}

func policyShown(p signin.Policy) operatorsPolicy {
	return operatorsPolicy{
		SecondFactor: string(p.SecondFactor), PasswordLength: p.PasswordLength, IdleMinutes: p.IdleMinutes,
		SessionHours: p.SessionHours, ForbidSMS: p.ForbidSMS, Networks: p.Networks,
	}
}

func (e *Entrance) operatorsPolicy(ctx context.Context, _ httpapi.Request, _ httpapi.None) (operatorsPolicy, error) {
	p, err := e.Gate.Policy(ctx, e.Operators)
	return policyShown(p), err
}

// setOperatorsPolicy has every operator asked for who they are anew: one who has no second
// factor may have to make one first.
func (e *Entrance) setOperatorsPolicy(ctx context.Context, r httpapi.Request, in operatorsPolicy) (operatorsPolicy, error) {
	p, err := e.Gate.SetPolicy(ctx, e.Operators, signin.Policy{
		SecondFactor: signin.SecondFactor(in.SecondFactor), PasswordLength: in.PasswordLength, IdleMinutes: in.IdleMinutes,
		SessionHours: in.SessionHours, ForbidSMS: in.ForbidSMS, Networks: in.Networks,
	}, r.Actor.ID, visitOf(r))
	if err == nil {
		e.forgetActors(e.Operators)
	}
	return policyShown(p), err
}

func (e *Entrance) listProviders(ctx context.Context, _ httpapi.Request, _ httpapi.None) (operatorsProviders, error) {
	all, err := e.Gate.OwnProviders(ctx, e.Operators)
	out := operatorsProviders{Data: []operatorsProvider{}}
	for _, p := range all {
		out.Data = append(out.Data, operatorsProvider(p))
	}
	return out, err
}

func (e *Entrance) createProvider(ctx context.Context, r httpapi.Request, in saveProvider) (operatorsProvider, error) {
	return e.putProvider(ctx, r, uuid.Nil, in)
}

func (e *Entrance) updateProvider(ctx context.Context, r httpapi.Request, in saveProvider) (operatorsProvider, error) {
	id, err := idIn(r, "provider")
	if err != nil {
		return operatorsProvider{}, err
	}
	return e.putProvider(ctx, r, id, in)
}

func (e *Entrance) putProvider(ctx context.Context, r httpapi.Request, id uuid.UUID, in saveProvider) (operatorsProvider, error) {
	id, err := e.Gate.SaveProvider(ctx, e.Operators, signin.OwnProvider{
		ID: id, Name: in.Name, Issuer: in.Issuer, ClientID: in.ClientID, Scopes: in.Scopes, EmailClaim: in.EmailClaim,
		VerifiedClaim: in.VerifiedClaim, EmailDomains: in.EmailDomains, SecondFactors: in.SecondFactors, Active: in.Active,
	}, in.ClientSecret, r.Actor.ID, visitOf(r))
	if err != nil {
		return operatorsProvider{}, err
	}
	all, err := e.listProviders(ctx, r, httpapi.None{})
	if err != nil {
		return operatorsProvider{}, err
	}
	at := slices.IndexFunc(all.Data, func(p operatorsProvider) bool { return p.ID == id })
	if at < 0 {
		return operatorsProvider{}, problem.NotFound("provider")
	}
	return all.Data[at], nil
}

func (e *Entrance) deleteProvider(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
	id, err := idIn(r, "provider")
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, e.Gate.RemoveProvider(ctx, e.Operators, id, r.Actor.ID, visitOf(r))
}
