package problem

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// FieldError says what is wrong with one field of a request.
type FieldError struct {
	// Pointer is the place of the field in the request's JSON, as an RFC 6901
	// pointer such as "/items/0/quantity"; "" is the whole document.
	Pointer string `json:"pointer"`
	// Code is stable, such as "required" or "too-long", for programs.
	Code string `json:"code"`
	// Message is a sentence for people and may change.
	Message string `json:"message"`
}

// Field returns a field error with a formatted message.
func Field(pointer, code, format string, args ...any) FieldError {
	return FieldError{Pointer: pointer, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Pointer returns the RFC 6901 pointer made of the given names and indices, with
// their special characters escaped: Pointer("items", 0, "a/b") is "/items/0/a~1b".
func Pointer(tokens ...any) string {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	var b strings.Builder
	for _, token := range tokens {
		b.WriteString("/" + escape.Replace(fmt.Sprint(token)))
	}
	return b.String()
}

// Fields collects field errors while a request is checked, so that the user sees
// all of them at once. The zero value is ready to use.
type Fields []FieldError //nolint:recvcheck // Add grows the list it is called on, the others read a value.

// Add appends a field error; see Field for the arguments.
func (f *Fields) Add(pointer, code, format string, args ...any) { //nolint:goprintffuncname // Addf would be the only name of its kind here.
	*f = append(*f, Field(pointer, code, format, args...))
}

// Under returns a copy whose pointers start with prefix, itself a pointer: what was
// collected for an item becomes part of its document.
func (f Fields) Under(prefix string) Fields {
	moved := slices.Clone(f)
	for i := range moved {
		moved[i].Pointer = prefix + moved[i].Pointer
	}
	return moved
}

// Err returns Invalid with the collected field errors, or nil if there are none.
func (f Fields) Err() error {
	if len(f) == 0 {
		return nil
	}
	return Invalid(slices.Clone(f)...)
}

// MergeInvalid returns the field errors of all "invalid" problems among errs as one
// problem, in their order, and nil if all errs are nil. The first error of any other
// kind is returned instead, as it is.
func MergeInvalid(errs ...error) error {
	var all Fields
	for _, err := range errs {
		if err == nil {
			continue
		}
		p, ok := errors.AsType[*Problem](err)
		if !ok || p.Type != invalid {
			return err
		}
		all = append(all, p.Errors...)
	}
	return all.Err()
}
