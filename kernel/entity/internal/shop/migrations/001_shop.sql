create table shop_client (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  number text not null default '',
  name text not null default '',
  email text not null default '',
  country text not null default '',
  currency text not null,
  credit_limit numeric,
  tags text[] not null default '{}',
  note text not null default '',
  pin text not null default '',
  search text generated always as (lower(number || ' ' || name)) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number)
);
create unique index shop_client_tenant_id_email_key on shop_client (tenant_id, email) where email <> '';
create index on shop_client (tenant_id, name, id);
create index on shop_client (tenant_id, country, id);
call tenant_table('shop_client');
call tenant_search('shop_client');

create table shop_order (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  status text not null check (status in ('draft', 'confirmed', 'cancelled')),
  number text not null default '',
  client uuid not null,
  placed date not null,
  currency text not null,
  total numeric not null default 0,
  reason text not null default '',
  search text generated always as (lower(number)) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, client) references shop_client (tenant_id, id)
);
create index on shop_order (tenant_id, status, id);
create index on shop_order (tenant_id, client, id);
create index on shop_order (tenant_id, placed, id);
create index on shop_order (tenant_id, total, id);
call tenant_table('shop_order');
call tenant_search('shop_order');

create table shop_order_item (
  tenant_id uuid not null,
  id uuid not null,
  "order" uuid not null,
  "position" bigint not null,
  name text not null default '',
  quantity numeric not null default 0,
  price numeric not null default 0,
  total numeric not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, "order") references shop_order (tenant_id, id) on delete cascade
);
create index on shop_order_item (tenant_id, "order", "position");
call tenant_table('shop_order_item');
