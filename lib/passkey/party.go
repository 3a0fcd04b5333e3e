package passkey

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// ErrRefused is wrapped by every error about an answer that is not believed: it is
// malformed, belongs to another session, site or user, or its signature is wrong. The
// rest of the error says why, for the log.
var ErrRefused = errors.New("the passkey's answer was refused")

// Party is the site that people sign in to, the relying party of WebAuthn. It may be
// used by any number of goroutines.
type Party struct {
	lib *webauthn.WebAuthn
}

// New returns the party of a domain. Passkeys belong to that domain for ever and work
// on the pages of the origins only, such as https://app.example.com for the domain
// example.com. Name is shown while a passkey is made.
//
// The user is always verified, by the device's PIN, finger or face, so that a passkey
// is two factors in one. Devices are not asked what they are.
func New(domain, name string, origins ...string) (*Party, error) {
	if domain == "" || name == "" {
		return nil, errors.New("passkeys need a domain and a name")
	}
	lib, err := webauthn.New(&webauthn.Config{
		RPID:                  domain,
		RPDisplayName:         name,
		RPOrigins:             origins,
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementPreferred,
			UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys of %s: %w", domain, err)
	}
	return &Party{lib: lib}, nil
}

// User is somebody who has passkeys, or is about to.
type User struct {
	Handle   []byte   // names the user within passkeys: 1 to 64 bytes that never change and are nothing personal
	Account  string   // tells accounts apart in the browser's list, such as an e-mail address
	Name     string   // of the person, shown with it
	Passkeys [][]byte // records of all passkeys that the user has
}

// Passkey is what the caller keeps of a passkey.
type Passkey struct {
	ID       []byte // by which the device names it; no two users may have the same
	Record   []byte // all that is known of it; changes with every sign-in
	BackedUp bool   // whether it is copied to the user's other devices
}

// kind keeps the session of one ceremony from being used in the other.
type kind string

const (
	registration kind = "registration"
	signIn       kind = "sign-in"
)

// session is what is kept between the steps.
type session struct {
	Kind kind                  `json:"kind"`
	Data *webauthn.SessionData `json:"data"`
}

// begun returns the options and the session as JSON.
func begun(k kind, options any, data *webauthn.SessionData) (optionsJSON, sessionJSON []byte, err error) {
	if optionsJSON, err = json.Marshal(options); err != nil {
		return nil, nil, fmt.Errorf("write the options: %w", err)
	}
	if sessionJSON, err = json.Marshal(session{k, data}); err != nil {
		return nil, nil, fmt.Errorf("write the session: %w", err)
	}
	return optionsJSON, sessionJSON, nil
}

func readSession(k kind, text []byte) (webauthn.SessionData, error) {
	var s session
	if err := json.Unmarshal(text, &s); err != nil {
		return webauthn.SessionData{}, fmt.Errorf("read the session: %w", err)
	}
	if s.Kind != k || s.Data == nil {
		return webauthn.SessionData{}, fmt.Errorf("%w: the session is of another ceremony", ErrRefused)
	}
	return *s.Data, nil
}

func passkeyOf(c *webauthn.Credential) (Passkey, error) {
	// The attestation was not asked for and says nothing, but is long.
	c.Attestation = webauthn.CredentialAttestation{}
	record, err := json.Marshal(c)
	if err != nil {
		return Passkey{}, fmt.Errorf("write a passkey: %w", err)
	}
	return Passkey{ID: c.ID, Record: record, BackedUp: c.Flags.BackupState}, nil
}

// refused says why, in the library's words for developers.
func refused(err error) error {
	if detailed, ok := errors.AsType[*protocol.Error](err); ok && detailed.DevInfo != "" {
		return fmt.Errorf("%w: %w (%s)", ErrRefused, err, detailed.DevInfo)
	}
	return fmt.Errorf("%w: %w", ErrRefused, err)
}
