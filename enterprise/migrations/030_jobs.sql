-- How the queue of jobs is entered: a database beside this one, by a role of its own.
create table job_store (
  database text primary key,
  role text not null,
  uri_encrypted bytea not null,
  key_id text not null,
  version text not null
);

-- What is done again and again: for all tenants, or for one at times of its own.
-- next_at is when it is due next.
create table schedule (
  id uuid primary key,
  tenant uuid references tenant on delete cascade,
  kind text not null,
  cron text not null,
  time_zone text not null default 'UTC',
  catch_up text not null default 'once' check (catch_up in ('once', 'skip')),
  paused boolean not null default false,
  next_at timestamptz not null,
  last_due timestamptz,
  last_begun timestamptz,
  updated_at timestamptz not null,
  unique nulls not distinct (kind, tenant)
);
create index schedule_next_at_idx on schedule (next_at) where not paused;
create index schedule_tenant_idx on schedule (tenant);

-- What was begun when: nothing is begun twice.
create table schedule_run (
  schedule uuid not null references schedule on delete cascade,
  due timestamptz not null,
  begun_at timestamptz not null,
  primary key (schedule, due)
);
create index schedule_run_begun_at_idx on schedule_run (begun_at);
