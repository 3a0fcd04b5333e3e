-- +goose Up
-- How a company numbers its documents, where it says so itself.
create table numbering_series (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  subject text not null,
  pattern text not null,
  digits bigint not null default 0 check (digits between 0 and 12),
  primary key (tenant_id, id),
  unique (tenant_id, subject)
);
call tenant_table('numbering_series');
