-- Clients are asked by a letter, some days after an order was closed, from 0 to 10, and
-- answer by a link. What was answered from 1 to 5 so far is spread over the same range.
alter table sales_survey drop constraint sales_survey_status_check;
alter table sales_survey drop constraint sales_survey_score_check;
alter table sales_survey alter column score drop default;
alter table sales_survey alter column score drop not null;
alter table sales_survey add column contact uuid;
alter table sales_survey add column opinion text not null default 'unknown';
alter table sales_survey add column asked_at timestamptz;
alter table sales_survey add column expires_at timestamptz;
alter table sales_survey add column skip_reason text not null default '';
update sales_survey set score = case when status = 'answered' then round((score - 1) * 2.5) end;
update sales_survey set opinion = case when score >= 9 then 'promoter' when score >= 7 then 'passive' else 'detractor' end where score is not null;
alter table sales_survey add constraint sales_survey_status_check check (status in ('open', 'asked', 'answered', 'expired', 'skipped'));
alter table sales_survey add constraint sales_survey_score_check check (score between 0 and 10);
alter table sales_survey add constraint sales_survey_contact_fkey foreign key (tenant_id, contact) references crm_contact (tenant_id, id) on delete set null (contact);
create index sales_survey_contact_idx on sales_survey (tenant_id, contact, id);
create index sales_survey_opinion_idx on sales_survey (tenant_id, opinion, id);
create index sales_survey_asked_at_idx on sales_survey (tenant_id, client, asked_at);
create index sales_survey_answered_at_idx on sales_survey (tenant_id, answered_at, id);

-- When clients are asked. A company without a row does as the product does.
create table sales_survey_policy (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  delay bigint not null default 0,
  pause bigint not null default 0,
  valid bigint not null default 0,
  low bigint not null default 0,
  primary key (tenant_id, id)
);
call tenant_table('sales_survey_policy');
