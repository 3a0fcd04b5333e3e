-- tenant_references keeps a column of ids what a foreign key keeps one id: each
-- must name a row of the target, and a row that is named cannot be deleted.
create procedure tenant_references(tab text, col text, target text)
language plpgsql as $$
begin
  execute format('create trigger %I after insert on %I for each row execute function references_exist(%L, %L)',
    tab || '_' || col || '_insert', tab, col, target);
  execute format('create trigger %I after update on %I for each row when (old.%I is distinct from new.%I) execute function references_exist(%L, %L)',
    tab || '_' || col || '_update', tab, col, col, col, target);
  execute format('create trigger %I after delete on %I for each row execute function references_unused(%L, %L)',
    tab || '_' || col || '_delete', target, tab, col);
end $$;

-- The rows named are locked as a foreign key locks them, so that none is deleted
-- at the same time.
create function references_exist() returns trigger
language plpgsql set search_path from current as $$
declare
  ids uuid[];
  found_rows bigint;
begin
  execute format('select ($1).%I', tg_argv[0]) using new into ids;
  if cardinality(ids) = 0 then
    return null;
  end if;
  execute format('select count(*) from (select from %I where tenant_id = $1 and id = any($2) for key share) t', tg_argv[1])
    using new.tenant_id, ids into found_rows;
  if found_rows <> (select count(distinct id) from unnest(ids) id) then
    raise foreign_key_violation using message = format('a row that %s.%s names does not exist', tg_table_name, tg_argv[0]),
      table = tg_table_name, constraint = tg_table_name || '_tenant_id_' || tg_argv[0] || '_fkey';
  end if;
  return null;
end $$;

create function references_unused() returns trigger
language plpgsql set search_path from current as $$
declare
  used boolean;
begin
  execute format('select exists (select from %I where tenant_id = $1 and $2 = any(%I))', tg_argv[0], tg_argv[1])
    using old.tenant_id, old.id into used;
  if used then
    raise foreign_key_violation using message = format('%s.%s still names the row', tg_argv[0], tg_argv[1]),
      table = tg_argv[0], constraint = tg_argv[0] || '_tenant_id_' || tg_argv[1] || '_fkey';
  end if;
  return null;
end $$;

