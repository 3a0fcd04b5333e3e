-- Deliveries that were given up, of all tenants: what operators need to see of
-- them. What they carry stays with the tenant.
create table dead_letter (
  tenant uuid not null references tenant on delete cascade,
  id uuid not null,
  subscription text not null,
  event_id uuid not null,
  event_type text not null,
  attempts bigint not null,
  error text not null,
  died_at timestamptz not null,
  primary key (tenant, id)
);
create index dead_letter_died_at_idx on dead_letter (died_at, id);
create index dead_letter_subscription_idx on dead_letter (subscription, died_at);
