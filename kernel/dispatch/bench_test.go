package dispatch_test

import (
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/event"
)

// sqlOwe makes events that one subscription is to hear of, as many as a queue holds
// that has become long.
const sqlOwe = `with told as (
  insert into system_event (tenant_id, id, type, occurred_at, entity, record, version, payload)
  select $1::uuid, (substr(least_uuid(now())::text, 1, 15) || substr(gen_random_uuid()::text, 16))::uuid, 'RungEvent', now(), 'bell.tower',
    gen_random_uuid(), 1, '{"bell": "idle"}'
  from generate_series(1, $2::bigint) n returning tenant_id, id
) insert into system_delivery (tenant_id, subscription, event_id, next_at) select tenant_id, 'bell.idle', id, $3 from told`

// BenchmarkDeliver makes deliveries that are due to a handler that does nothing, in
// transactions of the size that a long queue comes to; the time is of one delivery.
func BenchmarkDeliver(b *testing.B) {
	const batch = 1024
	tw := newTower(b)
	tw.Admin(b, sqlOwe, tw.Tenant.ID, b.N, tw.Clock.Now())
	tw.Admin(b, `vacuum analyze system_delivery`)
	claim := event.Claim{Subscriptions: []string{"bell.idle"}, Now: tw.Clock.Now().Add(time.Second), Most: batch}
	b.ReportAllocs()
	b.ResetTimer()
	for made := 0; made < b.N; {
		taken, err := tw.Registry.Deliver(b.Context(), tw.Home, claim)
		if err != nil || len(taken) == 0 {
			b.Fatalf("%d of %d deliveries are made: %v", made, b.N, err)
		}
		made += len(taken)
	}
}
