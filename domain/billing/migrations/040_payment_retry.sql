-- +goose Up
-- Payments that are tried again by themselves.
alter table billing_payment
  add column retry text not null default 'never' check (retry in ('never', 'automatic')),
  add column retries bigint not null default 0,
  add column retry_at timestamptz;
create index billing_payment_retry_idx on billing_payment (tenant_id, retry_at, id) where retry_at is not null;
-- What a provider refuses for good is not asked for again.
alter table billing_payment_operation add column final boolean not null default false;
