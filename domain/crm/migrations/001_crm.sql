-- Clients
create table crm_client (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('active', 'archived')),
  number text not null default '',
  name text not null default '',
  kind text not null default '' check (kind in ('company', 'person')),
  email text not null default '',
  phone text not null default '',
  website text not null default '',
  vat_number text not null default '',
  country text not null default '',
  language text not null default '',
  currency text not null,
  credit_limit numeric check (credit_limit >= 0),
  payment_terms bigint not null default 0 check (payment_terms between 0 and 365),
  price_group text not null default '',
  reference text not null default '',
  note text not null default '',
  lead uuid,
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(name, '') || ' ' || coalesce(email, '') || ' ' || coalesce(reference, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department)
);
create index crm_client_site_idx on crm_client (tenant_id, site, id);
create index crm_client_owner_idx on crm_client (tenant_id, owner, id);
create index crm_client_department_idx on crm_client (tenant_id, department, id);
create index crm_client_status_idx on crm_client (tenant_id, status, id);
create index crm_client_name_idx on crm_client (tenant_id, name, id);
create index crm_client_kind_idx on crm_client (tenant_id, kind, id);
create index crm_client_email_idx on crm_client (tenant_id, email, id);
create index crm_client_vat_number_idx on crm_client (tenant_id, vat_number, id);
create index crm_client_country_idx on crm_client (tenant_id, country, id);
create index crm_client_price_group_idx on crm_client (tenant_id, price_group, id);
create index crm_client_reference_idx on crm_client (tenant_id, reference, id);
-- A lead makes one client at most.
create unique index crm_client_lead_key on crm_client (tenant_id, lead) where lead is not null;
call tenant_table('crm_client');
call tenant_search('crm_client');

-- Contacts
create table crm_contact (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  client uuid,
  first_name text not null default '',
  last_name text not null default '',
  job_title text not null default '',
  email text not null default '',
  phone text not null default '',
  "primary" boolean not null default false,
  search text generated always as (lower(coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(email, ''))) stored,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id) on delete cascade
);
create index crm_contact_site_idx on crm_contact (tenant_id, site, id);
create index crm_contact_owner_idx on crm_contact (tenant_id, owner, id);
create index crm_contact_department_idx on crm_contact (tenant_id, department, id);
create index crm_contact_client_idx on crm_contact (tenant_id, client, id);
create index crm_contact_last_name_idx on crm_contact (tenant_id, last_name, id);
create index crm_contact_email_idx on crm_contact (tenant_id, email, id);
create index crm_contact_primary_idx on crm_contact (tenant_id, "primary", id);
create unique index crm_contact_primary_key on crm_contact (tenant_id, client) where "primary";
call tenant_table('crm_contact');
call tenant_search('crm_contact');

-- Addresses
create table crm_address (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  client uuid,
  kind text not null default '' check (kind in ('both', 'billing', 'shipping')),
  name text not null default '',
  street text not null default '',
  city text not null default '',
  region text not null default '',
  postal_code text not null default '',
  country text not null default '',
  "default" boolean not null default false,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id) on delete cascade
);
create index crm_address_site_idx on crm_address (tenant_id, site, id);
create index crm_address_owner_idx on crm_address (tenant_id, owner, id);
create index crm_address_department_idx on crm_address (tenant_id, department, id);
create index crm_address_client_idx on crm_address (tenant_id, client, id);
create index crm_address_kind_idx on crm_address (tenant_id, kind, id);
create index crm_address_city_idx on crm_address (tenant_id, city, id);
create index crm_address_country_idx on crm_address (tenant_id, country, id);
create index crm_address_default_idx on crm_address (tenant_id, "default", id);
create unique index crm_address_default_key on crm_address (tenant_id, client, kind) where "default";
call tenant_table('crm_address');

-- Leads
create table crm_lead (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('new', 'contacted', 'nurture', 'qualified', 'converted', 'disqualified')),
  number text not null default '',
  source text not null default '' check (source in ('other', 'website', 'mail', 'phone', 'referral', 'event', 'partner', 'campaign')),
  company text not null default '',
  contact_name text not null default '',
  email text not null default '',
  phone text not null default '',
  street text not null default '',
  city text not null default '',
  postal_code text not null default '',
  country text not null default '',
  inquiry text not null default '',
  currency text not null,
  estimated_value numeric not null default 0 check (estimated_value >= 0),
  budget numeric check (budget >= 0),
  decision_maker text not null default '',
  decision_by date,
  need text not null default '',
  next_follow_up date,
  disqualify_reason text not null default '',
  client uuid,
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(company, '') || ' ' || coalesce(contact_name, '') || ' ' || coalesce(email, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id)
);
create index crm_lead_site_idx on crm_lead (tenant_id, site, id);
create index crm_lead_owner_idx on crm_lead (tenant_id, owner, id);
create index crm_lead_department_idx on crm_lead (tenant_id, department, id);
create index crm_lead_status_idx on crm_lead (tenant_id, status, id);
create index crm_lead_source_idx on crm_lead (tenant_id, source, id);
create index crm_lead_company_idx on crm_lead (tenant_id, company, id);
create index crm_lead_email_idx on crm_lead (tenant_id, email, id);
create index crm_lead_country_idx on crm_lead (tenant_id, country, id);
create index crm_lead_next_follow_up_idx on crm_lead (tenant_id, next_follow_up, id);
create index crm_lead_client_idx on crm_lead (tenant_id, client, id);
call tenant_table('crm_lead');
call tenant_search('crm_lead');

alter table crm_client add foreign key (tenant_id, lead) references crm_lead (tenant_id, id) on delete set null (lead);

-- Activities
create table crm_activity (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('planned', 'done', 'cancelled')),
  kind text not null default '' check (kind in ('task', 'call', 'mail', 'meeting')),
  subject text not null default '',
  note text not null default '',
  due date,
  client uuid,
  contact uuid,
  lead uuid,
  about_entity text not null default '',
  about uuid,
  done_at timestamptz,
  outcome text not null default '',
  follow_up date,
  follows uuid,
  search text generated always as (lower(coalesce(subject, ''))) stored,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id),
  foreign key (tenant_id, contact) references crm_contact (tenant_id, id) on delete set null (contact),
  foreign key (tenant_id, lead) references crm_lead (tenant_id, id),
  foreign key (tenant_id, follows) references crm_activity (tenant_id, id) on delete set null (follows)
);
create index crm_activity_site_idx on crm_activity (tenant_id, site, id);
create index crm_activity_owner_idx on crm_activity (tenant_id, owner, id);
create index crm_activity_department_idx on crm_activity (tenant_id, department, id);
create index crm_activity_status_idx on crm_activity (tenant_id, status, due, id);
create index crm_activity_kind_idx on crm_activity (tenant_id, kind, id);
create index crm_activity_subject_idx on crm_activity (tenant_id, subject, id);
create index crm_activity_due_idx on crm_activity (tenant_id, due, id);
create index crm_activity_client_idx on crm_activity (tenant_id, client, id);
create index crm_activity_contact_idx on crm_activity (tenant_id, contact, id);
create index crm_activity_lead_idx on crm_activity (tenant_id, lead, id);
create index crm_activity_about_idx on crm_activity (tenant_id, about, id);
create index crm_activity_done_at_idx on crm_activity (tenant_id, done_at, id);
create index crm_activity_follows_idx on crm_activity (tenant_id, follows, id);
call tenant_table('crm_activity');
call tenant_search('crm_activity');
