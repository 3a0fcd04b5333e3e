package migrate

import (
	"context"
	"errors"
	"fmt"
)

// sqlPrepare closes the database's public schema to strangers and adds the
// extensions whose operator classes the tables' indexes name.
const sqlPrepare = `
create schema if not exists extensions;
grant usage on schema extensions to public;
create extension if not exists pg_trgm schema extensions;
create extension if not exists btree_gin schema extensions;
create extension if not exists btree_gist schema extensions;
revoke all on schema public from public;`

// Prepare makes a fresh database ready for migrations: the schema "extensions"
// with pg_trgm, btree_gin and btree_gist, and no access to the schema public but
// for those it is granted to. The connecting role must own the database, or be a
// superuser. Running it again changes nothing.
func Prepare(ctx context.Context, url string) error {
	conn, err := connect(ctx, url)
	if err != nil {
		return err
	}
	_, err = conn.PgConn().Exec(ctx, sqlPrepare).ReadAll()
	if err := errors.Join(err, conn.Close(context.WithoutCancel(ctx))); err != nil {
		return fmt.Errorf("prepare database: %w", err)
	}
	return nil
}
