-- Consents
create table crm_consent (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('given', 'withdrawn')),
  client uuid,
  contact uuid,
  purpose text not null default '',
  given_at timestamptz,
  source text not null default '',
  text_version text not null default '',
  withdrawn_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id),
  foreign key (tenant_id, contact) references crm_contact (tenant_id, id)
);
create index crm_consent_site_idx on crm_consent (tenant_id, site, id);
create index crm_consent_owner_idx on crm_consent (tenant_id, owner, id);
create index crm_consent_department_idx on crm_consent (tenant_id, department, id);
create index crm_consent_status_idx on crm_consent (tenant_id, status, id);
create index crm_consent_client_idx on crm_consent (tenant_id, client, id);
create index crm_consent_contact_idx on crm_consent (tenant_id, contact, id);
create index crm_consent_purpose_idx on crm_consent (tenant_id, purpose, id);
call tenant_table('crm_consent');
