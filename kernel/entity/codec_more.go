package entity

import (
	"encoding/binary"
	"reflect"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/money"
)

// amountCodec shows an amount with the currency of the document that holds it.
func amountCodec() codec {
	return codec{
		kind: filter.Decimal, sql: "numeric", format: "amount",
		schema: map[string]any{
			"type": "object", "required": []string{"amount"}, "additionalProperties": false,
			"properties": map[string]any{
				"amount":   map[string]any{"type": "string", "pattern": `^-?\d+(\.\d{1,4})?$`, "examples": []string{"12.30"}},
				"currency": map[string]any{"type": "string", "pattern": "^[A-Z]{3}$", "description": "The document's currency, if given."},
			},
		},
		decode: decodeAmount,
		append: func(dst []byte, v reflect.Value, e encoding) []byte {
			dst = append(dst, `{"amount":"`...)
			dst = ptr[money.Amount](v).AppendText(dst, e.digits)
			return appendCurrency(dst, e)
		},
		raw: func(dst, src []byte, e encoding) []byte {
			dst = append(dst, `{"amount":"`...)
			dst, err := money.AppendNumericText(dst, src, e.digits)
			if err != nil { // NaN: no write path lets it in
				dst = append(dst, "NaN"...)
			}
			return appendCurrency(dst, e)
		},
		scan: func(src []byte, v reflect.Value) error {
			return scanDecimal(src, ptr[money.Amount](v))
		},
	}
}

func appendCurrency(dst []byte, e encoding) []byte {
	dst = append(dst, `","currency":"`...)
	dst = append(dst, e.currency...)
	return append(dst, `"}`...)
}

func decodeAmount(x any, v reflect.Value, e encoding) *refusal {
	object, ok := x.(map[string]any)
	if !ok {
		return refuse("invalid-type", `Must be an amount such as {"amount": "12.30", "currency": "EUR"}.`)
	}
	for key := range object {
		if key != "amount" && key != "currency" {
			return refuse("unknown-field", "An amount has no member %q.", key)
		}
	}
	s, ok := object["amount"].(string)
	if !ok {
		return refuse("invalid-amount", `The member "amount" must be text such as "12.30".`)
	}
	if c, given := object["currency"]; given && c != string(e.currency) {
		return refuse("currency-mismatch", "The document's currency is %s, not %v.", e.currency, c)
	}
	a, err := money.ParseAmount(s)
	if err != nil {
		return refuse("invalid-amount", "%q is not an amount: %v.", s, err)
	}
	*ptr[money.Amount](v) = a
	return nil
}

func scanDecimal(src []byte, d interface{ DecodeNumeric([]byte) error }) error {
	if src == nil {
		reflect.ValueOf(d).Elem().SetZero()
		return nil
	}
	return d.DecodeNumeric(src)
}

// decimalCodec serves quantities and percentages: exact numbers, as text in JSON.
func decimalCodec[D any](format string, parse func(string) (D, error)) codec {
	type decimal interface {
		DecodeNumeric(src []byte) error
		AppendText(dst []byte, digits int) []byte
	}
	return codec{
		kind: filter.Decimal, sql: "numeric", format: format,
		schema: map[string]any{"type": "string", "pattern": `^-?\d+(\.\d{1,4})?$`, "examples": []string{"2.5"}},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			s, ok := x.(string)
			if !ok {
				return refuse("invalid-type", `Must be a number as text, such as "2.5".`)
			}
			d, err := parse(s)
			if err != nil {
				return refuse("invalid-number", "%q is not a %s: %v.", s, format, err)
			}
			*ptr[D](v) = d
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte {
			dst = as[decimal](v.Addr()).AppendText(append(dst, '"'), 0)
			return append(dst, '"')
		},
		raw: func(dst, src []byte, _ encoding) []byte {
			dst, err := money.AppendNumericText(append(dst, '"'), src, 0)
			if err != nil { // NaN: no write path lets it in
				dst = append(dst, "NaN"...)
			}
			return append(dst, '"')
		},
		scan: func(src []byte, v reflect.Value) error { return scanDecimal(src, as[decimal](v.Addr())) },
	}
}

