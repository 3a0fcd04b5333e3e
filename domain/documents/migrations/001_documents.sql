-- What stands on the documents of a site, or of all sites that have none of their own.
create table documents_letterhead (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  active boolean not null default true,
  name text not null default '',
  street text not null default '',
  postal_code text not null default '',
  city text not null default '',
  region text not null default '',
  country text not null default '',
  phone text not null default '',
  email text not null default '',
  website text not null default '',
  register text not null default '',
  directors text not null default '',
  tax_number text not null default '',
  vat_number text not null default '',
  bank text not null default '',
  iban text not null default '',
  bic text not null default '',
  accent text not null default '',
  language text not null default '',
  footer text not null default '',
  logo text not null default '',
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete cascade
);
create index documents_letterhead_site_idx on documents_letterhead (tenant_id, site, id);
create index documents_letterhead_active_idx on documents_letterhead (tenant_id, active, id);
create unique index documents_letterhead_site_key on documents_letterhead (tenant_id, site) nulls not distinct where active;
call tenant_table('documents_letterhead');

-- The documents that were kept: one of each kind for a record, never changed. The
-- bytes are in the store of files, under the path; the hash says whether they still
-- are what was kept.
create table documents_file (
  tenant_id uuid not null,
  id uuid not null,
  created_at timestamptz not null,
  owner uuid,
  entity text not null,
  record uuid not null,
  kind text not null,
  language text not null,
  name text not null,
  type text not null,
  size bigint not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  path text not null,
  primary key (tenant_id, id),
  unique (tenant_id, entity, record, kind),
  unique (tenant_id, path)
);
call tenant_log('documents_file');
