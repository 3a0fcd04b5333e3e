package entity

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/money"
)

// encoding is what a value needs to know of its surroundings to become JSON: the
// currency of the amounts.
type encoding struct {
	currency money.Currency
	digits   int
}

func inCurrency(c money.Currency) encoding { return encoding{currency: c, digits: c.Digits()} }

// refusal says why a value is not taken, by a stable code and a sentence.
type refusal struct{ code, message string }

func refuse(code, format string, args ...any) *refusal {
	return &refusal{code: code, message: fmt.Sprintf(format, args...)}
}

// codec knows one Go type: its column, its JSON, its binary form on the wire.
type codec struct {
	kind    filter.Kind
	sql     string // the column's type
	null    bool   // the zero value is NULL
	limit   int    // most characters of a text
	choices []string
	trial   []string       // of the choices, those that are for trying alone
	schema  map[string]any // JSON Schema (2020-12) of the value
	format  string         // for user interfaces: "amount", "date", "email" …

	decode func(x any, v reflect.Value, e encoding) *refusal    // JSON → field
	append func(dst []byte, v reflect.Value, e encoding) []byte // field → JSON
	raw    func(dst, src []byte, e encoding) []byte             // column → JSON; src is never nil
	scan   func(src []byte, v reflect.Value) error              // column → field; src nil is NULL
}

const (
	maxLine = 200    // characters of a text field
	maxText = 20_000 // characters of a text field tagged text
	maxList = 100    // elements of a list of references
)

var (
	typeTime     = reflect.TypeFor[time.Time]()
	typeDate     = reflect.TypeFor[civil.Date]()
	typeAmount   = reflect.TypeFor[money.Amount]()
	typeQuantity = reflect.TypeFor[money.Quantity]()
	typePercent  = reflect.TypeFor[money.Percent]()
	typeUUID     = reflect.TypeFor[uuid.UUID]()
	typeStrings  = reflect.TypeFor[[]string]()
	typeEvents   = reflect.TypeFor[EventNames]()
	typeChoice   = reflect.TypeFor[interface{ Choices() []string }]()
	typeTypedID  = reflect.TypeFor[interface{ UUID() uuid.UUID }]()
	typeEmail    = reflect.TypeFor[Email]()
	typeCurrency = reflect.TypeFor[money.Currency]()
)

// codecFor returns the codec of a field's type, or false for a type that no
// column holds.
func codecFor(t reflect.Type) (codec, bool) {
	switch {
	case t == typeTime:
		return timeCodec(), true
	case t == typeDate:
		return dateCodec(), true
	case t == typeAmount:
		return amountCodec(), true
	case t == typeQuantity:
		return decimalCodec[money.Quantity]("quantity", money.ParseQuantity), true
	case t == typePercent:
		return decimalCodec[money.Percent]("percent", money.ParsePercent), true
	case t == typeUUID, t.Implements(typeTypedID):
		return idCodec(), true
	case t == typeStrings, t == typeEvents:
		return stringsCodec(), true
	case t.Kind() == reflect.Slice && (t.Elem() == typeUUID || t.Elem().Implements(typeTypedID)):
		return idsCodec(maxList), true
	case t.Kind() == reflect.Pointer:
		return optionalCodec(t)
	case t.Kind() == reflect.String:
		return textCodec(t), true
	case t.Kind() == reflect.Bool:
		return boolCodec(), true
	case t.Kind() == reflect.Int, t.Kind() == reflect.Int64:
		return intCodec(), true
	}
	return codec{}, false
}

func boolCodec() codec {
	return codec{
		kind: filter.Bool, sql: "boolean", format: "flag", schema: map[string]any{"type": "boolean"},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			b, ok := x.(bool)
			if !ok {
				return refuse("invalid-type", "Must be true or false.")
			}
			v.SetBool(b)
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte { return strconv.AppendBool(dst, v.Bool()) },
		raw:    func(dst, src []byte, _ encoding) []byte { return strconv.AppendBool(dst, src[0] != 0) },
		scan: func(src []byte, v reflect.Value) error {
			v.SetBool(len(src) > 0 && src[0] != 0)
			return nil
		},
	}
}

