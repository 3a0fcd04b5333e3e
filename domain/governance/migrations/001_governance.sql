-- Alerts, their rules and retention stood among the tables that every placement has,
-- and are this module's from now on, with all that companies have put into them.
alter table system_retention rename to governance_retention;
alter table system_alert_rule rename to governance_alert_rule;
alter table system_alert rename to governance_alert;
do $$
declare
  tabs constant regclass[] := '{governance_retention, governance_alert_rule, governance_alert}';
  old record;
begin
  for old in select conrelid::regclass as tab, conname as name from pg_constraint where conrelid = any (tabs) and conname like 'system\_%' loop
    execute format('alter table %s rename constraint %I to %I', old.tab, old.name, regexp_replace(old.name, '^system', 'governance'));
  end loop;
  for old in select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = any (tabs) and c.relname like 'system\_%' loop
    execute format('alter index %I rename to %I', old.name, regexp_replace(old.name, '^system', 'governance'));
  end loop;
end $$;

-- Processes of the version before go on until they are replaced, and know the tables
-- by their former names: each of their writes asks for the rules. A later migration
-- drops these views.
do $$
declare
  tab text;
begin
  foreach tab in array array['retention', 'alert_rule', 'alert'] loop
    execute format('create view %I with (security_invoker) as select * from %I', 'system_' || tab, 'governance_' || tab);
    execute format('grant select, insert, update, delete on %I to %I', 'system_' || tab, current_setting('guildhall.serving_role'));
  end loop;
end $$;

-- Rows name entities, and permissions that begin with an entity's name: the trail,
-- the events and the access log by what they are about, records by what they refer
-- to, rules by what they watch, a company's own fields by what they extend, roles,
-- tokens and exceptions by what they allow. All follow, so that a record's history
-- stays whole and nobody may do less than before; what the trail says of changes
-- stays as it was written. Modules that stand on this one may not have their tables
-- yet.
create function governed(name text) returns text
language sql immutable as $$
  select regexp_replace(name, '^system\.(alert|alert_rule|retention|privacy)(\.|$)', 'governance.\1\2')
$$;
do $$
declare
  at record;
begin
  for at in select v.tab, v.col from (values
    ('system_audit', 'entity'), ('system_event', 'entity'), ('system_access', 'subject'),
    ('system_custom_field', 'extends'), ('system_custom_field', 'target'),
    ('governance_retention', 'name'), ('governance_alert_rule', 'subject'), ('governance_alert', 'subject'),
    ('identity_role_grant', 'permission'), ('identity_exception', 'permission'), ('identity_exception', 'record_entity'),
    ('identity_exception_use', 'permission'), ('identity_exception_use', 'record_entity'),
    ('crm_activity', 'about_entity'), ('communications_message', 'about_entity')) v (tab, col)
    where to_regclass(v.tab) is not null
  loop
    execute format('update %1$I set %2$I = governed(%2$I) where %2$I like ''system.%%'' and %2$I <> governed(%2$I)', at.tab, at.col);
  end loop;
end $$;

-- Who was granted all of system.* has all of governance.* as well, and a default role
-- that nobody has changed is still seen to be one. An exception for system.*, which
-- ends within 30 days, holds for what is left there.
do $$
begin
  if to_regclass('identity_role_grant') is not null then
    insert into identity_role_grant (tenant_id, id, role, "position", permission, reach)
    select g.tenant_id, gen_random_uuid(), g.role, last.position + row_number() over (partition by g.tenant_id, g.role order by g."position"),
      'governance.*', g.reach
    from identity_role_grant g
    join lateral (select max(o."position") as position from identity_role_grant o where o.tenant_id = g.tenant_id and o.role = g.role) last on true
    where g.permission = 'system.*';
    update identity_token t set scopes = array(
      select n from unnest(t.scopes) with ordinality s (scope, i),
        unnest(case scope when 'system.*' then array[scope, 'governance.*'] else array[governed(scope)] end) with ordinality u (n, j) order by i, j)
    where exists (select from unnest(t.scopes) s where s like 'system.%');
  end if;
  if to_regclass('identity_default_role') is not null then
    update identity_default_role d set grants = (
      select string_agg(n, E'\n' order by n collate "C") from string_to_table(d.grants, E'\n') line,
        unnest(case when line like 'system.* %' then array[line, replace(line, 'system.', 'governance.')] else array[governed(line)] end) n)
    where d.grants ~ '(^|\n)system\.';
  end if;
end $$;
drop function governed(text);

-- The kernel has rows of logs judged by system_watch, in whichever module's tables the
-- rules stand: this is its body from now on.
--
-- system_watch judges rows that this transaction has written to a log by the rules
-- about it. log says how its columns are called: table, made, verb, actor, and where
-- there are such: subject (whose rules count; the audit trail is about all), entity,
-- changes, kind, name, record and weight. Those who meet the same rule at the same
-- moment wait for each other, so that each sees what the other has written, and a
-- burst makes one alert.
create or replace function system_watch(log jsonb, ids uuid[], moment timestamptz) returns void
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
  for r in select * from governance_alert_rule a where a.tenant_id = tenant and a.active
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
      update governance_alert a set count = a.count + e.n, last_at = greatest(a.last_at, moment), record = coalesce(e.record, a.record), updated_at = moment
      where a.tenant_id = tenant and a.id = (select b.id from governance_alert b where b.tenant_id = tenant and b.rule = r.id
        and b.actor is not distinct from e.who and b.status <> 'resolved' and b.last_at > moment - burst order by b.last_at desc limit 1);
      continue when found;
      total := e.n;
      if total < r.times then
        since := greatest(moment - burst, (select max(b.last_at) from governance_alert b where b.tenant_id = tenant and b.rule = r.id
          and b.actor is not distinct from e.who));
        execute 'select ' || weight || ' from ' || tab || ' where ' || hits || format(' and l.%I > $6', log->>'made')
          || ' and l.id >= least_uuid(clock_timestamp() - $7 - interval ''1 minute'') and ' || whose || ' is not distinct from $8'
          into total using tenant, r.subject, r.verbs, r.fields, r.counted = 'user', since, burst, e.who;
      end if;
      continue when total < r.times;
      insert into governance_alert (tenant_id, id, created_at, updated_at, status, rule, name, severity, subject, actor, actor_name, record, count, first_at, last_at, tells)
      values (tenant, (left(least_uuid(clock_timestamp())::text, 15) || substr(gen_random_uuid()::text, 16))::uuid, moment, moment, 'open', r.id, r.name,
        r.severity, r.subject, e.who, case when r.counted = 'user' then e.name else '' end, e.record, total, moment, moment, r.tells);
    end loop;
  end loop;
end $$;
