-- What users may do for a time beyond their roles, and what they did by it.
create table identity_exception (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('requested', 'approved', 'revoked', 'expired')),
  "user" uuid,
  permission text not null default '',
  reach text not null default '' check (reach in ('record', 'own', 'department', 'site', 'tenant')),
  record_entity text not null default '',
  record uuid check ((record is not null) = (reach = 'record')),
  reason text not null default '' check (reason <> ''),
  starts timestamptz not null,
  expires timestamptz not null check (expires > starts and expires <= starts + interval '720 hours'),
  requested_by uuid,
  approver uuid check (approver is null or approver not in ("user", requested_by)),
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, "user") references identity_user (tenant_id, id) on delete set null ("user"),
  foreign key (tenant_id, requested_by) references identity_user (tenant_id, id) on delete set null (requested_by),
  foreign key (tenant_id, approver) references identity_user (tenant_id, id) on delete set null (approver)
);
create index identity_exception_site_idx on identity_exception (tenant_id, site, id);
create index identity_exception_owner_idx on identity_exception (tenant_id, owner, id);
create index identity_exception_department_idx on identity_exception (tenant_id, department, id);
create index identity_exception_status_idx on identity_exception (tenant_id, status, id);
create index identity_exception_user_idx on identity_exception (tenant_id, "user", id);
create index identity_exception_permission_idx on identity_exception (tenant_id, permission, id);
create index identity_exception_record_idx on identity_exception (tenant_id, record, id);
create index identity_exception_expires_idx on identity_exception (tenant_id, expires, id);
-- Whoever acts is loaded with the exceptions that were approved for them.
create index identity_exception_approved_idx on identity_exception (tenant_id, "user", expires) where status = 'approved';
call tenant_table('identity_exception');

create table identity_exception_use (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  exception uuid not null,
  "user" uuid,
  permission text not null default '',
  record_entity text not null default '',
  record uuid,
  request uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, exception) references identity_exception (tenant_id, id),
  foreign key (tenant_id, "user") references identity_user (tenant_id, id) on delete set null ("user")
);
create index identity_exception_use_site_idx on identity_exception_use (tenant_id, site, id) where site is not null;
create index identity_exception_use_owner_idx on identity_exception_use (tenant_id, owner, id);
create index identity_exception_use_department_idx on identity_exception_use (tenant_id, department, id);
create index identity_exception_use_exception_idx on identity_exception_use (tenant_id, exception, id);
create index identity_exception_use_user_idx on identity_exception_use (tenant_id, "user", id);
create index identity_exception_use_permission_idx on identity_exception_use (tenant_id, permission, id);
create index identity_exception_use_record_idx on identity_exception_use (tenant_id, record, id);
call tenant_log('identity_exception_use');
