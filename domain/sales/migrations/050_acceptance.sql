-- +goose Up
-- When a quote was accepted, and by whom when the client has done so themselves.
alter table sales_quote
  add column accepted_at timestamptz,
  add column accepted_by text not null default '';
