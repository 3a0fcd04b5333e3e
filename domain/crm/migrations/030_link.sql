-- What clients may do by a link, without an account: the digest of the link's secret,
-- what it is good for, and until when.
create table crm_link (
  tenant_id uuid not null,
  digest bytea not null,
  purpose text not null,
  about_entity text not null,
  about uuid not null,
  client uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, digest),
  foreign key (tenant_id, client) references crm_client (tenant_id, id) on delete cascade
);
create index crm_link_about_idx on crm_link (tenant_id, about);
create index crm_link_client_idx on crm_link (tenant_id, client);
create index crm_link_expires_at_idx on crm_link (tenant_id, expires_at);
call tenant_table('crm_link');
