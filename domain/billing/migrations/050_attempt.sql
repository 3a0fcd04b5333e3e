-- +goose Up
-- What clients pay themselves, by a link: each attempt of each link is one payment.
alter table billing_payment add column attempt text not null default '';
create unique index billing_payment_attempt_key on billing_payment (tenant_id, attempt) where attempt <> '';
