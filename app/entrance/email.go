package entrance

import (
	"context"
	"errors"
	"net/http"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

type changeEmail struct {
	Email    string `json:"email" maxLength:"254" doc:"The new address." example:"ann@acme.example"`
	Password string `json:"password" minLength:"1" maxLength:"1024"`
}

type letterSecret struct {
	Secret string `json:"secret" doc:"From the letter."`
}

func (e *Entrance) emailAPI() error {
	const post, everybody = http.MethodPost, httpapi.Everybody
	change := operation("authEmailChange", post, "email/change", "Sends a letter to the address that the caller wants to have.", httpapi.SignedIn, http.StatusTooManyRequests)
	change.Status = http.StatusAccepted
	return errors.Join(
		httpapi.RegisterJSON(e.API, change, e.changeEmail),
		httpapi.RegisterJSON(e.API, operation("authEmailConfirm", post, "email/confirm", "Gives somebody their new address, by the secret of the letter to it.",
			everybody, http.StatusConflict), e.confirmEmail),
		httpapi.RegisterJSON(e.API, operation("authEmailUndo", post, "email/undo", "Gives somebody back their old address, by the secret of the letter to it, and signs them out everywhere.",
			everybody, http.StatusConflict), e.undoEmail),
	)
}

// realmOfLetter returns the realm that the secret of a letter names inside.
func (e *Entrance) realmOfLetter(ctx context.Context, secret string) (realm signin.Realm, digest [32]byte, release func(), err error) {
	realm, digest, release, err = e.realmOfSecret(ctx, credential.ChallengeMark, secret)
	if problem.Is(err, "signed-out") {
		err = problem.Conflict("link-expired", "This link was used before or is too old. Ask for a new one.")
	}
	return e.withMembers(realm), digest, release, err
}

func (e *Entrance) changeEmail(ctx context.Context, r httpapi.Request, in changeEmail) (httpapi.None, error) {
	if err := personal(r); err != nil {
		return httpapi.None{}, err
	}
	realm := e.realmOf(r)
	letter, err := e.Door.AskEmail(ctx, realm, selfOf(r, in.Password), in.Email)
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, e.Post.Letter(ctx, realm, letter)
}

func (e *Entrance) confirmEmail(ctx context.Context, r httpapi.Request, in letterSecret) (httpapi.None, error) {
	return e.byLetter(ctx, r, in, e.Door.ConfirmEmail)
}

func (e *Entrance) undoEmail(ctx context.Context, r httpapi.Request, in letterSecret) (httpapi.None, error) {
	return e.byLetter(ctx, r, in, e.Door.UndoEmail)
}

// byLetter does what a letter's secret allows, and sends the letter that follows.
func (e *Entrance) byLetter(
	ctx context.Context, r httpapi.Request, in letterSecret,
	do func(context.Context, signin.Realm, [32]byte, signin.Visit) (signin.Letter, error),
) (httpapi.None, error) {
	realm, digest, release, err := e.realmOfLetter(ctx, in.Secret)
	if err != nil {
		return httpapi.None{}, err
	}
	defer release()
	next, err := do(ctx, realm, digest, visitOf(r))
	e.forgetActors(realm)
	if err != nil {
		return httpapi.None{}, err
	}
	return httpapi.None{}, e.Post.Letter(ctx, realm, next)
}
