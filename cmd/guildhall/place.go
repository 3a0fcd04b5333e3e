package main

import (
	"errors"
	"fmt"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/lib/config"
)

// place says which installation a command is about: the same data folder, or the
// same database URL, as the server's.
type place struct {
	Data        string `default:"./data" env:"GUILDHALL_DATA" help:"Data folder of the server." type:"path"`
	DatabaseURL string `env:"GUILDHALL_DATABASE_URL" help:"PostgreSQL server, when it is not the data folder's own."`

	config.Mail  `embed:""`
	config.Topic `embed:""`
}

// Validate returns an error that names every setting that cannot be meant.
func (p place) Validate() error {
	return errors.Join(p.Mail.Validate(), p.Topic.Validate())
}

// open runs do on the installation, beside a running server or without one.
func (p place) open(s *session, upgrade bool, do func(*app.App) error) error {
	a, err := app.Open(s, app.Config{Data: p.Data, DatabaseURL: p.DatabaseURL, Mail: p.Mail, TopicURL: p.TopicURL, Upgrade: upgrade})
	if err != nil {
		return fmt.Errorf("open %s: %w", p.Data, err)
	}
	err = do(a)
	if stopped := a.Close(s); stopped != nil {
		return errors.Join(err, stopped)
	}
	return err
}