-- Sites
create table identity_site (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  code text not null default '',
  name text not null default '',
  country text not null default '',
  currency text not null,
  time_zone text not null default '',
  street text not null default '',
  city text not null default '',
  region text not null default '',
  postal_code text not null default '',
  phone text not null default '',
  email text not null default '',
  active boolean not null default false,
  search text generated always as (lower(coalesce(code, '') || ' ' || coalesce(name, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, code)
);
create index identity_site_name_idx on identity_site (tenant_id, name, id);
create index identity_site_country_idx on identity_site (tenant_id, country, id);
create index identity_site_active_idx on identity_site (tenant_id, active, id);
call tenant_table('identity_site');
call tenant_search('identity_site');

-- Departments
create table identity_department (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null default '',
  parent uuid,
  site uuid,
  search text generated always as (lower(coalesce(name, ''))) stored,
  primary key (tenant_id, id),
  foreign key (tenant_id, parent) references identity_department (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site)
);
create index identity_department_name_idx on identity_department (tenant_id, name, id);
create index identity_department_parent_idx on identity_department (tenant_id, parent, id);
create index identity_department_site_idx on identity_department (tenant_id, site, id);
call tenant_table('identity_department');
call tenant_search('identity_department');

-- Roles
create table identity_role (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null default '',
  title text not null default '',
  note text not null default '',
  search text generated always as (lower(coalesce(name, '') || ' ' || coalesce(title, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_table('identity_role');
call tenant_search('identity_role');

create table identity_role_grant (
  tenant_id uuid not null,
  id uuid not null,
  role uuid not null,
  "position" bigint not null,
  permission text not null default '',
  reach text not null default '' check (reach in ('own', 'department', 'site', 'tenant')),
  primary key (tenant_id, id),
  foreign key (tenant_id, role) references identity_role (tenant_id, id) on delete cascade
);
create index identity_role_grant_role_idx on identity_role_grant (tenant_id, role, "position");
call tenant_table('identity_role_grant');

-- Users
create table identity_user (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  status text not null check (status in ('active', 'blocked')),
  email text not null default '',
  name text not null default '',
  job_title text not null default '',
  phone text not null default '',
  sites uuid[] not null default '{}',
  department uuid,
  manager uuid,
  roles uuid[] not null default '{}',
  search text generated always as (lower(coalesce(name, '') || ' ' || coalesce(email, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, email),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, manager) references identity_user (tenant_id, id) on delete set null (manager)
);
create index identity_user_name_idx on identity_user (tenant_id, name, id);
create index identity_user_status_idx on identity_user (tenant_id, status, id);
create index identity_user_department_idx on identity_user (tenant_id, department, id);
create index identity_user_manager_idx on identity_user (tenant_id, manager, id);
call tenant_table('identity_user');
call tenant_search('identity_user');
call tenant_references('identity_user', 'sites', 'identity_site');
call tenant_references('identity_user', 'roles', 'identity_role');

-- identity_keep_owner refuses a change that leaves a company without an active
-- user who may do everything. It looks only when the change takes such a user
-- away, and under a lock, so that two owners cannot block each other at once. It
-- holds for those who work in the company, not for whoever removes it whole.
create function identity_keep_owner() returns trigger
language plpgsql set search_path from current as $$
declare
  mattered boolean;
begin
  if old.tenant_id is distinct from nullif(current_setting('app.tenant_id', true), '')::uuid then
    return null;
  end if;
  if tg_table_name = 'identity_user' then
    mattered := old.status = 'active' and exists (
      select from identity_role_grant g
      where g.tenant_id = old.tenant_id and g.role = any(old.roles) and g.permission = '*' and g.reach = 'tenant');
  else
    mattered := exists (
      select from identity_user u where u.tenant_id = old.tenant_id and u.status = 'active' and old.role = any(u.roles));
  end if;
  if not mattered then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('identity owner ' || old.tenant_id, 0));
  if not exists (
    select from identity_user u join identity_role_grant g on g.tenant_id = u.tenant_id and g.role = any(u.roles)
    where u.tenant_id = old.tenant_id and u.status = 'active' and g.permission = '*' and g.reach = 'tenant'
  ) then
    raise exception 'no active user may do everything any more' using errcode = 'GH002', constraint = 'last-owner';
  end if;
  return null;
end $$;

create trigger identity_user_keep_owner_update after update on identity_user
  for each row when (old.status is distinct from new.status or old.roles is distinct from new.roles)
  execute function identity_keep_owner();
create trigger identity_user_keep_owner_delete after delete on identity_user
  for each row execute function identity_keep_owner();
-- The lines of a role are deleted before new ones are written: what counts is how
-- they stand in the end.
create constraint trigger identity_role_grant_keep_owner after update or delete on identity_role_grant
  deferrable initially deferred
  for each row when (old.permission = '*' and old.reach = 'tenant')
  execute function identity_keep_owner();

-- Tokens
create table identity_token (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('active', 'revoked')),
  "user" uuid,
  name text not null default '',
  prefix text not null default '',
  hash text not null default '',
  scopes text[] not null default '{}',
  expires_at timestamptz,
  last_used_at timestamptz,
  search text generated always as (lower(coalesce(name, '') || ' ' || coalesce(prefix, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, hash),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, "user") references identity_user (tenant_id, id) on delete cascade
);
create index identity_token_site_idx on identity_token (tenant_id, site, id);
create index identity_token_owner_idx on identity_token (tenant_id, owner, id);
create index identity_token_department_idx on identity_token (tenant_id, department, id);
create index identity_token_status_idx on identity_token (tenant_id, status, id);
create index identity_token_user_idx on identity_token (tenant_id, "user", id);
create index identity_token_name_idx on identity_token (tenant_id, name, id);
create index identity_token_expires_at_idx on identity_token (tenant_id, expires_at, id);
call tenant_table('identity_token');
call tenant_search('identity_token');
