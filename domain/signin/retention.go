package signin

import "github.com/guildhall/guildhall/kernel/entity"

// retentions say what goes by itself of what happens at the door.
func retentions() []entity.Retention {
	const spent = "It is of no use any more."
	return []entity.Retention{
		{
			Name: "signin.security_event", Label: "Security events", Days: 365, Minimum: 90, Table: "signin_security_event",
			Where: "created_at < $2 and id < least_uuid($2)", Why: "An intrusion is often found after months.",
		},
		{
			Name: "signin.session", Label: "Sessions that have ended", Days: 90, Minimum: 1, Table: "signin_session",
			Where: "(expires_at < $2 or status = 'ended' and updated_at < $2)", Why: "People are shown where they were signed in.",
		},
		{Name: "signin.challenge", Label: "Letters and challenges", Days: 7, Minimum: 1, Table: "signin_challenge", Where: "expires_at < $2", Why: spent},
		{Name: "signin.flow", Label: "Visits to providers", Days: 7, Minimum: 1, Table: "signin_flow", Where: "expires_at < $2", Why: spent},
		{Name: "signin.logout_token", Label: "Logout tokens of providers", Days: 7, Minimum: 1, Table: "signin_logout_token", Where: "until < $2", Why: spent},
		{
			Name: "signin.attempt", Label: "Counters of failed attempts", Days: 7, Minimum: 1, Table: "signin_attempt",
			Where: "last_at < $2 and until < $2", Why: "Guesses are slowed down for a day.",
		},
	}
}
