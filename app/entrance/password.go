package entrance

import (
	"context"
	"errors"
	"net/http"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/httpapi"
)

type forgot struct {
	Email  string `json:"email" maxLength:"320"`
	Tenant string `json:"tenant,omitempty" doc:"The company's id or slug, unless header or host say it."`
}

type reset struct {
	Secret   string `json:"secret" doc:"From the letter."`
	Password string `json:"password" maxLength:"1024"`
}

type changePassword struct {
	Old      string `json:"old" maxLength:"1024"`
	Password string `json:"password" maxLength:"1024" doc:"The new one."`
}

func (e *Entrance) passwordAPI() error {
	const post, everybody = http.MethodPost, httpapi.Everybody
	forgotten := operation("authPasswordForgot", post, "password/forgot", "Sends a letter to somebody who forgot their password, if they are known.",
		everybody, http.StatusTooManyRequests)
	forgotten.Status = http.StatusAccepted
	invite := httpapi.Operation{
		ID: "identityUserInvite", Method: post, Path: "users/{id}/invitation", Tag: tag, Access: httpapi.Tenants, Need: identity.EditUsers,
		Summary: "Writes to a user who is to set their first password.", Status: http.StatusAccepted, Errors: []int{http.StatusNotFound},
	}
	return errors.Join(
		httpapi.RegisterJSON(e.API, invite, e.inviteUser),
		httpapi.RegisterJSON(e.API, forgotten, e.forgot),
		httpapi.RegisterJSON(e.API, operation("authPasswordReset", post, "password/reset", "Sets a password by the secret of a letter.", everybody, http.StatusConflict), e.resetPassword),
		httpapi.RegisterJSON(e.API, operation("authPasswordChange", post, "password/change", "Changes the caller's password and ends their other sessions.",
			httpapi.SignedIn, http.StatusTooManyRequests), e.changePassword),
	)
}

// inviteUser writes to a user of the caller's company, in which nothing may be changed
// while it is read-only.
func (e *Entrance) inviteUser(ctx context.Context, r httpapi.Request, _ httpapi.None) (httpapi.None, error) {
	id, err := idIn(r, "User")
	if err != nil {
		return httpapi.None{}, err
	}
	if err := writable(r.Tenant); err != nil {
		return httpapi.None{}, err
	}
	realm := tenantRealm(*r.Tenant)
	letter, err := e.Door.Invite(ctx, realm, id)
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, e.Post.Letter(ctx, realm, letter)
}

func (e *Entrance) forgot(ctx context.Context, r httpapi.Request, in forgot) (httpapi.None, error) {
	realm, release, err := e.realm(r, in.Tenant)
	if err != nil {
		return httpapi.None{}, err
	}
	defer release()
	letter, send, err := e.Door.Forgot(ctx, realm, in.Email, visitOf(r))
	if err != nil || !send {
		return httpapi.None{}, err
	}
	return httpapi.None{}, e.Post.Letter(ctx, realm, letter)
}

func (e *Entrance) resetPassword(ctx context.Context, r httpapi.Request, in reset) (httpapi.None, error) {
	realm, digest, release, err := e.realmOfLetter(ctx, in.Secret)
	if err != nil {
		return httpapi.None{}, err
	}
	defer release()
	err = e.Door.Reset(ctx, realm, digest, in.Password, visitOf(r))
	e.forgetActors(realm)
	return httpapi.None{}, err
}

func (e *Entrance) changePassword(ctx context.Context, r httpapi.Request, in changePassword) (httpapi.None, error) {
	if err := personal(r); err != nil {
		return httpapi.None{}, err
	}
	err := e.Door.ChangePassword(ctx, e.realmOf(r), selfOf(r, in.Old), in.Password)
	e.forgetActors(e.realmOf(r))
	return httpapi.None{}, err
}
