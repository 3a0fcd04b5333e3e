-- stale_placement refuses a tenant that is not served here any more, by the
-- SQLSTATE that kernel/pg knows: a stale process fails on the first statement of
-- its transaction instead of writing to the old home.
create function stale_placement(tenant uuid) returns text
language plpgsql as $$
begin
  raise exception 'tenant % is not served here at this epoch', tenant using errcode = 'GH001';
end $$;

-- expect_rows fails the transaction when a statement touched fewer or more rows
-- than its author counted on; reason reaches the caller as a constraint's name.
create function expect_rows(actual bigint, expected bigint, reason text) returns void
language plpgsql as $$
begin
  if actual <> expected then
    raise exception 'expected % rows, found %', expected, actual using errcode = 'GH002', constraint = reason;
  end if;
end $$;

-- refuse fails the transaction for a reason, which reaches the caller as a
-- constraint's name; told is a JSON object with what else there is to say. Without
-- told nothing is refused, so that a query can refuse what it has found.
create function refuse(reason text, told jsonb) returns void
language plpgsql as $$
begin
  if told is not null then
    raise exception 'refused: %', reason using errcode = 'GH002', constraint = reason, detail = told::text;
  end if;
end $$;

-- tenant_policy shows a tenant's transactions the tenant's rows and nothing else.
-- The owner of the tables is expected to bypass policies. Where the server gives
-- nobody that right, the owner gets a policy of its own: policies are chosen by
-- role before planning, so those who serve see no OR and keep their indexes.
create procedure tenant_policy(tab text)
language plpgsql as $$
declare
  own constant text := '(tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))';
begin
  execute format('alter table %I enable row level security', tab);
  execute format('alter table %I force row level security', tab);
  execute format('create policy tenant on %I using %s with check %s', tab, own, own);
  if not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) then
    execute format('create policy owner on %I to %I using (true) with check (true)', tab, current_user);
  end if;
end $$;

-- tenant_table makes a table of the tenants' rows safe and serves it.
create procedure tenant_table(tab text)
language plpgsql as $$
begin
  call tenant_policy(tab);
  execute format('grant select, insert, update, delete on %I to %I', tab, current_setting('guildhall.serving_role'));
end $$;

-- tenant_log is tenant_table for rows that are only ever added.
create procedure tenant_log(tab text)
language plpgsql as $$
begin
  call tenant_policy(tab);
  execute format('grant select, insert on %I to %I', tab, current_setting('guildhall.serving_role'));
end $$;

-- tenant_search makes a table with a generated column "search" (lower-cased text)
-- findable by part of a word. The operators of trigrams are not leakproof, so
-- under row-level security they would not reach the index: a function of an owner
-- that bypasses the policies applies the tenant itself and tells ids alone. When
-- nothing contains the text, words that resemble it count.
create procedure tenant_search(tab text)
language plpgsql as $$
begin
  execute format('create index %I on %I using gin (tenant_id, search extensions.gin_trgm_ops)', tab || '_search_idx', tab);
  execute format($f$
    create function %1$I(q text) returns setof uuid
    language plpgsql stable security definer rows 200 set search_path = %3$I, extensions, pg_temp as $body$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := '%%' || replace(replace(replace(lower(q), '\', '\\'), '%%', '\%%'), '_', '\_') || '%%';
    begin
      return query select id from %2$I where tenant_id = tenant and search like pattern;
      if not found then
        return query select id from %2$I where tenant_id = tenant and lower(q) <%% search;
      end if;
    end $body$ $f$, tab || '_search', tab, current_schema());
  execute format('revoke all on function %I(text) from public', tab || '_search');
  execute format('grant execute on function %I(text) to %I', tab || '_search', current_setting('guildhall.serving_role'));
end $$;

-- The tenants that are served in this placement.
create table system_tenant (
  tenant_id uuid primary key,
  epoch bigint not null default 1,
  name text not null default '',
  slug text not null default '',
  country text not null default '',
  currency text not null default '',
  settings jsonb not null default '{}'
);
call tenant_policy('system_tenant');
do $$ begin execute format('grant select on system_tenant to %I', current_setting('guildhall.serving_role')); end $$;

-- Who wrote what. One row for each write of each record.
create table system_audit (
  tenant_id uuid not null,
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null,
  actor uuid,
  actor_name text not null default '',
  on_behalf_of uuid,
  request_id uuid,
  address text not null default '',
  verb text not null,
  entity text not null,
  record uuid not null,
  version bigint not null,
  changes jsonb not null,
  primary key (tenant_id, id)
);
create index system_audit_record_idx on system_audit (tenant_id, record, id);
call tenant_log('system_audit');

-- News, written with the change it tells of.
create table system_event (
  tenant_id uuid not null,
  id uuid not null,
  type text not null,
  occurred_at timestamptz not null,
  correlation_id uuid,
  causation_id uuid,
  sequence bigint generated always as identity,
  entity text not null,
  record uuid,
  version bigint not null,
  actor uuid,
  payload jsonb not null,
  primary key (tenant_id, id)
);
create index system_event_record_idx on system_event (tenant_id, record, id);
call tenant_log('system_event');

-- The next number of each series.
create table system_sequence (
  tenant_id uuid not null,
  series text not null,
  site uuid not null default '00000000-0000-0000-0000-000000000000',
  year bigint not null default 0,
  next bigint not null default 1,
  primary key (tenant_id, series, site, year)
);
call tenant_table('system_sequence');

-- Answers already given, by the key that the caller chose.
create table system_idempotency (
  tenant_id uuid not null,
  key text not null,
  actor uuid not null,
  hash bytea not null,
  status bigint not null,
  version bigint not null default 0,
  location text not null default '',
  body text not null,
  created_at timestamptz not null,
  primary key (tenant_id, actor, key)
);
create index system_idempotency_created_at_idx on system_idempotency (tenant_id, created_at);
call tenant_table('system_idempotency');

-- Fields that a tenant has added to an entity.
create table system_custom_field (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  extends text not null,
  name text not null,
  label text not null,
  kind text not null check (kind in ('text', 'number', 'amount', 'date', 'choice', 'reference', 'flag')),
  choices text[] not null default '{}',
  target text not null default '',
  required boolean not null default false,
  help text not null default '',
  primary key (tenant_id, id),
  unique (tenant_id, extends, name)
);
call tenant_table('system_custom_field');
