-- Providers by which people sign in instead of with a password (OpenID Connect).
create table signin_provider (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null default '',
  issuer text not null default '',
  client_id text not null default '',
  secret_set_at timestamptz,
  scopes text[] not null default '{}',
  email_claim text not null default '',
  verified_claim text not null default '',
  name_claim text not null default '',
  roles_claim text not null default '',
  department_claim text not null default '',
  create_users boolean not null default false,
  default_role uuid,
  email_domains text[] not null default '{}',
  second_factors text[] not null default '{}',
  active boolean not null default false,
  primary key (tenant_id, id),
  unique (tenant_id, name)
);
create index signin_provider_default_role_idx on signin_provider (tenant_id, default_role);
call signin_table('signin_provider');

-- Which role a value of the roles claim gives.
create table signin_provider_role (
  tenant_id uuid not null,
  id uuid not null,
  provider uuid not null,
  "position" bigint not null,
  claim text not null default '',
  role uuid,
  primary key (tenant_id, id),
  foreign key (tenant_id, provider) references signin_provider (tenant_id, id) on delete cascade
);
create index signin_provider_role_provider_idx on signin_provider_role (tenant_id, provider, "position");
create index signin_provider_role_role_idx on signin_provider_role (tenant_id, role);
call signin_table('signin_provider_role');

-- What we prove ourselves with to the provider, sealed.
create table signin_provider_secret (
  tenant_id uuid not null,
  provider uuid not null,
  sealed bytea not null,
  key_id text not null,
  primary key (tenant_id, provider),
  foreign key (tenant_id, provider) references signin_provider (tenant_id, id) on delete cascade
);
call signin_table('signin_provider_secret');

-- Who somebody is for an issuer.
create table signin_link (
  tenant_id uuid not null,
  issuer text not null,
  subject text not null,
  person uuid not null,
  created_at timestamptz not null,
  primary key (tenant_id, issuer, subject)
);
create index signin_link_person_idx on signin_link (tenant_id, person);
call signin_table('signin_link');

-- Who has gone to a provider and is to come back, once, in the same browser.
create table signin_flow (
  tenant_id uuid not null,
  digest bytea not null,
  browser bytea not null,
  provider uuid not null,
  nonce text not null,
  verifier bytea not null,
  verifier_key text not null,
  redirect text not null,
  return_path text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, digest),
  foreign key (tenant_id, provider) references signin_provider (tenant_id, id) on delete cascade
);
create index signin_flow_expires_at_idx on signin_flow (tenant_id, expires_at);
create index signin_flow_provider_idx on signin_flow (tenant_id, provider);
call signin_table('signin_flow');

-- Sessions that a provider can end.
create table signin_provider_session (
  tenant_id uuid not null,
  session uuid not null,
  provider uuid not null,
  issuer text not null,
  subject text not null,
  sid text not null default '',
  primary key (tenant_id, session),
  foreign key (tenant_id, session) references signin_session (tenant_id, id) on delete cascade,
  foreign key (tenant_id, provider) references signin_provider (tenant_id, id) on delete cascade
);
create index signin_provider_session_subject_idx on signin_provider_session (tenant_id, issuer, subject);
create index signin_provider_session_sid_idx on signin_provider_session (tenant_id, issuer, sid);
create index signin_provider_session_provider_idx on signin_provider_session (tenant_id, provider);
call signin_table('signin_provider_session');

-- Somebody who came by a provider and still owes a second factor.
alter table signin_challenge
  add column provider uuid,
  add column issuer text not null default '',
  add column subject text not null default '',
  add column sid text not null default '';

-- Logout tokens count once.
create table signin_logout_token (
  tenant_id uuid not null,
  digest bytea not null,
  until timestamptz not null,
  primary key (tenant_id, digest)
);
create index signin_logout_token_until_idx on signin_logout_token (tenant_id, until);
call signin_table('signin_logout_token');

do $$ begin
  if to_regclass('identity_user') is not null then
    alter table signin_provider
      add foreign key (tenant_id, default_role) references identity_role (tenant_id, id) on delete set null (default_role);
    alter table signin_provider_role add foreign key (tenant_id, role) references identity_role (tenant_id, id) on delete cascade;
    alter table signin_link add foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete cascade;
  end if;
end $$;
