package pg

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// uuidLike is implemented by typed ids. A zero id is NULL.
type uuidLike interface{ UUID() uuid.UUID }

// Arg turns a value of our own types into one that the driver writes without a
// detour: typed ids into UUIDs (zero into NULL), decimals and dates into text,
// slices of them into the text of an array. Other values pass unchanged.
func Arg(v any) any {
	switch x := v.(type) {
	case nil, string, bool, int, int64, []byte, [][]byte, time.Time, uuid.UUID, []string, []int64, []uuid.UUID:
		return v
	case uuidLike:
		return NullUUID(x.UUID())
	case driver.Valuer:
		value, err := x.Value()
		if err != nil { // those of this module's own types cannot fail
			return v
		}
		return value
	}
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.String:
		return rv.String()
	case rv.Kind() != reflect.Slice:
		return v
	}
	elements := make([]any, rv.Len())
	for i := range elements {
		elements[i] = Arg(rv.Index(i).Interface())
	}
	return Array(elements)
}

// Array writes elements, as [Arg] returns them, as the text of an array: what the
// driver would try several ways of encoding one by one, it sends as it is.
func Array(elements []any) string {
	dst := append(make([]byte, 0, 16*len(elements)+2), '{')
	for i, v := range elements {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendElement(dst, v)
	}
	return string(append(dst, '}'))
}

func uuidArray(ids []uuid.UUID) string {
	elements := make([]any, len(ids))
	for i, id := range ids {
		elements[i] = id
	}
	return Array(elements)
}

func appendElement(dst []byte, v any) []byte {
	switch x := v.(type) {
	case nil:
		return append(dst, "NULL"...)
	case bool:
		return strconv.AppendBool(dst, x)
	case int:
		return strconv.AppendInt(dst, int64(x), 10)
	case int64:
		return strconv.AppendInt(dst, x, 10)
	case uuid.UUID:
		return append(dst, x.String()...)
	case time.Time:
		return append(x.UTC().AppendFormat(append(dst, '"'), "2006-01-02T15:04:05.999999Z"), '"')
	case string:
		dst = append(dst, '"')
		for i := range len(x) {
			if x[i] == '"' || x[i] == '\\' {
				dst = append(dst, '\\')
			}
			dst = append(dst, x[i])
		}
		return append(dst, '"')
	}
	return appendElement(dst, fmt.Sprint(v))
}

// NullUUID is an id as an argument: NULL for the zero one.
func NullUUID(id uuid.UUID) any {
	if id == uuid.Nil {
		return nil
	}
	return id
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