func intCodec() codec {
	return codec{
		kind: filter.Int, sql: "bigint", format: "number", schema: map[string]any{"type": "integer", "format": "int64"},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			n, ok := x.(json.Number)
			if !ok {
				return refuse("invalid-type", "Must be a whole number.")
			}
			i, err := strconv.ParseInt(n.String(), 10, 64)
			if err != nil || i > 1<<53 || i < -1<<53 {
				return refuse("invalid-number", "Must be a whole number of at most 16 digits.")
			}
			v.SetInt(i)
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte { return strconv.AppendInt(dst, v.Int(), 10) },
		raw:    func(dst, src []byte, _ encoding) []byte { return strconv.AppendInt(dst, rawInt(src), 10) },
		scan: func(src []byte, v reflect.Value) error {
			v.SetInt(rawInt(src))
			return nil
		},
	}
}

// rawInt reads int2, int4 and int8 by their length.
func rawInt(src []byte) int64 {
	switch len(src) {
	case 8:
		return int64(binary.BigEndian.Uint64(src))
	case 4:
		return int64(int32(binary.BigEndian.Uint32(src)))
	case 2:
		return int64(int16(binary.BigEndian.Uint16(src)))
	}
	return 0
}

// microsecondsTo2000 lies between the Unix epoch and PostgreSQL's.
const microsecondsTo2000 = 946_684_800_000_000

func rawTime(src []byte) time.Time {
	return time.UnixMicro(rawInt(src) + microsecondsTo2000).UTC()
}

func timeCodec() codec {
	const layout = "2006-01-02T15:04:05.999999Z07:00"
	return codec{
		kind: filter.Instant, sql: "timestamp with time zone", null: true, format: "instant",
		schema: map[string]any{"type": []string{"string", "null"}, "format": "date-time"},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			s, _ := x.(string)
			t, err := time.Parse(time.RFC3339Nano, s)
			if err != nil || t.Year() < 1 || t.Year() > 9999 {
				return refuse("invalid-instant", "Must be an instant such as 2026-05-30T14:05:00Z.")
			}
			*ptr[time.Time](v) = t.UTC().Truncate(time.Microsecond)
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte {
			t := *ptr[time.Time](v)
			if t.IsZero() {
				return append(dst, "null"...)
			}
			dst = t.UTC().AppendFormat(append(dst, '"'), layout)
			return append(dst, '"')
		},
		raw: func(dst, src []byte, _ encoding) []byte {
			dst = rawTime(src).AppendFormat(append(dst, '"'), layout)
			return append(dst, '"')
		},
		scan: func(src []byte, v reflect.Value) error {
			t := ptr[time.Time](v)
			*t = time.Time{}
			if src != nil {
				*t = rawTime(src)
			}
			return nil
		},
	}
}

func dateCodec() codec {
	return codec{
		kind: filter.Date, sql: "date", null: true, format: "date",
		schema: map[string]any{"type": []string{"string", "null"}, "format": "date"},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			s, _ := x.(string)
			d, err := civil.ParseDate(s)
			if err != nil {
				return refuse("invalid-date", "Must be a date such as 2026-05-30.")
			}
			*ptr[civil.Date](v) = d
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte {
			return appendDate(dst, *ptr[civil.Date](v))
		},
		raw: func(dst, src []byte, _ encoding) []byte {
			return appendDate(dst, civil.FromDays2000(int32(rawInt(src))))
		},
		scan: func(src []byte, v reflect.Value) error {
			d := ptr[civil.Date](v)
			*d = civil.Date{}
			if src != nil {
				*d = civil.FromDays2000(int32(rawInt(src)))
			}
			return nil
		},
	}
}

func appendDate(dst []byte, d civil.Date) []byte {
	if d.IsZero() {
		return append(dst, "null"...)
	}
	return append(append(append(dst, '"'), d.String()...), '"')
}

