-- Categories
create table catalog_category (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null default '',
  note text not null default '',
  parent uuid,
  path text not null default '',
  search text generated always as (lower(coalesce(name, ''))) stored,
  primary key (tenant_id, id),
  -- Checked at the end of a statement: moving a tree writes its paths one by one.
  unique (tenant_id, path) deferrable initially immediate,
  foreign key (tenant_id, parent) references catalog_category (tenant_id, id)
);
create index catalog_category_parent_idx on catalog_category (tenant_id, parent, id);
call tenant_table('catalog_category');
call tenant_search('catalog_category');

-- Tax rates
create table catalog_tax_rate (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null default '',
  percent numeric not null default 0 check (percent between 0 and 100),
  country text not null default '',
  "default" boolean not null default false,
  search text generated always as (lower(coalesce(name, ''))) stored,
  primary key (tenant_id, id)
);
create index catalog_tax_rate_name_idx on catalog_tax_rate (tenant_id, name, id);
create index catalog_tax_rate_percent_idx on catalog_tax_rate (tenant_id, percent, id);
create index catalog_tax_rate_country_idx on catalog_tax_rate (tenant_id, country, id);
create index catalog_tax_rate_default_idx on catalog_tax_rate (tenant_id, "default", id);
create unique index catalog_tax_rate_default_key on catalog_tax_rate (tenant_id, country) where "default";
call tenant_table('catalog_tax_rate');
call tenant_search('catalog_tax_rate');

-- Vendors
create table catalog_vendor (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  number text not null default '',
  name text not null default '',
  contact_name text not null default '',
  email text not null default '',
  phone text not null default '',
  website text not null default '',
  street text not null default '',
  city text not null default '',
  region text not null default '',
  postal_code text not null default '',
  country text not null default '',
  currency text not null,
  minimum_order numeric not null default 0 check (minimum_order >= 0),
  lead_days bigint not null default 0 check (lead_days >= 0),
  auto_send boolean not null default false,
  reference text not null default '',
  note text not null default '',
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(name, '') || ' ' || coalesce(reference, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number)
);
create index catalog_vendor_name_idx on catalog_vendor (tenant_id, name, id);
create index catalog_vendor_email_idx on catalog_vendor (tenant_id, email, id);
create index catalog_vendor_country_idx on catalog_vendor (tenant_id, country, id);
create index catalog_vendor_reference_idx on catalog_vendor (tenant_id, reference, id);
call tenant_table('catalog_vendor');
call tenant_search('catalog_vendor');

-- Products
create table catalog_product (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  reference text not null default '',
  barcode text not null default '',
  name text not null default '',
  description text not null default '',
  kind text not null default '' check (kind in ('goods', 'service')),
  category uuid,
  vendor uuid,
  unit text not null default '',
  unit_quantity text not null default '',
  currency text not null,
  price numeric not null default 0 check (price >= 0),
  cost numeric not null default 0 check (cost >= 0),
  tax_rate uuid,
  reorder_level numeric not null default 0 check (reorder_level >= 0),
  active boolean not null default false,
  sites uuid[] not null default '{}',
  search text generated always as (lower(coalesce(reference, '') || ' ' || coalesce(barcode, '') || ' ' || coalesce(name, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, reference),
  foreign key (tenant_id, category) references catalog_category (tenant_id, id),
  foreign key (tenant_id, vendor) references catalog_vendor (tenant_id, id),
  foreign key (tenant_id, tax_rate) references catalog_tax_rate (tenant_id, id)
);
create index catalog_product_name_idx on catalog_product (tenant_id, name, id);
create index catalog_product_barcode_idx on catalog_product (tenant_id, barcode, id);
create index catalog_product_kind_idx on catalog_product (tenant_id, kind, id);
create index catalog_product_category_idx on catalog_product (tenant_id, category, id);
create index catalog_product_vendor_idx on catalog_product (tenant_id, vendor, id);
create index catalog_product_price_idx on catalog_product (tenant_id, price, id);
create index catalog_product_tax_rate_idx on catalog_product (tenant_id, tax_rate, id);
create index catalog_product_active_idx on catalog_product (tenant_id, active, id);
-- A barcode is one product's, where there is one.
create unique index catalog_product_barcode_key on catalog_product (tenant_id, barcode) where barcode <> '';
call tenant_table('catalog_product');
call tenant_search('catalog_product');
call tenant_references('catalog_product', 'sites', 'identity_site');

-- Price lists
create table catalog_price_list (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  name text not null default '',
  currency text not null,
  client uuid,
  price_group text not null default '',
  valid_from date,
  valid_until date,
  search text generated always as (lower(coalesce(name, ''))) stored,
  primary key (tenant_id, id),
  check (client is null or price_group = ''),
  foreign key (tenant_id, client) references crm_client (tenant_id, id) on delete cascade
);
create index catalog_price_list_name_idx on catalog_price_list (tenant_id, name, id);
create index catalog_price_list_currency_idx on catalog_price_list (tenant_id, currency, id);
create index catalog_price_list_client_idx on catalog_price_list (tenant_id, client, id);
create index catalog_price_list_price_group_idx on catalog_price_list (tenant_id, price_group, id);
create index catalog_price_list_valid_from_idx on catalog_price_list (tenant_id, valid_from, id);
create index catalog_price_list_valid_until_idx on catalog_price_list (tenant_id, valid_until, id);
call tenant_table('catalog_price_list');
call tenant_search('catalog_price_list');

create table catalog_price_list_item (
  tenant_id uuid not null,
  id uuid not null,
  price_list uuid not null,
  "position" bigint not null,
  product uuid,
  min_quantity numeric not null default 0 check (min_quantity >= 0),
  price numeric check (price >= 0),
  discount numeric not null default 0 check (discount between 0 and 100),
  primary key (tenant_id, id),
  foreign key (tenant_id, price_list) references catalog_price_list (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product) references catalog_product (tenant_id, id)
);
create index catalog_price_list_item_price_list_idx on catalog_price_list_item (tenant_id, price_list, "position");
create index catalog_price_list_item_product_idx on catalog_price_list_item (tenant_id, product, price_list, min_quantity);
call tenant_table('catalog_price_list_item');
