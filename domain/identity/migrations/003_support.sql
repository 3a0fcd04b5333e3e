-- Access that the company grants to those who run Guildhall, for a time. The
-- operator lives in the control plane, so that no foreign key leads there.
create table identity_support_grant (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  status text not null check (status in ('requested', 'accepted', 'declined', 'revoked', 'expired')),
  operator uuid,
  name text not null default '',
  reason text not null default '',
  asked bigint not null default 0 check (asked between 1 and 168),
  hours bigint not null default 0 check (hours between 0 and 168),
  reach text not null default 'read' check (reach in ('read', 'full')),
  until timestamptz,
  primary key (tenant_id, id)
);
create index identity_support_grant_status_idx on identity_support_grant (tenant_id, status, id);
create index identity_support_grant_operator_idx on identity_support_grant (tenant_id, operator, id);
create index identity_support_grant_until_idx on identity_support_grant (tenant_id, until, id);
-- An operator waits for one answer at a time.
create unique index identity_support_grant_open_key on identity_support_grant (tenant_id, operator) where status = 'requested';
call tenant_table('identity_support_grant');
