package passkey

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// BeginRegistration starts making a passkey for a user. Options are JSON for
// navigator.credentials.create; devices that hold one of the user's passkeys already
// make no other.
func (p *Party) BeginRegistration(u User) (options, session []byte, err error) {
	o, err := ownerOf(u)
	if err != nil {
		return nil, nil, err
	}
	creation, data, err := p.lib.BeginRegistration(o, webauthn.WithExclusions(webauthn.Credentials(o.passkeys).CredentialDescriptors()))
	if err != nil {
		return nil, nil, fmt.Errorf("begin to register a passkey: %w", err)
	}
	return begun(registration, creation, data)
}

// FinishRegistration returns the passkey that was made for the user. Answer is the
// browser's PublicKeyCredential as JSON. One that is not believed is an
// [ErrRefused].
func (p *Party) FinishRegistration(u User, session, answer []byte) (Passkey, error) {
	data, err := readSession(registration, session)
	if err != nil {
		return Passkey{}, err
	}
	o, err := ownerOf(u)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Passkey{}, refused(err)
	}
	made, err := p.lib.CreateCredential(o, data, parsed)
	if err != nil {
		return Passkey{}, refused(err)
	}
	return passkeyOf(made)
}

// BeginSignIn starts a sign-in by one of the user's passkeys; a user without any is
// an error. The zero User starts one by whatever passkey the browser offers, of
// whomever: [Handle] tells from the answer whose it claims to be. Options are JSON
// for navigator.credentials.get.
func (p *Party) BeginSignIn(u User) (options, session []byte, err error) {
	var assertion *protocol.CredentialAssertion
	var data *webauthn.SessionData
	if len(u.Handle) == 0 {
		assertion, data, err = p.lib.BeginDiscoverableLogin()
	} else {
		o, unread := ownerOf(u)
		if unread != nil {
			return nil, nil, unread
		}
		assertion, data, err = p.lib.BeginLogin(o)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("begin to sign in by a passkey: %w", err)
	}
	return begun(signIn, assertion, data)
}

// FinishSignIn returns the passkey by which the user has signed in. Its record is to
// be stored in place of the old one: it counts the signatures, and a device that
// counts less than before is refused, since it may be a copy. Answer is the browser's
// PublicKeyCredential as JSON. One that is not believed is an [ErrRefused].
func (p *Party) FinishSignIn(u User, session, answer []byte) (Passkey, error) {
	data, err := readSession(signIn, session)
	if err != nil {
		return Passkey{}, err
	}
	o, err := ownerOf(u)
	if err != nil {
		return Passkey{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Passkey{}, refused(err)
	}
	used, err := p.validate(o, data, parsed)
	if err != nil {
		return Passkey{}, err
	}
	if used.Authenticator.CloneWarning {
		return Passkey{}, fmt.Errorf("%w: it has signed more often than it says, and may be a copy", ErrRefused)
	}
	return passkeyOf(used)
}

// validate checks the answer against the session, of a known user or of anyone.
func (p *Party) validate(o owner, data webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	if len(data.UserID) > 0 {
		used, err := p.lib.ValidateLogin(o, data, parsed)
		if err != nil {
			return nil, refused(err)
		}
		return used, nil
	}
	whose := func(_, handle []byte) (webauthn.User, error) {
		if !bytes.Equal(handle, o.user.Handle) {
			return nil, errors.New("it is somebody else's")
		}
		return o, nil
	}
	_, used, err := p.lib.ValidatePasskeyLogin(whose, data, parsed)
	if err != nil {
		return nil, refused(err)
	}
	return used, nil
}

// Handle returns the handle of the user whose passkey the answer to a sign-in claims
// to be, so that the user can be found for [Party.FinishSignIn]. It proves nothing.
// It is nil if the answer does not say.
func Handle(answer []byte) ([]byte, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, refused(err)
	}
	return parsed.Response.UserHandle, nil
}
