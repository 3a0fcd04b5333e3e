-- A server on which tenants live. "home" is the one where this database stands.
create table shard (
  id text primary key,
  region text not null default '',
  capacity bigint not null default 100000,
  accepts boolean not null default true
);

-- A place with a schema of its own version: this database, the template of new
-- databases, a shared database, a tenant's schema or a tenant's database.
create table placement (
  id uuid primary key,
  shard text not null references shard,
  tier text not null check (tier in ('enterprise', 'template', 'shared', 'schema', 'database')),
  database text not null,
  schema text not null default 'public',
  role text not null,
  uri_encrypted bytea,
  key_id text not null default '',
  schema_version text not null default '',
  status text not null default 'building' check (status in ('building', 'ready')),
  created_at timestamptz not null,
  unique (shard, database, schema)
);
create index placement_tier_idx on placement (tier);

-- What tenants may buy.
create table plan (
  name text primary key,
  label text not null,
  limits jsonb not null default '{}'
);
insert into plan (name, label) values ('standard', 'Standard');

-- The modules of the binaries that run, in their order.
create table module (
  name text primary key,
  label text not null,
  position bigint not null
);

-- The companies that use Guildhall.
create table tenant (
  id uuid primary key,
  slug text not null unique,
  name text not null,
  status text not null check (status in ('requested', 'provisioning', 'active', 'read_only', 'suspended', 'archived',
    'purged', 'moving', 'recovering', 'broken')),
  reason text not null default '',
  tier text not null check (tier in ('shared', 'schema', 'database')),
  plan text not null references plan,
  region text not null default '',
  country text not null default '',
  currency text not null default '',
  admin_email text not null default '',
  placement uuid references placement,
  epoch bigint not null default 1,
  settings jsonb not null default '{}',
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index tenant_placement_idx on tenant (placement);
create index tenant_status_idx on tenant (status, slug);

-- Host names under which a tenant is found, beside its slug.
create table tenant_domain (
  domain text primary key,
  tenant uuid not null references tenant on delete cascade
);
create index tenant_domain_tenant_idx on tenant_domain (tenant);

-- Modules switched off, or on again, for a tenant; one without a row is on.
create table tenant_module (
  tenant uuid not null references tenant on delete cascade,
  module text not null references module on delete cascade,
  enabled boolean not null,
  primary key (tenant, module)
);
create index tenant_module_module_idx on tenant_module (module);

-- The steps of provisioning that are done.
create table provisioning (
  tenant uuid not null references tenant on delete cascade,
  step text not null,
  at timestamptz not null,
  primary key (tenant, step)
);

-- Placements that are to be migrated.
create table fleet (
  placement uuid primary key references placement on delete cascade,
  target text not null,
  rank bigint not null default 1,
  state text not null default 'queued' check (state in ('queued', 'done', 'failed')),
  attempts bigint not null default 0,
  error text not null default '',
  updated_at timestamptz not null
);
create index fleet_state_idx on fleet (state, rank, placement);

-- What changed a moment ago, for the caches of other processes.
create table hint (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  subject uuid not null
);
create index hint_at_idx on hint (at);

-- Who did what to the enterprise. Rows are only added.
create table audit (
  id uuid primary key,
  at timestamptz not null,
  actor_kind text not null,
  actor uuid,
  actor_name text not null default '',
  verb text not null,
  subject_kind text not null,
  subject uuid,
  details jsonb not null default '{}'
);
create index audit_subject_idx on audit (subject, id);

-- The people who run Guildhall, and their tokens.
create table operator (
  id uuid primary key,
  email text not null unique,
  name text not null,
  status text not null default 'active' check (status in ('active', 'blocked')),
  created_at timestamptz not null
);
create table operator_token (
  id uuid primary key,
  operator uuid not null references operator on delete cascade,
  name text not null,
  prefix text not null,
  hash bytea not null unique,
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index operator_token_operator_idx on operator_token (operator);

do $$ begin
  execute format(
    'grant select on shard, placement, plan, module, tenant, tenant_domain, tenant_module, hint, operator, operator_token to %I',
    current_setting('guildhall.serving_role'));
  execute format('grant update (last_used_at) on operator_token to %I', current_setting('guildhall.serving_role'));
end $$;
