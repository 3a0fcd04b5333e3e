-- What a company writes in place of the built-in templates.
create table communications_template (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  kind text not null,
  language text not null default '',
  subject text not null default '',
  text text not null default '',
  html text not null default '',
  primary key (tenant_id, id)
);
create index communications_template_kind_idx on communications_template (tenant_id, kind, id);
create index communications_template_language_idx on communications_template (tenant_id, language, id);
create unique index communications_template_kind_language_key on communications_template (tenant_id, kind, language);
call tenant_table('communications_template');

-- Addresses to which nothing is sent any more.
create table communications_suppression (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  address text not null,
  reason text not null,
  since timestamptz,
  note text not null default '',
  search text generated always as (lower(coalesce(address, ''))) stored,
  primary key (tenant_id, id)
);
create unique index communications_suppression_address_key on communications_suppression (tenant_id, address);
create index communications_suppression_reason_idx on communications_suppression (tenant_id, reason, id);
create index communications_suppression_since_idx on communications_suppression (tenant_id, since, id);
call tenant_table('communications_suppression');
call tenant_search('communications_suppression');

-- What clients do not want to be sent, or the company does not send.
create table communications_opt_out (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  kind text not null,
  client uuid,
  reason text not null default '',
  primary key (tenant_id, id),
  foreign key (tenant_id, client) references crm_client (tenant_id, id) on delete cascade
);
create index communications_opt_out_kind_idx on communications_opt_out (tenant_id, kind, id);
create index communications_opt_out_client_idx on communications_opt_out (tenant_id, client, id);
call tenant_table('communications_opt_out');

-- Letters, those that are to be sent and those that were.
create table communications_message (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  kind text not null,
  status text not null check (status in ('queued', 'sent', 'delivered', 'bounced', 'suppressed', 'failed')),
  recipient text not null default '',
  name text not null default '',
  client uuid,
  person uuid,
  about_entity text not null default '',
  about uuid,
  subject text not null default '',
  text text not null default '',
  template uuid,
  language text not null default '',
  attachments text[] not null default '{}',
  provider_id text not null default '',
  error text not null default '',
  sent_at timestamptz,
  delivered_at timestamptz,
  bounced_at timestamptz,
  search text generated always as (lower(coalesce(recipient, '') || ' ' || coalesce(subject, ''))) stored,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id) on delete set null (client),
  foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete set null (person),
  foreign key (tenant_id, template) references communications_template (tenant_id, id) on delete set null (template)
);
create index communications_message_site_idx on communications_message (tenant_id, site, id);
create index communications_message_owner_idx on communications_message (tenant_id, owner, id);
create index communications_message_department_idx on communications_message (tenant_id, department, id);
create index communications_message_kind_idx on communications_message (tenant_id, kind, id);
create index communications_message_status_idx on communications_message (tenant_id, status, id);
create index communications_message_recipient_idx on communications_message (tenant_id, recipient, id);
create index communications_message_client_idx on communications_message (tenant_id, client, id);
create index communications_message_person_idx on communications_message (tenant_id, person, id);
create index communications_message_about_idx on communications_message (tenant_id, about, id);
create index communications_message_template_idx on communications_message (tenant_id, template, id);
create index communications_message_provider_id_idx on communications_message (tenant_id, provider_id, id);
create index communications_message_sent_at_idx on communications_message (tenant_id, sent_at, id);
call tenant_table('communications_message');
call tenant_search('communications_message');

-- What is put into a letter that waits to be sent, as JSON: sealed when it holds a
-- secret. The row goes when the letter has.
create table communications_letter (
  tenant_id uuid not null,
  message uuid not null,
  plain text not null default '',
  sealed bytea,
  key_id text not null default '',
  primary key (tenant_id, message),
  check ((plain = '') = (sealed is not null)),
  foreign key (tenant_id, message) references communications_message (tenant_id, id) on delete cascade
);
call tenant_table('communications_letter');
