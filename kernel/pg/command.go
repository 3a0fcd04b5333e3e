package pg

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Command runs SQL without arguments outside any tenant and any transaction of
// ours: CREATE DATABASE and other statements that refuse to run inside one.
// Several statements, parted by semicolons, succeed or fail together.
func (db *DB) Command(ctx context.Context, sql string) error {
	if _, err := db.pool.Exec(ctx, sql); err != nil {
		return mapError(err)
	}
	return nil
}

// Quote returns a name as SQL writes an identifier that must be taken literally.
func Quote(name string) string { return pgx.Identifier{name}.Sanitize() }

// SQLSTATE returns the five characters by which PostgreSQL names the error in
// the chain of err; "" when PostgreSQL did not raise it.
func SQLSTATE(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code
	}
	return ""
}

// verifierRounds is PostgreSQL's own number of iterations.
const verifierRounds = 4096

// Verifier returns what CREATE ROLE … PASSWORD takes instead of a password, so
// that the password itself reaches neither the server nor its log. The password
// must be ASCII.
func Verifier(password string) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("make salt: %w", err)
	}
	salted, err := pbkdf2.Key(sha256.New, password, salt, verifierRounds, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("derive verifier: %w", err)
	}
	sign := func(word string) []byte {
		m := hmac.New(sha256.New, salted)
		m.Write([]byte(word))
		return m.Sum(nil)
	}
	stored := sha256.Sum256(sign("Client Key"))
	b64 := base64.StdEncoding.EncodeToString
	return "SCRAM-SHA-256$" + strconv.Itoa(verifierRounds) + ":" + b64(salt) +
		"$" + b64(stored[:]) + ":" + b64(sign("Server Key")), nil
}