// idsCodec serves a list of references, most at most, kept as an array.
func idsCodec(most int) codec {
	return codec{
		kind: filter.IDs, sql: "uuid[]", format: "references",
		schema: map[string]any{"type": "array", "maxItems": most, "items": map[string]any{"type": "string", "format": "uuid"}},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			list, ok := x.([]any)
			if !ok || len(list) > most {
				return refuse("invalid-type", "Must be a list of at most %d ids.", most)
			}
			out := reflect.MakeSlice(v.Type(), 0, len(list))
			seen := map[uuid.UUID]bool{}
			for _, el := range list {
				id, r := decodeID(el)
				if r != nil {
					return r
				}
				if seen[id] {
					return refuse("duplicate", "%s is given twice.", id)
				}
				seen[id] = true
				out = reflect.Append(out, reflect.ValueOf(id).Convert(v.Type().Elem()))
			}
			v.Set(out)
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte {
			dst = append(dst, '[')
			for i := range v.Len() {
				id := idOf(v.Index(i))
				dst = appendUUID(comma(dst, i), id[:])
			}
			return append(dst, ']')
		},
		raw: func(dst, src []byte, _ encoding) []byte { return rawArray(dst, src, appendUUID) },
		scan: func(src []byte, v reflect.Value) error {
			v.SetZero()
			eachElement(src, func(el []byte) {
				var id uuid.UUID
				copy(id[:], el)
				v.Set(reflect.Append(v, reflect.ValueOf(id).Convert(v.Type().Elem())))
			})
			return nil
		},
	}
}

// stringsCodec serves a list of words, kept as an array.
func stringsCodec() codec {
	return codec{
		kind: filter.Unsorted, sql: "text[]", format: "words",
		schema: map[string]any{"type": "array", "maxItems": maxList, "items": map[string]any{"type": "string", "maxLength": maxLine}},
		decode: func(x any, v reflect.Value, _ encoding) *refusal {
			list, ok := x.([]any)
			if !ok || len(list) > maxList {
				return refuse("invalid-type", "Must be a list of at most %d texts.", maxList)
			}
			out := make([]string, len(list))
			for i, el := range list {
				s, ok := el.(string)
				if !ok {
					return refuse("invalid-type", "Must be a list of texts.")
				}
				if r := tooLong(s, maxLine); r != nil {
					return r
				}
				out[i] = s
			}
			v.Set(reflect.ValueOf(out))
			return nil
		},
		append: func(dst []byte, v reflect.Value, _ encoding) []byte {
			dst = append(dst, '[')
			for i := range v.Len() {
				dst = appendString(comma(dst, i), v.Index(i).String())
			}
			return append(dst, ']')
		},
		raw: func(dst, src []byte, _ encoding) []byte { return rawArray(dst, src, appendString[[]byte]) },
		scan: func(src []byte, v reflect.Value) error {
			v.SetZero()
			eachElement(src, func(el []byte) { v.Set(reflect.Append(v, reflect.ValueOf(string(el)))) })
			return nil
		},
	}
}

func comma(dst []byte, i int) []byte {
	if i > 0 {
		return append(dst, ',')
	}
	return dst
}

func rawArray(dst, src []byte, appendElement func(dst, el []byte) []byte) []byte {
	dst = append(dst, '[')
	n := 0
	eachElement(src, func(el []byte) {
		dst = appendElement(comma(dst, n), el)
		n++
	})
	return append(dst, ']')
}

// eachElement walks an array of one dimension in PostgreSQL's binary form:
// dimensions, flags and element type, then the length and the lower bound, then
// the elements with their lengths. Elements that are NULL are passed over.
func eachElement(src []byte, do func(el []byte)) {
	const header = 20
	if len(src) < header || binary.BigEndian.Uint32(src) != 1 {
		return // no dimension: an empty array
	}
	n := binary.BigEndian.Uint32(src[12:])
	src = src[header:]
	for range n {
		size := int(int32(binary.BigEndian.Uint32(src)))
		src = src[4:]
		if size >= 0 {
			do(src[:size])
			src = src[size:]
		}
	}
}

// optionalCodec serves a pointer to what another codec serves: nil is NULL.
func optionalCodec(t reflect.Type) (codec, bool) {
	inner, ok := codecFor(t.Elem())
	if !ok || inner.null {
		return codec{}, false
	}
	c := inner
	c.null = true
	c.schema = map[string]any{"anyOf": []any{inner.schema, map[string]any{"type": "null"}}}
	c.decode = func(x any, v reflect.Value, e encoding) *refusal {
		p := reflect.New(t.Elem())
		if r := inner.decode(x, p.Elem(), e); r != nil {
			return r
		}
		v.Set(p)
		return nil
	}
	c.append = func(dst []byte, v reflect.Value, e encoding) []byte {
		if v.IsNil() {
			return append(dst, "null"...)
		}
		return inner.append(dst, v.Elem(), e)
	}
	c.scan = func(src []byte, v reflect.Value) error {
		v.SetZero()
		if src == nil {
			return nil
		}
		p := reflect.New(t.Elem())
		v.Set(p)
		return inner.scan(src, p.Elem())
	}
	return c, true
}
