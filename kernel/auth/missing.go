package auth

import "github.com/guildhall/guildhall/lib/problem"

// Missing refuses an actor who does not hold a permission; where says on what they
// would need it, such as "at both sites", and is empty when that goes without
// saying. Problem: "missing-permission" (403), which names the permission.
func Missing(need Permission, where string) *problem.Problem {
	if where != "" {
		where = " " + where
	}
	return problem.Forbidden("missing-permission", "This needs the permission %s%s.", need, where).With("permission", need)
}
