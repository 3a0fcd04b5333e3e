package passkey

import (
	"encoding/json"
	"fmt"

	"github.com/go-webauthn/webauthn/webauthn"
)

// owner is a User as the library wants to see one.
type owner struct {
	user     User
	passkeys []webauthn.Credential
}

func ownerOf(u User) (owner, error) {
	o := owner{user: u, passkeys: make([]webauthn.Credential, len(u.Passkeys))}
	for i, record := range u.Passkeys {
		if err := json.Unmarshal(record, &o.passkeys[i]); err != nil {
			return owner{}, fmt.Errorf("read a passkey: %w", err)
		}
	}
	return o, nil
}

// WebAuthnID implements the library's interface.
func (o owner) WebAuthnID() []byte { return o.user.Handle }

// WebAuthnName implements the library's interface.
func (o owner) WebAuthnName() string { return o.user.Account }

// WebAuthnDisplayName implements the library's interface.
func (o owner) WebAuthnDisplayName() string { return o.user.Name }

// WebAuthnCredentials implements the library's interface.
func (o owner) WebAuthnCredentials() []webauthn.Credential { return o.passkeys }
