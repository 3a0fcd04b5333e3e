-- Addresses that are told of events. The line is the number of the subscription by
-- which the outbox serves the webhook.
create table integrations_webhook (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null default '',
  url text not null default '',
  event_types text[] not null default '{}',
  active boolean not null default false,
  secret_set_at timestamptz,
  failing_since timestamptz,
  stopped_because text not null default '',
  line bigint not null check (line between 1 and 20),
  primary key (tenant_id, id)
);
create index integrations_webhook_active_idx on integrations_webhook (tenant_id, active, id);
create unique index integrations_webhook_line_key on integrations_webhook (tenant_id, line);
call tenant_table('integrations_webhook');

-- By which a webhook's messages are signed, sealed. One that was followed by another
-- signs besides it until it ends.
create table integrations_webhook_secret (
  tenant_id uuid not null,
  id uuid not null,
  webhook uuid not null,
  made_at timestamptz not null,
  ends_at timestamptz,
  sealed bytea not null,
  key_id text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, webhook) references integrations_webhook (tenant_id, id) on delete cascade
);
create index integrations_webhook_secret_webhook_idx on integrations_webhook_secret (tenant_id, webhook, made_at);
call tenant_table('integrations_webhook_secret');

-- A line's attempts, the latest first.
create index system_delivery_log_subscription_idx on system_delivery_log (tenant_id, subscription, id);
call tenant_purge('system_delivery_log', 'at', '7 days');
