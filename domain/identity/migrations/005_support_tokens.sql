-- Tokens that were made by support access are good for as long as it.
alter table identity_token
  add column support uuid,
  add foreign key (tenant_id, support) references identity_support_grant (tenant_id, id) on delete cascade;
create index identity_token_support_idx on identity_token (tenant_id, support);
