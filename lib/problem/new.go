package problem

import (
	"fmt"
	"net/http"
	"time"
)

// Invalid returns a 422 "invalid" that lists what is wrong with which fields.
func Invalid(errs ...FieldError) *Problem {
	p := build(invalid, http.StatusUnprocessableEntity, "Some fields are not valid.")
	p.Errors = errs
	return p
}

// InvalidField returns Invalid with one field error; see Field for the arguments.
func InvalidField(pointer, code, format string, args ...any) *Problem {
	return Invalid(Field(pointer, code, format, args...))
}

// BadRequest returns a 400: the request cannot be read.
func BadRequest(slug, format string, args ...any) *Problem {
	return build(slug, http.StatusBadRequest, format, args...)
}

// Unauthorized returns a 401: the request does not say who acts, or not credibly.
func Unauthorized(slug, format string, args ...any) *Problem {
	return build(slug, http.StatusUnauthorized, format, args...)
}

// Forbidden returns a 403: the actor is known and may not do this.
func Forbidden(slug, format string, args ...any) *Problem {
	return build(slug, http.StatusForbidden, format, args...)
}

// NotFound returns a 404 "not-found". What is the name of the thing for people,
// such as "order". It is also the answer where the actor may not know that the
// thing exists.
func NotFound(what string) *Problem {
	return build(notFound, http.StatusNotFound, "There is no such %s.", what)
}

// Conflict returns a 409: the request is fine, but not in the present state.
func Conflict(slug, format string, args ...any) *Problem {
	return build(slug, http.StatusConflict, format, args...)
}

// InUse returns a 409 "in-use": other records need what was to be removed.
func InUse(format string, args ...any) *Problem {
	return build(inUse, http.StatusConflict, format, args...)
}

// Stale returns a 412 "stale": the record was changed since the caller read it.
// The extension member version holds its current version.
func Stale(current int64) *Problem {
	p := build(stale, http.StatusPreconditionFailed, "The record was changed in the meantime. Load it again and repeat the change.")
	return p.With("version", current)
}

// PreconditionRequired returns a 428 "precondition-required": the request must say
// in If-Match which version it is about.
func PreconditionRequired() *Problem {
	return build(preconditionRequired, http.StatusPreconditionRequired, "Send the version of the record in the If-Match header.")
}

// TooLarge returns a 413 "too-large": the request exceeds a limit, which the
// detail should state.
func TooLarge(format string, args ...any) *Problem {
	return build(tooLarge, http.StatusRequestEntityTooLarge, format, args...)
}

// TooMany returns a 429 "too-many-requests": the caller has used up its allowance and may
// return after the given time.
func TooMany(retryAfter time.Duration) *Problem {
	p := build(tooMany, http.StatusTooManyRequests, "There were too many requests. Wait a moment and try again.")
	p.RetryAfter = retryAfter
	return p
}

// Unavailable returns a 503: the request may succeed unchanged after the given
// time.
func Unavailable(slug string, retryAfter time.Duration, format string, args ...any) *Problem {
	p := build(slug, http.StatusServiceUnavailable, format, args...)
	p.RetryAfter = retryAfter
	return p
}

// Internal returns a bare 500 "internal", which says nothing but that.
func Internal() *Problem {
	return build(internal, http.StatusInternalServerError, "")
}

func build(slug string, status int, format string, args ...any) *Problem {
	return &Problem{
		Type:   slug,
		Title:  title(slug),
		Status: status,
		Detail: fmt.Sprintf(format, args...),
	}
}
