-- least_uuid is the least UUID of version 7 that can be made at an instant. Rows get
-- theirs as they are made, so their primary key finds the old ones.
create function least_uuid(made timestamptz) returns uuid
language sql immutable parallel safe as $$
  select (lpad(to_hex((extract(epoch from made) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

-- tenant_purge lets old rows of a log go. Whoever serves may only add to a log: the
-- function that this makes belongs to the owner of the tables, applies the tenant
-- itself, and refuses to take rows younger than the log's least age, whatever it is
-- asked.
create procedure tenant_purge(tab text, made text, kept interval)
language plpgsql as $$
begin
  execute format($f$
    create function %1$I(before timestamptz, most bigint) returns bigint
    language plpgsql security definer set search_path = %2$I, pg_temp as $body$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      gone bigint;
    begin
      if before > now() - %5$L::interval then
        raise exception 'rows of %3$s are kept for %5$s' using errcode = '42501';
      end if;
      delete from %3$I l using (
        select id from %3$I where tenant_id = tenant and id < least_uuid(before) and %4$I < before order by id limit most
      ) due where l.tenant_id = tenant and l.id = due.id;
      get diagnostics gone = row_count;
      return gone;
    end $body$ $f$, tab || '_purge', current_schema(), tab, made, kept);
  execute format('revoke all on function %I(timestamptz, bigint) from public', tab || '_purge');
  execute format('grant execute on function %I(timestamptz, bigint) to %I', tab || '_purge', current_setting('guildhall.serving_role'));
end $$;

call tenant_purge('system_audit', 'at', '3653 days');
call tenant_purge('system_event', 'occurred_at', '30 days');
call tenant_purge('system_access', 'created_at', '90 days');

-- How long a company keeps what goes by itself.
create table system_retention (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null,
  label text not null default '',
  days bigint not null,
  minimum bigint not null default 0,
  why text not null default '',
  purged bigint not null default 0,
  purged_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
call tenant_table('system_retention');
