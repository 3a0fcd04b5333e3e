-- +goose Up
create table inventory_location (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  code text not null default '',
  name text not null default '',
  kind text not null check (kind in ('storage', 'transit', 'customer', 'supplier', 'loss')),
  search text generated always as (lower(coalesce(code, '') || ' ' || coalesce(name, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, site, code),
  foreign key (tenant_id, site) references identity_site (tenant_id, id),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department)
);
-- A site has one location each for what is not on its shelves.
create unique index inventory_location_kind_key on inventory_location (tenant_id, site, kind)
  where kind in ('customer', 'supplier', 'loss');
create index inventory_location_site_idx on inventory_location (tenant_id, site, id);
create index inventory_location_owner_idx on inventory_location (tenant_id, owner, id);
create index inventory_location_department_idx on inventory_location (tenant_id, department, id);
create index inventory_location_code_idx on inventory_location (tenant_id, code, id);
create index inventory_location_kind_idx on inventory_location (tenant_id, kind, id);
call tenant_table('inventory_location');
call tenant_search('inventory_location');

-- What lies where, now. A row is changed in the statement that writes the moves
-- or reservations that explain it; the checks hold whatever the code does. Free
-- space on every page lets a busy level change without touching its indexes.
create table inventory_level (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  product uuid not null,
  location uuid not null,
  on_hand numeric not null default 0,
  reserved numeric not null default 0,
  available numeric not null default 0 check (available = on_hand - reserved),
  primary key (tenant_id, id),
  unique (tenant_id, product, location),
  constraint inventory_level_on_hand_check check (on_hand >= 0),
  constraint inventory_level_promised_check check (reserved >= 0 and reserved <= on_hand),
  foreign key (tenant_id, site) references identity_site (tenant_id, id),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, product) references catalog_product (tenant_id, id),
  foreign key (tenant_id, location) references inventory_location (tenant_id, id)
) with (fillfactor = 70);
create index inventory_level_site_idx on inventory_level (tenant_id, site, id);
create index inventory_level_owner_idx on inventory_level (tenant_id, owner, id) where owner is not null;
create index inventory_level_department_idx on inventory_level (tenant_id, department, id) where department is not null;
create index inventory_level_location_idx on inventory_level (tenant_id, location, id);
call tenant_table('inventory_level');

-- What is promised to whom: one row for what an origin holds of a product in a place.
create table inventory_reservation (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  origin_entity text not null default '',
  origin uuid not null,
  product uuid not null,
  location uuid not null,
  quantity numeric not null check (quantity > 0),
  consumed numeric not null default 0 check (consumed >= 0),
  released numeric not null default 0 check (released >= 0),
  open numeric not null check (open >= 0 and open = quantity - consumed - released),
  status text not null check (status in ('active', 'consumed', 'released') and (status = 'active') = (open > 0)),
  primary key (tenant_id, id),
  unique (tenant_id, origin, product, location),
  foreign key (tenant_id, site) references identity_site (tenant_id, id),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, product) references catalog_product (tenant_id, id),
  foreign key (tenant_id, location) references inventory_location (tenant_id, id)
);
create index inventory_reservation_site_idx on inventory_reservation (tenant_id, site, id);
create index inventory_reservation_owner_idx on inventory_reservation (tenant_id, owner, id) where owner is not null;
create index inventory_reservation_department_idx on inventory_reservation (tenant_id, department, id) where department is not null;
create index inventory_reservation_product_idx on inventory_reservation (tenant_id, product, id);
create index inventory_reservation_location_idx on inventory_reservation (tenant_id, location, id);
create index inventory_reservation_status_idx on inventory_reservation (tenant_id, status, id);
call tenant_table('inventory_reservation');

-- The ledger of goods: every quantity leaves one location and enters another.
create table inventory_move (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  product uuid not null,
  "from" uuid not null,
  "to" uuid not null check ("to" <> "from"),
  quantity numeric not null check (quantity > 0),
  origin_entity text not null default '',
  origin uuid not null,
  reason text not null default '',
  cost numeric,
  currency text not null default '',
  done_at timestamptz not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, product) references catalog_product (tenant_id, id),
  foreign key (tenant_id, "from") references inventory_location (tenant_id, id),
  foreign key (tenant_id, "to") references inventory_location (tenant_id, id)
);
create index inventory_move_site_idx on inventory_move (tenant_id, site, id);
create index inventory_move_owner_idx on inventory_move (tenant_id, owner, id) where owner is not null;
create index inventory_move_department_idx on inventory_move (tenant_id, department, id) where department is not null;
create index inventory_move_product_idx on inventory_move (tenant_id, product, id);
create index inventory_move_from_idx on inventory_move (tenant_id, "from", id);
create index inventory_move_to_idx on inventory_move (tenant_id, "to", id);
create index inventory_move_origin_idx on inventory_move (tenant_id, origin, id);
create index inventory_move_done_at_idx on inventory_move (tenant_id, done_at, id);
call tenant_log('inventory_move');

create table inventory_adjustment (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('draft', 'posted', 'cancelled')),
  number text not null default '',
  location uuid not null,
  reason text not null default '',
  note text not null default '',
  posted_at timestamptz,
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(reason, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, site) references identity_site (tenant_id, id),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, location) references inventory_location (tenant_id, id)
);
create index inventory_adjustment_site_idx on inventory_adjustment (tenant_id, site, id);
create index inventory_adjustment_owner_idx on inventory_adjustment (tenant_id, owner, id);
create index inventory_adjustment_department_idx on inventory_adjustment (tenant_id, department, id);
create index inventory_adjustment_status_idx on inventory_adjustment (tenant_id, status, id);
create index inventory_adjustment_location_idx on inventory_adjustment (tenant_id, location, id);
call tenant_table('inventory_adjustment');
call tenant_search('inventory_adjustment');

create table inventory_adjustment_line (
  tenant_id uuid not null,
  id uuid not null,
  adjustment uuid not null,
  position bigint not null,
  product uuid not null,
  counted numeric check (counted >= 0),
  difference numeric not null default 0,
  before numeric not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, adjustment) references inventory_adjustment (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product) references catalog_product (tenant_id, id)
);
create index inventory_adjustment_line_adjustment_idx on inventory_adjustment_line (tenant_id, adjustment, position);
call tenant_table('inventory_adjustment_line');
