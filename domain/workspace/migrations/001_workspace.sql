-- Lists as somebody wants to see them again.
create table workspace_view (
  tenant_id uuid not null,
  id uuid not null,
  owner uuid not null,
  entity text not null,
  name text not null check (length(name) <= 100),
  query text not null default '' check (octet_length(query) <= 4000),
  shared text not null check (shared in ('me', 'team', 'everyone')),
  position bigint not null default 0,
  pinned boolean not null default false,
  is_default boolean not null default false,
  changed_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade
);
create index workspace_view_owner_idx on workspace_view (tenant_id, owner, entity);
create index workspace_view_shared_idx on workspace_view (tenant_id, shared, entity) where shared <> 'me';
call tenant_table('workspace_view');

-- What user interfaces remember for somebody. Nobody else looks into it.
create table workspace_preference (
  tenant_id uuid not null,
  owner uuid not null,
  chosen jsonb not null default '{}',
  primary key (tenant_id, owner),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade
);
call tenant_table('workspace_preference');

-- Work that somebody has asked for and does not wait for. The records are those of the
-- moment when it was asked; position says how many of them are behind.
create table workspace_job (
  tenant_id uuid not null,
  id uuid not null,
  owner uuid not null,
  token uuid,
  kind text not null check (kind in ('bulk', 'sample-data')),
  entity text not null default '',
  work jsonb not null default '{}',
  records uuid[] not null default '{}',
  state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  total bigint not null default 0,
  position bigint not null default 0,
  failed bigint not null default 0,
  problem text not null default '',
  made_at timestamptz not null,
  begun_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade
);
create index workspace_job_owner_idx on workspace_job (tenant_id, owner, id);
create index workspace_job_ended_at_idx on workspace_job (tenant_id, ended_at);
call tenant_table('workspace_job');

-- The records to which it could not be done, and why.
create table workspace_job_failure (
  tenant_id uuid not null,
  job uuid not null,
  position bigint not null,
  record uuid not null,
  title text not null default '',
  problem jsonb not null,
  primary key (tenant_id, job, position),
  foreign key (tenant_id, job) references workspace_job (tenant_id, id) on delete cascade
);
call tenant_table('workspace_job_failure');

-- workspace_search finds records by their text in several tables at once: for each the
-- best so many, without looking at all that fit. Rank 0 has the text as a word or from
-- its beginning to its end, 1 begins with it, 2 has a word that does, 3 has it anywhere,
-- which is not looked for when the text is too short for an index. What overflows is
-- looked for again more narrowly, so that the best are among them. Like the functions
-- that tenant_search makes, it applies the tenant itself and tells ids alone.
create function workspace_search(tabs text[], mosts bigint[], q text) returns table (tab text, id uuid, rank bigint)
language plpgsql stable security definer set search_path from current as $$
#variable_conflict use_column
declare
  tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  word text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_');
  anywhere constant text := $q$ t.search like '%' || $2 || '%' $q$;
  beginning constant text := $q$ t.search like $2 || '%' or t.search like '% ' || $2 || '%' $q$;
  whole constant text := $q$ t.search like $2 or t.search like $2 || ' %' or t.search like '% ' || $2 or t.search like '% ' || $2 || ' %' $q$;
  ranked constant text := 'select $4, t.id, case when ' || whole || $q$ then 0 when t.search like $2 || '%' then 1
    when t.search like '% ' || $2 || '%' then 2 else 3 end::bigint from $q$;
  look text;
  n bigint;
begin
  for i in 1 .. cardinality(tabs) loop
    look := ranked || quote_ident(tabs[i]) || ' t where t.tenant_id = $1 and (';
    if length(q) >= 3 then
      return query execute look || anywhere || ') limit $3' using tenant, word, mosts[i], tabs[i];
      get diagnostics n = row_count;
      continue when n < mosts[i];
    end if;
    return query execute look || beginning || ') limit $3' using tenant, word, mosts[i], tabs[i];
    get diagnostics n = row_count;
    continue when n < mosts[i];
    return query execute look || whole || ') limit $3' using tenant, word, mosts[i], tabs[i];
  end loop;
end $$;
revoke all on function workspace_search(text[], bigint[], text) from public;
do $$
begin
  execute format('grant execute on function workspace_search(text[], bigint[], text) to %I', current_setting('guildhall.serving_role'));
end $$;
