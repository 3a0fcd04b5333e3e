package pg

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestValuesAreNotQuoted: what goes into a log does not tell the value that the
// database refused.
func TestValuesAreNotQuoted(t *testing.T) {
	t.Parallel()
	refused := &pgconn.PgError{Code: "22P02", Message: `invalid input syntax for type uuid: "ida@falkenrath.example"`}
	err := mapError(fmt.Errorf("read: %w", refused))
	if strings.Contains(err.Error(), "falkenrath") || SQLSTATE(err) != "22P02" {
		t.Errorf("the error says %v (%s)", err, SQLSTATE(err))
	}
}
