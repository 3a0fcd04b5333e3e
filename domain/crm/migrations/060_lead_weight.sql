-- +goose Up
-- What a lead is worth by how likely it is that something comes of it.
alter table crm_lead
  add column probability numeric check (probability between 0 and 100),
  add column weighted_value numeric not null default 0 check (weighted_value >= 0);
update crm_lead set weighted_value = round(estimated_value *
  case status when 'converted' then 1 when 'qualified' then 0.6 when 'contacted' then 0.3 when 'disqualified' then 0 else 0.1 end, 2);
