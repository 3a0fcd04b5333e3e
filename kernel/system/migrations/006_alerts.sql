-- What a company wants to be told of.
create table system_alert_rule (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null,
  subject text not null default '',
  verbs text[] not null default '{}',
  fields text[] not null default '{}',
  times bigint not null default 1 check (times > 0),
  minutes bigint not null default 60 check (minutes > 0),
  counted text not null check (counted in ('user', 'all')),
  severity text not null check (severity in ('warning', 'info', 'critical')),
  tells text[] not null default '{}',
  active boolean not null default true,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
create index system_alert_rule_subject_idx on system_alert_rule (tenant_id, subject, id);
call tenant_table('system_alert_rule');

-- What a rule has found.
create table system_alert (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  status text not null check (status in ('open', 'acknowledged', 'resolved')),
  rule uuid,
  name text not null default '',
  severity text not null check (severity in ('warning', 'info', 'critical')),
  subject text not null default '',
  actor uuid,
  actor_name text not null default '',
  record uuid,
  count bigint not null default 0,
  first_at timestamptz,
  last_at timestamptz,
  tells text[] not null default '{}',
  note text not null default '',
  primary key (tenant_id, id),
  foreign key (tenant_id, rule) references system_alert_rule (tenant_id, id) on delete set null (rule)
);
create index system_alert_status_idx on system_alert (tenant_id, status, id);
create index system_alert_severity_idx on system_alert (tenant_id, severity, id);
create index system_alert_rule_idx on system_alert (tenant_id, rule, actor, last_at);
create index system_alert_actor_idx on system_alert (tenant_id, actor, id);
call tenant_table('system_alert');

-- system_watch judges rows that this transaction has written to a log by the rules
-- about it. log says how its columns are called: table, made, verb, actor, and where
-- there are such: subject (whose rules count; the audit trail is about all), entity,
-- changes, kind, name, record and weight. Those who meet the same rule at the same
-- moment wait for each other, so that each sees what the other has written, and a
-- burst makes one alert.
create function system_watch(log jsonb, ids uuid[], moment timestamptz) returns void
language plpgsql as $$
declare
  tenant constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  tab constant text := format('%I l', log->>'table');
  hits constant text := 'l.tenant_id = $1 and ($2 = ''*'' or ' || case when log ? 'entity' then format('l.%I', log->>'entity') else '$2' end || ' = $2)'
    || format(' and (cardinality($3) = 0 or l.%I = any ($3))', log->>'verb')
    || case when log ? 'changes' then format(' and (cardinality($4) = 0 or l.%I ?| $4)', log->>'changes') else ' and $4 is not null' end
    || case when log ? 'kind' then format(' and l.%I <> ''system''', log->>'kind') else '' end;
  whose constant text := format('case when $5 then l.%I end', log->>'actor');
  weight constant text := case when log ? 'weight' then format('coalesce(sum(l.%I), 0)', log->>'weight') else 'count(*)' end;
  r record;
  e record;
  burst interval;
  since timestamptz;
  total bigint;
begin
  for r in select * from system_alert_rule a where a.tenant_id = tenant and a.active
    and case when log ? 'subject' then a.subject = log->>'subject' else true end order by a.id
  loop
    burst := make_interval(mins => r.minutes::int);
    for e in execute 'select ' || whose || ' as who, ' || weight || '::bigint as n, '
      || case when log ? 'name' then format('max(l.%I)', log->>'name') else '''''' end || ' as name, '
      || case when log ? 'record' then format('(array_agg(l.%I order by l.id desc))[1]', log->>'record') else 'null::uuid' end || ' as record from ' || tab
      || ' where ' || hits || ' and l.id = any ($6) group by 1 order by 1'
      using tenant, r.subject, r.verbs, r.fields, r.counted = 'user', ids
    loop
      perform pg_advisory_xact_lock(hashtextextended(tenant::text || r.id::text || coalesce(e.who::text, ''), 2));
      update system_alert a set count = a.count + e.n, last_at = greatest(a.last_at, moment), record = coalesce(e.record, a.record), updated_at = moment
      where a.tenant_id = tenant and a.id = (select b.id from system_alert b where b.tenant_id = tenant and b.rule = r.id
        and b.actor is not distinct from e.who and b.status <> 'resolved' and b.last_at > moment - burst order by b.last_at desc limit 1);
      continue when found;
      total := e.n;
      if total < r.times then
        since := greatest(moment - burst, (select max(b.last_at) from system_alert b where b.tenant_id = tenant and b.rule = r.id
          and b.actor is not distinct from e.who));
        execute 'select ' || weight || ' from ' || tab || ' where ' || hits || format(' and l.%I > $6', log->>'made')
          || ' and l.id >= least_uuid(clock_timestamp() - $7 - interval ''1 minute'') and ' || whose || ' is not distinct from $8'
          into total using tenant, r.subject, r.verbs, r.fields, r.counted = 'user', since, burst, e.who;
      end if;
      continue when total < r.times;
      insert into system_alert (tenant_id, id, created_at, updated_at, status, rule, name, severity, subject, actor, actor_name, record, count, first_at, last_at, tells)
      values (tenant, (left(least_uuid(clock_timestamp())::text, 15) || substr(gen_random_uuid()::text, 16))::uuid, moment, moment, 'open', r.id, r.name,
        r.severity, r.subject, e.who, case when r.counted = 'user' then e.name else '' end, e.record, total, moment, moment, r.tells);
    end loop;
  end loop;
end $$;
