package entrance

import (
	"context"
	"errors"
	"net/http"

	"github.com/guildhall/guildhall/kernel/httpapi"
)

type code struct {
	Code string `json:"code" maxLength:"16" doc:"Six digits of the authenticator program."`
}

type renewal struct {
	Code     string `json:"code,omitempty" maxLength:"16" doc:"Of the authenticator program, for those who have one."`
	Password string `json:"password,omitempty" maxLength:"1024" doc:"Without a code, unless the caller has signed in just now."`
}

type enrolment struct {
	Secret string `json:"secret" doc:"To be typed where no picture can be read."`
	URI    string `json:"uri" doc:"What the picture says."`
	QR     string `json:"qr" doc:"The picture, as SVG."`
}

type recoveryCodes struct {
	Codes []string `json:"codes" doc:"To be written down: each works once, and they are shown this once. None when there are some already."`
}

func (e *Entrance) factorAPI() error {
	const post, in = http.MethodPost, httpapi.SignedIn
	many, conflict := http.StatusTooManyRequests, http.StatusConflict
	return errors.Join(
		httpapi.RegisterJSON(e.API, operation("authTOTPPropose", post, "totp/propose", "Begins to set up an authenticator program.", in, conflict), e.proposeTOTP),
		httpapi.RegisterJSON(e.API, operation("authTOTPConfirm", post, "totp/confirm", "Ends the setting up and tells the recovery codes.", in, conflict), e.confirmTOTP),
		httpapi.RegisterJSON(e.API, operation("authTOTPRemove", post, "totp/remove", "Takes the authenticator program away.", in, many), e.removeTOTP),
		httpapi.RegisterJSON(e.API, operation("authRecoveryCodesRenew", post, "recovery-codes/renew", "Makes new recovery codes; the old ones are worthless.", in, many), e.renewCodes),
	)
}

func (e *Entrance) proposeTOTP(ctx context.Context, r httpapi.Request, _ httpapi.None) (enrolment, error) {
	if err := personal(r); err != nil {
		return enrolment{}, err
	}
	begun, err := e.Door.Propose(ctx, e.realmOf(r), r.Actor.ID)
	return enrolment(begun), err
}

func (e *Entrance) confirmTOTP(ctx context.Context, r httpapi.Request, in code) (recoveryCodes, error) {
	if err := personal(r); err != nil {
		return recoveryCodes{}, err
	}
	codes, err := e.Door.Confirm(ctx, e.realmOf(r), selfOf(r, ""), in.Code)
	e.forgetActors(e.realmOf(r))
	return tellCodes(codes), err
}

func (e *Entrance) removeTOTP(ctx context.Context, r httpapi.Request, in code) (httpapi.None, error) {
	if err := personal(r); err != nil {
		return httpapi.None{}, err
	}
	err := e.Door.RemoveFactor(ctx, e.realmOf(r), selfOf(r, ""), in.Code)
	e.forgetActors(e.realmOf(r))
	return httpapi.None{}, err
}

func (e *Entrance) renewCodes(ctx context.Context, r httpapi.Request, in renewal) (recoveryCodes, error) {
	if err := personal(r); err != nil {
		return recoveryCodes{}, err
	}
	codes, err := e.Door.RenewCodes(ctx, e.realmOf(r), selfOf(r, in.Password), in.Code)
	return tellCodes(codes), err
}
