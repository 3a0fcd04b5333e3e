package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/guildhall/guildhall/domain/signin"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/secret"
	"github.com/guildhall/guildhall/lib/sms"
)

// newDoor makes the door by which users and operators come in.
func (a *App) newDoor() *signin.Door {
	return signin.New(signin.Options{
		Passwords: credential.NewPasswords(a.cfg.Passwords), Clock: a.cfg.Clock,
		Seal: func(ctx context.Context, plain []byte) ([]byte, string, error) {
			s, err := a.Keys.Seal(ctx, plain)
			return s.Text, s.KeyID, err
		},
		Unseal: func(ctx context.Context, sealed []byte, key string) ([]byte, error) {
			return a.Keys.Unseal(ctx, secret.Sealed{Text: sealed, KeyID: key})
		},
		SMS: a.cfg.SMS, SMSPerDay: a.cfg.SMSPerDay, Count: a.countSignIn,
		Tell: func(ctx context.Context, r signin.Realm, n signin.Notice) {
			if err := a.post().Notice(ctx, r, n); err != nil { // what was done stays done
				a.cfg.Log.ErrorContext(ctx, "a notice was not sent", slog.String("kind", string(n.Kind)), slog.String("error", err.Error()))
			}
		},
	})
}

// keptMessages is how many messages are kept that were not sent, in development.
const keptMessages = 100

// newSender makes what sends codes by SMS: Twilio when there is an account there, a
// file in the data folder in development, nothing otherwise.
func newSender(s config.Serve) (sms.Sender, error) {
	if s.SMSAccount != "" {
		sender, err := sms.NewTwilio(sms.TwilioConfig{Account: s.SMSAccount, Secret: s.SMSToken, From: s.SMSFrom, BaseURL: s.SMSURL})
		if err != nil {
			return nil, fmt.Errorf("settings of SMS: %w", err)
		}
		return sender, nil
	}
	if !s.Development {
		return nil, nil //nolint:nilnil // nothing is sent, and that is fine
	}
	dir := filepath.Join(s.Data, "sms")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder for messages: %w", err)
	}
	return sms.NewRecorder(filepath.Join(dir, "messages.json"), keptMessages), nil
}
