-- +goose Up
-- By whom clients pay themselves who follow the link in a letter.
create table portal_online_payment (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  provider text not null default '',
  active boolean not null default false,
  primary key (tenant_id, id)
);
create unique index portal_online_payment_active_key on portal_online_payment (tenant_id) where active;
create index portal_online_payment_active_idx on portal_online_payment (tenant_id, active, id);
call tenant_table('portal_online_payment');
