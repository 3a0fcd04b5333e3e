package pg_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// TestArrays: PostgreSQL reads every array as it was meant.
func TestArrays(t *testing.T) {
	db, err := pg.Open(t.Context(), pgtest.Database(t, ""), pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	id := uuid.MustParse("01890a5d-ac96-774b-bcce-b302099a8057")
	tests := []struct {
		name, sql string
		arg       any
	}{
		{"text", "select $1::text[] = array['a', '', 'N\"U,L\\L', 'NULL', E'two\\nlines', '{}', 'ä']", pg.Array([]any{"a", "", `N"U,L\L`, "NULL", "two\nlines", "{}", "ä"})},
		{"decimals", "select $1::numeric[] = array[1.5, -2]", pg.Arg([]money.Amount{money.MustAmount("1.5"), money.MustAmount("-2")})},
		{"dates", "select $1::date[] is not distinct from array['2026-05-04', null]::date[]", pg.Arg([]civil.Date{civil.New(2026, 5, 4), {}})},
		{"instants", "select $1::timestamptz[] = array['2026-05-04T09:00:00.5Z'::timestamptz]", pg.Array([]any{time.Date(2026, 5, 4, 9, 0, 0, 5e8, time.UTC)})},
		{"ids", "select $1::uuid[] = array['" + id.String() + "']::uuid[]", []uuid.UUID{id}},
		{"numbers", "select $1::bigint[] = array[1, -2]::bigint[]", pg.Array([]any{1, int64(-2)})},
		{"flags", "select $1::boolean[] is not distinct from array[true, false, null]", pg.Array([]any{true, false, nil})},
		{"nothing", "select $1::text[] = '{}'", pg.Array(nil)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := db.Read(t.Context(), func(tx *pg.Tx) error {
				got, _, err := pg.One[bool](t.Context(), tx, tt.sql, tt.arg)
				if err == nil && !got {
					t.Errorf("%v is read as another array", tt.arg)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
}