// textCodec serves string and every type made of it: choices, currencies,
// e-mail addresses.
func textCodec(t reflect.Type) codec {
	c := codec{kind: filter.Text, sql: "text", limit: maxLine, format: "text", schema: map[string]any{"type": "string"}}
	zero := reflect.New(t).Elem()
	if t.Implements(typeChoice) {
		c.kind, c.format = filter.Choice, "choice"
		c.choices = as[interface{ Choices() []string }](zero).Choices()
		c.schema = map[string]any{"type": "string", "enum": c.choices}
		if some, is := reflect.TypeAssert[interface{ TrialChoices() []string }](zero); is {
			c.trial = some.TrialChoices()
		}
	} else if t != reflect.TypeFor[string]() {
		c.format = strings.ToLower(t.Name())
	}
	check := textCheck(t, c.choices)
	c.decode = func(x any, v reflect.Value, _ encoding) *refusal {
		s, ok := x.(string)
		if !ok {
			return refuse("invalid-type", "Must be text.")
		}
		if t == typeEmail {
			s = string(Email(s).Normal())
		}
		if s != "" {
			if r := check(s); r != nil {
				return r
			}
		}
		v.SetString(s)
		return nil
	}
	c.append = func(dst []byte, v reflect.Value, _ encoding) []byte { return appendString(dst, v.String()) }
	c.raw = func(dst, src []byte, _ encoding) []byte { return appendString(dst, src) }
	c.scan = func(src []byte, v reflect.Value) error {
		v.SetString(string(src))
		return nil
	}
	return c
}

// textCheck returns what a text of a type must hold, beyond its length.
func textCheck(t reflect.Type, choices []string) func(string) *refusal {
	if choices != nil {
		return func(s string) *refusal {
			if slices.Contains(choices, s) {
				return nil
			}
			return refuse("invalid-choice", "Must be one of %s.", strings.Join(choices, ", "))
		}
	}
	if t.Implements(reflect.TypeFor[interface{ Valid() bool }]()) {
		return func(s string) *refusal {
			v := reflect.New(t).Elem()
			v.SetString(s)
			if as[interface{ Valid() bool }](v).Valid() {
				return nil
			}
			return refuse("invalid-"+strings.ToLower(t.Name()), "%q is not a valid %s.", s, strings.ToLower(t.Name()))
		}
	}
	return func(string) *refusal { return nil }
}

// tooLong tells whether a text has more than limit characters, or holds line
// breaks where it must be one line.
func tooLong(s string, limit int) *refusal {
	if len(s) > limit && utf8.RuneCountInString(s) > limit {
		return refuse("too-long", "Must have at most %d characters.", limit)
	}
	if limit <= maxLine && strings.ContainsAny(s, "\r\n") {
		return refuse("invalid-text", "Must be one line.")
	}
	return nil
}

func idCodec() codec {
	return codec{
		kind: filter.ID, sql: "uuid", null: true, format: "reference",
		schema: map[string]any{"type": []string{"string", "null"}, "format": "uuid"},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			id, r := decodeID(x)
			if r == nil {
				v.Set(reflect.ValueOf(id).Convert(v.Type()))
			}
			return r
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte {
			id := idOf(v)
			if id == uuid.Nil {
				return append(dst, "null"...)
			}
			return appendUUID(dst, id[:])
		},
		raw: func(dst, src []byte, _ encoding) []byte { return appendUUID(dst, src) },
		scan: func(src []byte, v reflect.Value) error {
			var id uuid.UUID
			copy(id[:], src)
			v.Set(reflect.ValueOf(id).Convert(v.Type()))
			return nil
		},
	}
}

func idOf(v reflect.Value) uuid.UUID {
	if id, ok := reflect.TypeAssert[uuid.UUID](v); ok {
		return id
	}
	return as[interface{ UUID() uuid.UUID }](v).UUID()
}

// decodeID takes an id as text, or an object with the member id as references
// are shown.
func decodeID(x any) (uuid.UUID, *refusal) {
	if object, ok := x.(map[string]any); ok {
		x = object["id"]
	}
	s, ok := x.(string)
	if !ok || len(s) != 36 {
		return uuid.Nil, refuse("invalid-id", "Must be an id such as 01890a5d-ac96-774b-bcce-b302099a8057.")
	}
	id, err := uuid.Parse(s)
	if err != nil || id == uuid.Nil {
		return uuid.Nil, refuse("invalid-id", "%q is not an id.", s)
	}
	return id, nil
}

func appendUUID(dst, id []byte) []byte {
	dst = append(dst, '"')
	for i, b := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[b>>4], hexDigits[b&15])
	}
	return append(dst, '"')
}
