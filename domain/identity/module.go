package identity

import (
	"context"
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that identity adds to the product. The others are the
// modules that it is served with: a new company's roles are made of what all of
// them grant by default.
func Module(others ...entity.Module) entity.Module {
	m := entity.Module{
		Name:  "identity",
		Label: "People and sites",
		Entities: []entity.Declared{
			entity.Declare[Site](),
			entity.Declare[Department](),
			entity.Declare[Role](),
			entity.Declare[User](),
			entity.Declare[Token](),
			entity.Declare[Exception](),
			entity.Declare[ExceptionUse](),
			entity.Declare[SupportGrant](),
		},
		Actions: []entity.Action{
			entity.NewQuery("me", ReadMe, "Tells who is asking, in which company, and what they may do there.", me),
			entity.NewAction("tokens/issue", IssueTokens, "Makes a token for a user and tells its secret, this once.", issueToken).ToldOnce(),
			entity.NewAction("me/update", UpdateMe, "Changes what is given of the asking user's profile.", updateMe),
			entity.ActionOn("explain", ExplainUsers, "Says why a user may do something, or what is missing.", explainUser),
			entity.ActionOn("personal-data", ExportUsers, "Collects everything that is kept about a user, to hand it to them.", exportUser),
			entity.NewAction("exceptions/request", RequestExceptions, "Asks for a permission that the roles do not grant, for a time.", requestException),
			entity.NewAction("exceptions/expire-due", RevokeExceptions, "Closes the exceptions whose time is over.", expireDue),
		},
		Roles:      defaultRoles(),
		Migrations: migrations,
		Schedules: []entity.Schedule{
			{
				Name: "identity.exception-expiry", Label: "Close exceptions whose time is over", Cron: "*/15 * * * *",
				Do: func(ctx context.Context, tx *entity.Tx) (bool, error) {
					done, err := expireDue(ctx, tx, ExpireDue{})
					return done.More, err
				},
			},
			{Name: "identity.support-expiry", Label: "Close support access whose time is over", Cron: "5,20,35,50 * * * *", Do: endSupport},
		},
		Excepted: exceptionUsed,
		Alerts: []entity.Alert{
			{Name: "Roles changed", Subject: "identity.role", Times: 1, Minutes: 60},
			{Name: "Somebody's roles changed", Subject: "identity.user", Verbs: []string{"update"}, Fields: []string{"roles"}, Times: 1, Minutes: 60},
			{Name: "An exception was approved", Subject: "identity.exception", Verbs: []string{"approve"}, Times: 1, Minutes: 60, Severity: "info"},
			{Name: "Access for support was granted", Subject: "identity.support_grant", Verbs: []string{"accept"}, Times: 1, Minutes: 60, Severity: "info"},
		},
		Retentions: []entity.Retention{
			{
				Name: "identity.exception_use", Label: "Uses of exceptions", Days: 1095, Minimum: 365, Table: "identity_exception_use", Log: true,
				Where: "created_at < $2 and id < least_uuid($2)", Why: "Who was let do what their role does not grant is looked at when a year is closed.",
			},
			{
				Name: "identity.token", Label: "Tokens that have ended", Days: 90, Minimum: 7, Table: "identity_token",
				Where: "(expires_at < $2 or status = 'revoked' and updated_at < $2)", Why: "It can be looked up whose a token was that turns up somewhere.",
			},
		},
		Refusals: map[string]entity.Refusal{
			"identity_support_grant_open_key": {Slug: "support-requested", Detail: "Your earlier request for support access waits for its answer."},
			"last-owner":                      {Slug: "last-owner", Detail: "At least one active user must keep a role that may do everything."},
		},
	}
	m.Seed = seeder(append([]entity.Module{m}, others...))
	return m
}

// defaultRoles is what the default roles may do in this module. The owner may do
// everything in all modules.
func defaultRoles() []entity.Role {
	read := []auth.Grant{
		{Permission: ReadSites, Reach: auth.ReachTenant},
		{Permission: ReadDepartments, Reach: auth.ReachTenant},
		{Permission: ReadUsers, Reach: auth.ReachTenant},
		{Permission: ReadRoles, Reach: auth.ReachTenant},
	}
	own := []auth.Grant{
		{Permission: ReadTokens, Reach: auth.ReachOwn},
		{Permission: IssueTokens, Reach: auth.ReachOwn},
		{Permission: RevokeTokens, Reach: auth.ReachOwn},
	}
	staff := append(append([]auth.Grant{}, read...), own...)
	return []entity.Role{
		{Name: RoleOwner, Grants: []auth.Grant{{Permission: "*", Reach: auth.ReachTenant}}},
		{Name: "admin", Grants: append([]auth.Grant{
			{Permission: EditSites, Reach: auth.ReachTenant},
			{Permission: EditDepartments, Reach: auth.ReachTenant},
			{Permission: EditRoles, Reach: auth.ReachTenant},
			{Permission: EditUsers, Reach: auth.ReachTenant},
			{Permission: BlockUsers, Reach: auth.ReachTenant},
			{Permission: ExplainUsers, Reach: auth.ReachTenant},
			{Permission: ExportUsers, Reach: auth.ReachTenant},
			{Permission: AnonymiseUsers, Reach: auth.ReachTenant},
			{Permission: "identity.token.*", Reach: auth.ReachTenant},
			{Permission: "identity.exception.*", Reach: auth.ReachTenant},
			{Permission: ReadSupport, Reach: auth.ReachTenant},
			{Permission: DecideSupport, Reach: auth.ReachTenant},
		}, read...)},
		{Name: "manager", Grants: append([]auth.Grant{{Permission: "identity.exception.*", Reach: auth.ReachDepartment}}, staff...)},
		{Name: "sales", Grants: staff},
		{Name: "warehouse", Grants: staff},
		{Name: "accountant", Grants: staff},
		{Name: "viewer", Grants: staff},
	}
}
