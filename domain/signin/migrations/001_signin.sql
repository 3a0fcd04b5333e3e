-- The same tables stand in two places: in every tenant's home, and in the
-- enterprise database, where the operators' rows carry the zero tenant. What
-- serves them there has no policies.
create procedure signin_table(tab text)
language plpgsql as $$
begin
  if to_regprocedure('tenant_table(text)') is not null then
    execute format('call tenant_table(%L)', tab);
  else
    execute format('grant select, insert, update, delete on %I to %I', tab, current_setting('guildhall.serving_role'));
  end if;
end $$;

-- How a person proves who they are. A person without a row was invited and has not
-- come yet.
create table signin_credential (
  tenant_id uuid not null,
  person uuid not null,
  password text not null default '',
  password_at timestamptz,
  totp bytea,
  totp_key text not null default '',
  totp_step bigint not null default 0,
  totp_confirmed boolean not null default false,
  primary key (tenant_id, person)
);
call signin_table('signin_credential');

create table signin_recovery_code (
  tenant_id uuid not null,
  person uuid not null,
  digest bytea not null,
  used_at timestamptz,
  primary key (tenant_id, person, digest)
);
call signin_table('signin_recovery_code');

-- What was sent to a person, or given to their program, to come back with.
create table signin_challenge (
  tenant_id uuid not null,
  id uuid not null,
  digest bytea not null,
  kind text not null check (kind in ('second_factor', 'reset', 'invitation', 'email')),
  person uuid not null,
  email text not null default '',
  attempts bigint not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, digest)
);
create index signin_challenge_person_idx on signin_challenge (tenant_id, person, kind);
call signin_table('signin_challenge');

-- Failed attempts, by a digest of whom and from where.
create table signin_attempt (
  tenant_id uuid not null,
  digest bytea not null,
  failures bigint not null,
  last_at timestamptz not null,
  until timestamptz not null,
  primary key (tenant_id, digest)
);
create index signin_attempt_last_at_idx on signin_attempt (tenant_id, last_at);
call signin_table('signin_attempt');

-- The rules of one company, or of the operators.
create table signin_policy (
  tenant_id uuid primary key,
  second_factor text not null check (second_factor in ('optional', 'administrators', 'everybody')),
  password_length bigint not null check (password_length between 8 and 128),
  idle_minutes bigint not null check (idle_minutes between 5 and 1440),
  session_hours bigint not null check (session_hours between 1 and 720),
  networks text[] not null default '{}'
);
call signin_table('signin_policy');

create table signin_session (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('active', 'ended')),
  device text not null default '',
  address text not null default '',
  second_factor boolean not null default false,
  last_seen_at timestamptz,
  expires_at timestamptz,
  end_reason text not null default '',
  digest text not null,
  idle_until timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, digest)
);
create index signin_session_owner_idx on signin_session (tenant_id, owner, id);
create index signin_session_status_idx on signin_session (tenant_id, status, id);
create index signin_session_site_idx on signin_session (tenant_id, site, id);
create index signin_session_department_idx on signin_session (tenant_id, department, id);
create index signin_session_expires_at_idx on signin_session (tenant_id, expires_at, id);
call signin_table('signin_session');

-- What happened at the door.
create table signin_security_event (
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
  email text not null default '',
  address text not null default '',
  device text not null default '',
  detail text not null default '',
  primary key (tenant_id, id)
);
create index signin_security_event_owner_idx on signin_security_event (tenant_id, owner, id);
create index signin_security_event_kind_idx on signin_security_event (tenant_id, kind, id);
create index signin_security_event_site_idx on signin_security_event (tenant_id, site, id);
create index signin_security_event_department_idx on signin_security_event (tenant_id, department, id);
create index signin_security_event_email_idx on signin_security_event (tenant_id, email, id);
call signin_table('signin_security_event');

-- Where users are people of a company, their rows point at what is theirs.
do $$ begin
  if to_regclass('identity_user') is not null then
    alter table signin_session
      add foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade,
      add foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
      add foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department);
    alter table signin_security_event
      add foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
      add foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
      add foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department);
    alter table signin_credential add foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete cascade;
    alter table signin_recovery_code add foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete cascade;
    alter table signin_challenge add foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete cascade;
  end if;
end $$;
