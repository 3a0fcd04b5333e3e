-- Who read what, of entities whose readings are kept. Rows are only ever added.
create table system_access (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  actor_kind text not null,
  actor uuid,
  actor_name text not null default '',
  on_behalf_of uuid,
  request_id uuid,
  address text not null default '',
  verb text not null,
  subject text not null,
  records uuid[] not null default '{}',
  query text not null default '',
  rows bigint not null,
  primary key (tenant_id, id)
);
create index system_access_actor_idx on system_access (tenant_id, actor, id);
create index system_access_subject_idx on system_access (tenant_id, subject, id);
create index system_access_records_idx on system_access using gin (tenant_id, records);
call tenant_log('system_access');
