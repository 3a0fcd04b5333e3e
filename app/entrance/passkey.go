package entrance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/kernel/httpapi"
	"github.com/guildhall/guildhall/lib/credential"
)

type askPasskey struct {
	Tenant string `json:"tenant,omitempty" doc:"The company's id or slug, unless header or host say it. Without any, operators sign in."`
}

type ceremony struct {
	Challenge string         `json:"challenge" doc:"To be sent with the answer."`
	Options   map[string]any `json:"options" doc:"For the browser's navigator.credentials, in JSON (WebAuthn)."`
	ExpiresAt time.Time      `json:"expires_at" doc:"When the challenge ends."`
}

type passkeyLogin struct {
	Challenge string         `json:"challenge" doc:"From passkey/options."`
	Passkey   map[string]any `json:"passkey" doc:"What the browser's navigator.credentials.get answered (PublicKeyCredential.toJSON)."`
	Keep      string         `json:"keep,omitempty" enum:"cookie,token,tokens"`
}

type again struct {
	Password string `json:"password,omitempty" maxLength:"1024" doc:"Needed unless the caller has signed in within ten minutes."`
}

type confirmPasskey struct {
	Challenge string         `json:"challenge" doc:"From passkeys/propose."`
	Name      string         `json:"name" minLength:"1" maxLength:"100" doc:"By which its owner tells it from others." example:"Ann's telephone"`
	Passkey   map[string]any `json:"passkey" doc:"What the browser's navigator.credentials.create answered (PublicKeyCredential.toJSON)."`
}

func (e *Entrance) passkeyAPI() error {
	const post, everybody, in = http.MethodPost, httpapi.Everybody, httpapi.SignedIn
	unauthorized, conflict := http.StatusUnauthorized, http.StatusConflict
	return errors.Join(
		httpapi.RegisterJSON(e.API, operation("authPasskeyOptions", post, "passkey/options", "Begins to sign in by a passkey alone.", everybody), e.askPasskey),
		httpapi.RegisterJSON(e.API, operation("authPasskeyLogin", post, "passkey/login", "Signs in by a passkey alone.", everybody, unauthorized), e.passkeyLogin),
		httpapi.RegisterJSON(e.API, operation("authPasskeyPropose", post, "passkeys/propose", "Begins to make a passkey.", in, conflict), e.proposePasskey),
		httpapi.RegisterJSON(e.API, operation("authPasskeyConfirm", post, "passkeys/confirm", "Keeps a passkey; with the first factor it tells the recovery codes.", in, conflict), e.confirmPasskey),
	)
}

// asObject reads the options of WebAuthn, which are an object or nothing.
func asObject(text []byte) (map[string]any, error) {
	if len(text) == 0 {
		return nil, nil //nolint:nilnil // nothing is left out
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("read the options: %w", err)
	}
	return out, nil
}

func tellCeremony(c signin.Ceremony) (ceremony, error) {
	options, err := asObject(c.Options)
	return ceremony{Challenge: c.Challenge, Options: options, ExpiresAt: c.Expires}, err
}

// passkeyProof is what a browser answered for a passkey.
func (e *Entrance) passkeyProof(r httpapi.Request, answer map[string]any) (signin.Proof, error) {
	party, err := e.Site.party(r.HTTP.Host)
	if err != nil {
		return signin.Proof{}, err
	}
	text, err := json.Marshal(answer)
	if err != nil {
		return signin.Proof{}, fmt.Errorf("write the passkey's answer: %w", err)
	}
	return signin.Proof{Method: signin.Passkey, Answer: text, Party: party}, nil
}

func (e *Entrance) askPasskey(ctx context.Context, r httpapi.Request, in askPasskey) (ceremony, error) {
	realm, release, err := e.realm(r, in.Tenant)
	if err != nil {
		return ceremony{}, err
	}
	defer release()
	party, err := e.Site.party(r.HTTP.Host)
	if err != nil {
		return ceremony{}, err
	}
	c, err := e.Door.AskPasskey(ctx, realm, party)
	if err != nil {
		return ceremony{}, err
	}
	return tellCeremony(c)
}

func (e *Entrance) passkeyLogin(ctx context.Context, r httpapi.Request, in passkeyLogin) (entered, error) {
	realm, digest, release, err := e.realmOfSecret(ctx, credential.ChallengeMark, in.Challenge)
	if err != nil {
		return entered{}, err
	}
	defer release()
	proof, err := e.passkeyProof(r, in.Passkey)
	if err != nil {
		return entered{}, err
	}
	entry, err := e.Door.PasskeyLogin(ctx, realm, digest, proof, visitOf(r))
	if err != nil {
		return entered{}, err
	}
	return e.admit(ctx, r, realm, entry, in.Keep)
}

func (e *Entrance) proposePasskey(ctx context.Context, r httpapi.Request, in again) (ceremony, error) {
	if err := personal(r); err != nil {
		return ceremony{}, err
	}
	party, err := e.Site.party(r.HTTP.Host)
	if err != nil {
		return ceremony{}, err
	}
	c, err := e.Door.ProposePasskey(ctx, e.realmOf(r), party, selfOf(r, in.Password))
	if err != nil {
		return ceremony{}, err
	}
	return tellCeremony(c)
}

func (e *Entrance) confirmPasskey(ctx context.Context, r httpapi.Request, in confirmPasskey) (recoveryCodes, error) {
	if err := personal(r); err != nil {
		return recoveryCodes{}, err
	}
	proof, err := e.passkeyProof(r, in.Passkey)
	if err != nil {
		return recoveryCodes{}, err
	}
	realm := e.realmOf(r)
	tenant, digest, ok := credential.Parse(credential.ChallengeMark, in.Challenge)
	if !ok || tenant != realm.Home.Tenant {
		return recoveryCodes{}, signin.SignedOut()
	}
	codes, err := e.Door.ConfirmPasskey(ctx, realm, proof.Party, selfOf(r, ""), digest, in.Name, proof.Answer)
	e.forgetActors(realm)
	return tellCodes(codes), err
}
