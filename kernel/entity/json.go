package entity

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/guildhall/guildhall/lib/problem"
)

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string. Text that holds no character to escape,
// which is nearly all text, is copied as it is.
func appendString[S ~string | ~[]byte](dst []byte, s S) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(string(s[i:min(i+utf8.UTFMax, len(s))]))
			if r == utf8.RuneError && size == 1 {
				dst = append(append(dst, s[start:i]...), "\ufffd"...)
				i++
				start = i
				continue
			}
			i += size
			continue
		}
		dst = append(dst, s[start:i]...)
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\t':
			dst = append(dst, '\\', 't')
		case '\r':
			dst = append(dst, '\\', 'r')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

// appendAny writes a value of a free-form document, such as a custom field.
func appendAny(dst []byte, v any) []byte {
	b, err := json.Marshal(v)
	if err != nil { // nobody gets here: the values were decoded from JSON
		return append(dst, "null"...)
	}
	return append(dst, b...)
}

// maxDepth bounds how deep a body may nest.
const maxDepth = 8

// parseObject reads a body that must be one JSON object. Numbers stay as they are
// written. A key given twice, a body that goes on and one that nests too deep are
// refused, naming where.
func parseObject(body []byte) (map[string]any, error) {
	if strings.TrimSpace(string(body)) == "" {
		return map[string]any{}, nil
	}
	if !utf8.Valid(body) {
		return nil, problem.BadRequest("malformed-body", "The body is not valid UTF-8.")
	}
	dec := json.NewDecoder(strings.NewReader(string(body)))
	dec.UseNumber()
	v, err := parseValue(dec, "", 0)
	if err != nil {
		return nil, malformed(err, dec.InputOffset())
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, problem.BadRequest("malformed-body", "The body goes on after the end of its JSON value, at byte %d.", dec.InputOffset())
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, problem.BadRequest("malformed-body", "The body must be a JSON object.")
	}
	return object, nil
}

func malformed(err error, offset int64) error {
	if p, ok := errors.AsType[*problem.Problem](err); ok {
		return p
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return problem.BadRequest("malformed-body", "The body ends in the middle of its JSON value.")
	}
	return problem.BadRequest("malformed-body", "The body is not JSON at byte %d.", offset)
}

func parseValue(dec *json.Decoder, at string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, problem.InvalidField(at, "too-deep", "The body nests deeper than %d levels.", maxDepth)
	}
	tok, err := dec.Token()
	if err != nil {
		return nil, err //nolint:wrapcheck // told as a problem by the caller
	}
	switch tok {
	case json.Delim('{'):
		return parseMembers(dec, at, depth)
	case json.Delim('['):
		return parseElements(dec, at, depth)
	}
	if s, ok := tok.(string); ok && strings.ContainsRune(s, 0) {
		return nil, problem.InvalidField(at, "invalid-text", "Text must not hold the character U+0000.")
	}
	return tok, nil
}

func parseMembers(dec *json.Decoder, at string, depth int) (any, error) {
	object := map[string]any{}
	for dec.More() {
		tok, err := dec.Token()
		if err != nil {
			return nil, err //nolint:wrapcheck // told as a problem by the caller
		}
		key, ok := tok.(string)
		if !ok {
			return nil, problem.InvalidField(at, "invalid-type", "A member's name must be text.")
		}
		here := under(at, key)
		if _, twice := object[key]; twice {
			return nil, problem.InvalidField(here, "duplicate", "The member is given twice.")
		}
		if object[key], err = parseValue(dec, here, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := dec.Token()
	return object, err //nolint:wrapcheck // told as a problem by the caller
}

func parseElements(dec *json.Decoder, at string, depth int) (any, error) {
	list := []any{}
	for dec.More() {
		v, err := parseValue(dec, at+"/"+strconv.Itoa(len(list)), depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := dec.Token()
	return list, err //nolint:wrapcheck // told as a problem by the caller
}

// under is the JSON pointer (RFC 6901) of a member.
func under(at, key string) string {
	if strings.ContainsAny(key, "~/") {
		return at + problem.Pointer(key)
	}
	return at + "/" + key
}
