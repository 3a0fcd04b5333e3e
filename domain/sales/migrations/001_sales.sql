-- +goose Up

create table sales_quote (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('draft', 'sent', 'accepted', 'declined', 'expired', 'superseded')),
  number text not null default '',
  revision bigint not null default 1,
  supersedes uuid,
  client uuid not null,
  contact uuid,
  reference text not null default '',
  valid_until date,
  currency text not null,
  discount numeric not null default 0,
  freight numeric not null default 0,
  freight_tax_percent numeric not null default 0,
  tax_exempt boolean not null default false,
  gross numeric not null default 0,
  net numeric not null default 0,
  tax numeric not null default 0,
  total numeric not null default 0,
  payment_policy text not null default 'account' check (payment_policy in ('account', 'prepaid')),
  invoice_policy text not null default 'on_delivery' check (invoice_policy in ('on_delivery', 'on_order')),
  order_as text not null default 'confirmed' check (order_as in ('confirmed', 'draft')),
  sent_at timestamptz,
  follow_up date,
  decline_reason text not null default '',
  "order" uuid,
  note text not null default '',
  search text generated always as (lower(number || ' ' || reference)) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number, revision),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, supersedes) references sales_quote (tenant_id, id) on delete set null (supersedes),
  foreign key (tenant_id, client) references crm_client (tenant_id, id),
  foreign key (tenant_id, contact) references crm_contact (tenant_id, id) on delete set null (contact)
);
-- One revision of a quote is worked on at a time.
create unique index sales_quote_active_key on sales_quote (tenant_id, number) where status in ('draft', 'sent');
create index on sales_quote (tenant_id, status, id);
create index on sales_quote (tenant_id, site, id);
create index on sales_quote (tenant_id, owner, id);
create index on sales_quote (tenant_id, department, id);
create index on sales_quote (tenant_id, client, id);
create index on sales_quote (tenant_id, contact, id) where contact is not null;
create index on sales_quote (tenant_id, supersedes, id) where supersedes is not null;
create index on sales_quote (tenant_id, "order", id) where "order" is not null;
create index on sales_quote (tenant_id, reference, id);
create index on sales_quote (tenant_id, valid_until, id);
create index on sales_quote (tenant_id, follow_up, id);
create index on sales_quote (tenant_id, total, id);
call tenant_table('sales_quote');
call tenant_search('sales_quote');

create table sales_quote_item (
  tenant_id uuid not null,
  id uuid not null,
  quote uuid not null,
  "position" bigint not null,
  product uuid not null,
  reference text not null default '',
  name text not null default '',
  kind text not null default 'goods' check (kind in ('goods', 'service')),
  note text not null default '',
  quantity numeric not null default 0 check (quantity > 0),
  unit text not null default '',
  price numeric,
  discount numeric,
  tax_percent numeric not null default 0,
  net numeric not null default 0,
  tax numeric not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, quote) references sales_quote (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product) references catalog_product (tenant_id, id)
);
create index on sales_quote_item (tenant_id, quote, "position");
call tenant_table('sales_quote_item');

create table sales_order (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('draft', 'confirmed', 'closed', 'cancelled')),
  number text not null default '',
  client uuid not null,
  contact uuid,
  quote uuid,
  reference text not null default '',
  placed date,
  required_by date,
  currency text not null,
  discount numeric not null default 0,
  freight numeric not null default 0,
  freight_tax_percent numeric not null default 0,
  tax_exempt boolean not null default false,
  gross numeric not null default 0,
  net numeric not null default 0,
  tax numeric not null default 0,
  total numeric not null default 0,
  payment_policy text not null default 'account' check (payment_policy in ('account', 'prepaid')),
  invoice_policy text not null default 'on_delivery' check (invoice_policy in ('on_delivery', 'on_order')),
  ship_name text not null default '',
  ship_street text not null default '',
  ship_city text not null default '',
  ship_region text not null default '',
  ship_postal_code text not null default '',
  ship_country text not null default '',
  carrier text not null default '',
  payment_state text not null default 'unpaid' check (payment_state in ('unpaid', 'partial', 'paid', 'refunded')),
  shipment_state text not null default 'pending' check (shipment_state in ('pending', 'partial', 'shipped', 'delivered', 'not_needed')),
  invoice_state text not null default 'pending' check (invoice_state in ('pending', 'partial', 'invoiced')),
  invoiced numeric not null default 0,
  credited numeric not null default 0,
  open numeric not null default 0,
  received numeric not null default 0,
  refunded numeric not null default 0,
  on_hold boolean not null default false,
  hold_reason text not null default '',
  cancel_reason text not null default '',
  close_reason text not null default '',
  confirmed_at timestamptz,
  closed_at timestamptz,
  note text not null default '',
  search text generated always as (lower(number || ' ' || reference || ' ' || ship_name)) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id),
  foreign key (tenant_id, contact) references crm_contact (tenant_id, id) on delete set null (contact),
  foreign key (tenant_id, quote) references sales_quote (tenant_id, id)
);
-- A quote becomes one order.
create unique index sales_order_quote_key on sales_order (tenant_id, quote) where quote is not null;
-- What a client has ordered and was not invoiced for, whatever the length of the history.
create index sales_order_confirmed_idx on sales_order (tenant_id, client) where status = 'confirmed';
create index on sales_order (tenant_id, status, id);
create index on sales_order (tenant_id, site, id);
create index on sales_order (tenant_id, owner, id);
create index on sales_order (tenant_id, department, id);
create index on sales_order (tenant_id, client, id);
create index on sales_order (tenant_id, contact, id) where contact is not null;
create index on sales_order (tenant_id, reference, id);
create index on sales_order (tenant_id, placed, id);
create index on sales_order (tenant_id, required_by, id);
create index on sales_order (tenant_id, total, id);
create index on sales_order (tenant_id, payment_state, id);
create index on sales_order (tenant_id, shipment_state, id);
create index on sales_order (tenant_id, invoice_state, id);
call tenant_table('sales_order');
call tenant_search('sales_order');

