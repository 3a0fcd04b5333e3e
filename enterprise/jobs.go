package enterprise

import (
	"context"
	"fmt"
	"net/url"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/queue"
	"github.com/guildhall/guildhall/lib/secret"
)

// jobStore is a row of the table job_store.
type jobStore struct {
	Role         string
	URIEncrypted []byte
	KeyID        string
	Version      string
}

// jobStore returns how the queue of jobs is entered.
func (e *Enterprise) jobStore(ctx context.Context) (s jobStore, found bool, err error) {
	err = e.control.Read(ctx, func(tx *pg.Tx) (err error) {
		s, found, err = pg.One[jobStore](ctx, tx, `select role, uri_encrypted, key_id, version from job_store where database = $1`, e.names.jobs)
		return err
	})
	return s, found, err
}

// makeJobs makes the database of jobs and its role, or brings its tables to the
// version of this binary. An installation that is older than jobs gets it, too.
func (e *Enterprise) makeJobs(ctx context.Context) error {
	version, err := queue.Version()
	if err != nil {
		return err
	}
	s, found, err := e.jobStore(ctx)
	if err != nil || found && s.Version == version {
		return err
	}
	return e.aloneBuilding(ctx, 2, func(admin *pg.DB) error {
		s, found, err := e.jobStore(ctx)
		if err != nil || found && s.Version == version { // by the one that was waited for
			return err
		}
		return e.buildJobs(ctx, admin, version, found)
	})
}

func (e *Enterprise) buildJobs(ctx context.Context, admin *pg.DB, version string, known bool) error {
	name := e.names.jobs
	if err := e.control.Command(ctx, role(sqlRole, name, "login")); err != nil {
		return fmt.Errorf("make its role: %w", err)
	}
	if err := e.createDatabase(ctx, admin, name, ""); err != nil {
		return err
	}
	if err := e.admit(ctx, admin, name, name); err != nil {
		return err
	}
	if err := queue.Migrate(ctx, e.ownerURL(name), name); err != nil {
		return err
	}
	if known {
		return e.control.Write(ctx, func(tx *pg.Tx) error {
			tx.Exec(`update job_store set version = $2 where database = $1`, name, version)
			return nil
		})
	}
	sealed, err := e.credential(ctx, name, name)
	if err != nil {
		return err
	}
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into job_store (database, role, uri_encrypted, key_id, version) values ($1, $2, $3, $4, $5)`,
			name, name, sealed.Text, sealed.KeyID, version)
		return nil
	})
}

// JobsURL returns the URL by which the queue of jobs is entered, for the role that
// works there and reaches nothing else. It holds a password.
func (e *Enterprise) JobsURL(ctx context.Context) (string, error) {
	s, found, err := e.jobStore(ctx)
	if err == nil && !found {
		err = fmt.Errorf("there is no database %s", e.names.jobs)
	}
	if err != nil {
		return "", err
	}
	plain, err := e.cfg.Keys.Unseal(ctx, secret.Sealed{KeyID: s.KeyID, Text: s.URIEncrypted})
	if err != nil {
		return "", fmt.Errorf("connection URI of %s: %w", e.names.jobs, err)
	}
	u, err := url.Parse(string(plain))
	if err != nil || u.User == nil {
		return "", fmt.Errorf("the connection URI of %s is not one", e.names.jobs)
	}
	password, _ := u.User.Password()
	return e.servingURL(e.names.jobs, s.Role, password), nil
}

// RecordJobs writes down what an operator did with jobs.
func (e *Enterprise) RecordJobs(ctx context.Context, by *auth.Actor, verb string, details map[string]any) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error { return e.audit(tx, by, deed{verb, "jobs", uuid.Nil, details}) })
	if err != nil {
		return fmt.Errorf("record %s: %w", verb, err)
	}
	return nil
}
