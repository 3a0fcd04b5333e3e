package problem

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestConstructors(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]*Problem{
		`422 invalid (The input is not valid) Some fields are not valid.`:                                                  Invalid(),
		`400 bad-cursor (Bad cursor) The cursor "abc" belongs to another list.`:                                            BadRequest("bad-cursor", "The cursor %q belongs to another list.", "abc"),
		`401 unauthorized (Not signed in) Sign in first.`:                                                                  Unauthorized("unauthorized", "Sign in first."),
		`403 forbidden (Not allowed) You need sales.order.confirm.`:                                                        Forbidden("forbidden", "You need %s.", "sales.order.confirm"),
		`404 not-found (Not found) There is no such order.`:                                                                NotFound("order"),
		`409 quote-expired (Quote expired) Quote Q-1 was valid until 2026-05-30.`:                                          Conflict("quote-expired", "Quote %s was valid until %s.", "Q-1", "2026-05-30"),
		`409 in-use (Still in use) 3 orders need this client.`:                                                             InUse("%d orders need this client.", 3),
		`412 stale (Changed by someone else) The record was changed in the meantime. Load it again and repeat the change.`: Stale(7),
		`428 precondition-required (The version is missing) Send the version of the record in the If-Match header.`:        PreconditionRequired(),
		`413 too-large (The request is too large) At most 10 MB.`:                                                          TooLarge("At most %d MB.", 10),
		`429 too-many-requests (Too many requests) There were too many requests. Wait a moment and try again.`:             TooMany(3 * time.Second),
		`503 tenant-moving (Tenant moving) Acme is being moved.`:                                                           Unavailable("tenant-moving", time.Minute, "%s is being moved.", "Acme"),
		`500 internal (Something went wrong on our side) `:                                                                 Internal(),
	} {
		if got := fmt.Sprintf("%d %s (%s) %s", p.Status, p.Type, p.Title, p.Detail); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if http.StatusText(p.Status) == "" {
			t.Errorf("%d is no status of HTTP", p.Status)
		}
		if wait := p.Status == http.StatusTooManyRequests || p.Status == http.StatusServiceUnavailable; wait != (p.RetryAfter > 0) {
			t.Errorf("%s: retry after %v", p.Type, p.RetryAfter)
		}
	}
}

func TestConstructorsDetails(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ got, want any }{
		"version":           {Stale(7).Extra["version"], int64(7)},
		"wait of too many":  {TooMany(3 * time.Second).RetryAfter, 3 * time.Second},
		"wait of a move":    {Unavailable("busy", time.Minute, "").RetryAfter, time.Minute},
		"no fields":         {len(Invalid().Errors), 0},
		"the given field":   {Invalid(FieldError{"/a", "required", "Give a."}).Errors[0], FieldError{"/a", "required", "Give a."}},
		"a formatted field": {InvalidField("/a", "positive", "%s > %d", "a", 0).Errors[0], FieldError{"/a", "positive", "a > 0"}},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %v; want %v", name, tt.got, tt.want)
		}
	}
}

func TestTitle(t *testing.T) {
	t.Parallel()
	for slug, want := range map[string]string{
		"illegal-step":  "Not possible in this state",
		"quote-expired": "Quote expired",
		"odd":           "Odd",
		"":              "",
	} {
		if got := title(slug); got != want {
			t.Errorf("title(%q) = %q; want %q", slug, got, want)
		}
	}
}

func TestWith(t *testing.T) {
	t.Parallel()
	plain := Conflict("illegal-step", "An order that is %s cannot be confirmed.", "cancelled")
	state := plain.With("state", "cancelled")
	both := state.With("allowed", []string{"reopen"})
	if len(plain.Extra) != 0 || len(state.Extra) != 1 || len(both.Extra) != 2 {
		t.Errorf("With changed what it was called on: %v, %v, %v", plain.Extra, state.Extra, both.Extra)
	}
	if both.Type != "illegal-step" || both.Status != 409 || both.Detail != plain.Detail {
		t.Errorf("With lost something: %+v", both)
	}
}

