package billing

import (
	"context"
	"strings"
)

// sandbox moves no money. Its tokens say how it answers, so that every way of a
// payment can be tried:
//
//	tok_success              succeeds
//	tok_decline              fails, "declined"
//	tok_lost                 fails for good, "lost-card"
//	tok_authorize            is authorized first, and succeeds when charged again
//	tok_unknown              its outcome is unknown; a look-up tells that it succeeded
//	tok_unknown_failed       its outcome is unknown; a look-up tells that it failed
//	tok_refund_decline       is charged with success, its refunds fail
//	tok_refund_unknown       is charged with success, its refunds are unknown until looked up
//
// Any other token fails, "unknown-token".
type sandbox struct{}

func (sandbox) Name() ProviderName { return Sandbox }

func (sandbox) means() (means []Means, trial bool) {
	return []Means{
		{"tok_success", "A card that works"},
		{"tok_decline", "A card that is declined"},
		{"tok_unknown", "A bank that answers late"},
		{"tok_unknown_failed", "A bank that answers late, and declines"},
	}, true
}

func (sandbox) Charge(_ context.Context, r Request) (Outcome, error) {
	switch r.Token {
	case "tok_success", "tok_refund_decline", "tok_refund_unknown":
		return succeeded(r), nil
	case "tok_authorize":
		if r.Reference == "" {
			return Outcome{State: OutcomeAuthorized, Reference: "auth_" + r.Operation.String()}, nil
		}
		return succeeded(r), nil
	case "tok_unknown", "tok_unknown_failed":
		return Outcome{State: OutcomeUnknown, Text: "The provider did not answer in time."}, nil
	case "tok_decline":
		return declined(), nil
	case "tok_lost":
		return Outcome{State: OutcomeFailed, Code: "lost-card", Text: "The card was reported lost.", Final: true}, nil
	}
	return Outcome{State: OutcomeFailed, Code: "unknown-token", Text: "The sandbox does not know this token.", Final: true}, nil
}

func (sandbox) Refund(_ context.Context, r Request) (Outcome, error) {
	switch r.Token {
	case "tok_refund_decline":
		return declined(), nil
	case "tok_refund_unknown":
		return Outcome{State: OutcomeUnknown, Text: "The provider did not answer in time."}, nil
	}
	return succeeded(r), nil
}

func (sandbox) Lookup(_ context.Context, r Request) (Outcome, error) {
	if strings.HasSuffix(r.Token, "_failed") {
		return declined(), nil
	}
	return succeeded(r), nil
}

func succeeded(r Request) Outcome {
	return Outcome{State: OutcomeSucceeded, Reference: string(r.Kind) + "_" + r.Operation.String()}
}

func declined() Outcome {
	return Outcome{State: OutcomeFailed, Code: "declined", Text: "The bank has declined the payment."}
}
