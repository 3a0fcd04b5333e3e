-- +goose Up
-- The day on which somebody was last told to ask the client again.
alter table sales_quote add column followed_up date;
-- Quotes that wait for an answer, which are few among all that there ever were.
create index sales_quote_sent_idx on sales_quote (tenant_id, valid_until, id) where status = 'sent';
