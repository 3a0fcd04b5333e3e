-- Events of one month stand in a table of their own, so that old ones go by
-- dropping a table. The month is that of the id, which is a UUID of version 7 and
-- begins with the milliseconds since 1970. What no month takes stands in "rest".
alter table system_event rename to system_event_before;
alter table system_event_before rename constraint system_event_pkey to system_event_before_pkey;
alter index system_event_record_idx rename to system_event_before_record_idx;
create sequence system_event_sequence;
select setval('system_event_sequence', coalesce((select max(sequence) from system_event_before), 0) + 1, false);
create table system_event (
  tenant_id uuid not null,
  id uuid not null,
  type text not null,
  occurred_at timestamptz not null,
  correlation_id uuid,
  causation_id uuid,
  sequence bigint not null default nextval('system_event_sequence'),
  entity text not null,
  record uuid,
  version bigint not null,
  actor uuid,
  payload jsonb not null,
  primary key (tenant_id, id)
) partition by range (id);
create index system_event_record_idx on system_event (tenant_id, record, id);
create table system_event_rest partition of system_event default;
call tenant_log('system_event');
call tenant_policy('system_event_rest');
do $$ begin execute format('grant usage on sequence system_event_sequence to %I', current_setting('guildhall.serving_role')); end $$;

-- uuid_from is the least id of version 7 that was made at an instant or later.
create function uuid_from(at timestamptz) returns uuid
language sql immutable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '00000000000000000000')::uuid
$$;

-- event_month makes the table of a month of events, and takes over what waited
-- for it elsewhere. Doing it twice changes nothing.
create procedure event_month(month date)
language plpgsql as $$
declare
  tab text := 'system_event_' || to_char(month, 'YYYY_MM');
  low uuid := uuid_from(month::timestamp at time zone 'UTC');
  high uuid := uuid_from((month + interval '1 month')::timestamp at time zone 'UTC');
begin
  if to_regclass(tab) is not null then
    return;
  end if;
  execute format('create table %I (like system_event including defaults)', tab);
  execute format('with late as (delete from system_event_rest where id >= %L and id < %L returning *) insert into %I select * from late', low, high, tab);
  execute format('alter table system_event attach partition %I for values from (%L) to (%L)', tab, low, high);
  call tenant_policy(tab);
end $$;

-- event_upkeep makes the tables of this month and the two that follow, and drops
-- those whose month ended more than so many days ago, unless something of them is
-- still to be delivered or lies with the dead letters.
create procedure event_upkeep(today date, keep_days int)
language plpgsql as $$
declare
  month date := date_trunc('month', today);
  tab text;
  high uuid;
begin
  call event_month(month);
  call event_month((month + interval '1 month')::date);
  call event_month((month + interval '2 months')::date);
  for tab in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'system_event'::regclass and c.relname ~ '^system_event_\d{4}_\d{2}$' order by 1
  loop
    month := to_date(right(tab, 7), 'YYYY_MM') + interval '1 month';
    high := uuid_from(month::timestamp at time zone 'UTC');
    if month + keep_days < today
      and not exists (select from system_delivery where event_id < high)
      and not exists (select from system_dead_letter where event_id < high) then
      execute format('drop table %I', tab);
    end if;
  end loop;
end $$;

-- Who is still to hear of an event. A row is there until it is delivered: while
-- it is being delivered outside, next_at says until when nobody else tries.
create table system_delivery (
  tenant_id uuid not null,
  subscription text not null,
  event_id uuid not null,
  next_at timestamptz not null,
  attempt bigint not null default 0,
  errors jsonb not null default '[]',
  primary key (tenant_id, subscription, event_id)
);
create index system_delivery_next_at_idx on system_delivery (tenant_id, next_at);
call tenant_table('system_delivery');

-- Tenants that want a subscription which not everybody has, and for what: the
-- name of an event, or "*".
create table system_subscriber (
  tenant_id uuid not null,
  event_type text not null,
  subscription text not null,
  primary key (tenant_id, event_type, subscription)
);
call tenant_table('system_subscriber');

-- What could not be delivered, with every attempt's error. indexed tells that the
-- operators' list of all tenants has it.
create table system_dead_letter (
  tenant_id uuid not null,
  id uuid not null,
  subscription text not null,
  event_id uuid not null,
  event_type text not null,
  attempt bigint not null,
  errors jsonb not null,
  died_at timestamptz not null,
  indexed boolean not null default false,
  primary key (tenant_id, id),
  unique (tenant_id, subscription, event_id)
);
create index system_dead_letter_indexed_idx on system_dead_letter (tenant_id, id) where not indexed;
call tenant_table('system_dead_letter');

-- What was told to other systems, attempt by attempt.
create table system_delivery_log (
  tenant_id uuid not null,
  id uuid not null,
  subscription text not null,
  event_id uuid not null,
  at timestamptz not null,
  attempt bigint not null,
  outcome text not null check (outcome in ('delivered', 'failed', 'down', 'dead')),
  latency_ms bigint not null,
  response text not null default '',
  primary key (tenant_id, id)
);
create index system_delivery_log_event_id_idx on system_delivery_log (tenant_id, event_id, id);
call tenant_log('system_delivery_log');

call event_upkeep(current_date, 30);
insert into system_event (tenant_id, id, type, occurred_at, correlation_id, causation_id, sequence, entity, record, version, actor, payload)
select tenant_id, id, type, occurred_at, correlation_id, causation_id, sequence, entity, record, version, actor, payload from system_event_before;
drop table system_event_before;
