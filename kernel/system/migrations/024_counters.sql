-- +goose Up
-- The next number of each form, such as INV-2026-{n}, and the one with which the
-- company had it go on.
create table system_counter (
  tenant_id uuid not null,
  series text not null,
  form text not null,
  next bigint not null default 1,
  begun bigint not null default 1,
  primary key (tenant_id, series, form)
);
call tenant_table('system_counter');

-- The form that numbers of a series had until now.
create function system_form(series text, year bigint) returns text
language sql immutable as $$
  select case series
    when 'crm.client' then 'C-' when 'crm.lead' then 'L-' when 'catalog.vendor' then 'V-' when 'inventory.adjustment' then 'ADJ-'
    when 'sales.quote' then 'Q-' when 'sales.order' then 'SO-' when 'sales.shipment' then 'SH-'
    when 'billing.invoice' then 'INV-' when 'billing.credit_note' then 'CN-' when 'billing.payment' then 'PAY-' when 'billing.refund' then 'REF-'
    else series || '-' end || case year when 0 then '' else year || '-' end || '{n}'
$$;

-- Sites that counted each for itself go on together, after the highest number.
insert into system_counter (tenant_id, series, form, next, begun)
select tenant_id, series, system_form(series, year), max(next), case when count(*) > 1 then max(next) else 1 end
from system_sequence group by 1, 2, 3;

-- Processes of the version before, which still run while a new one is rolled out, count
-- here: they get the numbers of the new counters.
-- +goose StatementBegin
create function system_count_anew() returns trigger
language plpgsql as $$
declare
  taken bigint := new.next - 1;
begin
  delete from system_sequence s
  where s.tenant_id = new.tenant_id and s.series = new.series and s.site = new.site and s.year = new.year;
  insert into system_counter as c (tenant_id, series, form, next)
  values (new.tenant_id, new.series, system_form(new.series, new.year), 1 + taken)
  on conflict (tenant_id, series, form) do update set next = c.next + taken
  returning c.next into new.next;
  return new;
end $$;
-- +goose StatementEnd
create trigger system_count_anew before insert on system_sequence for each row execute function system_count_anew();
