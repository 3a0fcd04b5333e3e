-- Operators who look after some tenants only.
alter table operator add column kind text not null default 'admin' check (kind in ('admin', 'super_admin'));

-- Which tenants a super admin looks after, and which of their modules the super
-- admin may switch; an empty list means all.
create table assignment (
  operator uuid not null references operator on delete cascade,
  tenant uuid not null references tenant on delete cascade,
  modules text[] not null default '{}',
  assigned_at timestamptz not null,
  primary key (operator, tenant)
);
create index assignment_tenant_idx on assignment (tenant);

-- The audit is searched by tenant and by actor, too.
alter table audit add column tenant uuid;
update audit set tenant = subject where subject_kind = 'tenant';
create index audit_tenant_idx on audit (tenant, id);
create index audit_actor_idx on audit (actor, id);

-- Parts of the product that are switched on by degrees: for a share of the
-- tenants where there is a percentage, otherwise for all or for none.
create table flag (
  name text primary key,
  help text not null,
  enabled boolean not null default false,
  percentage bigint check (percentage between 0 and 100),
  updated_at timestamptz not null
);

-- Flags decided for one tenant, whatever the flag says.
create table tenant_flag (
  tenant uuid not null references tenant on delete cascade,
  flag text not null references flag on delete cascade,
  enabled boolean not null,
  reason text not null,
  decided_by text not null,
  decided_at timestamptz not null,
  primary key (tenant, flag)
);
create index tenant_flag_flag_idx on tenant_flag (flag);

do $$ begin
  execute format('grant select on assignment, flag, tenant_flag to %I', current_setting('guildhall.serving_role'));
end $$;