-- An order that a quote has become is cancelled, not deleted.
alter table sales_quote add foreign key (tenant_id, "order") references sales_order (tenant_id, id);

create table sales_order_item (
  tenant_id uuid not null,
  id uuid not null,
  "order" uuid not null,
  "position" bigint not null,
  product uuid not null,
  reference text not null default '',
  name text not null default '',
  kind text not null default 'goods' check (kind in ('goods', 'service')),
  note text not null default '',
  quantity numeric not null default 0 check (quantity > 0),
  unit text not null default '',
  price numeric,
  discount numeric,
  tax_percent numeric not null default 0,
  net numeric not null default 0,
  tax numeric not null default 0,
  shipped numeric not null default 0,
  delivered numeric not null default 0,
  invoiced numeric not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, "order") references sales_order (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product) references catalog_product (tenant_id, id),
  constraint sales_order_item_shipped_check check (0 <= delivered and delivered <= shipped and shipped <= quantity),
  constraint sales_order_item_invoiced_check check (0 <= invoiced and invoiced <= quantity)
);
create index on sales_order_item (tenant_id, "order", "position");
call tenant_table('sales_order_item');

create table sales_shipment (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('draft', 'picked', 'packed', 'shipped', 'delivered', 'returned', 'cancelled')),
  number text not null default '',
  "order" uuid not null,
  carrier text not null default '',
  tracking text not null default '',
  shipped_at timestamptz,
  delivered_at timestamptz,
  return_reason text not null default '',
  note text not null default '',
  search text generated always as (lower(number || ' ' || tracking)) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, "order") references sales_order (tenant_id, id)
);
create index on sales_shipment (tenant_id, status, id);
create index on sales_shipment (tenant_id, site, id);
create index on sales_shipment (tenant_id, owner, id);
create index on sales_shipment (tenant_id, department, id);
create index on sales_shipment (tenant_id, "order", id);
create index on sales_shipment (tenant_id, shipped_at, id);
call tenant_table('sales_shipment');
call tenant_search('sales_shipment');

create table sales_shipment_item (
  tenant_id uuid not null,
  id uuid not null,
  shipment uuid not null,
  "position" bigint not null,
  order_item uuid not null,
  product uuid not null,
  quantity numeric not null default 0 check (quantity > 0),
  primary key (tenant_id, id),
  foreign key (tenant_id, shipment) references sales_shipment (tenant_id, id) on delete cascade,
  foreign key (tenant_id, order_item) references sales_order_item (tenant_id, id),
  foreign key (tenant_id, product) references catalog_product (tenant_id, id)
);
create index on sales_shipment_item (tenant_id, shipment, "position");
create index on sales_shipment_item (tenant_id, order_item);
call tenant_table('sales_shipment_item');

create table sales_survey (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('open', 'answered')),
  "order" uuid not null,
  client uuid not null,
  score bigint not null default 0 check (score between 0 and 5),
  comment text not null default '',
  answered_at timestamptz,
  primary key (tenant_id, id),
  unique (tenant_id, "order"),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, "order") references sales_order (tenant_id, id),
  foreign key (tenant_id, client) references crm_client (tenant_id, id)
);
create index on sales_survey (tenant_id, status, id);
create index on sales_survey (tenant_id, site, id);
create index on sales_survey (tenant_id, owner, id);
create index on sales_survey (tenant_id, department, id);
create index on sales_survey (tenant_id, client, id);
create index on sales_survey (tenant_id, score, id);
call tenant_table('sales_survey');

-- Which line of an invoice is for which line of an order. The quantity is the
-- invoice line's own: a draft may be changed until it is posted.
create table sales_order_billing (
  tenant_id uuid not null,
  id uuid not null, -- of the invoice line
  "order" uuid not null,
  order_item uuid not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, id) references billing_invoice_line (tenant_id, id) on delete cascade,
  foreign key (tenant_id, "order") references sales_order (tenant_id, id),
  foreign key (tenant_id, order_item) references sales_order_item (tenant_id, id)
);
create index on sales_order_billing (tenant_id, "order");
call tenant_table('sales_order_billing');
