-- What people prove themselves with besides a password and an authenticator
-- program: passkeys, and telephones that get codes.
create table signin_factor (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  kind text not null check (kind in ('passkey', 'phone')),
  name text not null default '',
  number text not null default '',
  backed_up boolean not null default false,
  last_used_at timestamptz,
  key text not null,
  record text not null default '',
  primary key (tenant_id, id),
  unique (tenant_id, key)
);
create index signin_factor_owner_idx on signin_factor (tenant_id, owner, id);
create index signin_factor_site_idx on signin_factor (tenant_id, site, id);
create index signin_factor_department_idx on signin_factor (tenant_id, department, id);
create index signin_factor_kind_idx on signin_factor (tenant_id, kind, id);
call signin_table('signin_factor');

-- Challenges of passkeys hold the ceremony; that of somebody who is to be recognised
-- by their passkey alone belongs to nobody yet.
alter table signin_challenge
  drop constraint signin_challenge_kind_check,
  add constraint signin_challenge_kind_check check (kind in (
    'second_factor', 'reset', 'invitation', 'email', 'email_undo', 'passkey', 'passkey_new', 'phone')),
  alter column person drop not null,
  add constraint signin_challenge_person_check check (person is not null or kind = 'passkey'),
  add column ceremony bytea,
  add column number text not null default '',
  add column code bytea,
  add column code_until timestamptz;

-- When codes were sent, to count them.
create table signin_message (
  tenant_id uuid not null,
  id uuid not null,
  person uuid not null,
  sent_at timestamptz not null,
  primary key (tenant_id, id)
);
create index signin_message_sent_at_idx on signin_message (tenant_id, sent_at);
create index signin_message_person_idx on signin_message (tenant_id, person, sent_at);
call signin_table('signin_message');

alter table signin_policy add column forbid_sms boolean not null default false;

do $$ begin
  if to_regclass('identity_user') is not null then
    alter table signin_factor
      add foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade,
      add foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
      add foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department);
    alter table signin_message add foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete cascade;
  end if;
end $$;

create index signin_challenge_expires_at_idx on signin_challenge (tenant_id, expires_at);
