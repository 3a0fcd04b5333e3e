create table base_team (tenant_id uuid, id uuid, name text, lead uuid, primary key (tenant_id, id));
create table base_user (tenant_id uuid, id uuid, name text, team uuid, primary key (tenant_id, id));
create table crm_client (tenant_id uuid, id uuid, country text, owner uuid, primary key (tenant_id, id));
create table sales_order (
    tenant_id  uuid not null,
    id         uuid not null,
    number     text collate "C" not null,
    note       text,
    status     text not null default 'open',
    paid       boolean not null default false,
    items      integer,
    currency   text not null default 'EUR',
    total      numeric(18,4) not null default 0,
    discount   numeric(18,4),
    fee        numeric(18,4) not null default 0,
    placed     date not null default '2026-05-30',
    due        date,
    changed_at timestamptz not null default '2026-05-30 12:00:00.123456+00',
    shipped_at timestamptz,
    client     uuid,
    quote      uuid,
    tags       uuid[] not null default '{}',
    lines      text,
    custom     jsonb not null default '{}',
    search     text generated always as (lower(note)) stored,
    primary key (tenant_id, id)
);
create index on sales_order (tenant_id, placed, id);
create index on sales_order (tenant_id, total, id);
create index on sales_order (tenant_id, number);
create function sales_order_search(wanted text, most integer default null) returns setof uuid language sql stable as
    $$ select id from sales_order where position(lower(wanted) in lower(note)) > 0 limit most $$;

alter table sales_order enable row level security;
alter table sales_order force row level security;
create policy tenant on sales_order
    using (tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid));
