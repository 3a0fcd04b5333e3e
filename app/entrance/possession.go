package entrance

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/credential"
)

// possession is a passkey or a telephone, as its owner sees it.
type possession struct {
	ID         uuid.UUID  `json:"id"`
	Kind       string     `json:"kind" enum:"passkey,phone"`
	Name       string     `json:"name"`
	Number     string     `json:"number,omitempty" doc:"Of a telephone."`
	BackedUp   bool       `json:"backed_up" doc:"Whether a passkey is copied to its owner's other devices."`
	CreatedAt  time.Time  `json:"created_at"`
	LastUsedAt *time.Time `json:"last_used_at,omitempty"`
}

type possessions struct {
	Data          []possession `json:"data"`
	Authenticator bool         `json:"authenticator" doc:"An authenticator program is set up."`
	RecoveryCodes int          `json:"recovery_codes" doc:"How many recovery codes are left."`
}

type proposePhone struct {
	Number   string `json:"number" maxLength:"40" doc:"With its country code." example:"+49 170 1234567"`
	Password string `json:"password,omitempty" maxLength:"1024" doc:"Needed unless the caller has signed in within ten minutes."`
}

type codeSent struct {
	Challenge string    `json:"challenge" doc:"To be sent with the code."`
	ExpiresAt time.Time `json:"expires_at" doc:"When the code ends."`
}

type confirmPhone struct {
	Challenge string `json:"challenge" doc:"From phones/propose."`
	Code      string `json:"code" maxLength:"16" doc:"That was sent to the number."`
}

func (e *Entrance) possessionAPI() error {
	const post, in = http.MethodPost, httpapi.SignedIn
	many := http.StatusTooManyRequests
	return errors.Join(
		httpapi.RegisterJSON(e.API, operation("authFactorList", http.MethodGet, "factors", "Tells what the caller has for the second step: passkeys, telephones, an authenticator program, recovery codes.", in), e.listPossessions),
		httpapi.RegisterJSON(e.API, operation("authFactorRemove", post, "factors/{id}/remove", "Takes a passkey or a telephone away and ends the caller's other sessions.", in,
			http.StatusNotFound, many), e.removePossession),
		httpapi.RegisterJSON(e.API, operation("authPhonePropose", post, "phones/propose", "Sends a code to a number.", in, many), e.proposePhone),
		httpapi.RegisterJSON(e.API, operation("authPhoneConfirm", post, "phones/confirm", "Has a telephone count, for the code that was sent to it; with the first factor it tells the recovery codes.",
			in), e.confirmPhone),
	)
}

// tellCodes writes a list even when it is empty.
func tellCodes(codes []string) recoveryCodes {
	return recoveryCodes{Codes: append([]string{}, codes...)}
}

func (e *Entrance) listPossessions(ctx context.Context, r httpapi.Request, _ httpapi.None) (possessions, error) {
	out := possessions{Data: []possession{}}
	if err := personal(r); err != nil {
		return out, err
	}
	all, err := e.Door.Owned(ctx, e.realmOf(r), r.Actor.ID)
	out.Authenticator, out.RecoveryCodes = all.Authenticator, all.Codes
	for _, p := range all.Possessions {
		out.Data = append(out.Data, possession{
			ID: p.ID, Kind: string(p.Kind), Name: p.Name, Number: p.Number, BackedUp: p.BackedUp, CreatedAt: p.CreatedAt, LastUsedAt: p.LastUsedAt,
		})
	}
	return out, err
}

func (e *Entrance) removePossession(ctx context.Context, r httpapi.Request, in passwordAgain) (httpapi.None, error) {
	if err := personal(r); err != nil {
		return httpapi.None{}, err
	}
	id, err := idIn(r, "factor")
	if err != nil {
		return httpapi.None{}, err
	}
	err = e.Door.RemovePossession(ctx, e.realmOf(r), selfOf(r, in.Password), id)
	e.forgetActors(e.realmOf(r))
	return httpapi.None{}, err
}

func (e *Entrance) proposePhone(ctx context.Context, r httpapi.Request, in proposePhone) (codeSent, error) {
	if err := personal(r); err != nil {
		return codeSent{}, err
	}
	c, err := e.Door.ProposePhone(ctx, e.realmOf(r), selfOf(r, in.Password), in.Number)
	return codeSent{Challenge: c.Challenge, ExpiresAt: c.Expires}, err
}

func (e *Entrance) confirmPhone(ctx context.Context, r httpapi.Request, in confirmPhone) (recoveryCodes, error) {
	if err := personal(r); err != nil {
		return recoveryCodes{}, err
	}
	realm := e.realmOf(r)
	tenant, digest, ok := credential.Parse(credential.ChallengeMark, in.Challenge)
	if !ok || tenant != realm.Home.Tenant {
		return recoveryCodes{}, signin.SignedOut()
	}
	codes, err := e.Door.ConfirmPhone(ctx, realm, selfOf(r, ""), digest, in.Code)
	e.forgetActors(realm)
	return tellCodes(codes), err
}
