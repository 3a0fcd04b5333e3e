-- What POST …/orders/place comes to: the rows that it leaves behind, and what it has
-- to know before, in two round trips and as few statements as can be.
--
-- Variables: tenant, epoch, site, owner; clients, products (how many there are); run (8 digits).
\set k :k + 1
\set n 10000000 + :k
\set c 100 + :client_id
\set p random(1, :products - 4)
\set b random(1, :clients)
\startpipeline
begin;
select set_config('app.tenant_id', :tenant::uuid::text, true),
  case when not exists (select from system_tenant where tenant_id = :tenant and epoch = :epoch) then stale_placement(:tenant) end;
select from crm_client where tenant_id = :tenant::uuid and id = (lpad(to_hex(1700000000000 + :b::bigint), 12, '0') || '70008000000000000000')::uuid and credit_limit is not null for update;
select c.status = 'active', c.credit_limit is not null, c.currency, coalesce(c.credit_limit, 0),
  case when c.credit_limit is null then 0 else coalesce((
    select sum(greatest(o.total - o.invoiced, 0)) from sales_order o
    where o.tenant_id = :tenant::uuid and o.client = c.id and o.status = 'confirmed' and o.currency = c.currency
  ), 0) end
from crm_client c where c.tenant_id = :tenant::uuid and c.id = (lpad(to_hex(1700000000000 + :b::bigint), 12, '0') || '70008000000000000000')::uuid;
select p.id, p.reference, p.name, p.unit, p.kind, coalesce(best.price, p.price), coalesce(best.discount, 0), t.id, t.percent, p.active
from (select (lpad(to_hex(1700000000000 + :p::bigint + i), 12, '0') || '70008000000000000000')::uuid as product, i + 1 as n from generate_series(0, 4) i) line
join catalog_product p on p.tenant_id = :tenant::uuid and p.id = line.product
left join catalog_tax_rate t on t.tenant_id = :tenant::uuid and t.id = p.tax_rate
left join lateral (
  select i.price, i.discount, l.currency
  from catalog_price_list_item i join catalog_price_list l on l.tenant_id = :tenant::uuid and l.id = i.price_list
  where i.tenant_id = :tenant::uuid and i.product = p.id and i.min_quantity <= 1 and l.currency = 'EUR'
  order by i.min_quantity desc, l.id desc limit 1
) best on true order by line.n;
\endpipeline
\startpipeline
insert into sales_order (tenant_id, id, version, created_at, updated_at, site, owner, status, number, client, placed, currency,
  gross, net, tax, total, confirmed_at)
values (:tenant::uuid, ('0190' || :run::text || :n::text || :c::text || '000000000')::uuid, 2, now(), now(), :site::uuid, :owner::uuid,
  'confirmed', 'B' || :run::text || :n::text || :c::text, (lpad(to_hex(1700000000000 + :b::bigint), 12, '0') || '70008000000000000000')::uuid,
  current_date, 'EUR', 62.5, 62.5, 0, 62.5, now());
insert into sales_order_item (tenant_id, id, "order", "position", product, reference, name, kind, quantity, unit, price, discount, net)
select :tenant::uuid, ('0190' || :run::text || :n::text || :c::text || '00000000' || i)::uuid, ('0190' || :run::text || :n::text || :c::text || '000000000')::uuid,
  i, (lpad(to_hex(1700000000000 + :p::bigint + i - 1), 12, '0') || '70008000000000000000')::uuid, 'P-' || i, 'Product ' || i, 'goods', 1, 'piece', 12.5, 0, 12.5
from generate_series(1, 5) i;
with want as (
  select ('0190' || :run::text || :n::text || :c::text || '00000001' || i)::uuid as id,
    (lpad(to_hex(1700000000000 + :p::bigint + i - 1), 12, '0') || '70008000000000000000')::uuid as product, 1::numeric as quantity
  from generate_series(1, 5) i
), held as (
  select l.id, l.product, l.location, l.available
  from inventory_level l join inventory_location p on p.tenant_id = :tenant::uuid and p.id = l.location and p.kind = 'storage'
  where l.tenant_id = :tenant::uuid and l.product = any(array(select product from want)) and l.site = :site::uuid
  order by l.product, l.location for update of l
), taken as (
  update inventory_level l set reserved = l.reserved + w.quantity, available = l.available - w.quantity, updated_at = now()
  from held h join want w on w.product = h.product where l.tenant_id = :tenant::uuid and l.id = h.id and h.available >= w.quantity
), kept as (
  insert into inventory_reservation (tenant_id, id, created_at, updated_at, owner, site, origin_entity, origin, product, location, quantity, open, status)
  select :tenant::uuid, w.id, now(), now(), :owner::uuid, :site::uuid, 'sales.order',
    ('0190' || :run::text || :n::text || :c::text || '000000000')::uuid, w.product, h.location, w.quantity, w.quantity, 'active'
  from held h join want w on w.product = h.product where h.available >= w.quantity
  returning 1
)
select expect_rows((select count(*) from kept), 5, 'out-of-stock');
insert into system_audit (tenant_id, id, at, actor_kind, actor, actor_name, request_id, address, verb, entity, record, version, changes)
select :tenant::uuid, ('0190' || :run::text || :n::text || :c::text || '00000002' || v)::uuid, now(), 'user', :owner::uuid, 'owner', :owner::uuid,
  '127.0.0.1', case v when 1 then 'create' else 'confirm' end, 'sales.order', ('0190' || :run::text || :n::text || :c::text || '000000000')::uuid, v,
  case v when 2 then '{"status": ["draft", "confirmed"], "confirmed_at": [null, "2026-11-21T09:07:42.917246Z"]}'::jsonb
  else jsonb_build_object('client', :b::text, 'number', :n::text, 'items', (select jsonb_agg(jsonb_build_object(
    'id', '0190' || :run::text || i, 'position', i, 'product', :p::bigint + i, 'reference', 'P-' || i, 'name', 'Product ' || i, 'kind', 'goods',
    'note', '', 'quantity', '1', 'unit', 'piece', 'price', '{"amount": "12.50", "currency": "EUR"}'::jsonb, 'discount', '0', 'tax_percent', '0',
    'net', '{"amount": "12.50", "currency": "EUR"}'::jsonb, 'tax', '{"amount": "0.00", "currency": "EUR"}'::jsonb, 'shipped', '0',
    'delivered', '0', 'invoiced', '0')) from generate_series(1, 5) i)) end
from generate_series(1, 2) v;
insert into system_event (tenant_id, id, type, occurred_at, correlation_id, entity, record, version, actor, payload)
select :tenant::uuid, ('0190' || :run::text || :n::text || :c::text || '00000003' || v)::uuid, case v when 1 then 'OrderCreatedEvent' else 'OrderConfirmedEvent' end,
  now(), :owner::uuid, 'sales.order', ('0190' || :run::text || :n::text || :c::text || '000000000')::uuid, v, :owner::uuid,
  jsonb_build_object('order', :n::text, 'client', :b::text, 'total', '{"amount": "62.50", "currency": "EUR"}'::jsonb)
from generate_series(1, 2) v;
commit;
\endpipeline
