-- A text of one or two letters has no trigram of its own: looked for anywhere, every row
-- of the tenant would be read. As the beginning of a word it has, and that is what
-- somebody means who begins to type. Nothing resembles it that is not everything.
--
-- Who asks for a few needs no more found than that it is more: without a limit a text
-- that stands in every fifth row of a million would be found two hundred thousand times.
-- (The planner is not told of the limit: hoping to reach it soon, it would read all rows.)
-- What only resembles a text is a help for who mistyped it, and a thousand of it are enough.
create or replace procedure tenant_search(tab text)
language plpgsql as $$
begin
  execute format('create index if not exists %I on %I using gin (tenant_id, search extensions.gin_trgm_ops)', tab || '_search_idx', tab);
  execute format('drop function if exists %I(text)', tab || '_search');
  execute format($f$
    create or replace function %1$I(q text, most integer default null) returns setof uuid
    language plpgsql stable security definer rows 200 set search_path = %3$I, extensions, pg_temp as $body$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%%', '\%%'), '_', '\_') || '%%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from %2$I where tenant_id = tenant and (search like pattern or search like '%% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from %2$I where tenant_id = tenant and search like '%%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from %2$I where tenant_id = tenant and lower(q) <%% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $body$ $f$, tab || '_search', tab, current_schema());
  execute format('revoke all on function %I(text, integer) from public', tab || '_search');
  execute format('grant execute on function %I(text, integer) to %I', tab || '_search', current_setting('guildhall.serving_role'));
end $$;

do $$
declare tab text;
begin
  for tab in select tablename from pg_indexes where schemaname = current_schema() and indexname = tablename || '_search_idx' loop
    call tenant_search(tab);
  end loop;
end $$;

-- Under row-level security a condition reaches an index, and what is known of how rows
-- are spread, only when its operator is leakproof: when it tells nothing of values but by
-- its answer. Comparisons of numeric do not and raise no error, but are not marked so.
-- Only a superuser may say it, for whom the owner of the tables works here; elsewhere lists
-- by amounts are slower.
do $$
declare
  f regprocedure;
  owner name := current_user;
begin
  if (select rolsuper from pg_roles where rolname = session_user) then
    perform pg_advisory_xact_lock(hashtextextended('guildhall leakproof', 0));
    execute format('set local role %I', session_user);
    for f in select oid::regprocedure from pg_proc
      where pronamespace = 'pg_catalog'::regnamespace and not proleakproof
        and proname in ('numeric_eq', 'numeric_ne', 'numeric_lt', 'numeric_le', 'numeric_gt', 'numeric_ge', 'numeric_cmp')
    loop
      execute format('alter function %s leakproof', f);
    end loop;
    execute format('set local role %I', owner);
  end if;
end $$;
