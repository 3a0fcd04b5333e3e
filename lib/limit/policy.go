package limit

import (
	"strconv"
	"time"

	"github.com/guildhall/guildhall/lib/problem"
)

// Policy allows so many in any stretch of time that is as long as its window. The
// zero Policy allows everything.
type Policy struct {
	// Name is told to callers in headers: visible ASCII without quotes or
	// backslashes. Policies that differ in anything count apart.
	Name   string
	Limit  int           // how many; none are bounded when it is not positive
	Window time.Duration // at least a millisecond
}

// Unlimited tells whether the policy allows everything.
func (p Policy) Unlimited() bool { return p.Limit <= 0 || p.Window < time.Millisecond }

// logged is the largest limit of which every admission is remembered by itself, and
// how many slots larger ones have in a window.
const logged = 100

// grain is the width of a slot in microseconds.
func (p Policy) grain() int64 {
	if p.Limit <= logged {
		return 1
	}
	return max(1, (p.window()+logged-1)/logged)
}

// window is the width of the window in microseconds.
func (p Policy) window() int64 { return p.Window.Microseconds() }

// Decision says whether something may be done now, and what is left.
type Decision struct {
	Allowed   bool
	Limit     int           // of the policy; 0 when it is unlimited
	Remaining int           // what may still be done at once
	Reset     time.Duration // until some of what was used comes back; when refused, until there is enough
	// RetryAfter is how long a refused caller must wait until it may be admitted; 0
	// when it was. What costs more than the limit is never admitted; it is told to
	// wait for a window.
	RetryAfter time.Duration
}

// Refusal returns the problem with which a refused caller is answered, a 429
// "too-many-requests"; nil when the decision allows.
func (d Decision) Refusal() error {
	if d.Allowed {
		return nil
	}
	return problem.TooMany(d.RetryAfter)
}

// AppendPolicy appends the policy as an item of the header RateLimit-Policy
// (draft-ietf-httpapi-ratelimit-headers): name, quota, and the window in seconds,
// of which there is at least one.
func (p Policy) AppendPolicy(b []byte) []byte {
	b = append(b, '"')
	b = append(b, p.Name...)
	b = append(b, `";q=`...)
	b = strconv.AppendInt(b, int64(p.Limit), 10)
	b = append(b, ";w="...)
	return strconv.AppendInt(b, seconds(p.Window), 10)
}

// AppendState appends what is left as an item of the header RateLimit: the policy's
// name, what remains, and the seconds until some of the rest comes back.
func (p Policy) AppendState(b []byte, d Decision) []byte {
	b = append(b, '"')
	b = append(b, p.Name...)
	b = append(b, `";r=`...)
	b = strconv.AppendInt(b, int64(d.Remaining), 10)
	b = append(b, ";t="...)
	return strconv.AppendInt(b, seconds(d.Reset), 10)
}

// seconds rounds up, so that nobody comes back too early.
func seconds(d time.Duration) int64 { return int64((d + time.Second - 1) / time.Second) }
