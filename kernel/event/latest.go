package event

import (
	"context"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// Brief is what an event is about, without what it tells.
type Brief struct {
	Sequence int64
	Type     string
	Entity   string
	Record   uuid.UUID
	Version  int64
}

const sqlLatest = `select sequence, type, entity, coalesce(record, '00000000-0000-0000-0000-000000000000'), version
from system_event where tenant_id = $1 order by id desc limit $2`

// Latest returns the latest events of a tenant, newest first.
func Latest(ctx context.Context, tx pg.Runner, most int) ([]Brief, error) {
	return pg.Query[Brief](ctx, tx, sqlLatest, most)
}