func TestMarshalJSON(t *testing.T) {
	t.Parallel()
	full := Conflict("illegal-step", "Not now: a < b.").With("state", "draft").With("allowed", []string{"send", "cancel"}).With("version", int64(7))
	full.RequestID = "r-1"
	for name, tt := range map[string]struct {
		p    *Problem
		want string
	}{
		"bare": {
			Internal(),
			`{"type":"/problems/internal","title":"Something went wrong on our side","status":500}`,
		},
		"extensions": {
			full,
			`{"type":"/problems/illegal-step","title":"Not possible in this state","status":409,"detail":"Not now: a \u003c b.",` +
				`"request_id":"r-1","allowed":["send","cancel"],"state":"draft","version":7}`,
		},
		"fields": {
			InvalidField(Pointer("items", 0, "quantity"), "required", "Give a quantity."),
			`{"type":"/problems/invalid","title":"The input is not valid","status":422,"detail":"Some fields are not valid.",` +
				`"errors":[{"pointer":"/items/0/quantity","code":"required","message":"Give a quantity."}]}`,
		},
		"standard members win": {
			NotFound("order").With("status", 200).With("errors", "none").With("instance", "/x").With(`odd "key"`, nil),
			`{"type":"/problems/not-found","title":"Not found","status":404,"detail":"There is no such order.","odd \"key\"":null}`,
		},
		"wait": {
			Unavailable("busy", time.Minute, ""),
			`{"type":"/problems/busy","title":"Busy","status":503}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := json.Marshal(tt.p)
			if err != nil || string(got) != tt.want {
				t.Errorf("got  %s, %v\nwant %s", got, err, tt.want)
			}
		})
	}
	if _, err := json.Marshal(Internal().With("bad", func() {})); err == nil {
		t.Error("a function was encoded")
	}
}

func TestError(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]*Problem{
		"internal":                           Internal(),
		"not-found: There is no such order.": NotFound("order"),
		"invalid: Some fields are not valid.; /a required: Give a.; /b unknown: No b.": Invalid(
			Field("/a", "required", "Give a."), Field("/b", "unknown", "No b.")),
	} {
		if got := p.Error(); got != want {
			t.Errorf("Error() = %q; want %q", got, want)
		}
	}
}

func TestFromAndIs(t *testing.T) {
	t.Parallel()
	expired := Conflict("quote-expired", "Too late.")
	wrapped := fmt.Errorf("accept quote: %w", expired)
	if From(expired) != expired || From(wrapped) != expired || From(errors.Join(errors.New("x"), wrapped)) != expired {
		t.Error("From does not find the problem")
	}
	if From(nil) != nil {
		t.Error("From(nil) is a problem")
	}
	secret := From(errors.New("password is hunter2"))
	if secret.Status != 500 || secret.Type != "internal" || strings.Contains(secret.Error(), "hunter2") {
		t.Errorf("From lets out %v", secret)
	}
	if !Is(wrapped, "quote-expired") || Is(wrapped, "internal") || Is(errors.New("x"), "internal") || Is(nil, "") {
		t.Error("Is is wrong")
	}
}

func TestPointer(t *testing.T) {
	t.Parallel()
	for want, got := range map[string]string{
		"":                  Pointer(),
		"/items/0/quantity": Pointer("items", 0, "quantity"),
		"/a~1b/m~0n/~01":    Pointer("a/b", "m~n", "~1"),
		"/":                 Pointer(""),
	} {
		if got != want {
			t.Errorf("got %q; want %q", got, want)
		}
	}
}

func TestFields(t *testing.T) {
	t.Parallel()
	var item Fields
	if err := item.Err(); err != nil {
		t.Errorf("nothing collected, yet: %v", err)
	}
	item.Add("/quantity", "positive", "Must be above %d.", 0)
	item.Add("/price", "required", "Give a price.")
	moved := item.Under(Pointer("items", 3))
	want := Fields{{"/items/3/quantity", "positive", "Must be above 0."}, {"/items/3/price", "required", "Give a price."}}
	if !slices.Equal(moved, want) {
		t.Errorf("Under: %v; want %v", moved, want)
	}
	if item[0].Pointer != "/quantity" {
		t.Error("Under changed what it was called on")
	}
	err := item.Err()
	if !Is(err, "invalid") || !slices.Equal(From(err).Errors, item) {
		t.Errorf("Err: %v", err)
	}
	item[0].Code = "changed"
	if From(err).Errors[0].Code != "positive" {
		t.Error("the problem changes with the list")
	}
}

func TestMergeInvalid(t *testing.T) {
	t.Parallel()
	a, b := InvalidField("/a", "required", "Give a."), fmt.Errorf("check b: %w", InvalidField("/b", "unknown", "No b."))
	err := MergeInvalid(nil, a, b, nil)
	if !Is(err, "invalid") || !slices.Equal(From(err).Errors, []FieldError{{"/a", "required", "Give a."}, {"/b", "unknown", "No b."}}) {
		t.Errorf("MergeInvalid: %v", err)
	}
	if err := MergeInvalid(nil, nil); err != nil {
		t.Errorf("MergeInvalid of nothing: %v", err)
	}
	broken := errors.New("connection lost")
	if err := MergeInvalid(a, broken, b); err != broken { //nolint:errorlint // It must be the same error.
		t.Errorf("MergeInvalid: %v; want %v", err, broken)
	}
	if err := MergeInvalid(a, NotFound("client")); !Is(err, "not-found") {
		t.Errorf("MergeInvalid: %v; want not-found", err)
	}
}
