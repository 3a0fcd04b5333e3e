-- +goose Up
-- A link does something for a client, or for somebody of the company: the letters that
-- both are sent say in the same way how to be spared more of them.
alter table crm_link
  alter column client drop not null,
  add column person uuid,
  add column detail text not null default '',
  add foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete cascade,
  add check ((client is null) <> (person is null));
create index crm_link_person_idx on crm_link (tenant_id, person);
