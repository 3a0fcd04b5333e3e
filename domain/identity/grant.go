package identity

import (
	"github.com/guildhall/guildhall/kernel/auth"
)

// What everybody may do, whatever their roles: ask who they are, keep their
// profile, ask why they may do something, ask for an exception and give it up.
func everybody() []auth.Grant {
	return []auth.Grant{
		{Permission: UpdateMe, Reach: auth.ReachOwn},
		{Permission: ExplainUsers, Reach: auth.ReachOwn},
		{Permission: ReadExceptions, Reach: auth.ReachOwn},
		{Permission: RequestExceptions, Reach: auth.ReachOwn},
		{Permission: RevokeExceptions, Reach: auth.ReachOwn},
		{Permission: "collaboration.inbox.*", Reach: auth.ReachOwn}, // what is new for them, and how they are told
		{Permission: "workspace.own.*", Reach: auth.ReachOwn},       // their views, preferences and jobs, and the search
	}
}

// narrow returns what is left of grants within scopes: of a grant and a scope
// that overlap, the narrower. No scopes leave everything.
func narrow(grants []auth.Grant, scopes []auth.Permission) []auth.Grant {
	if len(scopes) == 0 {
		return grants
	}
	var out []auth.Grant
	for _, g := range grants {
		for _, p := range overlap(g.Permission, scopes) {
			out = append(out, auth.Grant{Permission: p, Reach: g.Reach, Role: g.Role})
		}
	}
	return out
}

// narrowExceptions is narrow for exceptions.
func narrowExceptions(exceptions []auth.Exception, scopes []auth.Permission) []auth.Exception {
	if len(scopes) == 0 {
		return exceptions
	}
	var out []auth.Exception
	for _, e := range exceptions {
		for _, p := range overlap(e.Permission, scopes) {
			within := e
			within.Permission = p
			out = append(out, within)
		}
	}
	return out
}

// overlap returns what a permission and scopes have in common.
func overlap(held auth.Permission, scopes []auth.Permission) []auth.Permission {
	var out []auth.Permission
	for _, s := range scopes {
		switch {
		case s.Covers(held):
			out = append(out, held)
		case held.Covers(s):
			out = append(out, s)
		}
	}
	return out
}
