-- +goose Up
-- Records that are not as they must be. One that is found again is the same row, as
-- long as it was found in every run.
create table integrity_finding (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null,
  label text not null default '',
  record_entity text not null default '',
  record uuid,
  said text not null default '',
  runs bigint not null default 1,
  last_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, id)
);
create index integrity_finding_name_idx on integrity_finding (tenant_id, name, id);
create index integrity_finding_record_idx on integrity_finding (tenant_id, record, id);
create index integrity_finding_ended_at_idx on integrity_finding (tenant_id, ended_at, id);
create unique index integrity_finding_open_key on integrity_finding (tenant_id, name, record_entity, record) where ended_at is null;
call tenant_table('integrity_finding');

-- Companies that are there already are told of findings as new ones are.
insert into governance_alert_rule (tenant_id, id, created_at, updated_at, name, subject, times, minutes, counted, severity, tells)
select t.tenant_id, (left(least_uuid(clock_timestamp())::text, 15) || substr(gen_random_uuid()::text, 16))::uuid, now(), now(),
  'The books do not agree', 'integrity.finding', 1, 2880, 'all', 'critical', '{owner,admin}'
from system_tenant t on conflict (tenant_id, name) do nothing;
