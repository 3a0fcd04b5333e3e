package httpapi

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/guildhall/guildhall/lib/problem"
)

// readBody returns the request's body, which must be JSON, or nothing at all. It
// is read once, however often the request is tried.
func (x *exchange) readBody() ([]byte, error) {
	if x.bodyRead {
		return x.body, nil
	}
	limit := x.route.limit
	if x.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	if x.r.ContentLength != 0 {
		if err := checkMedia(x.r); err != nil {
			return nil, err
		}
	}
	body, err := readAll(http.MaxBytesReader(x.w, x.r.Body, limit), x.r.ContentLength)
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return nil, tooLarge(limit)
	case err != nil:
		return nil, problem.BadRequest("malformed-body", "The body ended before it was complete.")
	}
	x.body, x.bodyRead = body, true
	return body, nil
}

// readAll reads to the end; size is what the body should have, -1 when nobody
// knows.
func readAll(r io.Reader, size int64) ([]byte, error) {
	buf := make([]byte, 0, max(size, 0)+512)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, err
		case len(buf) == cap(buf):
			buf = append(buf, 0)[:len(buf)]
		}
	}
}

// checkMedia refuses a body that is not JSON, by its Content-Type.
func checkMedia(r *http.Request) error {
	if coding := r.Header.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return unsupported("Send the body as it is, without Content-Encoding.")
	}
	given := r.Header.Get("Content-Type")
	if given == "application/json" {
		return nil
	}
	media, params, err := mime.ParseMediaType(given)
	charset, named := params["charset"]
	switch {
	case err != nil:
	case named && !strings.EqualFold(charset, "utf-8"):
	case media == "application/json", media == "application/merge-patch+json" && r.Method == http.MethodPatch:
		return nil
	}
	return unsupported("Send the body as application/json in UTF-8.")
}

func unsupported(detail string) error {
	p := problem.BadRequest("unsupported-media-type", "%s", detail)
	p.Status = http.StatusUnsupportedMediaType
	return p
}

func tooLarge(limit int64) error {
	return problem.TooLarge("The body has more than %d bytes.", limit)
}
