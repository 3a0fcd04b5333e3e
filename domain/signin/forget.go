package signin

import (
	"context"

	"github.com/guildhall/guildhall/kernel/entity"
)

// Sessions and security events are records of the user; what follows is kept beside
// them. A failed attempt has no owner when nobody of its address was known.
const (
	sqlForgetSessions = `update signin_session set status = 'ended', end_reason = 'anonymised' where tenant_id = $1 and owner = $2 and status = 'active'`
	sqlForgetRefresh  = `delete from signin_refresh r using signin_session s
where r.tenant_id = $1 and s.tenant_id = $1 and s.id = r.session and s.owner = $2`
	sqlForgetGuest = `delete from signin_provider_session p using signin_session s
where p.tenant_id = $1 and s.tenant_id = $1 and s.id = p.session and s.owner = $2`
	sqlForgetLinks     = `delete from signin_link where tenant_id = $1 and person = $2`
	sqlDropRecovery    = `delete from signin_recovery_code where tenant_id = $1 and person = $2`
	sqlForgetLetters   = `delete from signin_challenge where tenant_id = $1 and person = $2`
	sqlForgetPasswords = `delete from signin_credential where tenant_id = $1 and person = $2`
	sqlDropFactors     = `delete from signin_factor where tenant_id = $1 and owner = $2`
	sqlDropPlaces      = `delete from signin_place where tenant_id = $1 and person = $2`
	sqlForgetAttempts  = `update signin_security_event set email = '', address = '', device = '', country = '', detail = ''
where tenant_id = $1 and email = any($2)`
)

// forget takes what proves who a user is, and what was written down of attempts in
// their name.
func forget(_ context.Context, tx *entity.Tx, f entity.Forgotten) error {
	if f.About.Entity != "identity.user" {
		return nil
	}
	for _, sql := range []string{
		sqlForgetSessions, sqlForgetRefresh, sqlForgetGuest, sqlForgetLinks, sqlDropRecovery, sqlForgetLetters, sqlForgetPasswords,
		sqlDropFactors, sqlDropPlaces,
	} {
		tx.Exec(sql, f.About.ID)
	}
	tx.Exec(sqlForgetAttempts, f.Known)
	return nil
}
