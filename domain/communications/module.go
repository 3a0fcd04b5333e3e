package communications

import (
	"context"
	"embed"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that communications adds to the product. Without a sender in
// the options it describes itself, and letters wait.
func Module(o Options) entity.Module {
	return entity.Module{
		Name:  "communications",
		Label: "Communications",
		Entities: []entity.Declared{
			entity.Declare[Message](), entity.Declare[Template](), entity.Declare[Suppression](), entity.Declare[OptOut](),
			entity.Declare[Posting](),
		},
		Actions: append(o.sights(),
			entity.NewAction("templates/preview", EditTemplates, "Shows what letters of a kind say, or would say, with made-up values.", preview),
			entity.ActionOn("resend", SendMessages, "Writes to a client once more about what a letter was about.", o.writeAgain),
			entity.ActionOn("send-statement", SendMessages, "Sends a client the statement of their account.", o.sendStatement),
			entity.NewAction("messages/release", ReleaseMessages, "Has letters sent that are held.", release),
			entity.NewAction("messages/discard", ReleaseMessages, "Gives up letters that are held.", discard),
		),
		Events:        []entity.EventType{entity.Event[LetterQueued]()},
		Subscriptions: append(o.subscriptions(), o.send()),
		Roles:         roles(),
		Refusals: map[string]entity.Refusal{
			"communications_template_kind_language_key": {Slug: "template-exists", Detail: "There is a template for this kind and language already. Change that one."},
		},
		Migrations: migrations,
		Schedules: []entity.Schedule{{
			Name: "communications.statements", Label: "Send statements to clients who owe something", Cron: "15 6 1 * *", Do: o.sendStatements,
		}},
		Forget: forget,
		Holdings: []entity.Holding{{
			Name: "communications_letter", Label: "Letters that wait to be sent", Table: "communications_letter", Fields: []string{"plain"},
		}},
		Tallies: []entity.Tally{{
			Name: "communications.message", SQL: `select kind, status, count(*) from communications_message where tenant_id = $1 group by 1, 2 order by 1, 2`,
		}},
		Retentions: []entity.Retention{{
			Name: "communications.message", Label: "Letters", Days: 730, Minimum: 30, Table: "communications_message",
			Where: "status not in ('queued', 'held') and created_at < $2", Why: "It must be possible to prove that somebody was written to.",
		}},
	}
}

// SealedColumns lists what is sealed: table, column, and the column with the id of the
// key.
func SealedColumns() [][3]string { return [][3]string{{"communications_letter", "sealed", "key_id"}} }

func roles() []entity.Role {
	grant := func(reach auth.Reach, permissions ...auth.Permission) []auth.Grant {
		out := make([]auth.Grant, len(permissions))
		for i, p := range permissions {
			out[i] = auth.Grant{Permission: p, Reach: reach}
		}
		return out
	}
	look := []auth.Permission{ReadMessages, ReadTemplates, ReadSuppressions, ReadOptOuts, ReadPostings}
	return []entity.Role{
		{Name: "admin", Grants: grant(auth.ReachTenant, "communications.*")},
		{Name: "manager", Grants: grant(auth.ReachTenant, "communications.*")},
		{Name: "sales", Grants: append(grant(auth.ReachSite, ReadMessages, SendMessages), grant(auth.ReachTenant, ReadTemplates, ReadSuppressions, ReadOptOuts, ReadPostings)...)},
		{Name: "accountant", Grants: grant(auth.ReachTenant, append(look, SendMessages)...)},
	}
}

const (
	sqlForgetLetters = `delete from communications_letter l using communications_message m
where l.tenant_id = $1 and m.tenant_id = $1 and m.id = l.message and (m.client = $2 or m.person = $2 or m.recipient = any($3))`
	sqlForgetSuppressions = `delete from communications_suppression where tenant_id = $1 and address = any($2)`
)

// forget takes what waits to be sent to somebody, and that nothing is sent to them.
func forget(_ context.Context, tx *entity.Tx, who entity.Forgotten) error {
	tx.Exec(sqlForgetLetters, who.About.ID, who.Known)
	tx.Exec(sqlForgetSuppressions, who.Known)
	return nil
}
