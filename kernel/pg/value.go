package pg

import (
	"database/sql/driver"
	"reflect"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// uuidLike is implemented by typed ids. A zero id is NULL.
type uuidLike interface{ UUID() uuid.UUID }

// Arg turns a value of our own types into one that the driver encodes without a
// detour: typed ids into UUIDs (zero into NULL), decimals and dates through
// their driver.Valuer, slices of them into arrays. Other values pass unchanged.
func Arg(v any) any {
	switch x := v.(type) {
	case nil, string, bool, int, int64, []byte, time.Time, uuid.UUID, []string, []int64:
		return v
	case uuidLike:
		return nullUUID(x.UUID())
	case driver.Valuer:
		return v
	}
	rv := reflect.ValueOf(v)
	if rv.Kind() == reflect.String {
		return rv.String()
	}
	if rv.Kind() == reflect.Slice {
		return sliceArg(v, rv)
	}
	return v
}

func nullUUID(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return id
}

// sliceArg builds the array argument for a slice of ids, decimals, dates or
// named strings. Zero ids and dates are NULL.
func sliceArg(v any, rv reflect.Value) any {
	elem := rv.Type().Elem()
	switch {
	case elem == reflect.TypeFor[uuid.UUID]():
		return v
	case elem.Implements(reflect.TypeFor[uuidLike]()), elem.Implements(reflect.TypeFor[driver.Valuer]()):
		out := make([]any, rv.Len())
		for i := range out {
			out[i] = Element(rv.Index(i).Interface())
		}
		return out
	case elem.Kind() == reflect.String:
		out := make([]string, rv.Len())
		for i := range out {
			out[i] = rv.Index(i).String()
		}
		return out
	}
	return v
}

// Element is [Arg] for an element of an array, for which the driver asks no
// driver.Valuer.
func Element(v any) any {
	v = Arg(v)
	valuer, ok := v.(driver.Valuer)
	if _, isUUID := v.(uuid.UUID); !ok || isUUID {
		return v
	}
	value, err := valuer.Value()
	if err != nil { // the values of this module's own types cannot fail
		return v
	}
	return value
}

// rowTo fills a T from a row: a struct of plain fields by position, anything
// else (and types that scan themselves) as the row's only column.
func rowTo[T any]() pgx.RowToFunc[T] {
	t := reflect.TypeFor[T]()
	_, scans := any(new(T)).(interface{ Scan(src any) error })
	if t.Kind() == reflect.Struct && t != reflect.TypeFor[time.Time]() && !scans {
		return pgx.RowToStructByPos[T]
	}
	return pgx.RowTo[T]
}
