package signin

import (
	"context"
	"embed"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Migrations make the tables of a realm, in a tenant's home and in the enterprise
// database alike.
//
//go:embed migrations/*.sql
var Migrations embed.FS

// SealedColumns lists what is sealed, in every realm: table, column, and the column
// with the id of the key.
func SealedColumns() [][3]string {
	return [][3]string{{"signin_credential", "totp", "totp_key"}, {"signin_provider_secret", "sealed", "key_id"}}
}

// What a role can be granted on the rules of signing in.
const (
	ReadPolicy auth.Permission = "signin.policy.read"
	EditPolicy auth.Permission = "signin.policy.edit"
)

// Module is what signing in adds to a tenant.
func Module() entity.Module {
	return entity.Module{
		Name:     "signin",
		Label:    "Signing in",
		Entities: []entity.Declared{entity.Declare[Session](), entity.Declare[SecurityEvent](), entity.Declare[Provider](), entity.Declare[Factor]()},
		Actions: []entity.Action{
			entity.NewQuery("signin-policy", ReadPolicy, "Tells the rules of signing in.", readPolicy),
			entity.NewAction("signin-policy/set", EditPolicy, "Sets the rules of signing in.", setPolicy),
		},
		Roles:      roles(),
		Migrations: Migrations,
		Forget:     forget,
		Retentions: retentions(),
		Holdings: []entity.Holding{
			{Name: "signin_credential", Label: "Passwords and second factors", Table: "signin_credential", Fields: []string{"password", "totp"}},
			{Name: "signin_challenge", Label: "Letters and challenges", Table: "signin_challenge", Fields: []string{"email", "subject"}},
			{Name: "signin_link", Label: "Who somebody is for a provider", Table: "signin_link", Fields: []string{"subject"}},
		},
		Logs:   []audit.Log{securityEvents()},
		Alerts: alerts(),
	}
}

func roles() []entity.Role {
	own := []auth.Grant{
		{Permission: ReadSessions, Reach: auth.ReachOwn},
		{Permission: RevokeSessions, Reach: auth.ReachOwn},
		{Permission: ReadSecurityEvents, Reach: auth.ReachOwn},
		{Permission: ReadFactors, Reach: auth.ReachOwn},
	}
	all := []entity.Role{{Name: "admin", Grants: []auth.Grant{{Permission: "signin.*", Reach: auth.ReachTenant}}}}
	for _, name := range []string{"manager", "sales", "warehouse", "accountant", "viewer"} {
		all = append(all, entity.Role{Name: name, Grants: own})
	}
	return all
}

// PolicyRequest asks for the rules.
type PolicyRequest struct{}

func readPolicy(ctx context.Context, tx *entity.Tx, _ PolicyRequest) (Policy, error) {
	return policyOf(ctx, tx.Tx)
}

func setPolicy(_ context.Context, tx *entity.Tx, p Policy) (Policy, error) {
	tx.Wrote("signin.policy") // whoever is in may be wanted to prove themselves twice from now on
	d, o := &Door{o: Options{Clock: tx.Now}}, tx.Origin()
	return d.keepPolicy(tx.Tx, p, tx.Actor().ID, Visit{Address: o.Address, Device: o.Agent, Country: o.Country})
}
