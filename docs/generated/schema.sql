CREATE FUNCTION public.billing_credit_note_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from billing_credit_note where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from billing_credit_note where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from billing_credit_note where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.billing_invoice_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from billing_invoice where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from billing_invoice where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from billing_invoice where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.billing_payment_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from billing_payment where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from billing_payment where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from billing_payment where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.billing_refund_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from billing_refund where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from billing_refund where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from billing_refund where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.catalog_category_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from catalog_category where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from catalog_category where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from catalog_category where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.catalog_price_list_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from catalog_price_list where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from catalog_price_list where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from catalog_price_list where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.catalog_product_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from catalog_product where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from catalog_product where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from catalog_product where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.catalog_tax_rate_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from catalog_tax_rate where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from catalog_tax_rate where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from catalog_tax_rate where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.catalog_vendor_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from catalog_vendor where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from catalog_vendor where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from catalog_vendor where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.collaboration_audience() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  if new.audience <> old.audience then
    raise exception 'to whom a comment is never changes' using errcode = 'check_violation', constraint = 'collaboration_comment_audience';
  end if;
  return new;
end $$;

CREATE FUNCTION public.communications_message_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from communications_message where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from communications_message where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from communications_message where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.communications_suppression_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from communications_suppression where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from communications_suppression where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from communications_suppression where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.crm_activity_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from crm_activity where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from crm_activity where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from crm_activity where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.crm_client_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from crm_client where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from crm_client where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from crm_client where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.crm_contact_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from crm_contact where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from crm_contact where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from crm_contact where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.crm_lead_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from crm_lead where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from crm_lead where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from crm_lead where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE PROCEDURE public.event_month(IN month date)
    LANGUAGE plpgsql
    AS $$
declare
  tab text := 'system_event_' || to_char(month, 'YYYY_MM');
  low uuid := least_uuid(month::timestamp at time zone 'UTC');
  high uuid := least_uuid((month + interval '1 month')::timestamp at time zone 'UTC');
begin
  if to_regclass(tab) is not null then
    return;
  end if;
  execute format('create table %I (like system_event including defaults)', tab);
  execute format('with late as (delete from system_event_rest where id >= %L and id < %L returning *) insert into %I select * from late', low, high, tab);
  execute format('alter table system_event attach partition %I for values from (%L) to (%L)', tab, low, high);
  call tenant_policy(tab);
end $$;

CREATE PROCEDURE public.event_upkeep(IN today date, IN keep_days integer)
    LANGUAGE plpgsql
    AS $_$
declare
  month date := date_trunc('month', today);
  tab text;
  high uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('event_upkeep', 0)); -- one process at a time
  call event_month(month);
  call event_month((month + interval '1 month')::date);
  call event_month((month + interval '2 months')::date);
  for tab in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'system_event'::regclass and c.relname ~ '^system_event_\d{4}_\d{2}$' order by 1
  loop
    month := to_date(right(tab, 7), 'YYYY_MM') + interval '1 month';
    high := least_uuid(month::timestamp at time zone 'UTC');
    if month + keep_days < today
      and not exists (select from system_delivery where event_id < high)
      and not exists (select from system_dead_letter where event_id < high) then
      execute format('drop table %I', tab);
    end if;
  end loop;
end $_$;

CREATE FUNCTION public.expect_rows(actual bigint, expected bigint, reason text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  if actual <> expected then
    raise exception 'expected % rows, found %', expected, actual using errcode = 'GH002', constraint = reason;
  end if;
end $$;

CREATE FUNCTION public.identity_department_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from identity_department where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from identity_department where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from identity_department where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.identity_exception_use_purge(before timestamp with time zone, most bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      gone bigint;
    begin
      if before > now() - '365 days'::interval then
        raise exception 'rows of identity_exception_use are kept for 365 days' using errcode = '42501';
      end if;
      delete from identity_exception_use l using (
        select id from identity_exception_use where tenant_id = tenant and id < least_uuid(before) and created_at < before order by id limit most
      ) due where l.tenant_id = tenant and l.id = due.id;
      get diagnostics gone = row_count;
      return gone;
    end $$;

CREATE FUNCTION public.identity_keep_owner() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $$
declare
  mattered boolean;
begin
  if old.tenant_id is distinct from nullif(current_setting('app.tenant_id', true), '')::uuid then
    return null;
  end if;
  if tg_table_name = 'identity_user' then
    mattered := old.status = 'active' and exists (
      select from identity_role_grant g
      where g.tenant_id = old.tenant_id and g.role = any(old.roles) and g.permission = '*' and g.reach = 'tenant');
  else
    mattered := exists (
      select from identity_user u where u.tenant_id = old.tenant_id and u.status = 'active' and old.role = any(u.roles));
  end if;
  if not mattered then
    return null;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('identity owner ' || old.tenant_id, 0));
  if not exists (
    select from identity_user u join identity_role_grant g on g.tenant_id = u.tenant_id and g.role = any(u.roles)
    where u.tenant_id = old.tenant_id and u.status = 'active' and g.permission = '*' and g.reach = 'tenant'
  ) then
    raise exception 'no active user may do everything any more' using errcode = 'GH002', constraint = 'last-owner';
  end if;
  return null;
end $$;

CREATE FUNCTION public.identity_role_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from identity_role where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from identity_role where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from identity_role where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.identity_site_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from identity_site where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from identity_site where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from identity_site where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.identity_token_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from identity_token where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from identity_token where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from identity_token where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.identity_user_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from identity_user where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from identity_user where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from identity_user where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.inventory_adjustment_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from inventory_adjustment where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from inventory_adjustment where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from inventory_adjustment where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.inventory_location_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from inventory_location where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from inventory_location where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from inventory_location where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.least_uuid(made timestamp with time zone) RETURNS uuid
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
  select (lpad(to_hex((extract(epoch from made) * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
$$;

CREATE FUNCTION public.references_exist() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $_$
declare
  ids uuid[];
  found_rows bigint;
begin
  execute format('select ($1).%I', tg_argv[0]) using new into ids;
  if cardinality(ids) = 0 then
    return null;
  end if;
  execute format('select count(*) from (select from %I where tenant_id = $1 and id = any($2) for key share) t', tg_argv[1])
    using new.tenant_id, ids into found_rows;
  if found_rows <> (select count(distinct id) from unnest(ids) id) then
    raise foreign_key_violation using message = format('a row that %s.%s names does not exist', tg_table_name, tg_argv[0]),
      table = tg_table_name, constraint = tg_table_name || '_tenant_id_' || tg_argv[0] || '_fkey';
  end if;
  return null;
end $_$;

CREATE FUNCTION public.references_unused() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public'
    AS $_$
declare
  used boolean;
begin
  execute format('select exists (select from %I where tenant_id = $1 and $2 = any(%I))', tg_argv[0], tg_argv[1])
    using old.tenant_id, old.id into used;
  if used then
    raise foreign_key_violation using message = format('%s.%s still names the row', tg_argv[0], tg_argv[1]),
      table = tg_argv[0], constraint = tg_argv[0] || '_tenant_id_' || tg_argv[1] || '_fkey';
  end if;
  return null;
end $_$;

CREATE FUNCTION public.refuse(reason text, told jsonb) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
  if told is not null then
    raise exception 'refused: %', reason using errcode = 'GH002', constraint = reason, detail = told::text;
  end if;
end $$;

CREATE FUNCTION public.sales_order_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from sales_order where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from sales_order where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from sales_order where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.sales_quote_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from sales_quote where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from sales_quote where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from sales_quote where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE FUNCTION public.sales_shipment_search(q text, most integer DEFAULT NULL::integer) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_') || '%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from sales_shipment where tenant_id = tenant and (search like pattern or search like '% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from sales_shipment where tenant_id = tenant and search like '%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from sales_shipment where tenant_id = tenant and lower(q) <% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $$;

CREATE PROCEDURE public.signin_table(IN tab text)
    LANGUAGE plpgsql
    AS $$
begin
  if to_regprocedure('tenant_table(text)') is not null then
    execute format('call tenant_table(%L)', tab);
  else
    execute format('grant select, insert, update, delete on %I to %I', tab, current_setting('guildhall.serving_role'));
  end if;
end $$;

CREATE FUNCTION public.stale_placement(tenant uuid) RETURNS text
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'tenant % is not served here at this epoch', tenant using errcode = 'GH001';
end $$;

CREATE FUNCTION public.system_access_purge(before timestamp with time zone, most bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      gone bigint;
    begin
      if before > now() - '90 days'::interval then
        raise exception 'rows of system_access are kept for 90 days' using errcode = '42501';
      end if;
      delete from system_access l using (
        select id from system_access where tenant_id = tenant and id < least_uuid(before) and created_at < before order by id limit most
      ) due where l.tenant_id = tenant and l.id = due.id;
      get diagnostics gone = row_count;
      return gone;
    end $$;

CREATE FUNCTION public.system_audit_purge(before timestamp with time zone, most bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      gone bigint;
    begin
      if before > now() - '3653 days'::interval then
        raise exception 'rows of system_audit are kept for 3653 days' using errcode = '42501';
      end if;
      delete from system_audit l using (
        select id from system_audit where tenant_id = tenant and id < least_uuid(before) and at < before order by id limit most
      ) due where l.tenant_id = tenant and l.id = due.id;
      get diagnostics gone = row_count;
      return gone;
    end $$;

CREATE FUNCTION public.system_count_anew() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION public.system_delivery_log_purge(before timestamp with time zone, most bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      gone bigint;
    begin
      if before > now() - '7 days'::interval then
        raise exception 'rows of system_delivery_log are kept for 7 days' using errcode = '42501';
      end if;
      delete from system_delivery_log l using (
        select id from system_delivery_log where tenant_id = tenant and id < least_uuid(before) and at < before order by id limit most
      ) due where l.tenant_id = tenant and l.id = due.id;
      get diagnostics gone = row_count;
      return gone;
    end $$;

CREATE FUNCTION public.system_event_purge(before timestamp with time zone, most bigint) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      gone bigint;
    begin
      if before > now() - '30 days'::interval then
        raise exception 'rows of system_event are kept for 30 days' using errcode = '42501';
      end if;
      delete from system_event l using (
        select id from system_event where tenant_id = tenant and id < least_uuid(before) and occurred_at < before order by id limit most
      ) due where l.tenant_id = tenant and l.id = due.id;
      get diagnostics gone = row_count;
      return gone;
    end $$;

CREATE FUNCTION public.system_forget(tenant uuid, ids uuid[], fields text[], words text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'extensions', 'pg_temp'
    AS $$
    declare
      word text;
      told text;
    begin
      if tenant is distinct from nullif(current_setting('app.tenant_id', true), '')::uuid then
        raise exception 'only the tenant at hand forgets' using errcode = '42501';
      end if;
      update system_audit a set changes = a.changes || (
        select jsonb_object_agg(k, '["***", "***"]'::jsonb) from jsonb_object_keys(a.changes) k where k = any(fields))
      where a.tenant_id = tenant and a.record = any(ids) and a.changes ?| fields;
      update system_audit set actor_name = '***', address = '' where tenant_id = tenant and actor = any(ids);
      update system_access set actor_name = '***', address = '' where tenant_id = tenant and actor = any(ids);
      update system_access set query = '***' where tenant_id = tenant and records && ids and query <> '';
      update system_idempotency set body = '{}'
      where tenant_id = tenant and exists (select from unnest(ids) id where position(id::text in body) > 0);
      update system_event set payload = payload || '{"title": "***"}'
      where tenant_id = tenant and record = any(ids) and payload ? 'title';
      foreach word in array words loop
        told := substr(to_json(word)::text, 2, length(to_json(word)::text) - 2);
        update system_event set payload = replace(payload::text, told, '***')::jsonb
        where tenant_id = tenant and position(told in payload::text) > 0;
        update system_idempotency set body = '{}' where tenant_id = tenant and position(told in body) > 0;
        update system_access set query = replace(query, word, '***') where tenant_id = tenant and position(word in query) > 0;
      end loop;
    end $$;

CREATE FUNCTION public.system_form(series text, year bigint) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  select case series
    when 'crm.client' then 'C-' when 'crm.lead' then 'L-' when 'catalog.vendor' then 'V-' when 'inventory.adjustment' then 'ADJ-'
    when 'sales.quote' then 'Q-' when 'sales.order' then 'SO-' when 'sales.shipment' then 'SH-'
    when 'billing.invoice' then 'INV-' when 'billing.credit_note' then 'CN-' when 'billing.payment' then 'PAY-' when 'billing.refund' then 'REF-'
    else series || '-' end || case year when 0 then '' else year || '-' end || '{n}'
$$;

CREATE FUNCTION public.system_watch(log jsonb, ids uuid[], moment timestamp with time zone) RETURNS void
    LANGUAGE plpgsql
    AS $_$
declare
  tenant constant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  tab constant text := format('%I l', log->>'table');
  hits constant text := 'l.tenant_id = $1 and ($2 = ''*'' or ' || case when log ? 'entity' then format('l.%I', log->>'entity') else '$2' end || ' = $2)'
    || format(' and (cardinality($3) = 0 or l.%I = any ($3))', log->>'verb')
    || case when log ? 'changes' then format(' and (cardinality($4) = 0 or l.%I ?| $4)', log->>'changes') else ' and $4 is not null' end
    || case when log ? 'kind' then format(' and l.%I <> ''system''', log->>'kind') else '' end;
  whose constant text := format('case when $5 then l.%I end', log->>'actor');
  weight constant text := case when log ? 'weight' then format('coalesce(sum(l.%I), 0)', log->>'weight') else 'count(*)' end;
  r record;
  e record;
  burst interval;
  since timestamptz;
  total bigint;
begin
  for r in select * from governance_alert_rule a where a.tenant_id = tenant and a.active
    and case when log ? 'subject' then a.subject = log->>'subject' else true end order by a.id
  loop
    burst := make_interval(mins => r.minutes::int);
    for e in execute 'select ' || whose || ' as who, ' || weight || '::bigint as n, '
      || case when log ? 'name' then format('max(l.%I)', log->>'name') else '''''' end || ' as name, '
      || case when log ? 'record' then format('(array_agg(l.%I order by l.id desc))[1]', log->>'record') else 'null::uuid' end || ' as record from ' || tab
      || ' where ' || hits || ' and l.id = any ($6) group by 1 order by 1'
      using tenant, r.subject, r.verbs, r.fields, r.counted = 'user', ids
    loop
      perform pg_advisory_xact_lock(hashtextextended(tenant::text || r.id::text || coalesce(e.who::text, ''), 2));
      update governance_alert a set count = a.count + e.n, last_at = greatest(a.last_at, moment), record = coalesce(e.record, a.record), updated_at = moment
      where a.tenant_id = tenant and a.id = (select b.id from governance_alert b where b.tenant_id = tenant and b.rule = r.id
        and b.actor is not distinct from e.who and b.status <> 'resolved' and b.last_at > moment - burst order by b.last_at desc limit 1);
      continue when found;
      total := e.n;
      if total < r.times then
        since := greatest(moment - burst, (select max(b.last_at) from governance_alert b where b.tenant_id = tenant and b.rule = r.id
          and b.actor is not distinct from e.who));
        execute 'select ' || weight || ' from ' || tab || ' where ' || hits || format(' and l.%I > $6', log->>'made')
          || ' and l.id >= least_uuid(clock_timestamp() - $7 - interval ''1 minute'') and ' || whose || ' is not distinct from $8'
          into total using tenant, r.subject, r.verbs, r.fields, r.counted = 'user', since, burst, e.who;
      end if;
      continue when total < r.times;
      insert into governance_alert (tenant_id, id, created_at, updated_at, status, rule, name, severity, subject, actor, actor_name, record, count, first_at, last_at, tells)
      values (tenant, (left(least_uuid(clock_timestamp())::text, 15) || substr(gen_random_uuid()::text, 16))::uuid, moment, moment, 'open', r.id, r.name,
        r.severity, r.subject, e.who, case when r.counted = 'user' then e.name else '' end, e.record, total, moment, moment, r.tells);
    end loop;
  end loop;
end $_$;

CREATE PROCEDURE public.tenant_log(IN tab text)
    LANGUAGE plpgsql
    AS $$
begin
  call tenant_policy(tab);
  execute format('grant select, insert on %I to %I', tab, current_setting('guildhall.serving_role'));
end $$;

CREATE PROCEDURE public.tenant_policy(IN tab text)
    LANGUAGE plpgsql
    AS $$
declare
  own constant text := '(tenant_id = (select nullif(current_setting(''app.tenant_id'', true), '''')::uuid))';
begin
  execute format('alter table %I enable row level security', tab);
  execute format('alter table %I force row level security', tab);
  execute format('create policy tenant on %I using %s with check %s', tab, own, own);
  if not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) then
    execute format('create policy owner on %I to %I using (true) with check (true)', tab, current_user);
  end if;
end $$;

CREATE PROCEDURE public.tenant_purge(IN tab text, IN made text, IN kept interval)
    LANGUAGE plpgsql
    AS $_$
begin
  execute format($f$
    create function %1$I(before timestamptz, most bigint) returns bigint
    language plpgsql security definer set search_path = %2$I, pg_temp as $body$
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      gone bigint;
    begin
      if before > now() - %5$L::interval then
        raise exception 'rows of %3$s are kept for %5$s' using errcode = '42501';
      end if;
      delete from %3$I l using (
        select id from %3$I where tenant_id = tenant and id < least_uuid(before) and %4$I < before order by id limit most
      ) due where l.tenant_id = tenant and l.id = due.id;
      get diagnostics gone = row_count;
      return gone;
    end $body$ $f$, tab || '_purge', current_schema(), tab, made, kept);
  execute format('revoke all on function %I(timestamptz, bigint) from public', tab || '_purge');
  execute format('grant execute on function %I(timestamptz, bigint) to %I', tab || '_purge', current_setting('guildhall.serving_role'));
end $_$;

CREATE PROCEDURE public.tenant_references(IN tab text, IN col text, IN target text)
    LANGUAGE plpgsql
    AS $$
begin
  execute format('create trigger %I after insert on %I for each row execute function references_exist(%L, %L)',
    tab || '_' || col || '_insert', tab, col, target);
  execute format('create trigger %I after update on %I for each row when (old.%I is distinct from new.%I) execute function references_exist(%L, %L)',
    tab || '_' || col || '_update', tab, col, col, col, target);
  execute format('create trigger %I after delete on %I for each row execute function references_unused(%L, %L)',
    tab || '_' || col || '_delete', target, tab, col);
end $$;

CREATE PROCEDURE public.tenant_search(IN tab text)
    LANGUAGE plpgsql
    AS $_$
begin
  execute format('create index if not exists %I on %I using gin (tenant_id, search extensions.gin_trgm_ops)', tab || '_search_idx', tab);
  execute format('drop function if exists %I(text)', tab || '_search');
  execute format($f$
    create or replace function %1$I(q text, most integer default null) returns setof uuid
    language plpgsql stable security definer rows 200 set search_path = %3$I, extensions, pg_temp as $body$
    #variable_conflict use_variable
    declare
      tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
      pattern text := replace(replace(replace(lower(q), '\', '\\'), '%%', '\%%'), '_', '\_') || '%%';
    begin
      if length(q) < 3 then
        return query with hits as materialized (
          select id from %2$I where tenant_id = tenant and (search like pattern or search like '%% ' || pattern)
        ) select id from hits limit most;
        return;
      end if;
      return query with hits as materialized (
        select id from %2$I where tenant_id = tenant and search like '%%' || pattern
      ) select id from hits limit most;
      if not found then
        return query with hits as materialized (
          select id from %2$I where tenant_id = tenant and lower(q) <%% search
        ) select id from hits limit least(most, 1000);
      end if;
    end $body$ $f$, tab || '_search', tab, current_schema());
  execute format('revoke all on function %I(text, integer) from public', tab || '_search');
  execute format('grant execute on function %I(text, integer) to %I', tab || '_search', current_setting('guildhall.serving_role'));
end $_$;

CREATE PROCEDURE public.tenant_table(IN tab text)
    LANGUAGE plpgsql
    AS $$
begin
  call tenant_policy(tab);
  execute format('grant select, insert, update, delete on %I to %I', tab, current_setting('guildhall.serving_role'));
end $$;

CREATE FUNCTION public.workspace_search(tabs text[], mosts bigint[], q text) RETURNS TABLE(tab text, id uuid, rank bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'public'
    AS $_$
#variable_conflict use_column
declare
  tenant uuid := nullif(current_setting('app.tenant_id', true), '')::uuid;
  word text := replace(replace(replace(lower(q), '\', '\\'), '%', '\%'), '_', '\_');
  anywhere constant text := $q$ t.search like '%' || $2 || '%' $q$;
  beginning constant text := $q$ t.search like $2 || '%' or t.search like '% ' || $2 || '%' $q$;
  whole constant text := $q$ t.search like $2 or t.search like $2 || ' %' or t.search like '% ' || $2 or t.search like '% ' || $2 || ' %' $q$;
  ranked constant text := 'select $4, t.id, case when ' || whole || $q$ then 0 when t.search like $2 || '%' then 1
    when t.search like '% ' || $2 || '%' then 2 else 3 end::bigint from $q$;
  look text;
  n bigint;
begin
  for i in 1 .. cardinality(tabs) loop
    look := ranked || quote_ident(tabs[i]) || ' t where t.tenant_id = $1 and (';
    if length(q) >= 3 then
      return query execute look || anywhere || ') limit $3' using tenant, word, mosts[i], tabs[i];
      get diagnostics n = row_count;
      continue when n < mosts[i];
    end if;
    return query execute look || beginning || ') limit $3' using tenant, word, mosts[i], tabs[i];
    get diagnostics n = row_count;
    continue when n < mosts[i];
    return query execute look || whole || ') limit $3' using tenant, word, mosts[i], tabs[i];
  end loop;
end $_$;

CREATE TABLE public.billing_allocation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    payment uuid NOT NULL,
    invoice uuid NOT NULL,
    amount numeric NOT NULL,
    currency text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT billing_allocation_amount_check CHECK ((amount <> (0)::numeric))
);

ALTER TABLE ONLY public.billing_allocation FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_credit_note (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    invoice uuid NOT NULL,
    client uuid,
    origin_entity text DEFAULT ''::text NOT NULL,
    origin uuid,
    reason text DEFAULT ''::text NOT NULL,
    issued date,
    currency text NOT NULL,
    freight numeric DEFAULT 0 NOT NULL,
    freight_tax numeric DEFAULT 0 NOT NULL,
    rounding numeric DEFAULT 0 NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    total numeric DEFAULT 0 NOT NULL,
    search text GENERATED ALWAYS AS (lower(((COALESCE(number, ''::text) || ' '::text) || COALESCE(reason, ''::text)))) STORED,
    CONSTRAINT billing_credit_note_check CHECK (((issued IS NULL) = (number = ''::text))),
    CONSTRAINT billing_credit_note_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'posted'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.billing_credit_note FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_credit_note_line (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    credit_note uuid NOT NULL,
    "position" bigint NOT NULL,
    invoice_line uuid NOT NULL,
    quantity numeric NOT NULL,
    product uuid,
    name text DEFAULT ''::text NOT NULL,
    unit text DEFAULT ''::text NOT NULL,
    price numeric DEFAULT 0 NOT NULL,
    discount numeric DEFAULT 0 NOT NULL,
    tax_percent numeric DEFAULT 0 NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    gross numeric DEFAULT 0 NOT NULL,
    CONSTRAINT billing_credit_note_line_quantity_check CHECK ((quantity > (0)::numeric))
);

ALTER TABLE ONLY public.billing_credit_note_line FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_invoice (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    client uuid NOT NULL,
    origin_entity text DEFAULT ''::text NOT NULL,
    origin uuid,
    reference text DEFAULT ''::text NOT NULL,
    issued date,
    terms bigint,
    due date,
    currency text NOT NULL,
    discount numeric DEFAULT 0 NOT NULL,
    freight numeric DEFAULT 0 NOT NULL,
    freight_tax_percent numeric DEFAULT 0 NOT NULL,
    rounding numeric DEFAULT 0 NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    total numeric DEFAULT 0 NOT NULL,
    paid numeric DEFAULT 0 NOT NULL,
    credited numeric DEFAULT 0 NOT NULL,
    written_off numeric DEFAULT 0 NOT NULL,
    open numeric DEFAULT 0 NOT NULL,
    payment_state text DEFAULT 'not_paid'::text NOT NULL,
    reminder_level bigint DEFAULT 0 NOT NULL,
    reminded_on date,
    write_off_reason text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((COALESCE(number, ''::text) || ' '::text) || COALESCE(reference, ''::text)))) STORED,
    written_off_on date,
    CONSTRAINT billing_invoice_balance_check CHECK (((issued IS NULL) OR ((status = 'posted'::text) AND (open >= (0)::numeric) AND (paid >= (0)::numeric) AND (credited >= (0)::numeric) AND (written_off >= (0)::numeric) AND (open = (((total - paid) - credited) - written_off))))),
    CONSTRAINT billing_invoice_check CHECK (((issued IS NULL) = (number = ''::text))),
    CONSTRAINT billing_invoice_payment_state_check CHECK ((payment_state = ANY (ARRAY['not_paid'::text, 'partial'::text, 'paid'::text, 'reversed'::text, 'written_off'::text]))),
    CONSTRAINT billing_invoice_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'posted'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.billing_invoice FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_invoice_line (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    invoice uuid NOT NULL,
    "position" bigint NOT NULL,
    product uuid,
    name text DEFAULT ''::text NOT NULL,
    quantity numeric NOT NULL,
    unit text DEFAULT ''::text NOT NULL,
    price numeric DEFAULT 0 NOT NULL,
    discount numeric DEFAULT 0 NOT NULL,
    tax_percent numeric DEFAULT 0 NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    gross numeric DEFAULT 0 NOT NULL,
    CONSTRAINT billing_invoice_line_quantity_check CHECK ((quantity > (0)::numeric))
);

ALTER TABLE ONLY public.billing_invoice_line FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_payment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    number text DEFAULT ''::text NOT NULL,
    client uuid NOT NULL,
    origin_entity text DEFAULT ''::text NOT NULL,
    origin uuid,
    amount numeric NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    provider text DEFAULT ''::text NOT NULL,
    token text DEFAULT ''::text NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    status text NOT NULL,
    captured numeric DEFAULT 0 NOT NULL,
    refunded numeric DEFAULT 0 NOT NULL,
    refunding numeric DEFAULT 0 NOT NULL,
    allocated numeric DEFAULT 0 NOT NULL,
    failure_code text DEFAULT ''::text NOT NULL,
    failure_text text DEFAULT ''::text NOT NULL,
    provider_reference text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((COALESCE(number, ''::text) || ' '::text) || COALESCE(reference, ''::text)))) STORED,
    retry text DEFAULT 'never'::text NOT NULL,
    retries bigint DEFAULT 0 NOT NULL,
    retry_at timestamp with time zone,
    attempt text DEFAULT ''::text NOT NULL,
    CONSTRAINT billing_payment_amount_check CHECK ((amount > (0)::numeric)),
    CONSTRAINT billing_payment_method_check CHECK ((method = ANY (ARRAY['transfer'::text, 'card'::text, 'direct_debit'::text, 'cash'::text, 'cheque'::text, 'manual'::text]))),
    CONSTRAINT billing_payment_retry_check CHECK ((retry = ANY (ARRAY['never'::text, 'automatic'::text]))),
    CONSTRAINT billing_payment_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'authorized'::text, 'captured'::text, 'partially_refunded'::text, 'refunded'::text, 'failed'::text, 'cancelled'::text, 'unknown'::text]))),
    CONSTRAINT billing_payment_use_check CHECK (((refunded >= (0)::numeric) AND (refunding >= (0)::numeric) AND (allocated >= (0)::numeric) AND (captured <= amount) AND ((refunded + refunding) <= captured) AND ((refunded + allocated) <= captured)))
);

ALTER TABLE ONLY public.billing_payment FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_payment_operation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    payment uuid NOT NULL,
    kind text NOT NULL,
    amount numeric NOT NULL,
    currency text NOT NULL,
    outcome text NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    ended_at timestamp with time zone,
    final boolean DEFAULT false NOT NULL,
    CONSTRAINT billing_payment_operation_amount_check CHECK ((amount > (0)::numeric)),
    CONSTRAINT billing_payment_operation_kind_check CHECK ((kind = ANY (ARRAY['charge'::text, 'refund'::text]))),
    CONSTRAINT billing_payment_operation_outcome_check CHECK ((outcome = ANY (ARRAY['unknown'::text, 'succeeded'::text, 'authorized'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.billing_payment_operation FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_refund (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    number text DEFAULT ''::text NOT NULL,
    payment uuid NOT NULL,
    client uuid NOT NULL,
    origin_entity text DEFAULT ''::text NOT NULL,
    origin uuid,
    amount numeric NOT NULL,
    currency text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    status text NOT NULL,
    operation uuid NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    ended_at timestamp with time zone,
    search text GENERATED ALWAYS AS (lower(((COALESCE(number, ''::text) || ' '::text) || COALESCE(reason, ''::text)))) STORED,
    CONSTRAINT billing_refund_amount_check CHECK ((amount > (0)::numeric)),
    CONSTRAINT billing_refund_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'succeeded'::text, 'failed'::text, 'unknown'::text])))
);

ALTER TABLE ONLY public.billing_refund FORCE ROW LEVEL SECURITY;

CREATE TABLE public.billing_reminder (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    invoice uuid NOT NULL,
    client uuid NOT NULL,
    level bigint NOT NULL,
    made date NOT NULL,
    due date NOT NULL,
    open numeric DEFAULT 0 NOT NULL,
    currency text NOT NULL,
    CONSTRAINT billing_reminder_level_check CHECK ((level > 0))
);

ALTER TABLE ONLY public.billing_reminder FORCE ROW LEVEL SECURITY;

CREATE TABLE public.catalog_category (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    parent uuid,
    path text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(COALESCE(name, ''::text))) STORED
);

ALTER TABLE ONLY public.catalog_category FORCE ROW LEVEL SECURITY;

CREATE TABLE public.catalog_price_list (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    currency text NOT NULL,
    client uuid,
    price_group text DEFAULT ''::text NOT NULL,
    valid_from date,
    valid_until date,
    search text GENERATED ALWAYS AS (lower(COALESCE(name, ''::text))) STORED,
    CONSTRAINT catalog_price_list_check CHECK (((client IS NULL) OR (price_group = ''::text)))
);

ALTER TABLE ONLY public.catalog_price_list FORCE ROW LEVEL SECURITY;

CREATE TABLE public.catalog_price_list_item (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    price_list uuid NOT NULL,
    "position" bigint NOT NULL,
    product uuid,
    min_quantity numeric DEFAULT 0 NOT NULL,
    price numeric,
    discount numeric DEFAULT 0 NOT NULL,
    CONSTRAINT catalog_price_list_item_discount_check CHECK (((discount >= (0)::numeric) AND (discount <= (100)::numeric))),
    CONSTRAINT catalog_price_list_item_min_quantity_check CHECK ((min_quantity >= (0)::numeric)),
    CONSTRAINT catalog_price_list_item_price_check CHECK ((price >= (0)::numeric))
);

ALTER TABLE ONLY public.catalog_price_list_item FORCE ROW LEVEL SECURITY;

CREATE TABLE public.catalog_product (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    barcode text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    description text DEFAULT ''::text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    category uuid,
    vendor uuid,
    unit text DEFAULT ''::text NOT NULL,
    unit_quantity text DEFAULT ''::text NOT NULL,
    currency text NOT NULL,
    price numeric DEFAULT 0 NOT NULL,
    cost numeric DEFAULT 0 NOT NULL,
    tax_rate uuid,
    reorder_level numeric DEFAULT 0 NOT NULL,
    active boolean DEFAULT false NOT NULL,
    sites uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    search text GENERATED ALWAYS AS (lower(((((COALESCE(reference, ''::text) || ' '::text) || COALESCE(barcode, ''::text)) || ' '::text) || COALESCE(name, ''::text)))) STORED,
    CONSTRAINT catalog_product_cost_check CHECK ((cost >= (0)::numeric)),
    CONSTRAINT catalog_product_kind_check CHECK ((kind = ANY (ARRAY['goods'::text, 'service'::text]))),
    CONSTRAINT catalog_product_price_check CHECK ((price >= (0)::numeric)),
    CONSTRAINT catalog_product_reorder_level_check CHECK ((reorder_level >= (0)::numeric))
);

ALTER TABLE ONLY public.catalog_product FORCE ROW LEVEL SECURITY;

CREATE TABLE public.catalog_tax_rate (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    percent numeric DEFAULT 0 NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    "default" boolean DEFAULT false NOT NULL,
    search text GENERATED ALWAYS AS (lower(COALESCE(name, ''::text))) STORED,
    CONSTRAINT catalog_tax_rate_percent_check CHECK (((percent >= (0)::numeric) AND (percent <= (100)::numeric)))
);

ALTER TABLE ONLY public.catalog_tax_rate FORCE ROW LEVEL SECURITY;

CREATE TABLE public.catalog_vendor (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    contact_name text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    website text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    postal_code text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    currency text NOT NULL,
    minimum_order numeric DEFAULT 0 NOT NULL,
    lead_days bigint DEFAULT 0 NOT NULL,
    auto_send boolean DEFAULT false NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((((COALESCE(number, ''::text) || ' '::text) || COALESCE(name, ''::text)) || ' '::text) || COALESCE(reference, ''::text)))) STORED,
    CONSTRAINT catalog_vendor_lead_days_check CHECK ((lead_days >= 0)),
    CONSTRAINT catalog_vendor_minimum_order_check CHECK ((minimum_order >= (0)::numeric))
);

ALTER TABLE ONLY public.catalog_vendor FORCE ROW LEVEL SECURITY;

CREATE TABLE public.collaboration_comment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    about_entity text DEFAULT ''::text NOT NULL,
    about uuid,
    text text DEFAULT ''::text NOT NULL,
    audience text NOT NULL,
    mentions uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    reply_to uuid,
    edited_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    sent_at timestamp with time zone,
    letter uuid,
    CONSTRAINT collaboration_comment_audience_check CHECK ((audience = ANY (ARRAY['internal'::text, 'client'::text]))),
    CONSTRAINT collaboration_comment_check CHECK (((audience = 'client'::text) OR ((letter IS NULL) AND (sent_at IS NULL)))),
    CONSTRAINT collaboration_comment_text_check CHECK ((length(text) <= 10000))
);

ALTER TABLE ONLY public.collaboration_comment FORCE ROW LEVEL SECURITY;

CREATE TABLE public.collaboration_device (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    owner uuid NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    digest text NOT NULL,
    sealed bytea NOT NULL,
    key_id text NOT NULL
);

ALTER TABLE ONLY public.collaboration_device FORCE ROW LEVEL SECURITY;

CREATE TABLE public.collaboration_follower (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    about_entity text NOT NULL,
    about uuid,
    active boolean DEFAULT true NOT NULL,
    because text NOT NULL,
    CONSTRAINT collaboration_follower_about_check CHECK ((about IS NOT NULL)),
    CONSTRAINT collaboration_follower_because_check CHECK ((because = ANY (ARRAY['asked'::text, 'created'::text, 'assigned'::text, 'commented'::text, 'mentioned'::text]))),
    CONSTRAINT collaboration_follower_owner_check CHECK ((owner IS NOT NULL))
);

ALTER TABLE ONLY public.collaboration_follower FORCE ROW LEVEL SECURITY;

CREATE TABLE public.collaboration_notification (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    kind text NOT NULL,
    about_entity text NOT NULL,
    about uuid,
    actor uuid,
    comment uuid,
    detail text DEFAULT ''::text NOT NULL,
    count bigint DEFAULT 1 NOT NULL,
    at timestamp with time zone,
    shown boolean DEFAULT true NOT NULL,
    read_at timestamp with time zone,
    mail_at timestamp with time zone,
    mailed_at timestamp with time zone,
    push_at timestamp with time zone,
    CONSTRAINT collaboration_notification_about_check CHECK ((about IS NOT NULL)),
    CONSTRAINT collaboration_notification_at_check CHECK ((at IS NOT NULL)),
    CONSTRAINT collaboration_notification_kind_check CHECK ((kind = ANY (ARRAY['mention'::text, 'comment'::text, 'assignment'::text, 'status'::text, 'approval'::text, 'reminder'::text, 'alert'::text, 'system'::text]))),
    CONSTRAINT collaboration_notification_owner_check CHECK ((owner IS NOT NULL))
);

ALTER TABLE ONLY public.collaboration_notification FORCE ROW LEVEL SECURITY;

CREATE TABLE public.collaboration_sender (
    tenant_id uuid NOT NULL,
    public text NOT NULL,
    sealed bytea NOT NULL,
    key_id text NOT NULL,
    made_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.collaboration_sender FORCE ROW LEVEL SECURITY;

CREATE TABLE public.collaboration_setting (
    tenant_id uuid NOT NULL,
    owner uuid NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    time_zone text DEFAULT ''::text NOT NULL,
    quiet_from text DEFAULT ''::text NOT NULL,
    quiet_to text DEFAULT ''::text NOT NULL,
    daily_at text DEFAULT ''::text NOT NULL,
    push_details boolean DEFAULT false NOT NULL,
    kinds jsonb DEFAULT '[]'::jsonb NOT NULL
);

ALTER TABLE ONLY public.collaboration_setting FORCE ROW LEVEL SECURITY;

CREATE TABLE public.communications_letter (
    tenant_id uuid NOT NULL,
    message uuid NOT NULL,
    plain text DEFAULT ''::text NOT NULL,
    sealed bytea,
    key_id text DEFAULT ''::text NOT NULL,
    CONSTRAINT communications_letter_check CHECK (((plain = ''::text) = (sealed IS NOT NULL)))
);

ALTER TABLE ONLY public.communications_letter FORCE ROW LEVEL SECURITY;

CREATE TABLE public.communications_message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    kind text NOT NULL,
    status text NOT NULL,
    recipient text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    client uuid,
    person uuid,
    about_entity text DEFAULT ''::text NOT NULL,
    about uuid,
    subject text DEFAULT ''::text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    template uuid,
    language text DEFAULT ''::text NOT NULL,
    attachments text[] DEFAULT '{}'::text[] NOT NULL,
    provider_id text DEFAULT ''::text NOT NULL,
    error text DEFAULT ''::text NOT NULL,
    sent_at timestamp with time zone,
    delivered_at timestamp with time zone,
    bounced_at timestamp with time zone,
    search text GENERATED ALWAYS AS (lower(((COALESCE(recipient, ''::text) || ' '::text) || COALESCE(subject, ''::text)))) STORED,
    CONSTRAINT communications_message_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'held'::text, 'sent'::text, 'delivered'::text, 'bounced'::text, 'suppressed'::text, 'failed'::text, 'discarded'::text])))
);

ALTER TABLE ONLY public.communications_message FORCE ROW LEVEL SECURITY;

CREATE TABLE public.communications_opt_out (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    kind text NOT NULL,
    client uuid,
    reason text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY public.communications_opt_out FORCE ROW LEVEL SECURITY;

CREATE TABLE public.communications_posting (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    kind text NOT NULL,
    mode text NOT NULL
);

ALTER TABLE ONLY public.communications_posting FORCE ROW LEVEL SECURITY;

CREATE TABLE public.communications_suppression (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    address text NOT NULL,
    reason text NOT NULL,
    since timestamp with time zone,
    note text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(COALESCE(address, ''::text))) STORED
);

ALTER TABLE ONLY public.communications_suppression FORCE ROW LEVEL SECURITY;

CREATE TABLE public.communications_template (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    kind text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    text text DEFAULT ''::text NOT NULL,
    html text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY public.communications_template FORCE ROW LEVEL SECURITY;

CREATE TABLE public.crm_activity (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    due date,
    client uuid,
    contact uuid,
    lead uuid,
    about_entity text DEFAULT ''::text NOT NULL,
    about uuid,
    done_at timestamp with time zone,
    outcome text DEFAULT ''::text NOT NULL,
    follow_up date,
    follows uuid,
    search text GENERATED ALWAYS AS (lower(COALESCE(subject, ''::text))) STORED,
    CONSTRAINT crm_activity_kind_check CHECK ((kind = ANY (ARRAY['task'::text, 'call'::text, 'mail'::text, 'meeting'::text]))),
    CONSTRAINT crm_activity_status_check CHECK ((status = ANY (ARRAY['planned'::text, 'done'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.crm_activity FORCE ROW LEVEL SECURITY;

CREATE TABLE public.crm_address (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    client uuid,
    kind text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    postal_code text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    "default" boolean DEFAULT false NOT NULL,
    CONSTRAINT crm_address_kind_check CHECK ((kind = ANY (ARRAY['both'::text, 'billing'::text, 'shipping'::text])))
);

ALTER TABLE ONLY public.crm_address FORCE ROW LEVEL SECURITY;

CREATE TABLE public.crm_client (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    kind text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    website text DEFAULT ''::text NOT NULL,
    vat_number text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    currency text NOT NULL,
    credit_limit numeric,
    payment_terms bigint DEFAULT 0 NOT NULL,
    price_group text DEFAULT ''::text NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    lead uuid,
    search text GENERATED ALWAYS AS (lower(((((((COALESCE(number, ''::text) || ' '::text) || COALESCE(name, ''::text)) || ' '::text) || COALESCE(email, ''::text)) || ' '::text) || COALESCE(reference, ''::text)))) STORED,
    CONSTRAINT crm_client_credit_limit_check CHECK ((credit_limit >= (0)::numeric)),
    CONSTRAINT crm_client_kind_check CHECK ((kind = ANY (ARRAY['company'::text, 'person'::text]))),
    CONSTRAINT crm_client_payment_terms_check CHECK (((payment_terms >= 0) AND (payment_terms <= 365))),
    CONSTRAINT crm_client_status_check CHECK ((status = ANY (ARRAY['active'::text, 'archived'::text, 'anonymised'::text])))
);

ALTER TABLE ONLY public.crm_client FORCE ROW LEVEL SECURITY;

CREATE TABLE public.crm_consent (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    client uuid,
    contact uuid,
    purpose text DEFAULT ''::text NOT NULL,
    given_at timestamp with time zone,
    source text DEFAULT ''::text NOT NULL,
    text_version text DEFAULT ''::text NOT NULL,
    withdrawn_at timestamp with time zone,
    CONSTRAINT crm_consent_status_check CHECK ((status = ANY (ARRAY['given'::text, 'withdrawn'::text])))
);

ALTER TABLE ONLY public.crm_consent FORCE ROW LEVEL SECURITY;

CREATE TABLE public.crm_contact (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    client uuid,
    first_name text DEFAULT ''::text NOT NULL,
    last_name text DEFAULT ''::text NOT NULL,
    job_title text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    "primary" boolean DEFAULT false NOT NULL,
    search text GENERATED ALWAYS AS (lower(((((COALESCE(first_name, ''::text) || ' '::text) || COALESCE(last_name, ''::text)) || ' '::text) || COALESCE(email, ''::text)))) STORED
);

ALTER TABLE ONLY public.crm_contact FORCE ROW LEVEL SECURITY;

CREATE TABLE public.crm_lead (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    source text DEFAULT ''::text NOT NULL,
    company text DEFAULT ''::text NOT NULL,
    contact_name text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    postal_code text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    inquiry text DEFAULT ''::text NOT NULL,
    currency text NOT NULL,
    estimated_value numeric DEFAULT 0 NOT NULL,
    budget numeric,
    decision_maker text DEFAULT ''::text NOT NULL,
    decision_by date,
    need text DEFAULT ''::text NOT NULL,
    next_follow_up date,
    disqualify_reason text DEFAULT ''::text NOT NULL,
    client uuid,
    search text GENERATED ALWAYS AS (lower(((((((COALESCE(number, ''::text) || ' '::text) || COALESCE(company, ''::text)) || ' '::text) || COALESCE(contact_name, ''::text)) || ' '::text) || COALESCE(email, ''::text)))) STORED,
    probability numeric,
    weighted_value numeric DEFAULT 0 NOT NULL,
    CONSTRAINT crm_lead_budget_check CHECK ((budget >= (0)::numeric)),
    CONSTRAINT crm_lead_estimated_value_check CHECK ((estimated_value >= (0)::numeric)),
    CONSTRAINT crm_lead_probability_check CHECK (((probability >= (0)::numeric) AND (probability <= (100)::numeric))),
    CONSTRAINT crm_lead_source_check CHECK ((source = ANY (ARRAY['other'::text, 'website'::text, 'mail'::text, 'phone'::text, 'referral'::text, 'event'::text, 'partner'::text, 'campaign'::text]))),
    CONSTRAINT crm_lead_status_check CHECK ((status = ANY (ARRAY['new'::text, 'contacted'::text, 'nurture'::text, 'qualified'::text, 'converted'::text, 'disqualified'::text]))),
    CONSTRAINT crm_lead_weighted_value_check CHECK ((weighted_value >= (0)::numeric))
);

ALTER TABLE ONLY public.crm_lead FORCE ROW LEVEL SECURITY;

CREATE TABLE public.crm_link (
    tenant_id uuid NOT NULL,
    digest bytea NOT NULL,
    purpose text NOT NULL,
    about_entity text NOT NULL,
    about uuid NOT NULL,
    client uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    person uuid,
    detail text DEFAULT ''::text NOT NULL,
    CONSTRAINT crm_link_check CHECK (((client IS NULL) <> (person IS NULL)))
);

ALTER TABLE ONLY public.crm_link FORCE ROW LEVEL SECURITY;

CREATE TABLE public.documents_file (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    owner uuid,
    entity text NOT NULL,
    record uuid NOT NULL,
    kind text NOT NULL,
    language text NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL,
    path text NOT NULL,
    CONSTRAINT documents_file_sha256_check CHECK ((length(sha256) = 32)),
    CONSTRAINT documents_file_size_check CHECK ((size > 0))
);

ALTER TABLE ONLY public.documents_file FORCE ROW LEVEL SECURITY;

CREATE TABLE public.documents_letterhead (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    active boolean DEFAULT true NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    postal_code text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    website text DEFAULT ''::text NOT NULL,
    register text DEFAULT ''::text NOT NULL,
    directors text DEFAULT ''::text NOT NULL,
    tax_number text DEFAULT ''::text NOT NULL,
    vat_number text DEFAULT ''::text NOT NULL,
    bank text DEFAULT ''::text NOT NULL,
    iban text DEFAULT ''::text NOT NULL,
    bic text DEFAULT ''::text NOT NULL,
    accent text DEFAULT ''::text NOT NULL,
    language text DEFAULT ''::text NOT NULL,
    footer text DEFAULT ''::text NOT NULL,
    logo text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY public.documents_letterhead FORCE ROW LEVEL SECURITY;

CREATE TABLE public.governance_alert (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text NOT NULL,
    rule uuid,
    name text DEFAULT ''::text NOT NULL,
    severity text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    actor uuid,
    actor_name text DEFAULT ''::text NOT NULL,
    record uuid,
    count bigint DEFAULT 0 NOT NULL,
    first_at timestamp with time zone,
    last_at timestamp with time zone,
    tells text[] DEFAULT '{}'::text[] NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    CONSTRAINT governance_alert_severity_check CHECK ((severity = ANY (ARRAY['warning'::text, 'info'::text, 'critical'::text]))),
    CONSTRAINT governance_alert_status_check CHECK ((status = ANY (ARRAY['open'::text, 'acknowledged'::text, 'resolved'::text])))
);

ALTER TABLE ONLY public.governance_alert FORCE ROW LEVEL SECURITY;

CREATE TABLE public.governance_alert_rule (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    verbs text[] DEFAULT '{}'::text[] NOT NULL,
    fields text[] DEFAULT '{}'::text[] NOT NULL,
    times bigint DEFAULT 1 NOT NULL,
    minutes bigint DEFAULT 60 NOT NULL,
    counted text NOT NULL,
    severity text NOT NULL,
    tells text[] DEFAULT '{}'::text[] NOT NULL,
    active boolean DEFAULT true NOT NULL,
    CONSTRAINT governance_alert_rule_counted_check CHECK ((counted = ANY (ARRAY['user'::text, 'all'::text]))),
    CONSTRAINT governance_alert_rule_minutes_check CHECK ((minutes > 0)),
    CONSTRAINT governance_alert_rule_severity_check CHECK ((severity = ANY (ARRAY['warning'::text, 'info'::text, 'critical'::text]))),
    CONSTRAINT governance_alert_rule_times_check CHECK ((times > 0))
);

ALTER TABLE ONLY public.governance_alert_rule FORCE ROW LEVEL SECURITY;

CREATE TABLE public.governance_retention (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    days bigint NOT NULL,
    minimum bigint DEFAULT 0 NOT NULL,
    why text DEFAULT ''::text NOT NULL,
    purged bigint DEFAULT 0 NOT NULL,
    purged_at timestamp with time zone
);

ALTER TABLE ONLY public.governance_retention FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_default_role (
    tenant_id uuid NOT NULL,
    name text NOT NULL,
    grants text NOT NULL
);

ALTER TABLE ONLY public.identity_default_role FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_department (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    parent uuid,
    site uuid,
    search text GENERATED ALWAYS AS (lower(COALESCE(name, ''::text))) STORED
);

ALTER TABLE ONLY public.identity_department FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_exception (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    "user" uuid,
    permission text DEFAULT ''::text NOT NULL,
    reach text DEFAULT ''::text NOT NULL,
    record_entity text DEFAULT ''::text NOT NULL,
    record uuid,
    reason text DEFAULT ''::text NOT NULL,
    starts timestamp with time zone NOT NULL,
    expires timestamp with time zone NOT NULL,
    requested_by uuid,
    approver uuid,
    CONSTRAINT identity_exception_check CHECK (((record IS NOT NULL) = (reach = 'record'::text))),
    CONSTRAINT identity_exception_check1 CHECK (((expires > starts) AND (expires <= (starts + '720:00:00'::interval)))),
    CONSTRAINT identity_exception_check2 CHECK (((approver IS NULL) OR ((approver <> "user") AND (approver <> requested_by)))),
    CONSTRAINT identity_exception_reach_check CHECK ((reach = ANY (ARRAY['record'::text, 'own'::text, 'department'::text, 'site'::text, 'tenant'::text]))),
    CONSTRAINT identity_exception_reason_check CHECK ((reason <> ''::text)),
    CONSTRAINT identity_exception_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'approved'::text, 'revoked'::text, 'expired'::text])))
);

ALTER TABLE ONLY public.identity_exception FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_exception_use (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    exception uuid NOT NULL,
    "user" uuid,
    permission text DEFAULT ''::text NOT NULL,
    record_entity text DEFAULT ''::text NOT NULL,
    record uuid,
    request uuid
);

ALTER TABLE ONLY public.identity_exception_use FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_role (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((COALESCE(name, ''::text) || ' '::text) || COALESCE(title, ''::text)))) STORED
);

ALTER TABLE ONLY public.identity_role FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_role_grant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    role uuid NOT NULL,
    "position" bigint NOT NULL,
    permission text DEFAULT ''::text NOT NULL,
    reach text DEFAULT ''::text NOT NULL,
    CONSTRAINT identity_role_grant_reach_check CHECK ((reach = ANY (ARRAY['own'::text, 'department'::text, 'site'::text, 'tenant'::text])))
);

ALTER TABLE ONLY public.identity_role_grant FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_site (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    code text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    currency text NOT NULL,
    time_zone text DEFAULT ''::text NOT NULL,
    street text DEFAULT ''::text NOT NULL,
    city text DEFAULT ''::text NOT NULL,
    region text DEFAULT ''::text NOT NULL,
    postal_code text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    active boolean DEFAULT false NOT NULL,
    search text GENERATED ALWAYS AS (lower(((COALESCE(code, ''::text) || ' '::text) || COALESCE(name, ''::text)))) STORED
);

ALTER TABLE ONLY public.identity_site FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_support_grant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text NOT NULL,
    operator uuid,
    name text DEFAULT ''::text NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    asked bigint DEFAULT 0 NOT NULL,
    hours bigint DEFAULT 0 NOT NULL,
    reach text DEFAULT 'read'::text NOT NULL,
    until timestamp with time zone,
    CONSTRAINT identity_support_grant_asked_check CHECK (((asked >= 1) AND (asked <= 168))),
    CONSTRAINT identity_support_grant_hours_check CHECK (((hours >= 0) AND (hours <= 168))),
    CONSTRAINT identity_support_grant_reach_check CHECK ((reach = ANY (ARRAY['read'::text, 'full'::text]))),
    CONSTRAINT identity_support_grant_status_check CHECK ((status = ANY (ARRAY['requested'::text, 'accepted'::text, 'declined'::text, 'revoked'::text, 'expired'::text])))
);

ALTER TABLE ONLY public.identity_support_grant FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_token (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    "user" uuid,
    name text DEFAULT ''::text NOT NULL,
    prefix text DEFAULT ''::text NOT NULL,
    hash text DEFAULT ''::text NOT NULL,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    expires_at timestamp with time zone,
    last_used_at timestamp with time zone,
    search text GENERATED ALWAYS AS (lower(((COALESCE(name, ''::text) || ' '::text) || COALESCE(prefix, ''::text)))) STORED,
    support uuid,
    CONSTRAINT identity_token_status_check CHECK ((status = ANY (ARRAY['active'::text, 'revoked'::text])))
);

ALTER TABLE ONLY public.identity_token FORCE ROW LEVEL SECURITY;

CREATE TABLE public.identity_user (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    job_title text DEFAULT ''::text NOT NULL,
    phone text DEFAULT ''::text NOT NULL,
    sites uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    department uuid,
    manager uuid,
    roles uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    search text GENERATED ALWAYS AS (lower(((COALESCE(name, ''::text) || ' '::text) || COALESCE(email, ''::text)))) STORED,
    CONSTRAINT identity_user_status_check CHECK ((status = ANY (ARRAY['active'::text, 'blocked'::text, 'anonymised'::text])))
);

ALTER TABLE ONLY public.identity_user FORCE ROW LEVEL SECURITY;

CREATE TABLE public.integrations_webhook (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    url text DEFAULT ''::text NOT NULL,
    event_types text[] DEFAULT '{}'::text[] NOT NULL,
    active boolean DEFAULT false NOT NULL,
    secret_set_at timestamp with time zone,
    failing_since timestamp with time zone,
    stopped_because text DEFAULT ''::text NOT NULL,
    line bigint NOT NULL,
    CONSTRAINT integrations_webhook_line_check CHECK (((line >= 1) AND (line <= 20)))
);

ALTER TABLE ONLY public.integrations_webhook FORCE ROW LEVEL SECURITY;

CREATE TABLE public.integrations_webhook_secret (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    webhook uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone,
    sealed bytea NOT NULL,
    key_id text NOT NULL
);

ALTER TABLE ONLY public.integrations_webhook_secret FORCE ROW LEVEL SECURITY;

CREATE TABLE public.integrity_finding (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text NOT NULL,
    label text DEFAULT ''::text NOT NULL,
    record_entity text DEFAULT ''::text NOT NULL,
    record uuid,
    said text DEFAULT ''::text NOT NULL,
    runs bigint DEFAULT 1 NOT NULL,
    last_at timestamp with time zone,
    ended_at timestamp with time zone
);

ALTER TABLE ONLY public.integrity_finding FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inventory_adjustment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    location uuid NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    posted_at timestamp with time zone,
    search text GENERATED ALWAYS AS (lower(((COALESCE(number, ''::text) || ' '::text) || COALESCE(reason, ''::text)))) STORED,
    CONSTRAINT inventory_adjustment_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'posted'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.inventory_adjustment FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inventory_adjustment_line (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    adjustment uuid NOT NULL,
    "position" bigint NOT NULL,
    product uuid NOT NULL,
    counted numeric,
    difference numeric DEFAULT 0 NOT NULL,
    before numeric DEFAULT 0 NOT NULL,
    CONSTRAINT inventory_adjustment_line_counted_check CHECK ((counted >= (0)::numeric))
);

ALTER TABLE ONLY public.inventory_adjustment_line FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inventory_level (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    product uuid NOT NULL,
    location uuid NOT NULL,
    on_hand numeric DEFAULT 0 NOT NULL,
    reserved numeric DEFAULT 0 NOT NULL,
    available numeric DEFAULT 0 NOT NULL,
    CONSTRAINT inventory_level_check CHECK ((available = (on_hand - reserved))),
    CONSTRAINT inventory_level_on_hand_check CHECK ((on_hand >= (0)::numeric)),
    CONSTRAINT inventory_level_promised_check CHECK (((reserved >= (0)::numeric) AND (reserved <= on_hand)))
)
WITH (fillfactor='70');

ALTER TABLE ONLY public.inventory_level FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inventory_location (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    code text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    kind text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((COALESCE(code, ''::text) || ' '::text) || COALESCE(name, ''::text)))) STORED,
    CONSTRAINT inventory_location_kind_check CHECK ((kind = ANY (ARRAY['storage'::text, 'transit'::text, 'customer'::text, 'supplier'::text, 'loss'::text])))
);

ALTER TABLE ONLY public.inventory_location FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inventory_move (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    product uuid NOT NULL,
    "from" uuid NOT NULL,
    "to" uuid NOT NULL,
    quantity numeric NOT NULL,
    origin_entity text DEFAULT ''::text NOT NULL,
    origin uuid NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    cost numeric,
    currency text DEFAULT ''::text NOT NULL,
    done_at timestamp with time zone NOT NULL,
    CONSTRAINT inventory_move_check CHECK (("to" <> "from")),
    CONSTRAINT inventory_move_quantity_check CHECK ((quantity > (0)::numeric))
);

ALTER TABLE ONLY public.inventory_move FORCE ROW LEVEL SECURITY;

CREATE TABLE public.inventory_reservation (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    origin_entity text DEFAULT ''::text NOT NULL,
    origin uuid NOT NULL,
    product uuid NOT NULL,
    location uuid NOT NULL,
    quantity numeric NOT NULL,
    consumed numeric DEFAULT 0 NOT NULL,
    released numeric DEFAULT 0 NOT NULL,
    open numeric NOT NULL,
    status text NOT NULL,
    CONSTRAINT inventory_reservation_check CHECK (((open >= (0)::numeric) AND (open = ((quantity - consumed) - released)))),
    CONSTRAINT inventory_reservation_check1 CHECK (((status = ANY (ARRAY['active'::text, 'consumed'::text, 'released'::text])) AND ((status = 'active'::text) = (open > (0)::numeric)))),
    CONSTRAINT inventory_reservation_consumed_check CHECK ((consumed >= (0)::numeric)),
    CONSTRAINT inventory_reservation_quantity_check CHECK ((quantity > (0)::numeric)),
    CONSTRAINT inventory_reservation_released_check CHECK ((released >= (0)::numeric))
);

ALTER TABLE ONLY public.inventory_reservation FORCE ROW LEVEL SECURITY;

CREATE TABLE public.numbering_series (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    subject text NOT NULL,
    pattern text NOT NULL,
    digits bigint DEFAULT 0 NOT NULL,
    CONSTRAINT numbering_series_digits_check CHECK (((digits >= 0) AND (digits <= 12)))
);

ALTER TABLE ONLY public.numbering_series FORCE ROW LEVEL SECURITY;

CREATE TABLE public.portal_online_payment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    provider text DEFAULT ''::text NOT NULL,
    active boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.portal_online_payment FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_order (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    client uuid NOT NULL,
    contact uuid,
    quote uuid,
    reference text DEFAULT ''::text NOT NULL,
    placed date,
    required_by date,
    currency text NOT NULL,
    discount numeric DEFAULT 0 NOT NULL,
    freight numeric DEFAULT 0 NOT NULL,
    freight_tax_percent numeric DEFAULT 0 NOT NULL,
    tax_exempt boolean DEFAULT false NOT NULL,
    gross numeric DEFAULT 0 NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    total numeric DEFAULT 0 NOT NULL,
    payment_policy text DEFAULT 'account'::text NOT NULL,
    invoice_policy text DEFAULT 'on_delivery'::text NOT NULL,
    ship_name text DEFAULT ''::text NOT NULL,
    ship_street text DEFAULT ''::text NOT NULL,
    ship_city text DEFAULT ''::text NOT NULL,
    ship_region text DEFAULT ''::text NOT NULL,
    ship_postal_code text DEFAULT ''::text NOT NULL,
    ship_country text DEFAULT ''::text NOT NULL,
    carrier text DEFAULT ''::text NOT NULL,
    payment_state text DEFAULT 'unpaid'::text NOT NULL,
    shipment_state text DEFAULT 'pending'::text NOT NULL,
    invoice_state text DEFAULT 'pending'::text NOT NULL,
    invoiced numeric DEFAULT 0 NOT NULL,
    credited numeric DEFAULT 0 NOT NULL,
    open numeric DEFAULT 0 NOT NULL,
    received numeric DEFAULT 0 NOT NULL,
    refunded numeric DEFAULT 0 NOT NULL,
    on_hold boolean DEFAULT false NOT NULL,
    hold_reason text DEFAULT ''::text NOT NULL,
    cancel_reason text DEFAULT ''::text NOT NULL,
    close_reason text DEFAULT ''::text NOT NULL,
    confirmed_at timestamp with time zone,
    closed_at timestamp with time zone,
    note text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((((number || ' '::text) || reference) || ' '::text) || ship_name))) STORED,
    CONSTRAINT sales_order_invoice_policy_check CHECK ((invoice_policy = ANY (ARRAY['on_delivery'::text, 'on_order'::text]))),
    CONSTRAINT sales_order_invoice_state_check CHECK ((invoice_state = ANY (ARRAY['pending'::text, 'partial'::text, 'invoiced'::text]))),
    CONSTRAINT sales_order_payment_policy_check CHECK ((payment_policy = ANY (ARRAY['account'::text, 'prepaid'::text]))),
    CONSTRAINT sales_order_payment_state_check CHECK ((payment_state = ANY (ARRAY['unpaid'::text, 'partial'::text, 'paid'::text, 'refunded'::text]))),
    CONSTRAINT sales_order_shipment_state_check CHECK ((shipment_state = ANY (ARRAY['pending'::text, 'partial'::text, 'shipped'::text, 'delivered'::text, 'not_needed'::text]))),
    CONSTRAINT sales_order_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'confirmed'::text, 'closed'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.sales_order FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_order_billing (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    "order" uuid NOT NULL,
    order_item uuid NOT NULL
);

ALTER TABLE ONLY public.sales_order_billing FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_order_item (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    "order" uuid NOT NULL,
    "position" bigint NOT NULL,
    product uuid NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    kind text DEFAULT 'goods'::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    quantity numeric DEFAULT 0 NOT NULL,
    unit text DEFAULT ''::text NOT NULL,
    price numeric,
    discount numeric,
    tax_percent numeric DEFAULT 0 NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    shipped numeric DEFAULT 0 NOT NULL,
    delivered numeric DEFAULT 0 NOT NULL,
    invoiced numeric DEFAULT 0 NOT NULL,
    CONSTRAINT sales_order_item_invoiced_check CHECK ((((0)::numeric <= invoiced) AND (invoiced <= quantity))),
    CONSTRAINT sales_order_item_kind_check CHECK ((kind = ANY (ARRAY['goods'::text, 'service'::text]))),
    CONSTRAINT sales_order_item_quantity_check CHECK ((quantity > (0)::numeric)),
    CONSTRAINT sales_order_item_shipped_check CHECK ((((0)::numeric <= delivered) AND (delivered <= shipped) AND (shipped <= quantity)))
);

ALTER TABLE ONLY public.sales_order_item FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_quote (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    revision bigint DEFAULT 1 NOT NULL,
    supersedes uuid,
    client uuid NOT NULL,
    contact uuid,
    reference text DEFAULT ''::text NOT NULL,
    valid_until date,
    currency text NOT NULL,
    discount numeric DEFAULT 0 NOT NULL,
    freight numeric DEFAULT 0 NOT NULL,
    freight_tax_percent numeric DEFAULT 0 NOT NULL,
    tax_exempt boolean DEFAULT false NOT NULL,
    gross numeric DEFAULT 0 NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    total numeric DEFAULT 0 NOT NULL,
    payment_policy text DEFAULT 'account'::text NOT NULL,
    invoice_policy text DEFAULT 'on_delivery'::text NOT NULL,
    order_as text DEFAULT 'confirmed'::text NOT NULL,
    sent_at timestamp with time zone,
    follow_up date,
    decline_reason text DEFAULT ''::text NOT NULL,
    "order" uuid,
    note text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((number || ' '::text) || reference))) STORED,
    followed_up date,
    accepted_at timestamp with time zone,
    accepted_by text DEFAULT ''::text NOT NULL,
    CONSTRAINT sales_quote_invoice_policy_check CHECK ((invoice_policy = ANY (ARRAY['on_delivery'::text, 'on_order'::text]))),
    CONSTRAINT sales_quote_order_as_check CHECK ((order_as = ANY (ARRAY['confirmed'::text, 'draft'::text]))),
    CONSTRAINT sales_quote_payment_policy_check CHECK ((payment_policy = ANY (ARRAY['account'::text, 'prepaid'::text]))),
    CONSTRAINT sales_quote_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'sent'::text, 'accepted'::text, 'declined'::text, 'expired'::text, 'superseded'::text])))
);

ALTER TABLE ONLY public.sales_quote FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_quote_item (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    quote uuid NOT NULL,
    "position" bigint NOT NULL,
    product uuid NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    kind text DEFAULT 'goods'::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    quantity numeric DEFAULT 0 NOT NULL,
    unit text DEFAULT ''::text NOT NULL,
    price numeric,
    discount numeric,
    tax_percent numeric DEFAULT 0 NOT NULL,
    net numeric DEFAULT 0 NOT NULL,
    tax numeric DEFAULT 0 NOT NULL,
    CONSTRAINT sales_quote_item_kind_check CHECK ((kind = ANY (ARRAY['goods'::text, 'service'::text]))),
    CONSTRAINT sales_quote_item_quantity_check CHECK ((quantity > (0)::numeric))
);

ALTER TABLE ONLY public.sales_quote_item FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_shipment (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    "order" uuid NOT NULL,
    carrier text DEFAULT ''::text NOT NULL,
    tracking text DEFAULT ''::text NOT NULL,
    shipped_at timestamp with time zone,
    delivered_at timestamp with time zone,
    return_reason text DEFAULT ''::text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    search text GENERATED ALWAYS AS (lower(((number || ' '::text) || tracking))) STORED,
    CONSTRAINT sales_shipment_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'picked'::text, 'packed'::text, 'shipped'::text, 'delivered'::text, 'returned'::text, 'cancelled'::text])))
);

ALTER TABLE ONLY public.sales_shipment FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_shipment_item (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    shipment uuid NOT NULL,
    "position" bigint NOT NULL,
    order_item uuid NOT NULL,
    product uuid NOT NULL,
    quantity numeric DEFAULT 0 NOT NULL,
    CONSTRAINT sales_shipment_item_quantity_check CHECK ((quantity > (0)::numeric))
);

ALTER TABLE ONLY public.sales_shipment_item FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_survey (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    "order" uuid NOT NULL,
    client uuid NOT NULL,
    score bigint,
    comment text DEFAULT ''::text NOT NULL,
    answered_at timestamp with time zone,
    contact uuid,
    opinion text DEFAULT 'unknown'::text NOT NULL,
    asked_at timestamp with time zone,
    expires_at timestamp with time zone,
    skip_reason text DEFAULT ''::text NOT NULL,
    CONSTRAINT sales_survey_score_check CHECK (((score >= 0) AND (score <= 10))),
    CONSTRAINT sales_survey_status_check CHECK ((status = ANY (ARRAY['open'::text, 'asked'::text, 'answered'::text, 'expired'::text, 'skipped'::text])))
);

ALTER TABLE ONLY public.sales_survey FORCE ROW LEVEL SECURITY;

CREATE TABLE public.sales_survey_policy (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    delay bigint DEFAULT 0 NOT NULL,
    pause bigint DEFAULT 0 NOT NULL,
    valid bigint DEFAULT 0 NOT NULL,
    low bigint DEFAULT 0 NOT NULL
);

ALTER TABLE ONLY public.sales_survey_policy FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_attempt (
    tenant_id uuid NOT NULL,
    digest bytea NOT NULL,
    failures bigint NOT NULL,
    last_at timestamp with time zone NOT NULL,
    until timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.signin_attempt FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_challenge (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    digest bytea NOT NULL,
    kind text NOT NULL,
    person uuid,
    email text DEFAULT ''::text NOT NULL,
    attempts bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    provider uuid,
    issuer text DEFAULT ''::text NOT NULL,
    subject text DEFAULT ''::text NOT NULL,
    sid text DEFAULT ''::text NOT NULL,
    ceremony bytea,
    number text DEFAULT ''::text NOT NULL,
    code bytea,
    code_until timestamp with time zone,
    previous text DEFAULT ''::text NOT NULL,
    session uuid,
    CONSTRAINT signin_challenge_kind_check CHECK ((kind = ANY (ARRAY['second_factor'::text, 'reset'::text, 'invitation'::text, 'email'::text, 'email_undo'::text, 'passkey'::text, 'passkey_new'::text, 'phone'::text]))),
    CONSTRAINT signin_challenge_person_check CHECK (((person IS NOT NULL) OR (kind = 'passkey'::text)))
);

ALTER TABLE ONLY public.signin_challenge FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_credential (
    tenant_id uuid NOT NULL,
    person uuid NOT NULL,
    password text DEFAULT ''::text NOT NULL,
    password_at timestamp with time zone,
    totp bytea,
    totp_key text DEFAULT ''::text NOT NULL,
    totp_step bigint DEFAULT 0 NOT NULL,
    totp_confirmed boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.signin_credential FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_factor (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    kind text NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    number text DEFAULT ''::text NOT NULL,
    backed_up boolean DEFAULT false NOT NULL,
    last_used_at timestamp with time zone,
    key text NOT NULL,
    record text DEFAULT ''::text NOT NULL,
    CONSTRAINT signin_factor_kind_check CHECK ((kind = ANY (ARRAY['passkey'::text, 'phone'::text])))
);

ALTER TABLE ONLY public.signin_factor FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_flow (
    tenant_id uuid NOT NULL,
    digest bytea NOT NULL,
    browser bytea NOT NULL,
    provider uuid NOT NULL,
    nonce text NOT NULL,
    verifier bytea NOT NULL,
    verifier_key text NOT NULL,
    redirect text NOT NULL,
    return_path text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.signin_flow FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_link (
    tenant_id uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    person uuid NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.signin_link FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_logout_token (
    tenant_id uuid NOT NULL,
    digest bytea NOT NULL,
    until timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.signin_logout_token FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_message (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    person uuid NOT NULL,
    sent_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.signin_message FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_place (
    tenant_id uuid NOT NULL,
    person uuid NOT NULL,
    kind text NOT NULL,
    digest bytea NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT signin_place_kind_check CHECK ((kind = ANY (ARRAY['device'::text, 'network'::text])))
);

ALTER TABLE ONLY public.signin_place FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_policy (
    tenant_id uuid NOT NULL,
    second_factor text NOT NULL,
    password_length bigint NOT NULL,
    idle_minutes bigint NOT NULL,
    session_hours bigint NOT NULL,
    networks text[] DEFAULT '{}'::text[] NOT NULL,
    forbid_sms boolean DEFAULT false NOT NULL,
    CONSTRAINT signin_policy_idle_minutes_check CHECK (((idle_minutes >= 5) AND (idle_minutes <= 1440))),
    CONSTRAINT signin_policy_password_length_check CHECK (((password_length >= 8) AND (password_length <= 128))),
    CONSTRAINT signin_policy_second_factor_check CHECK ((second_factor = ANY (ARRAY['optional'::text, 'administrators'::text, 'everybody'::text]))),
    CONSTRAINT signin_policy_session_hours_check CHECK (((session_hours >= 1) AND (session_hours <= 720)))
);

ALTER TABLE ONLY public.signin_policy FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_provider (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    issuer text DEFAULT ''::text NOT NULL,
    client_id text DEFAULT ''::text NOT NULL,
    secret_set_at timestamp with time zone,
    scopes text[] DEFAULT '{}'::text[] NOT NULL,
    email_claim text DEFAULT ''::text NOT NULL,
    verified_claim text DEFAULT ''::text NOT NULL,
    name_claim text DEFAULT ''::text NOT NULL,
    roles_claim text DEFAULT ''::text NOT NULL,
    department_claim text DEFAULT ''::text NOT NULL,
    create_users boolean DEFAULT false NOT NULL,
    default_role uuid,
    email_domains text[] DEFAULT '{}'::text[] NOT NULL,
    second_factors text[] DEFAULT '{}'::text[] NOT NULL,
    active boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.signin_provider FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_provider_role (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    provider uuid NOT NULL,
    "position" bigint NOT NULL,
    claim text DEFAULT ''::text NOT NULL,
    role uuid
);

ALTER TABLE ONLY public.signin_provider_role FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_provider_secret (
    tenant_id uuid NOT NULL,
    provider uuid NOT NULL,
    sealed bytea NOT NULL,
    key_id text NOT NULL
);

ALTER TABLE ONLY public.signin_provider_secret FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_provider_session (
    tenant_id uuid NOT NULL,
    session uuid NOT NULL,
    provider uuid NOT NULL,
    issuer text NOT NULL,
    subject text NOT NULL,
    sid text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY public.signin_provider_session FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_recovery_code (
    tenant_id uuid NOT NULL,
    person uuid NOT NULL,
    digest bytea NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.signin_recovery_code FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_refresh (
    tenant_id uuid NOT NULL,
    digest bytea NOT NULL,
    session uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);

ALTER TABLE ONLY public.signin_refresh FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_security_event (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    kind text NOT NULL,
    email text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    device text DEFAULT ''::text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL
);

ALTER TABLE ONLY public.signin_security_event FORCE ROW LEVEL SECURITY;

CREATE TABLE public.signin_session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    site uuid,
    owner uuid,
    department uuid,
    status text NOT NULL,
    device text DEFAULT ''::text NOT NULL,
    address text DEFAULT ''::text NOT NULL,
    second_factor boolean DEFAULT false NOT NULL,
    last_seen_at timestamp with time zone,
    expires_at timestamp with time zone,
    end_reason text DEFAULT ''::text NOT NULL,
    digest text NOT NULL,
    idle_until timestamp with time zone,
    CONSTRAINT signin_session_status_check CHECK ((status = ANY (ARRAY['active'::text, 'ended'::text])))
);

ALTER TABLE ONLY public.signin_session FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_access (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    actor_kind text NOT NULL,
    actor uuid,
    actor_name text DEFAULT ''::text NOT NULL,
    on_behalf_of uuid,
    request_id uuid,
    address text DEFAULT ''::text NOT NULL,
    verb text NOT NULL,
    subject text NOT NULL,
    records uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    query text DEFAULT ''::text NOT NULL,
    rows bigint NOT NULL
);

ALTER TABLE ONLY public.system_access FORCE ROW LEVEL SECURITY;

CREATE VIEW public.system_alert WITH (security_invoker='true') AS
 SELECT governance_alert.tenant_id,
    governance_alert.id,
    governance_alert.version,
    governance_alert.created_at,
    governance_alert.updated_at,
    governance_alert.custom,
    governance_alert.status,
    governance_alert.rule,
    governance_alert.name,
    governance_alert.severity,
    governance_alert.subject,
    governance_alert.actor,
    governance_alert.actor_name,
    governance_alert.record,
    governance_alert.count,
    governance_alert.first_at,
    governance_alert.last_at,
    governance_alert.tells,
    governance_alert.note
   FROM public.governance_alert;

CREATE VIEW public.system_alert_rule WITH (security_invoker='true') AS
 SELECT governance_alert_rule.tenant_id,
    governance_alert_rule.id,
    governance_alert_rule.version,
    governance_alert_rule.created_at,
    governance_alert_rule.updated_at,
    governance_alert_rule.custom,
    governance_alert_rule.name,
    governance_alert_rule.subject,
    governance_alert_rule.verbs,
    governance_alert_rule.fields,
    governance_alert_rule.times,
    governance_alert_rule.minutes,
    governance_alert_rule.counted,
    governance_alert_rule.severity,
    governance_alert_rule.tells,
    governance_alert_rule.active
   FROM public.governance_alert_rule;

CREATE TABLE public.system_audit (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_kind text NOT NULL,
    actor uuid,
    actor_name text DEFAULT ''::text NOT NULL,
    on_behalf_of uuid,
    request_id uuid,
    address text DEFAULT ''::text NOT NULL,
    verb text NOT NULL,
    entity text NOT NULL,
    record uuid NOT NULL,
    version bigint NOT NULL,
    changes jsonb NOT NULL
);

ALTER TABLE ONLY public.system_audit FORCE ROW LEVEL SECURITY;

CREATE VIEW public.system_change WITH (security_invoker='true') AS
 SELECT system_audit.tenant_id,
    system_audit.id,
    (1)::bigint AS version,
    system_audit.at AS created_at,
    system_audit.at AS updated_at,
    '{}'::jsonb AS custom,
    system_audit.at AS changed_at,
    system_audit.actor_kind,
    system_audit.actor,
    system_audit.actor_name,
    system_audit.on_behalf_of,
    system_audit.request_id,
    system_audit.address,
    system_audit.verb,
    system_audit.entity AS subject,
    system_audit.entity AS record_entity,
    system_audit.record,
    system_audit.version AS record_version,
    ARRAY( SELECT jsonb_object_keys(system_audit.changes) AS jsonb_object_keys
          ORDER BY (jsonb_object_keys(system_audit.changes))) AS fields
   FROM public.system_audit;

CREATE TABLE public.system_counter (
    tenant_id uuid NOT NULL,
    series text NOT NULL,
    form text NOT NULL,
    next bigint DEFAULT 1 NOT NULL,
    begun bigint DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.system_counter FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_custom_field (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    custom jsonb DEFAULT '{}'::jsonb NOT NULL,
    extends text NOT NULL,
    name text NOT NULL,
    label text NOT NULL,
    kind text NOT NULL,
    choices text[] DEFAULT '{}'::text[] NOT NULL,
    target text DEFAULT ''::text NOT NULL,
    required boolean DEFAULT false NOT NULL,
    help text DEFAULT ''::text NOT NULL,
    CONSTRAINT system_custom_field_kind_check CHECK ((kind = ANY (ARRAY['text'::text, 'number'::text, 'amount'::text, 'date'::text, 'choice'::text, 'reference'::text, 'flag'::text])))
);

ALTER TABLE ONLY public.system_custom_field FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_dead_letter (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    subscription text NOT NULL,
    event_id uuid NOT NULL,
    event_type text NOT NULL,
    attempt bigint NOT NULL,
    errors jsonb NOT NULL,
    died_at timestamp with time zone NOT NULL,
    indexed boolean DEFAULT false NOT NULL
);

ALTER TABLE ONLY public.system_dead_letter FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_delivery (
    tenant_id uuid NOT NULL,
    subscription text NOT NULL,
    event_id uuid NOT NULL,
    next_at timestamp with time zone NOT NULL,
    attempt bigint DEFAULT 0 NOT NULL,
    errors jsonb DEFAULT '[]'::jsonb NOT NULL
);

ALTER TABLE ONLY public.system_delivery FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_delivery_log (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    subscription text NOT NULL,
    event_id uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    attempt bigint NOT NULL,
    outcome text NOT NULL,
    latency_ms bigint NOT NULL,
    response text DEFAULT ''::text NOT NULL,
    CONSTRAINT system_delivery_log_outcome_check CHECK ((outcome = ANY (ARRAY['delivered'::text, 'failed'::text, 'down'::text, 'dead'::text])))
);

ALTER TABLE ONLY public.system_delivery_log FORCE ROW LEVEL SECURITY;

CREATE SEQUENCE public.system_event_sequence
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.system_event (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    correlation_id uuid,
    causation_id uuid,
    sequence bigint DEFAULT nextval('public.system_event_sequence'::regclass) NOT NULL,
    entity text NOT NULL,
    record uuid,
    version bigint NOT NULL,
    actor uuid,
    payload jsonb NOT NULL
)
PARTITION BY RANGE (id);

ALTER TABLE ONLY public.system_event FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_event_rest (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    correlation_id uuid,
    causation_id uuid,
    sequence bigint DEFAULT nextval('public.system_event_sequence'::regclass) NOT NULL,
    entity text NOT NULL,
    record uuid,
    version bigint NOT NULL,
    actor uuid,
    payload jsonb NOT NULL
);

ALTER TABLE ONLY public.system_event_rest FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_idempotency (
    tenant_id uuid NOT NULL,
    key text NOT NULL,
    actor uuid NOT NULL,
    hash bytea NOT NULL,
    status bigint NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    location text DEFAULT ''::text NOT NULL,
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE ONLY public.system_idempotency FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_migration (
    module text NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE VIEW public.system_retention WITH (security_invoker='true') AS
 SELECT governance_retention.tenant_id,
    governance_retention.id,
    governance_retention.version,
    governance_retention.created_at,
    governance_retention.updated_at,
    governance_retention.custom,
    governance_retention.name,
    governance_retention.label,
    governance_retention.days,
    governance_retention.minimum,
    governance_retention.why,
    governance_retention.purged,
    governance_retention.purged_at
   FROM public.governance_retention;

CREATE TABLE public.system_sequence (
    tenant_id uuid NOT NULL,
    series text NOT NULL,
    site uuid DEFAULT '00000000-0000-0000-0000-000000000000'::uuid NOT NULL,
    year bigint DEFAULT 0 NOT NULL,
    next bigint DEFAULT 1 NOT NULL
);

ALTER TABLE ONLY public.system_sequence FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_subscriber (
    tenant_id uuid NOT NULL,
    event_type text NOT NULL,
    subscription text NOT NULL
);

ALTER TABLE ONLY public.system_subscriber FORCE ROW LEVEL SECURITY;

CREATE TABLE public.system_tenant (
    tenant_id uuid NOT NULL,
    epoch bigint DEFAULT 1 NOT NULL,
    name text DEFAULT ''::text NOT NULL,
    slug text DEFAULT ''::text NOT NULL,
    country text DEFAULT ''::text NOT NULL,
    currency text DEFAULT ''::text NOT NULL,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE ONLY public.system_tenant FORCE ROW LEVEL SECURITY;

CREATE TABLE public.workspace_job (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    owner uuid NOT NULL,
    token uuid,
    kind text NOT NULL,
    entity text DEFAULT ''::text NOT NULL,
    work jsonb DEFAULT '{}'::jsonb NOT NULL,
    records uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    state text NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    failed bigint DEFAULT 0 NOT NULL,
    problem text DEFAULT ''::text NOT NULL,
    made_at timestamp with time zone NOT NULL,
    begun_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT workspace_job_kind_check CHECK ((kind = ANY (ARRAY['bulk'::text, 'sample-data'::text]))),
    CONSTRAINT workspace_job_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'cancelled'::text, 'failed'::text])))
);

ALTER TABLE ONLY public.workspace_job FORCE ROW LEVEL SECURITY;

CREATE TABLE public.workspace_job_failure (
    tenant_id uuid NOT NULL,
    job uuid NOT NULL,
    "position" bigint NOT NULL,
    record uuid NOT NULL,
    title text DEFAULT ''::text NOT NULL,
    problem jsonb NOT NULL
);

ALTER TABLE ONLY public.workspace_job_failure FORCE ROW LEVEL SECURITY;

CREATE TABLE public.workspace_preference (
    tenant_id uuid NOT NULL,
    owner uuid NOT NULL,
    chosen jsonb DEFAULT '{}'::jsonb NOT NULL
);

ALTER TABLE ONLY public.workspace_preference FORCE ROW LEVEL SECURITY;

CREATE TABLE public.workspace_view (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    owner uuid NOT NULL,
    entity text NOT NULL,
    name text NOT NULL,
    query text DEFAULT ''::text NOT NULL,
    shared text NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    pinned boolean DEFAULT false NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT workspace_view_name_check CHECK ((length(name) <= 100)),
    CONSTRAINT workspace_view_query_check CHECK ((octet_length(query) <= 4000)),
    CONSTRAINT workspace_view_shared_check CHECK ((shared = ANY (ARRAY['me'::text, 'team'::text, 'everyone'::text])))
);

ALTER TABLE ONLY public.workspace_view FORCE ROW LEVEL SECURITY;

ALTER TABLE ONLY public.system_event ATTACH PARTITION public.system_event_rest DEFAULT;

ALTER TABLE ONLY public.billing_allocation
    ADD CONSTRAINT billing_allocation_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_credit_note_line
    ADD CONSTRAINT billing_credit_note_line_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_credit_note
    ADD CONSTRAINT billing_credit_note_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_invoice_line
    ADD CONSTRAINT billing_invoice_line_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_payment_operation
    ADD CONSTRAINT billing_payment_operation_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_payment
    ADD CONSTRAINT billing_payment_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_payment
    ADD CONSTRAINT billing_payment_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.billing_reminder
    ADD CONSTRAINT billing_reminder_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.billing_reminder
    ADD CONSTRAINT billing_reminder_tenant_id_invoice_level_key UNIQUE (tenant_id, invoice, level);

ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_tenant_id_path_key UNIQUE (tenant_id, path) DEFERRABLE;

ALTER TABLE ONLY public.catalog_price_list_item
    ADD CONSTRAINT catalog_price_list_item_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.catalog_price_list
    ADD CONSTRAINT catalog_price_list_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_tenant_id_reference_key UNIQUE (tenant_id, reference);

ALTER TABLE ONLY public.catalog_tax_rate
    ADD CONSTRAINT catalog_tax_rate_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.catalog_vendor
    ADD CONSTRAINT catalog_vendor_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.catalog_vendor
    ADD CONSTRAINT catalog_vendor_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.collaboration_comment
    ADD CONSTRAINT collaboration_comment_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.collaboration_device
    ADD CONSTRAINT collaboration_device_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.collaboration_device
    ADD CONSTRAINT collaboration_device_tenant_id_digest_key UNIQUE (tenant_id, digest);

ALTER TABLE ONLY public.collaboration_follower
    ADD CONSTRAINT collaboration_follower_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.collaboration_follower
    ADD CONSTRAINT collaboration_follower_tenant_id_about_owner_key UNIQUE (tenant_id, about, owner);

ALTER TABLE ONLY public.collaboration_notification
    ADD CONSTRAINT collaboration_notification_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.collaboration_sender
    ADD CONSTRAINT collaboration_sender_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.collaboration_setting
    ADD CONSTRAINT collaboration_setting_pkey PRIMARY KEY (tenant_id, owner);

ALTER TABLE ONLY public.communications_letter
    ADD CONSTRAINT communications_letter_pkey PRIMARY KEY (tenant_id, message);

ALTER TABLE ONLY public.communications_message
    ADD CONSTRAINT communications_message_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.communications_opt_out
    ADD CONSTRAINT communications_opt_out_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.communications_posting
    ADD CONSTRAINT communications_posting_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.communications_suppression
    ADD CONSTRAINT communications_suppression_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.communications_template
    ADD CONSTRAINT communications_template_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.crm_address
    ADD CONSTRAINT crm_address_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.crm_client
    ADD CONSTRAINT crm_client_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.crm_client
    ADD CONSTRAINT crm_client_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.crm_consent
    ADD CONSTRAINT crm_consent_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.crm_contact
    ADD CONSTRAINT crm_contact_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.crm_lead
    ADD CONSTRAINT crm_lead_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.crm_lead
    ADD CONSTRAINT crm_lead_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.crm_link
    ADD CONSTRAINT crm_link_pkey PRIMARY KEY (tenant_id, digest);

ALTER TABLE ONLY public.documents_file
    ADD CONSTRAINT documents_file_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.documents_file
    ADD CONSTRAINT documents_file_tenant_id_entity_record_kind_key UNIQUE (tenant_id, entity, record, kind);

ALTER TABLE ONLY public.documents_file
    ADD CONSTRAINT documents_file_tenant_id_path_key UNIQUE (tenant_id, path);

ALTER TABLE ONLY public.documents_letterhead
    ADD CONSTRAINT documents_letterhead_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.governance_alert
    ADD CONSTRAINT governance_alert_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.governance_alert_rule
    ADD CONSTRAINT governance_alert_rule_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.governance_alert_rule
    ADD CONSTRAINT governance_alert_rule_tenant_id_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.governance_retention
    ADD CONSTRAINT governance_retention_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.governance_retention
    ADD CONSTRAINT governance_retention_tenant_id_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.identity_default_role
    ADD CONSTRAINT identity_default_role_pkey PRIMARY KEY (tenant_id, name);

ALTER TABLE ONLY public.identity_department
    ADD CONSTRAINT identity_department_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_exception
    ADD CONSTRAINT identity_exception_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_exception_use
    ADD CONSTRAINT identity_exception_use_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_role_grant
    ADD CONSTRAINT identity_role_grant_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_role
    ADD CONSTRAINT identity_role_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_role
    ADD CONSTRAINT identity_role_tenant_id_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.identity_site
    ADD CONSTRAINT identity_site_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_site
    ADD CONSTRAINT identity_site_tenant_id_code_key UNIQUE (tenant_id, code);

ALTER TABLE ONLY public.identity_support_grant
    ADD CONSTRAINT identity_support_grant_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_token
    ADD CONSTRAINT identity_token_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_token
    ADD CONSTRAINT identity_token_tenant_id_hash_key UNIQUE (tenant_id, hash);

ALTER TABLE ONLY public.identity_user
    ADD CONSTRAINT identity_user_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.identity_user
    ADD CONSTRAINT identity_user_tenant_id_email_key UNIQUE (tenant_id, email);

ALTER TABLE ONLY public.integrations_webhook
    ADD CONSTRAINT integrations_webhook_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.integrations_webhook_secret
    ADD CONSTRAINT integrations_webhook_secret_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.integrity_finding
    ADD CONSTRAINT integrity_finding_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.inventory_adjustment_line
    ADD CONSTRAINT inventory_adjustment_line_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.inventory_adjustment
    ADD CONSTRAINT inventory_adjustment_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.inventory_adjustment
    ADD CONSTRAINT inventory_adjustment_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.inventory_level
    ADD CONSTRAINT inventory_level_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.inventory_level
    ADD CONSTRAINT inventory_level_tenant_id_product_location_key UNIQUE (tenant_id, product, location);

ALTER TABLE ONLY public.inventory_location
    ADD CONSTRAINT inventory_location_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.inventory_location
    ADD CONSTRAINT inventory_location_tenant_id_site_code_key UNIQUE (tenant_id, site, code);

ALTER TABLE ONLY public.inventory_move
    ADD CONSTRAINT inventory_move_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.inventory_reservation
    ADD CONSTRAINT inventory_reservation_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.inventory_reservation
    ADD CONSTRAINT inventory_reservation_tenant_id_origin_product_location_key UNIQUE (tenant_id, origin, product, location);

ALTER TABLE ONLY public.numbering_series
    ADD CONSTRAINT numbering_series_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.numbering_series
    ADD CONSTRAINT numbering_series_tenant_id_subject_key UNIQUE (tenant_id, subject);

ALTER TABLE ONLY public.portal_online_payment
    ADD CONSTRAINT portal_online_payment_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_order_billing
    ADD CONSTRAINT sales_order_billing_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_order_item
    ADD CONSTRAINT sales_order_item_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.sales_quote_item
    ADD CONSTRAINT sales_quote_item_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_number_revision_key UNIQUE (tenant_id, number, revision);

ALTER TABLE ONLY public.sales_shipment_item
    ADD CONSTRAINT sales_shipment_item_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_shipment
    ADD CONSTRAINT sales_shipment_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_shipment
    ADD CONSTRAINT sales_shipment_tenant_id_number_key UNIQUE (tenant_id, number);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_survey_policy
    ADD CONSTRAINT sales_survey_policy_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_tenant_id_order_key UNIQUE (tenant_id, "order");

ALTER TABLE ONLY public.signin_attempt
    ADD CONSTRAINT signin_attempt_pkey PRIMARY KEY (tenant_id, digest);

ALTER TABLE ONLY public.signin_challenge
    ADD CONSTRAINT signin_challenge_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.signin_challenge
    ADD CONSTRAINT signin_challenge_tenant_id_digest_key UNIQUE (tenant_id, digest);

ALTER TABLE ONLY public.signin_credential
    ADD CONSTRAINT signin_credential_pkey PRIMARY KEY (tenant_id, person);

ALTER TABLE ONLY public.signin_factor
    ADD CONSTRAINT signin_factor_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.signin_factor
    ADD CONSTRAINT signin_factor_tenant_id_key_key UNIQUE (tenant_id, key);

ALTER TABLE ONLY public.signin_flow
    ADD CONSTRAINT signin_flow_pkey PRIMARY KEY (tenant_id, digest);

ALTER TABLE ONLY public.signin_link
    ADD CONSTRAINT signin_link_pkey PRIMARY KEY (tenant_id, issuer, subject);

ALTER TABLE ONLY public.signin_logout_token
    ADD CONSTRAINT signin_logout_token_pkey PRIMARY KEY (tenant_id, digest);

ALTER TABLE ONLY public.signin_message
    ADD CONSTRAINT signin_message_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.signin_place
    ADD CONSTRAINT signin_place_pkey PRIMARY KEY (tenant_id, person, kind, digest);

ALTER TABLE ONLY public.signin_policy
    ADD CONSTRAINT signin_policy_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.signin_provider
    ADD CONSTRAINT signin_provider_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.signin_provider_role
    ADD CONSTRAINT signin_provider_role_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.signin_provider_secret
    ADD CONSTRAINT signin_provider_secret_pkey PRIMARY KEY (tenant_id, provider);

ALTER TABLE ONLY public.signin_provider_session
    ADD CONSTRAINT signin_provider_session_pkey PRIMARY KEY (tenant_id, session);

ALTER TABLE ONLY public.signin_provider
    ADD CONSTRAINT signin_provider_tenant_id_name_key UNIQUE (tenant_id, name);

ALTER TABLE ONLY public.signin_recovery_code
    ADD CONSTRAINT signin_recovery_code_pkey PRIMARY KEY (tenant_id, person, digest);

ALTER TABLE ONLY public.signin_refresh
    ADD CONSTRAINT signin_refresh_pkey PRIMARY KEY (tenant_id, digest);

ALTER TABLE ONLY public.signin_security_event
    ADD CONSTRAINT signin_security_event_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.signin_session
    ADD CONSTRAINT signin_session_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.signin_session
    ADD CONSTRAINT signin_session_tenant_id_digest_key UNIQUE (tenant_id, digest);

ALTER TABLE ONLY public.system_access
    ADD CONSTRAINT system_access_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.system_audit
    ADD CONSTRAINT system_audit_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.system_counter
    ADD CONSTRAINT system_counter_pkey PRIMARY KEY (tenant_id, series, form);

ALTER TABLE ONLY public.system_custom_field
    ADD CONSTRAINT system_custom_field_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.system_custom_field
    ADD CONSTRAINT system_custom_field_tenant_id_extends_name_key UNIQUE (tenant_id, extends, name);

ALTER TABLE ONLY public.system_dead_letter
    ADD CONSTRAINT system_dead_letter_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.system_dead_letter
    ADD CONSTRAINT system_dead_letter_tenant_id_subscription_event_id_key UNIQUE (tenant_id, subscription, event_id);

ALTER TABLE ONLY public.system_delivery_log
    ADD CONSTRAINT system_delivery_log_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.system_delivery
    ADD CONSTRAINT system_delivery_pkey PRIMARY KEY (tenant_id, subscription, event_id);

ALTER TABLE ONLY public.system_event
    ADD CONSTRAINT system_event_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.system_event_rest
    ADD CONSTRAINT system_event_rest_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.system_idempotency
    ADD CONSTRAINT system_idempotency_pkey PRIMARY KEY (tenant_id, actor, key);

ALTER TABLE ONLY public.system_migration
    ADD CONSTRAINT system_migration_pkey PRIMARY KEY (module, version);

ALTER TABLE ONLY public.system_sequence
    ADD CONSTRAINT system_sequence_pkey PRIMARY KEY (tenant_id, series, site, year);

ALTER TABLE ONLY public.system_subscriber
    ADD CONSTRAINT system_subscriber_pkey PRIMARY KEY (tenant_id, event_type, subscription);

ALTER TABLE ONLY public.system_tenant
    ADD CONSTRAINT system_tenant_pkey PRIMARY KEY (tenant_id);

ALTER TABLE ONLY public.workspace_job_failure
    ADD CONSTRAINT workspace_job_failure_pkey PRIMARY KEY (tenant_id, job, "position");

ALTER TABLE ONLY public.workspace_job
    ADD CONSTRAINT workspace_job_pkey PRIMARY KEY (tenant_id, id);

ALTER TABLE ONLY public.workspace_preference
    ADD CONSTRAINT workspace_preference_pkey PRIMARY KEY (tenant_id, owner);

ALTER TABLE ONLY public.workspace_view
    ADD CONSTRAINT workspace_view_pkey PRIMARY KEY (tenant_id, id);

CREATE INDEX billing_allocation_department_idx ON public.billing_allocation USING btree (tenant_id, department, id);

CREATE INDEX billing_allocation_invoice_idx ON public.billing_allocation USING btree (tenant_id, invoice, id);

CREATE INDEX billing_allocation_owner_idx ON public.billing_allocation USING btree (tenant_id, owner, id);

CREATE INDEX billing_allocation_payment_idx ON public.billing_allocation USING btree (tenant_id, payment, id);

CREATE INDEX billing_allocation_site_idx ON public.billing_allocation USING btree (tenant_id, site, id);

CREATE INDEX billing_credit_note_client_idx ON public.billing_credit_note USING btree (tenant_id, client, id);

CREATE INDEX billing_credit_note_department_idx ON public.billing_credit_note USING btree (tenant_id, department, id);

CREATE INDEX billing_credit_note_invoice_idx ON public.billing_credit_note USING btree (tenant_id, invoice, id);

CREATE INDEX billing_credit_note_issued_idx ON public.billing_credit_note USING btree (tenant_id, issued, id);

CREATE INDEX billing_credit_note_line_credit_note_idx ON public.billing_credit_note_line USING btree (tenant_id, credit_note, "position");

CREATE INDEX billing_credit_note_line_invoice_line_idx ON public.billing_credit_note_line USING btree (tenant_id, invoice_line);

CREATE INDEX billing_credit_note_number_idx ON public.billing_credit_note USING btree (tenant_id, number, id);

CREATE UNIQUE INDEX billing_credit_note_number_key ON public.billing_credit_note USING btree (tenant_id, site, number) WHERE (number <> ''::text);

CREATE INDEX billing_credit_note_origin_idx ON public.billing_credit_note USING btree (tenant_id, origin, id);

CREATE INDEX billing_credit_note_owner_idx ON public.billing_credit_note USING btree (tenant_id, owner, id);

CREATE INDEX billing_credit_note_search_idx ON public.billing_credit_note USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX billing_credit_note_site_idx ON public.billing_credit_note USING btree (tenant_id, site, id);

CREATE INDEX billing_credit_note_status_idx ON public.billing_credit_note USING btree (tenant_id, status, id);

CREATE INDEX billing_credit_note_total_idx ON public.billing_credit_note USING btree (tenant_id, total, id);

CREATE INDEX billing_invoice_client_idx ON public.billing_invoice USING btree (tenant_id, client, id);

CREATE INDEX billing_invoice_department_idx ON public.billing_invoice USING btree (tenant_id, department, id);

CREATE INDEX billing_invoice_due_idx ON public.billing_invoice USING btree (tenant_id, due, id);

CREATE INDEX billing_invoice_issued_idx ON public.billing_invoice USING btree (tenant_id, issued, id);

CREATE INDEX billing_invoice_line_invoice_idx ON public.billing_invoice_line USING btree (tenant_id, invoice, "position");

CREATE INDEX billing_invoice_number_idx ON public.billing_invoice USING btree (tenant_id, number, id);

CREATE UNIQUE INDEX billing_invoice_number_key ON public.billing_invoice USING btree (tenant_id, site, number) WHERE (number <> ''::text);

CREATE INDEX billing_invoice_open_idx ON public.billing_invoice USING btree (tenant_id, open, id);

CREATE INDEX billing_invoice_origin_idx ON public.billing_invoice USING btree (tenant_id, origin, id);

CREATE INDEX billing_invoice_overdue_idx ON public.billing_invoice USING btree (tenant_id, due, id) WHERE ((status = 'posted'::text) AND (open > (0)::numeric));

CREATE INDEX billing_invoice_owed_idx ON public.billing_invoice USING btree (tenant_id, client) WHERE ((status = 'posted'::text) AND (open > (0)::numeric));

CREATE INDEX billing_invoice_owner_idx ON public.billing_invoice USING btree (tenant_id, owner, id);

CREATE INDEX billing_invoice_payment_state_idx ON public.billing_invoice USING btree (tenant_id, payment_state, id);

CREATE INDEX billing_invoice_reminder_level_idx ON public.billing_invoice USING btree (tenant_id, reminder_level, id);

CREATE INDEX billing_invoice_search_idx ON public.billing_invoice USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX billing_invoice_site_idx ON public.billing_invoice USING btree (tenant_id, site, id);

CREATE INDEX billing_invoice_status_idx ON public.billing_invoice USING btree (tenant_id, status, id);

CREATE INDEX billing_invoice_total_idx ON public.billing_invoice USING btree (tenant_id, total, id);

CREATE INDEX billing_payment_amount_idx ON public.billing_payment USING btree (tenant_id, amount, id);

CREATE UNIQUE INDEX billing_payment_attempt_key ON public.billing_payment USING btree (tenant_id, attempt) WHERE (attempt <> ''::text);

CREATE INDEX billing_payment_client_idx ON public.billing_payment USING btree (tenant_id, client, id);

CREATE INDEX billing_payment_department_idx ON public.billing_payment USING btree (tenant_id, department, id);

CREATE INDEX billing_payment_free_idx ON public.billing_payment USING btree (tenant_id, client) WHERE (captured > (refunded + allocated));

CREATE INDEX billing_payment_method_idx ON public.billing_payment USING btree (tenant_id, method, id);

CREATE INDEX billing_payment_operation_department_idx ON public.billing_payment_operation USING btree (tenant_id, department, id);

CREATE INDEX billing_payment_operation_kind_idx ON public.billing_payment_operation USING btree (tenant_id, kind, id);

CREATE INDEX billing_payment_operation_outcome_idx ON public.billing_payment_operation USING btree (tenant_id, outcome, id);

CREATE INDEX billing_payment_operation_owner_idx ON public.billing_payment_operation USING btree (tenant_id, owner, id);

CREATE INDEX billing_payment_operation_payment_idx ON public.billing_payment_operation USING btree (tenant_id, payment, id);

CREATE INDEX billing_payment_operation_site_idx ON public.billing_payment_operation USING btree (tenant_id, site, id);

CREATE UNIQUE INDEX billing_payment_operation_unknown_key ON public.billing_payment_operation USING btree (tenant_id, payment) WHERE ((outcome = 'unknown'::text) AND (kind = 'charge'::text));

CREATE INDEX billing_payment_origin_idx ON public.billing_payment USING btree (tenant_id, origin, id);

CREATE INDEX billing_payment_owner_idx ON public.billing_payment USING btree (tenant_id, owner, id);

CREATE INDEX billing_payment_provider_idx ON public.billing_payment USING btree (tenant_id, provider, id);

CREATE INDEX billing_payment_provider_reference_idx ON public.billing_payment USING btree (tenant_id, provider_reference, id);

CREATE INDEX billing_payment_reference_idx ON public.billing_payment USING btree (tenant_id, reference, id);

CREATE INDEX billing_payment_retry_idx ON public.billing_payment USING btree (tenant_id, retry_at, id) WHERE (retry_at IS NOT NULL);

CREATE INDEX billing_payment_search_idx ON public.billing_payment USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX billing_payment_site_idx ON public.billing_payment USING btree (tenant_id, site, id);

CREATE INDEX billing_payment_status_idx ON public.billing_payment USING btree (tenant_id, status, id);

CREATE INDEX billing_refund_client_idx ON public.billing_refund USING btree (tenant_id, client, id);

CREATE INDEX billing_refund_department_idx ON public.billing_refund USING btree (tenant_id, department, id);

CREATE INDEX billing_refund_operation_idx ON public.billing_refund USING btree (tenant_id, operation, id);

CREATE INDEX billing_refund_origin_idx ON public.billing_refund USING btree (tenant_id, origin, id);

CREATE INDEX billing_refund_owner_idx ON public.billing_refund USING btree (tenant_id, owner, id);

CREATE INDEX billing_refund_payment_idx ON public.billing_refund USING btree (tenant_id, payment, id);

CREATE INDEX billing_refund_search_idx ON public.billing_refund USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX billing_refund_site_idx ON public.billing_refund USING btree (tenant_id, site, id);

CREATE INDEX billing_refund_status_idx ON public.billing_refund USING btree (tenant_id, status, id);

CREATE INDEX billing_reminder_client_idx ON public.billing_reminder USING btree (tenant_id, client, id);

CREATE INDEX billing_reminder_department_idx ON public.billing_reminder USING btree (tenant_id, department, id);

CREATE INDEX billing_reminder_level_idx ON public.billing_reminder USING btree (tenant_id, level, id);

CREATE INDEX billing_reminder_made_idx ON public.billing_reminder USING btree (tenant_id, made, id);

CREATE INDEX billing_reminder_owner_idx ON public.billing_reminder USING btree (tenant_id, owner, id);

CREATE INDEX billing_reminder_site_idx ON public.billing_reminder USING btree (tenant_id, site, id);

CREATE INDEX catalog_category_parent_idx ON public.catalog_category USING btree (tenant_id, parent, id);

CREATE INDEX catalog_category_search_idx ON public.catalog_category USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX catalog_price_list_client_idx ON public.catalog_price_list USING btree (tenant_id, client, id);

CREATE INDEX catalog_price_list_currency_idx ON public.catalog_price_list USING btree (tenant_id, currency, id);

CREATE INDEX catalog_price_list_item_price_list_idx ON public.catalog_price_list_item USING btree (tenant_id, price_list, "position");

CREATE INDEX catalog_price_list_item_product_idx ON public.catalog_price_list_item USING btree (tenant_id, product, price_list, min_quantity);

CREATE INDEX catalog_price_list_name_idx ON public.catalog_price_list USING btree (tenant_id, name, id);

CREATE INDEX catalog_price_list_price_group_idx ON public.catalog_price_list USING btree (tenant_id, price_group, id);

CREATE INDEX catalog_price_list_search_idx ON public.catalog_price_list USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX catalog_price_list_valid_from_idx ON public.catalog_price_list USING btree (tenant_id, valid_from, id);

CREATE INDEX catalog_price_list_valid_until_idx ON public.catalog_price_list USING btree (tenant_id, valid_until, id);

CREATE INDEX catalog_product_active_idx ON public.catalog_product USING btree (tenant_id, active, id);

CREATE INDEX catalog_product_barcode_idx ON public.catalog_product USING btree (tenant_id, barcode, id);

CREATE UNIQUE INDEX catalog_product_barcode_key ON public.catalog_product USING btree (tenant_id, barcode) WHERE (barcode <> ''::text);

CREATE INDEX catalog_product_category_idx ON public.catalog_product USING btree (tenant_id, category, id);

CREATE INDEX catalog_product_kind_idx ON public.catalog_product USING btree (tenant_id, kind, id);

CREATE INDEX catalog_product_name_idx ON public.catalog_product USING btree (tenant_id, name, id);

CREATE INDEX catalog_product_price_idx ON public.catalog_product USING btree (tenant_id, price, id);

CREATE INDEX catalog_product_search_idx ON public.catalog_product USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX catalog_product_tax_rate_idx ON public.catalog_product USING btree (tenant_id, tax_rate, id);

CREATE INDEX catalog_product_vendor_idx ON public.catalog_product USING btree (tenant_id, vendor, id);

CREATE INDEX catalog_tax_rate_country_idx ON public.catalog_tax_rate USING btree (tenant_id, country, id);

CREATE INDEX catalog_tax_rate_default_idx ON public.catalog_tax_rate USING btree (tenant_id, "default", id);

CREATE UNIQUE INDEX catalog_tax_rate_default_key ON public.catalog_tax_rate USING btree (tenant_id, country) WHERE "default";

CREATE INDEX catalog_tax_rate_name_idx ON public.catalog_tax_rate USING btree (tenant_id, name, id);

CREATE INDEX catalog_tax_rate_percent_idx ON public.catalog_tax_rate USING btree (tenant_id, percent, id);

CREATE INDEX catalog_tax_rate_search_idx ON public.catalog_tax_rate USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX catalog_vendor_country_idx ON public.catalog_vendor USING btree (tenant_id, country, id);

CREATE INDEX catalog_vendor_email_idx ON public.catalog_vendor USING btree (tenant_id, email, id);

CREATE INDEX catalog_vendor_name_idx ON public.catalog_vendor USING btree (tenant_id, name, id);

CREATE INDEX catalog_vendor_reference_idx ON public.catalog_vendor USING btree (tenant_id, reference, id);

CREATE INDEX catalog_vendor_search_idx ON public.catalog_vendor USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX collaboration_comment_about_idx ON public.collaboration_comment USING btree (tenant_id, about, id);

CREATE INDEX collaboration_comment_audience_idx ON public.collaboration_comment USING btree (tenant_id, audience, id);

CREATE INDEX collaboration_comment_department_idx ON public.collaboration_comment USING btree (tenant_id, department, id);

CREATE INDEX collaboration_comment_letter_idx ON public.collaboration_comment USING btree (tenant_id, letter, id);

CREATE INDEX collaboration_comment_owner_idx ON public.collaboration_comment USING btree (tenant_id, owner, id);

CREATE INDEX collaboration_comment_reply_to_idx ON public.collaboration_comment USING btree (tenant_id, reply_to, id);

CREATE INDEX collaboration_comment_site_idx ON public.collaboration_comment USING btree (tenant_id, site, id);

CREATE INDEX collaboration_device_owner_idx ON public.collaboration_device USING btree (tenant_id, owner, id);

CREATE INDEX collaboration_follower_about_idx ON public.collaboration_follower USING btree (tenant_id, about, id);

CREATE INDEX collaboration_follower_active_idx ON public.collaboration_follower USING btree (tenant_id, active, id);

CREATE INDEX collaboration_follower_department_idx ON public.collaboration_follower USING btree (tenant_id, department, id);

CREATE INDEX collaboration_follower_owner_idx ON public.collaboration_follower USING btree (tenant_id, owner, id);

CREATE INDEX collaboration_follower_site_idx ON public.collaboration_follower USING btree (tenant_id, site, id);

CREATE INDEX collaboration_notification_about_idx ON public.collaboration_notification USING btree (tenant_id, about, owner, id);

CREATE INDEX collaboration_notification_actor_idx ON public.collaboration_notification USING btree (tenant_id, actor, id);

CREATE INDEX collaboration_notification_at_idx ON public.collaboration_notification USING btree (tenant_id, at, id);

CREATE INDEX collaboration_notification_comment_idx ON public.collaboration_notification USING btree (tenant_id, comment, id);

CREATE INDEX collaboration_notification_department_idx ON public.collaboration_notification USING btree (tenant_id, department, id);

CREATE INDEX collaboration_notification_inbox_idx ON public.collaboration_notification USING btree (tenant_id, owner, at, id) WHERE shown;

CREATE INDEX collaboration_notification_kind_idx ON public.collaboration_notification USING btree (tenant_id, kind, id);

CREATE INDEX collaboration_notification_mail_idx ON public.collaboration_notification USING btree (tenant_id, mail_at) WHERE ((mail_at IS NOT NULL) AND (mailed_at IS NULL) AND (read_at IS NULL));

CREATE INDEX collaboration_notification_owner_idx ON public.collaboration_notification USING btree (tenant_id, owner, id);

CREATE INDEX collaboration_notification_push_idx ON public.collaboration_notification USING btree (tenant_id, push_at) WHERE ((push_at IS NOT NULL) AND (read_at IS NULL));

CREATE INDEX collaboration_notification_read_at_idx ON public.collaboration_notification USING btree (tenant_id, read_at, id);

CREATE INDEX collaboration_notification_site_idx ON public.collaboration_notification USING btree (tenant_id, site, id);

CREATE INDEX collaboration_notification_unread_idx ON public.collaboration_notification USING btree (tenant_id, owner, at, id) WHERE (shown AND (read_at IS NULL));

CREATE INDEX communications_message_about_idx ON public.communications_message USING btree (tenant_id, about, id);

CREATE INDEX communications_message_client_idx ON public.communications_message USING btree (tenant_id, client, id);

CREATE INDEX communications_message_department_idx ON public.communications_message USING btree (tenant_id, department, id);

CREATE INDEX communications_message_kind_idx ON public.communications_message USING btree (tenant_id, kind, id);

CREATE INDEX communications_message_owner_idx ON public.communications_message USING btree (tenant_id, owner, id);

CREATE INDEX communications_message_person_idx ON public.communications_message USING btree (tenant_id, person, id);

CREATE INDEX communications_message_provider_id_idx ON public.communications_message USING btree (tenant_id, provider_id, id);

CREATE INDEX communications_message_recipient_idx ON public.communications_message USING btree (tenant_id, recipient, id);

CREATE INDEX communications_message_search_idx ON public.communications_message USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX communications_message_sent_at_idx ON public.communications_message USING btree (tenant_id, sent_at, id);

CREATE INDEX communications_message_site_idx ON public.communications_message USING btree (tenant_id, site, id);

CREATE INDEX communications_message_status_idx ON public.communications_message USING btree (tenant_id, status, id);

CREATE INDEX communications_message_template_idx ON public.communications_message USING btree (tenant_id, template, id);

CREATE INDEX communications_opt_out_client_idx ON public.communications_opt_out USING btree (tenant_id, client, id);

CREATE INDEX communications_opt_out_kind_idx ON public.communications_opt_out USING btree (tenant_id, kind, id);

CREATE INDEX communications_posting_kind_idx ON public.communications_posting USING btree (tenant_id, kind, id);

CREATE UNIQUE INDEX communications_suppression_address_key ON public.communications_suppression USING btree (tenant_id, address);

CREATE INDEX communications_suppression_reason_idx ON public.communications_suppression USING btree (tenant_id, reason, id);

CREATE INDEX communications_suppression_search_idx ON public.communications_suppression USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX communications_suppression_since_idx ON public.communications_suppression USING btree (tenant_id, since, id);

CREATE INDEX communications_template_kind_idx ON public.communications_template USING btree (tenant_id, kind, id);

CREATE UNIQUE INDEX communications_template_kind_language_key ON public.communications_template USING btree (tenant_id, kind, language);

CREATE INDEX communications_template_language_idx ON public.communications_template USING btree (tenant_id, language, id);

CREATE INDEX crm_activity_about_idx ON public.crm_activity USING btree (tenant_id, about, id);

CREATE INDEX crm_activity_client_idx ON public.crm_activity USING btree (tenant_id, client, id);

CREATE INDEX crm_activity_contact_idx ON public.crm_activity USING btree (tenant_id, contact, id);

CREATE INDEX crm_activity_department_idx ON public.crm_activity USING btree (tenant_id, department, id);

CREATE INDEX crm_activity_done_at_idx ON public.crm_activity USING btree (tenant_id, done_at, id);

CREATE INDEX crm_activity_due_idx ON public.crm_activity USING btree (tenant_id, due, id);

CREATE INDEX crm_activity_follows_idx ON public.crm_activity USING btree (tenant_id, follows, id);

CREATE INDEX crm_activity_kind_idx ON public.crm_activity USING btree (tenant_id, kind, id);

CREATE INDEX crm_activity_lead_idx ON public.crm_activity USING btree (tenant_id, lead, id);

CREATE INDEX crm_activity_owner_idx ON public.crm_activity USING btree (tenant_id, owner, id);

CREATE INDEX crm_activity_search_idx ON public.crm_activity USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX crm_activity_site_idx ON public.crm_activity USING btree (tenant_id, site, id);

CREATE INDEX crm_activity_status_idx ON public.crm_activity USING btree (tenant_id, status, due, id);

CREATE INDEX crm_activity_subject_idx ON public.crm_activity USING btree (tenant_id, subject, id);

CREATE INDEX crm_address_city_idx ON public.crm_address USING btree (tenant_id, city, id);

CREATE INDEX crm_address_client_idx ON public.crm_address USING btree (tenant_id, client, id);

CREATE INDEX crm_address_country_idx ON public.crm_address USING btree (tenant_id, country, id);

CREATE INDEX crm_address_default_idx ON public.crm_address USING btree (tenant_id, "default", id);

CREATE UNIQUE INDEX crm_address_default_key ON public.crm_address USING btree (tenant_id, client, kind) WHERE "default";

CREATE INDEX crm_address_department_idx ON public.crm_address USING btree (tenant_id, department, id);

CREATE INDEX crm_address_kind_idx ON public.crm_address USING btree (tenant_id, kind, id);

CREATE INDEX crm_address_owner_idx ON public.crm_address USING btree (tenant_id, owner, id);

CREATE INDEX crm_address_site_idx ON public.crm_address USING btree (tenant_id, site, id);

CREATE INDEX crm_client_country_idx ON public.crm_client USING btree (tenant_id, country, id);

CREATE INDEX crm_client_department_idx ON public.crm_client USING btree (tenant_id, department, id);

CREATE INDEX crm_client_email_idx ON public.crm_client USING btree (tenant_id, email, id);

CREATE INDEX crm_client_kind_idx ON public.crm_client USING btree (tenant_id, kind, id);

CREATE UNIQUE INDEX crm_client_lead_key ON public.crm_client USING btree (tenant_id, lead) WHERE (lead IS NOT NULL);

CREATE INDEX crm_client_name_idx ON public.crm_client USING btree (tenant_id, name, id);

CREATE INDEX crm_client_owner_idx ON public.crm_client USING btree (tenant_id, owner, id);

CREATE INDEX crm_client_price_group_idx ON public.crm_client USING btree (tenant_id, price_group, id);

CREATE INDEX crm_client_reference_idx ON public.crm_client USING btree (tenant_id, reference, id);

CREATE INDEX crm_client_search_idx ON public.crm_client USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX crm_client_site_idx ON public.crm_client USING btree (tenant_id, site, id);

CREATE INDEX crm_client_status_idx ON public.crm_client USING btree (tenant_id, status, id);

CREATE INDEX crm_client_vat_number_idx ON public.crm_client USING btree (tenant_id, vat_number, id);

CREATE INDEX crm_consent_client_idx ON public.crm_consent USING btree (tenant_id, client, id);

CREATE INDEX crm_consent_contact_idx ON public.crm_consent USING btree (tenant_id, contact, id);

CREATE INDEX crm_consent_department_idx ON public.crm_consent USING btree (tenant_id, department, id);

CREATE INDEX crm_consent_owner_idx ON public.crm_consent USING btree (tenant_id, owner, id);

CREATE INDEX crm_consent_purpose_idx ON public.crm_consent USING btree (tenant_id, purpose, id);

CREATE INDEX crm_consent_site_idx ON public.crm_consent USING btree (tenant_id, site, id);

CREATE INDEX crm_consent_status_idx ON public.crm_consent USING btree (tenant_id, status, id);

CREATE INDEX crm_contact_client_idx ON public.crm_contact USING btree (tenant_id, client, id);

CREATE INDEX crm_contact_department_idx ON public.crm_contact USING btree (tenant_id, department, id);

CREATE INDEX crm_contact_email_idx ON public.crm_contact USING btree (tenant_id, email, id);

CREATE INDEX crm_contact_last_name_idx ON public.crm_contact USING btree (tenant_id, last_name, id);

CREATE INDEX crm_contact_owner_idx ON public.crm_contact USING btree (tenant_id, owner, id);

CREATE INDEX crm_contact_primary_idx ON public.crm_contact USING btree (tenant_id, "primary", id);

CREATE UNIQUE INDEX crm_contact_primary_key ON public.crm_contact USING btree (tenant_id, client) WHERE "primary";

CREATE INDEX crm_contact_search_idx ON public.crm_contact USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX crm_contact_site_idx ON public.crm_contact USING btree (tenant_id, site, id);

CREATE INDEX crm_lead_client_idx ON public.crm_lead USING btree (tenant_id, client, id);

CREATE INDEX crm_lead_company_idx ON public.crm_lead USING btree (tenant_id, company, id);

CREATE INDEX crm_lead_country_idx ON public.crm_lead USING btree (tenant_id, country, id);

CREATE INDEX crm_lead_department_idx ON public.crm_lead USING btree (tenant_id, department, id);

CREATE INDEX crm_lead_email_idx ON public.crm_lead USING btree (tenant_id, email, id);

CREATE INDEX crm_lead_next_follow_up_idx ON public.crm_lead USING btree (tenant_id, next_follow_up, id);

CREATE INDEX crm_lead_owner_idx ON public.crm_lead USING btree (tenant_id, owner, id);

CREATE INDEX crm_lead_search_idx ON public.crm_lead USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX crm_lead_site_idx ON public.crm_lead USING btree (tenant_id, site, id);

CREATE INDEX crm_lead_source_idx ON public.crm_lead USING btree (tenant_id, source, id);

CREATE INDEX crm_lead_status_idx ON public.crm_lead USING btree (tenant_id, status, id);

CREATE INDEX crm_link_about_idx ON public.crm_link USING btree (tenant_id, about);

CREATE INDEX crm_link_client_idx ON public.crm_link USING btree (tenant_id, client);

CREATE INDEX crm_link_expires_at_idx ON public.crm_link USING btree (tenant_id, expires_at);

CREATE INDEX crm_link_person_idx ON public.crm_link USING btree (tenant_id, person);

CREATE INDEX documents_letterhead_active_idx ON public.documents_letterhead USING btree (tenant_id, active, id);

CREATE INDEX documents_letterhead_site_idx ON public.documents_letterhead USING btree (tenant_id, site, id);

CREATE UNIQUE INDEX documents_letterhead_site_key ON public.documents_letterhead USING btree (tenant_id, site) NULLS NOT DISTINCT WHERE active;

CREATE INDEX governance_alert_actor_idx ON public.governance_alert USING btree (tenant_id, actor, id);

CREATE INDEX governance_alert_rule_idx ON public.governance_alert USING btree (tenant_id, rule, actor, last_at);

CREATE INDEX governance_alert_rule_subject_idx ON public.governance_alert_rule USING btree (tenant_id, subject, id);

CREATE INDEX governance_alert_severity_idx ON public.governance_alert USING btree (tenant_id, severity, id);

CREATE INDEX governance_alert_status_idx ON public.governance_alert USING btree (tenant_id, status, id);

CREATE INDEX identity_department_name_idx ON public.identity_department USING btree (tenant_id, name, id);

CREATE INDEX identity_department_parent_idx ON public.identity_department USING btree (tenant_id, parent, id);

CREATE INDEX identity_department_search_idx ON public.identity_department USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX identity_department_site_idx ON public.identity_department USING btree (tenant_id, site, id);

CREATE INDEX identity_exception_approved_idx ON public.identity_exception USING btree (tenant_id, "user", expires) WHERE (status = 'approved'::text);

CREATE INDEX identity_exception_department_idx ON public.identity_exception USING btree (tenant_id, department, id);

CREATE INDEX identity_exception_expires_idx ON public.identity_exception USING btree (tenant_id, expires, id);

CREATE INDEX identity_exception_owner_idx ON public.identity_exception USING btree (tenant_id, owner, id);

CREATE INDEX identity_exception_permission_idx ON public.identity_exception USING btree (tenant_id, permission, id);

CREATE INDEX identity_exception_record_idx ON public.identity_exception USING btree (tenant_id, record, id);

CREATE INDEX identity_exception_site_idx ON public.identity_exception USING btree (tenant_id, site, id);

CREATE INDEX identity_exception_status_idx ON public.identity_exception USING btree (tenant_id, status, id);

CREATE INDEX identity_exception_use_department_idx ON public.identity_exception_use USING btree (tenant_id, department, id);

CREATE INDEX identity_exception_use_exception_idx ON public.identity_exception_use USING btree (tenant_id, exception, id);

CREATE INDEX identity_exception_use_owner_idx ON public.identity_exception_use USING btree (tenant_id, owner, id);

CREATE INDEX identity_exception_use_permission_idx ON public.identity_exception_use USING btree (tenant_id, permission, id);

CREATE INDEX identity_exception_use_record_idx ON public.identity_exception_use USING btree (tenant_id, record, id);

CREATE INDEX identity_exception_use_site_idx ON public.identity_exception_use USING btree (tenant_id, site, id) WHERE (site IS NOT NULL);

CREATE INDEX identity_exception_use_user_idx ON public.identity_exception_use USING btree (tenant_id, "user", id);

CREATE INDEX identity_exception_user_idx ON public.identity_exception USING btree (tenant_id, "user", id);

CREATE INDEX identity_role_grant_role_idx ON public.identity_role_grant USING btree (tenant_id, role, "position");

CREATE INDEX identity_role_search_idx ON public.identity_role USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX identity_site_active_idx ON public.identity_site USING btree (tenant_id, active, id);

CREATE INDEX identity_site_country_idx ON public.identity_site USING btree (tenant_id, country, id);

CREATE INDEX identity_site_name_idx ON public.identity_site USING btree (tenant_id, name, id);

CREATE INDEX identity_site_search_idx ON public.identity_site USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE UNIQUE INDEX identity_support_grant_open_key ON public.identity_support_grant USING btree (tenant_id, operator) WHERE (status = 'requested'::text);

CREATE INDEX identity_support_grant_operator_idx ON public.identity_support_grant USING btree (tenant_id, operator, id);

CREATE INDEX identity_support_grant_status_idx ON public.identity_support_grant USING btree (tenant_id, status, id);

CREATE INDEX identity_support_grant_until_idx ON public.identity_support_grant USING btree (tenant_id, until, id);

CREATE INDEX identity_token_department_idx ON public.identity_token USING btree (tenant_id, department, id);

CREATE INDEX identity_token_expires_at_idx ON public.identity_token USING btree (tenant_id, expires_at, id);

CREATE INDEX identity_token_name_idx ON public.identity_token USING btree (tenant_id, name, id);

CREATE INDEX identity_token_owner_idx ON public.identity_token USING btree (tenant_id, owner, id);

CREATE INDEX identity_token_search_idx ON public.identity_token USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX identity_token_site_idx ON public.identity_token USING btree (tenant_id, site, id);

CREATE INDEX identity_token_status_idx ON public.identity_token USING btree (tenant_id, status, id);

CREATE INDEX identity_token_support_idx ON public.identity_token USING btree (tenant_id, support);

CREATE INDEX identity_token_user_idx ON public.identity_token USING btree (tenant_id, "user", id);

CREATE INDEX identity_user_department_idx ON public.identity_user USING btree (tenant_id, department, id);

CREATE INDEX identity_user_manager_idx ON public.identity_user USING btree (tenant_id, manager, id);

CREATE INDEX identity_user_name_idx ON public.identity_user USING btree (tenant_id, name, id);

CREATE INDEX identity_user_search_idx ON public.identity_user USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX identity_user_status_idx ON public.identity_user USING btree (tenant_id, status, id);

CREATE INDEX integrations_webhook_active_idx ON public.integrations_webhook USING btree (tenant_id, active, id);

CREATE UNIQUE INDEX integrations_webhook_line_key ON public.integrations_webhook USING btree (tenant_id, line);

CREATE INDEX integrations_webhook_secret_webhook_idx ON public.integrations_webhook_secret USING btree (tenant_id, webhook, made_at);

CREATE INDEX integrity_finding_ended_at_idx ON public.integrity_finding USING btree (tenant_id, ended_at, id);

CREATE INDEX integrity_finding_name_idx ON public.integrity_finding USING btree (tenant_id, name, id);

CREATE UNIQUE INDEX integrity_finding_open_key ON public.integrity_finding USING btree (tenant_id, name, record_entity, record) WHERE (ended_at IS NULL);

CREATE INDEX integrity_finding_record_idx ON public.integrity_finding USING btree (tenant_id, record, id);

CREATE INDEX inventory_adjustment_department_idx ON public.inventory_adjustment USING btree (tenant_id, department, id);

CREATE INDEX inventory_adjustment_line_adjustment_idx ON public.inventory_adjustment_line USING btree (tenant_id, adjustment, "position");

CREATE INDEX inventory_adjustment_location_idx ON public.inventory_adjustment USING btree (tenant_id, location, id);

CREATE INDEX inventory_adjustment_owner_idx ON public.inventory_adjustment USING btree (tenant_id, owner, id);

CREATE INDEX inventory_adjustment_search_idx ON public.inventory_adjustment USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX inventory_adjustment_site_idx ON public.inventory_adjustment USING btree (tenant_id, site, id);

CREATE INDEX inventory_adjustment_status_idx ON public.inventory_adjustment USING btree (tenant_id, status, id);

CREATE INDEX inventory_level_department_idx ON public.inventory_level USING btree (tenant_id, department, id) WHERE (department IS NOT NULL);

CREATE INDEX inventory_level_location_idx ON public.inventory_level USING btree (tenant_id, location, id);

CREATE INDEX inventory_level_owner_idx ON public.inventory_level USING btree (tenant_id, owner, id) WHERE (owner IS NOT NULL);

CREATE INDEX inventory_level_site_idx ON public.inventory_level USING btree (tenant_id, site, id);

CREATE INDEX inventory_location_code_idx ON public.inventory_location USING btree (tenant_id, code, id);

CREATE INDEX inventory_location_department_idx ON public.inventory_location USING btree (tenant_id, department, id);

CREATE INDEX inventory_location_kind_idx ON public.inventory_location USING btree (tenant_id, kind, id);

CREATE UNIQUE INDEX inventory_location_kind_key ON public.inventory_location USING btree (tenant_id, site, kind) WHERE (kind = ANY (ARRAY['customer'::text, 'supplier'::text, 'loss'::text]));

CREATE INDEX inventory_location_owner_idx ON public.inventory_location USING btree (tenant_id, owner, id);

CREATE INDEX inventory_location_search_idx ON public.inventory_location USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX inventory_location_site_idx ON public.inventory_location USING btree (tenant_id, site, id);

CREATE INDEX inventory_move_department_idx ON public.inventory_move USING btree (tenant_id, department, id) WHERE (department IS NOT NULL);

CREATE INDEX inventory_move_done_at_idx ON public.inventory_move USING btree (tenant_id, done_at, id);

CREATE INDEX inventory_move_from_idx ON public.inventory_move USING btree (tenant_id, "from", id);

CREATE INDEX inventory_move_origin_idx ON public.inventory_move USING btree (tenant_id, origin, id);

CREATE INDEX inventory_move_owner_idx ON public.inventory_move USING btree (tenant_id, owner, id) WHERE (owner IS NOT NULL);

CREATE INDEX inventory_move_product_idx ON public.inventory_move USING btree (tenant_id, product, id);

CREATE INDEX inventory_move_site_idx ON public.inventory_move USING btree (tenant_id, site, id);

CREATE INDEX inventory_move_to_idx ON public.inventory_move USING btree (tenant_id, "to", id);

CREATE INDEX inventory_reservation_department_idx ON public.inventory_reservation USING btree (tenant_id, department, id) WHERE (department IS NOT NULL);

CREATE INDEX inventory_reservation_location_idx ON public.inventory_reservation USING btree (tenant_id, location, id);

CREATE INDEX inventory_reservation_owner_idx ON public.inventory_reservation USING btree (tenant_id, owner, id) WHERE (owner IS NOT NULL);

CREATE INDEX inventory_reservation_product_idx ON public.inventory_reservation USING btree (tenant_id, product, id);

CREATE INDEX inventory_reservation_site_idx ON public.inventory_reservation USING btree (tenant_id, site, id);

CREATE INDEX inventory_reservation_status_idx ON public.inventory_reservation USING btree (tenant_id, status, id);

CREATE INDEX portal_online_payment_active_idx ON public.portal_online_payment USING btree (tenant_id, active, id);

CREATE UNIQUE INDEX portal_online_payment_active_key ON public.portal_online_payment USING btree (tenant_id) WHERE active;

CREATE INDEX sales_order_billing_tenant_id_order_idx ON public.sales_order_billing USING btree (tenant_id, "order");

CREATE INDEX sales_order_confirmed_idx ON public.sales_order USING btree (tenant_id, client) WHERE (status = 'confirmed'::text);

CREATE INDEX sales_order_item_tenant_id_order_position_idx ON public.sales_order_item USING btree (tenant_id, "order", "position");

CREATE UNIQUE INDEX sales_order_quote_key ON public.sales_order USING btree (tenant_id, quote) WHERE (quote IS NOT NULL);

CREATE INDEX sales_order_search_idx ON public.sales_order USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX sales_order_tenant_id_client_id_idx ON public.sales_order USING btree (tenant_id, client, id);

CREATE INDEX sales_order_tenant_id_contact_id_idx ON public.sales_order USING btree (tenant_id, contact, id) WHERE (contact IS NOT NULL);

CREATE INDEX sales_order_tenant_id_department_id_idx ON public.sales_order USING btree (tenant_id, department, id);

CREATE INDEX sales_order_tenant_id_invoice_state_id_idx ON public.sales_order USING btree (tenant_id, invoice_state, id);

CREATE INDEX sales_order_tenant_id_owner_id_idx ON public.sales_order USING btree (tenant_id, owner, id);

CREATE INDEX sales_order_tenant_id_payment_state_id_idx ON public.sales_order USING btree (tenant_id, payment_state, id);

CREATE INDEX sales_order_tenant_id_placed_id_idx ON public.sales_order USING btree (tenant_id, placed, id);

CREATE INDEX sales_order_tenant_id_reference_id_idx ON public.sales_order USING btree (tenant_id, reference, id);

CREATE INDEX sales_order_tenant_id_required_by_id_idx ON public.sales_order USING btree (tenant_id, required_by, id);

CREATE INDEX sales_order_tenant_id_shipment_state_id_idx ON public.sales_order USING btree (tenant_id, shipment_state, id);

CREATE INDEX sales_order_tenant_id_site_id_idx ON public.sales_order USING btree (tenant_id, site, id);

CREATE INDEX sales_order_tenant_id_status_id_idx ON public.sales_order USING btree (tenant_id, status, id);

CREATE INDEX sales_order_tenant_id_total_id_idx ON public.sales_order USING btree (tenant_id, total, id);

CREATE UNIQUE INDEX sales_quote_active_key ON public.sales_quote USING btree (tenant_id, number) WHERE (status = ANY (ARRAY['draft'::text, 'sent'::text]));

CREATE INDEX sales_quote_item_tenant_id_quote_position_idx ON public.sales_quote_item USING btree (tenant_id, quote, "position");

CREATE INDEX sales_quote_search_idx ON public.sales_quote USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX sales_quote_sent_idx ON public.sales_quote USING btree (tenant_id, valid_until, id) WHERE (status = 'sent'::text);

CREATE INDEX sales_quote_tenant_id_client_id_idx ON public.sales_quote USING btree (tenant_id, client, id);

CREATE INDEX sales_quote_tenant_id_contact_id_idx ON public.sales_quote USING btree (tenant_id, contact, id) WHERE (contact IS NOT NULL);

CREATE INDEX sales_quote_tenant_id_department_id_idx ON public.sales_quote USING btree (tenant_id, department, id);

CREATE INDEX sales_quote_tenant_id_follow_up_id_idx ON public.sales_quote USING btree (tenant_id, follow_up, id);

CREATE INDEX sales_quote_tenant_id_order_id_idx ON public.sales_quote USING btree (tenant_id, "order", id) WHERE ("order" IS NOT NULL);

CREATE INDEX sales_quote_tenant_id_owner_id_idx ON public.sales_quote USING btree (tenant_id, owner, id);

CREATE INDEX sales_quote_tenant_id_reference_id_idx ON public.sales_quote USING btree (tenant_id, reference, id);

CREATE INDEX sales_quote_tenant_id_site_id_idx ON public.sales_quote USING btree (tenant_id, site, id);

CREATE INDEX sales_quote_tenant_id_status_id_idx ON public.sales_quote USING btree (tenant_id, status, id);

CREATE INDEX sales_quote_tenant_id_supersedes_id_idx ON public.sales_quote USING btree (tenant_id, supersedes, id) WHERE (supersedes IS NOT NULL);

CREATE INDEX sales_quote_tenant_id_total_id_idx ON public.sales_quote USING btree (tenant_id, total, id);

CREATE INDEX sales_quote_tenant_id_valid_until_id_idx ON public.sales_quote USING btree (tenant_id, valid_until, id);

CREATE INDEX sales_shipment_item_tenant_id_order_item_idx ON public.sales_shipment_item USING btree (tenant_id, order_item);

CREATE INDEX sales_shipment_item_tenant_id_shipment_position_idx ON public.sales_shipment_item USING btree (tenant_id, shipment, "position");

CREATE INDEX sales_shipment_search_idx ON public.sales_shipment USING gin (tenant_id, search extensions.gin_trgm_ops);

CREATE INDEX sales_shipment_tenant_id_department_id_idx ON public.sales_shipment USING btree (tenant_id, department, id);

CREATE INDEX sales_shipment_tenant_id_order_id_idx ON public.sales_shipment USING btree (tenant_id, "order", id);

CREATE INDEX sales_shipment_tenant_id_owner_id_idx ON public.sales_shipment USING btree (tenant_id, owner, id);

CREATE INDEX sales_shipment_tenant_id_shipped_at_id_idx ON public.sales_shipment USING btree (tenant_id, shipped_at, id);

CREATE INDEX sales_shipment_tenant_id_site_id_idx ON public.sales_shipment USING btree (tenant_id, site, id);

CREATE INDEX sales_shipment_tenant_id_status_id_idx ON public.sales_shipment USING btree (tenant_id, status, id);

CREATE INDEX sales_survey_answered_at_idx ON public.sales_survey USING btree (tenant_id, answered_at, id);

CREATE INDEX sales_survey_asked_at_idx ON public.sales_survey USING btree (tenant_id, client, asked_at);

CREATE INDEX sales_survey_contact_idx ON public.sales_survey USING btree (tenant_id, contact, id);

CREATE INDEX sales_survey_opinion_idx ON public.sales_survey USING btree (tenant_id, opinion, id);

CREATE INDEX sales_survey_tenant_id_client_id_idx ON public.sales_survey USING btree (tenant_id, client, id);

CREATE INDEX sales_survey_tenant_id_department_id_idx ON public.sales_survey USING btree (tenant_id, department, id);

CREATE INDEX sales_survey_tenant_id_owner_id_idx ON public.sales_survey USING btree (tenant_id, owner, id);

CREATE INDEX sales_survey_tenant_id_score_id_idx ON public.sales_survey USING btree (tenant_id, score, id);

CREATE INDEX sales_survey_tenant_id_site_id_idx ON public.sales_survey USING btree (tenant_id, site, id);

CREATE INDEX sales_survey_tenant_id_status_id_idx ON public.sales_survey USING btree (tenant_id, status, id);

CREATE INDEX signin_attempt_last_at_idx ON public.signin_attempt USING btree (tenant_id, last_at);

CREATE INDEX signin_challenge_expires_at_idx ON public.signin_challenge USING btree (tenant_id, expires_at);

CREATE INDEX signin_challenge_person_idx ON public.signin_challenge USING btree (tenant_id, person, kind);

CREATE INDEX signin_factor_department_idx ON public.signin_factor USING btree (tenant_id, department, id);

CREATE INDEX signin_factor_kind_idx ON public.signin_factor USING btree (tenant_id, kind, id);

CREATE INDEX signin_factor_owner_idx ON public.signin_factor USING btree (tenant_id, owner, id);

CREATE INDEX signin_factor_site_idx ON public.signin_factor USING btree (tenant_id, site, id);

CREATE INDEX signin_flow_expires_at_idx ON public.signin_flow USING btree (tenant_id, expires_at);

CREATE INDEX signin_flow_provider_idx ON public.signin_flow USING btree (tenant_id, provider);

CREATE INDEX signin_link_person_idx ON public.signin_link USING btree (tenant_id, person);

CREATE INDEX signin_logout_token_until_idx ON public.signin_logout_token USING btree (tenant_id, until);

CREATE INDEX signin_message_person_idx ON public.signin_message USING btree (tenant_id, person, sent_at);

CREATE INDEX signin_message_sent_at_idx ON public.signin_message USING btree (tenant_id, sent_at);

CREATE INDEX signin_provider_default_role_idx ON public.signin_provider USING btree (tenant_id, default_role);

CREATE INDEX signin_provider_role_provider_idx ON public.signin_provider_role USING btree (tenant_id, provider, "position");

CREATE INDEX signin_provider_role_role_idx ON public.signin_provider_role USING btree (tenant_id, role);

CREATE INDEX signin_provider_session_provider_idx ON public.signin_provider_session USING btree (tenant_id, provider);

CREATE INDEX signin_provider_session_sid_idx ON public.signin_provider_session USING btree (tenant_id, issuer, sid);

CREATE INDEX signin_provider_session_subject_idx ON public.signin_provider_session USING btree (tenant_id, issuer, subject);

CREATE INDEX signin_refresh_session_idx ON public.signin_refresh USING btree (tenant_id, session);

CREATE INDEX signin_security_event_department_idx ON public.signin_security_event USING btree (tenant_id, department, id);

CREATE INDEX signin_security_event_email_idx ON public.signin_security_event USING btree (tenant_id, email, id);

CREATE INDEX signin_security_event_kind_idx ON public.signin_security_event USING btree (tenant_id, kind, id);

CREATE INDEX signin_security_event_owner_idx ON public.signin_security_event USING btree (tenant_id, owner, id);

CREATE INDEX signin_security_event_site_idx ON public.signin_security_event USING btree (tenant_id, site, id);

CREATE INDEX signin_session_department_idx ON public.signin_session USING btree (tenant_id, department, id);

CREATE INDEX signin_session_expires_at_idx ON public.signin_session USING btree (tenant_id, expires_at, id);

CREATE INDEX signin_session_owner_idx ON public.signin_session USING btree (tenant_id, owner, id);

CREATE INDEX signin_session_site_idx ON public.signin_session USING btree (tenant_id, site, id);

CREATE INDEX signin_session_status_idx ON public.signin_session USING btree (tenant_id, status, id);

CREATE INDEX system_access_actor_idx ON public.system_access USING btree (tenant_id, actor, id);

CREATE INDEX system_access_records_idx ON public.system_access USING gin (tenant_id, records);

CREATE INDEX system_access_subject_idx ON public.system_access USING btree (tenant_id, subject, id);

CREATE INDEX system_audit_actor_idx ON public.system_audit USING btree (tenant_id, actor, at, id);

CREATE INDEX system_audit_at_idx ON public.system_audit USING btree (tenant_id, at, id);

CREATE INDEX system_audit_entity_idx ON public.system_audit USING btree (tenant_id, entity, at, id);

CREATE INDEX system_audit_record_idx ON public.system_audit USING btree (tenant_id, record, id);

CREATE INDEX system_audit_verb_idx ON public.system_audit USING btree (tenant_id, verb, at, id);

CREATE INDEX system_dead_letter_indexed_idx ON public.system_dead_letter USING btree (tenant_id, id) WHERE (NOT indexed);

CREATE INDEX system_delivery_log_event_id_idx ON public.system_delivery_log USING btree (tenant_id, event_id, id);

CREATE INDEX system_delivery_log_subscription_idx ON public.system_delivery_log USING btree (tenant_id, subscription, id);

CREATE INDEX system_delivery_next_at_idx ON public.system_delivery USING btree (tenant_id, next_at);

CREATE INDEX system_idempotency_created_at_idx ON public.system_idempotency USING btree (tenant_id, created_at);

CREATE INDEX workspace_job_ended_at_idx ON public.workspace_job USING btree (tenant_id, ended_at);

CREATE INDEX workspace_job_owner_idx ON public.workspace_job USING btree (tenant_id, owner, id);

CREATE INDEX workspace_view_owner_idx ON public.workspace_view USING btree (tenant_id, owner, entity);

CREATE INDEX workspace_view_shared_idx ON public.workspace_view USING btree (tenant_id, shared, entity) WHERE (shared <> 'me'::text);

ALTER INDEX public.system_event_pkey ATTACH PARTITION public.system_event_rest_pkey;

CREATE TRIGGER catalog_product_sites_delete AFTER DELETE ON public.identity_site FOR EACH ROW EXECUTE FUNCTION public.references_unused('catalog_product', 'sites');

CREATE TRIGGER catalog_product_sites_insert AFTER INSERT ON public.catalog_product FOR EACH ROW EXECUTE FUNCTION public.references_exist('sites', 'identity_site');

CREATE TRIGGER catalog_product_sites_update AFTER UPDATE ON public.catalog_product FOR EACH ROW WHEN ((old.sites IS DISTINCT FROM new.sites)) EXECUTE FUNCTION public.references_exist('sites', 'identity_site');

CREATE TRIGGER collaboration_audience BEFORE UPDATE OF audience ON public.collaboration_comment FOR EACH ROW EXECUTE FUNCTION public.collaboration_audience();

CREATE CONSTRAINT TRIGGER identity_role_grant_keep_owner AFTER DELETE OR UPDATE ON public.identity_role_grant DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.permission = '*'::text) AND (old.reach = 'tenant'::text))) EXECUTE FUNCTION public.identity_keep_owner();

CREATE TRIGGER identity_user_keep_owner_delete AFTER DELETE ON public.identity_user FOR EACH ROW EXECUTE FUNCTION public.identity_keep_owner();

CREATE TRIGGER identity_user_keep_owner_update AFTER UPDATE ON public.identity_user FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) OR (old.roles IS DISTINCT FROM new.roles))) EXECUTE FUNCTION public.identity_keep_owner();

CREATE TRIGGER identity_user_roles_delete AFTER DELETE ON public.identity_role FOR EACH ROW EXECUTE FUNCTION public.references_unused('identity_user', 'roles');

CREATE TRIGGER identity_user_roles_insert AFTER INSERT ON public.identity_user FOR EACH ROW EXECUTE FUNCTION public.references_exist('roles', 'identity_role');

CREATE TRIGGER identity_user_roles_update AFTER UPDATE ON public.identity_user FOR EACH ROW WHEN ((old.roles IS DISTINCT FROM new.roles)) EXECUTE FUNCTION public.references_exist('roles', 'identity_role');

CREATE TRIGGER identity_user_sites_delete AFTER DELETE ON public.identity_site FOR EACH ROW EXECUTE FUNCTION public.references_unused('identity_user', 'sites');

CREATE TRIGGER identity_user_sites_insert AFTER INSERT ON public.identity_user FOR EACH ROW EXECUTE FUNCTION public.references_exist('sites', 'identity_site');

CREATE TRIGGER identity_user_sites_update AFTER UPDATE ON public.identity_user FOR EACH ROW WHEN ((old.sites IS DISTINCT FROM new.sites)) EXECUTE FUNCTION public.references_exist('sites', 'identity_site');

CREATE TRIGGER system_count_anew BEFORE INSERT ON public.system_sequence FOR EACH ROW EXECUTE FUNCTION public.system_count_anew();

ALTER TABLE ONLY public.billing_allocation
    ADD CONSTRAINT billing_allocation_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.billing_allocation
    ADD CONSTRAINT billing_allocation_tenant_id_invoice_fkey FOREIGN KEY (tenant_id, invoice) REFERENCES public.billing_invoice(tenant_id, id);

ALTER TABLE ONLY public.billing_allocation
    ADD CONSTRAINT billing_allocation_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.billing_allocation
    ADD CONSTRAINT billing_allocation_tenant_id_payment_fkey FOREIGN KEY (tenant_id, payment) REFERENCES public.billing_payment(tenant_id, id);

ALTER TABLE ONLY public.billing_allocation
    ADD CONSTRAINT billing_allocation_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.billing_credit_note_line
    ADD CONSTRAINT billing_credit_note_line_tenant_id_credit_note_fkey FOREIGN KEY (tenant_id, credit_note) REFERENCES public.billing_credit_note(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.billing_credit_note_line
    ADD CONSTRAINT billing_credit_note_line_tenant_id_invoice_line_fkey FOREIGN KEY (tenant_id, invoice_line) REFERENCES public.billing_invoice_line(tenant_id, id);

ALTER TABLE ONLY public.billing_credit_note_line
    ADD CONSTRAINT billing_credit_note_line_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.billing_credit_note
    ADD CONSTRAINT billing_credit_note_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.billing_credit_note
    ADD CONSTRAINT billing_credit_note_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.billing_credit_note
    ADD CONSTRAINT billing_credit_note_tenant_id_invoice_fkey FOREIGN KEY (tenant_id, invoice) REFERENCES public.billing_invoice(tenant_id, id);

ALTER TABLE ONLY public.billing_credit_note
    ADD CONSTRAINT billing_credit_note_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.billing_credit_note
    ADD CONSTRAINT billing_credit_note_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.billing_invoice_line
    ADD CONSTRAINT billing_invoice_line_tenant_id_invoice_fkey FOREIGN KEY (tenant_id, invoice) REFERENCES public.billing_invoice(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.billing_invoice_line
    ADD CONSTRAINT billing_invoice_line_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.billing_invoice
    ADD CONSTRAINT billing_invoice_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.billing_payment_operation
    ADD CONSTRAINT billing_payment_operation_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.billing_payment_operation
    ADD CONSTRAINT billing_payment_operation_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.billing_payment_operation
    ADD CONSTRAINT billing_payment_operation_tenant_id_payment_fkey FOREIGN KEY (tenant_id, payment) REFERENCES public.billing_payment(tenant_id, id);

ALTER TABLE ONLY public.billing_payment_operation
    ADD CONSTRAINT billing_payment_operation_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.billing_payment
    ADD CONSTRAINT billing_payment_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.billing_payment
    ADD CONSTRAINT billing_payment_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.billing_payment
    ADD CONSTRAINT billing_payment_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.billing_payment
    ADD CONSTRAINT billing_payment_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_tenant_id_operation_fkey FOREIGN KEY (tenant_id, operation) REFERENCES public.billing_payment_operation(tenant_id, id);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_tenant_id_payment_fkey FOREIGN KEY (tenant_id, payment) REFERENCES public.billing_payment(tenant_id, id);

ALTER TABLE ONLY public.billing_refund
    ADD CONSTRAINT billing_refund_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.billing_reminder
    ADD CONSTRAINT billing_reminder_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.billing_reminder
    ADD CONSTRAINT billing_reminder_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.billing_reminder
    ADD CONSTRAINT billing_reminder_tenant_id_invoice_fkey FOREIGN KEY (tenant_id, invoice) REFERENCES public.billing_invoice(tenant_id, id);

ALTER TABLE ONLY public.billing_reminder
    ADD CONSTRAINT billing_reminder_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.billing_reminder
    ADD CONSTRAINT billing_reminder_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.catalog_category
    ADD CONSTRAINT catalog_category_tenant_id_parent_fkey FOREIGN KEY (tenant_id, parent) REFERENCES public.catalog_category(tenant_id, id);

ALTER TABLE ONLY public.catalog_price_list_item
    ADD CONSTRAINT catalog_price_list_item_tenant_id_price_list_fkey FOREIGN KEY (tenant_id, price_list) REFERENCES public.catalog_price_list(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.catalog_price_list_item
    ADD CONSTRAINT catalog_price_list_item_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.catalog_price_list
    ADD CONSTRAINT catalog_price_list_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_tenant_id_category_fkey FOREIGN KEY (tenant_id, category) REFERENCES public.catalog_category(tenant_id, id);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_tenant_id_tax_rate_fkey FOREIGN KEY (tenant_id, tax_rate) REFERENCES public.catalog_tax_rate(tenant_id, id);

ALTER TABLE ONLY public.catalog_product
    ADD CONSTRAINT catalog_product_tenant_id_vendor_fkey FOREIGN KEY (tenant_id, vendor) REFERENCES public.catalog_vendor(tenant_id, id);

ALTER TABLE ONLY public.collaboration_comment
    ADD CONSTRAINT collaboration_comment_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.collaboration_comment
    ADD CONSTRAINT collaboration_comment_tenant_id_letter_fkey FOREIGN KEY (tenant_id, letter) REFERENCES public.communications_message(tenant_id, id) ON DELETE SET NULL (letter);

ALTER TABLE ONLY public.collaboration_comment
    ADD CONSTRAINT collaboration_comment_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.collaboration_comment
    ADD CONSTRAINT collaboration_comment_tenant_id_reply_to_fkey FOREIGN KEY (tenant_id, reply_to) REFERENCES public.collaboration_comment(tenant_id, id) ON DELETE SET NULL (reply_to);

ALTER TABLE ONLY public.collaboration_comment
    ADD CONSTRAINT collaboration_comment_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.collaboration_device
    ADD CONSTRAINT collaboration_device_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collaboration_follower
    ADD CONSTRAINT collaboration_follower_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.collaboration_follower
    ADD CONSTRAINT collaboration_follower_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collaboration_follower
    ADD CONSTRAINT collaboration_follower_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.collaboration_notification
    ADD CONSTRAINT collaboration_notification_tenant_id_actor_fkey FOREIGN KEY (tenant_id, actor) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (actor);

ALTER TABLE ONLY public.collaboration_notification
    ADD CONSTRAINT collaboration_notification_tenant_id_comment_fkey FOREIGN KEY (tenant_id, comment) REFERENCES public.collaboration_comment(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collaboration_notification
    ADD CONSTRAINT collaboration_notification_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.collaboration_notification
    ADD CONSTRAINT collaboration_notification_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.collaboration_notification
    ADD CONSTRAINT collaboration_notification_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.collaboration_setting
    ADD CONSTRAINT collaboration_setting_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.communications_letter
    ADD CONSTRAINT communications_letter_tenant_id_message_fkey FOREIGN KEY (tenant_id, message) REFERENCES public.communications_message(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.communications_message
    ADD CONSTRAINT communications_message_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id) ON DELETE SET NULL (client);

ALTER TABLE ONLY public.communications_message
    ADD CONSTRAINT communications_message_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.communications_message
    ADD CONSTRAINT communications_message_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.communications_message
    ADD CONSTRAINT communications_message_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (person);

ALTER TABLE ONLY public.communications_message
    ADD CONSTRAINT communications_message_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.communications_message
    ADD CONSTRAINT communications_message_tenant_id_template_fkey FOREIGN KEY (tenant_id, template) REFERENCES public.communications_template(tenant_id, id) ON DELETE SET NULL (template);

ALTER TABLE ONLY public.communications_opt_out
    ADD CONSTRAINT communications_opt_out_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_tenant_id_contact_fkey FOREIGN KEY (tenant_id, contact) REFERENCES public.crm_contact(tenant_id, id) ON DELETE SET NULL (contact);

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_tenant_id_follows_fkey FOREIGN KEY (tenant_id, follows) REFERENCES public.crm_activity(tenant_id, id) ON DELETE SET NULL (follows);

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_tenant_id_lead_fkey FOREIGN KEY (tenant_id, lead) REFERENCES public.crm_lead(tenant_id, id);

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.crm_activity
    ADD CONSTRAINT crm_activity_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.crm_address
    ADD CONSTRAINT crm_address_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.crm_address
    ADD CONSTRAINT crm_address_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.crm_address
    ADD CONSTRAINT crm_address_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.crm_address
    ADD CONSTRAINT crm_address_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.crm_client
    ADD CONSTRAINT crm_client_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.crm_client
    ADD CONSTRAINT crm_client_tenant_id_lead_fkey FOREIGN KEY (tenant_id, lead) REFERENCES public.crm_lead(tenant_id, id) ON DELETE SET NULL (lead);

ALTER TABLE ONLY public.crm_client
    ADD CONSTRAINT crm_client_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.crm_client
    ADD CONSTRAINT crm_client_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.crm_consent
    ADD CONSTRAINT crm_consent_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.crm_consent
    ADD CONSTRAINT crm_consent_tenant_id_contact_fkey FOREIGN KEY (tenant_id, contact) REFERENCES public.crm_contact(tenant_id, id);

ALTER TABLE ONLY public.crm_consent
    ADD CONSTRAINT crm_consent_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.crm_consent
    ADD CONSTRAINT crm_consent_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.crm_consent
    ADD CONSTRAINT crm_consent_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.crm_contact
    ADD CONSTRAINT crm_contact_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.crm_contact
    ADD CONSTRAINT crm_contact_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.crm_contact
    ADD CONSTRAINT crm_contact_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.crm_contact
    ADD CONSTRAINT crm_contact_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.crm_lead
    ADD CONSTRAINT crm_lead_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.crm_lead
    ADD CONSTRAINT crm_lead_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.crm_lead
    ADD CONSTRAINT crm_lead_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.crm_lead
    ADD CONSTRAINT crm_lead_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.crm_link
    ADD CONSTRAINT crm_link_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.crm_link
    ADD CONSTRAINT crm_link_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.documents_letterhead
    ADD CONSTRAINT documents_letterhead_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.governance_alert
    ADD CONSTRAINT governance_alert_tenant_id_rule_fkey FOREIGN KEY (tenant_id, rule) REFERENCES public.governance_alert_rule(tenant_id, id) ON DELETE SET NULL (rule);

ALTER TABLE ONLY public.identity_department
    ADD CONSTRAINT identity_department_tenant_id_parent_fkey FOREIGN KEY (tenant_id, parent) REFERENCES public.identity_department(tenant_id, id);

ALTER TABLE ONLY public.identity_department
    ADD CONSTRAINT identity_department_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.identity_exception
    ADD CONSTRAINT identity_exception_tenant_id_approver_fkey FOREIGN KEY (tenant_id, approver) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (approver);

ALTER TABLE ONLY public.identity_exception
    ADD CONSTRAINT identity_exception_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.identity_exception
    ADD CONSTRAINT identity_exception_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.identity_exception
    ADD CONSTRAINT identity_exception_tenant_id_requested_by_fkey FOREIGN KEY (tenant_id, requested_by) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (requested_by);

ALTER TABLE ONLY public.identity_exception
    ADD CONSTRAINT identity_exception_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.identity_exception
    ADD CONSTRAINT identity_exception_tenant_id_user_fkey FOREIGN KEY (tenant_id, "user") REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL ("user");

ALTER TABLE ONLY public.identity_exception_use
    ADD CONSTRAINT identity_exception_use_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.identity_exception_use
    ADD CONSTRAINT identity_exception_use_tenant_id_exception_fkey FOREIGN KEY (tenant_id, exception) REFERENCES public.identity_exception(tenant_id, id);

ALTER TABLE ONLY public.identity_exception_use
    ADD CONSTRAINT identity_exception_use_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.identity_exception_use
    ADD CONSTRAINT identity_exception_use_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.identity_exception_use
    ADD CONSTRAINT identity_exception_use_tenant_id_user_fkey FOREIGN KEY (tenant_id, "user") REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL ("user");

ALTER TABLE ONLY public.identity_role_grant
    ADD CONSTRAINT identity_role_grant_tenant_id_role_fkey FOREIGN KEY (tenant_id, role) REFERENCES public.identity_role(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identity_token
    ADD CONSTRAINT identity_token_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.identity_token
    ADD CONSTRAINT identity_token_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.identity_token
    ADD CONSTRAINT identity_token_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.identity_token
    ADD CONSTRAINT identity_token_tenant_id_support_fkey FOREIGN KEY (tenant_id, support) REFERENCES public.identity_support_grant(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identity_token
    ADD CONSTRAINT identity_token_tenant_id_user_fkey FOREIGN KEY (tenant_id, "user") REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.identity_user
    ADD CONSTRAINT identity_user_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.identity_user
    ADD CONSTRAINT identity_user_tenant_id_manager_fkey FOREIGN KEY (tenant_id, manager) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (manager);

ALTER TABLE ONLY public.integrations_webhook_secret
    ADD CONSTRAINT integrations_webhook_secret_tenant_id_webhook_fkey FOREIGN KEY (tenant_id, webhook) REFERENCES public.integrations_webhook(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.inventory_adjustment_line
    ADD CONSTRAINT inventory_adjustment_line_tenant_id_adjustment_fkey FOREIGN KEY (tenant_id, adjustment) REFERENCES public.inventory_adjustment(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.inventory_adjustment_line
    ADD CONSTRAINT inventory_adjustment_line_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.inventory_adjustment
    ADD CONSTRAINT inventory_adjustment_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.inventory_adjustment
    ADD CONSTRAINT inventory_adjustment_tenant_id_location_fkey FOREIGN KEY (tenant_id, location) REFERENCES public.inventory_location(tenant_id, id);

ALTER TABLE ONLY public.inventory_adjustment
    ADD CONSTRAINT inventory_adjustment_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.inventory_adjustment
    ADD CONSTRAINT inventory_adjustment_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id);

ALTER TABLE ONLY public.inventory_level
    ADD CONSTRAINT inventory_level_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.inventory_level
    ADD CONSTRAINT inventory_level_tenant_id_location_fkey FOREIGN KEY (tenant_id, location) REFERENCES public.inventory_location(tenant_id, id);

ALTER TABLE ONLY public.inventory_level
    ADD CONSTRAINT inventory_level_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.inventory_level
    ADD CONSTRAINT inventory_level_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.inventory_level
    ADD CONSTRAINT inventory_level_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id);

ALTER TABLE ONLY public.inventory_location
    ADD CONSTRAINT inventory_location_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.inventory_location
    ADD CONSTRAINT inventory_location_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.inventory_location
    ADD CONSTRAINT inventory_location_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id);

ALTER TABLE ONLY public.inventory_move
    ADD CONSTRAINT inventory_move_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.inventory_move
    ADD CONSTRAINT inventory_move_tenant_id_from_fkey FOREIGN KEY (tenant_id, "from") REFERENCES public.inventory_location(tenant_id, id);

ALTER TABLE ONLY public.inventory_move
    ADD CONSTRAINT inventory_move_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.inventory_move
    ADD CONSTRAINT inventory_move_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.inventory_move
    ADD CONSTRAINT inventory_move_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id);

ALTER TABLE ONLY public.inventory_move
    ADD CONSTRAINT inventory_move_tenant_id_to_fkey FOREIGN KEY (tenant_id, "to") REFERENCES public.inventory_location(tenant_id, id);

ALTER TABLE ONLY public.inventory_reservation
    ADD CONSTRAINT inventory_reservation_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.inventory_reservation
    ADD CONSTRAINT inventory_reservation_tenant_id_location_fkey FOREIGN KEY (tenant_id, location) REFERENCES public.inventory_location(tenant_id, id);

ALTER TABLE ONLY public.inventory_reservation
    ADD CONSTRAINT inventory_reservation_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.inventory_reservation
    ADD CONSTRAINT inventory_reservation_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.inventory_reservation
    ADD CONSTRAINT inventory_reservation_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id);

ALTER TABLE ONLY public.sales_order_billing
    ADD CONSTRAINT sales_order_billing_tenant_id_id_fkey FOREIGN KEY (tenant_id, id) REFERENCES public.billing_invoice_line(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sales_order_billing
    ADD CONSTRAINT sales_order_billing_tenant_id_order_fkey FOREIGN KEY (tenant_id, "order") REFERENCES public.sales_order(tenant_id, id);

ALTER TABLE ONLY public.sales_order_billing
    ADD CONSTRAINT sales_order_billing_tenant_id_order_item_fkey FOREIGN KEY (tenant_id, order_item) REFERENCES public.sales_order_item(tenant_id, id);

ALTER TABLE ONLY public.sales_order_item
    ADD CONSTRAINT sales_order_item_tenant_id_order_fkey FOREIGN KEY (tenant_id, "order") REFERENCES public.sales_order(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sales_order_item
    ADD CONSTRAINT sales_order_item_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_tenant_id_contact_fkey FOREIGN KEY (tenant_id, contact) REFERENCES public.crm_contact(tenant_id, id) ON DELETE SET NULL (contact);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_tenant_id_quote_fkey FOREIGN KEY (tenant_id, quote) REFERENCES public.sales_quote(tenant_id, id);

ALTER TABLE ONLY public.sales_order
    ADD CONSTRAINT sales_order_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.sales_quote_item
    ADD CONSTRAINT sales_quote_item_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.sales_quote_item
    ADD CONSTRAINT sales_quote_item_tenant_id_quote_fkey FOREIGN KEY (tenant_id, quote) REFERENCES public.sales_quote(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_contact_fkey FOREIGN KEY (tenant_id, contact) REFERENCES public.crm_contact(tenant_id, id) ON DELETE SET NULL (contact);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_order_fkey FOREIGN KEY (tenant_id, "order") REFERENCES public.sales_order(tenant_id, id);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.sales_quote
    ADD CONSTRAINT sales_quote_tenant_id_supersedes_fkey FOREIGN KEY (tenant_id, supersedes) REFERENCES public.sales_quote(tenant_id, id) ON DELETE SET NULL (supersedes);

ALTER TABLE ONLY public.sales_shipment_item
    ADD CONSTRAINT sales_shipment_item_tenant_id_order_item_fkey FOREIGN KEY (tenant_id, order_item) REFERENCES public.sales_order_item(tenant_id, id);

ALTER TABLE ONLY public.sales_shipment_item
    ADD CONSTRAINT sales_shipment_item_tenant_id_product_fkey FOREIGN KEY (tenant_id, product) REFERENCES public.catalog_product(tenant_id, id);

ALTER TABLE ONLY public.sales_shipment_item
    ADD CONSTRAINT sales_shipment_item_tenant_id_shipment_fkey FOREIGN KEY (tenant_id, shipment) REFERENCES public.sales_shipment(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.sales_shipment
    ADD CONSTRAINT sales_shipment_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.sales_shipment
    ADD CONSTRAINT sales_shipment_tenant_id_order_fkey FOREIGN KEY (tenant_id, "order") REFERENCES public.sales_order(tenant_id, id);

ALTER TABLE ONLY public.sales_shipment
    ADD CONSTRAINT sales_shipment_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.sales_shipment
    ADD CONSTRAINT sales_shipment_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_contact_fkey FOREIGN KEY (tenant_id, contact) REFERENCES public.crm_contact(tenant_id, id) ON DELETE SET NULL (contact);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_tenant_id_client_fkey FOREIGN KEY (tenant_id, client) REFERENCES public.crm_client(tenant_id, id);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_tenant_id_order_fkey FOREIGN KEY (tenant_id, "order") REFERENCES public.sales_order(tenant_id, id);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.sales_survey
    ADD CONSTRAINT sales_survey_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.signin_challenge
    ADD CONSTRAINT signin_challenge_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_credential
    ADD CONSTRAINT signin_credential_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_factor
    ADD CONSTRAINT signin_factor_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.signin_factor
    ADD CONSTRAINT signin_factor_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_factor
    ADD CONSTRAINT signin_factor_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.signin_flow
    ADD CONSTRAINT signin_flow_tenant_id_provider_fkey FOREIGN KEY (tenant_id, provider) REFERENCES public.signin_provider(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_link
    ADD CONSTRAINT signin_link_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_message
    ADD CONSTRAINT signin_message_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_place
    ADD CONSTRAINT signin_place_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_provider_role
    ADD CONSTRAINT signin_provider_role_tenant_id_provider_fkey FOREIGN KEY (tenant_id, provider) REFERENCES public.signin_provider(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_provider_role
    ADD CONSTRAINT signin_provider_role_tenant_id_role_fkey FOREIGN KEY (tenant_id, role) REFERENCES public.identity_role(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_provider_secret
    ADD CONSTRAINT signin_provider_secret_tenant_id_provider_fkey FOREIGN KEY (tenant_id, provider) REFERENCES public.signin_provider(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_provider_session
    ADD CONSTRAINT signin_provider_session_tenant_id_provider_fkey FOREIGN KEY (tenant_id, provider) REFERENCES public.signin_provider(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_provider_session
    ADD CONSTRAINT signin_provider_session_tenant_id_session_fkey FOREIGN KEY (tenant_id, session) REFERENCES public.signin_session(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_provider
    ADD CONSTRAINT signin_provider_tenant_id_default_role_fkey FOREIGN KEY (tenant_id, default_role) REFERENCES public.identity_role(tenant_id, id) ON DELETE SET NULL (default_role);

ALTER TABLE ONLY public.signin_recovery_code
    ADD CONSTRAINT signin_recovery_code_tenant_id_person_fkey FOREIGN KEY (tenant_id, person) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_refresh
    ADD CONSTRAINT signin_refresh_tenant_id_session_fkey FOREIGN KEY (tenant_id, session) REFERENCES public.signin_session(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_security_event
    ADD CONSTRAINT signin_security_event_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.signin_security_event
    ADD CONSTRAINT signin_security_event_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE SET NULL (owner);

ALTER TABLE ONLY public.signin_security_event
    ADD CONSTRAINT signin_security_event_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.signin_session
    ADD CONSTRAINT signin_session_tenant_id_department_fkey FOREIGN KEY (tenant_id, department) REFERENCES public.identity_department(tenant_id, id) ON DELETE SET NULL (department);

ALTER TABLE ONLY public.signin_session
    ADD CONSTRAINT signin_session_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.signin_session
    ADD CONSTRAINT signin_session_tenant_id_site_fkey FOREIGN KEY (tenant_id, site) REFERENCES public.identity_site(tenant_id, id) ON DELETE SET NULL (site);

ALTER TABLE ONLY public.workspace_job_failure
    ADD CONSTRAINT workspace_job_failure_tenant_id_job_fkey FOREIGN KEY (tenant_id, job) REFERENCES public.workspace_job(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.workspace_job
    ADD CONSTRAINT workspace_job_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.workspace_preference
    ADD CONSTRAINT workspace_preference_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE ONLY public.workspace_view
    ADD CONSTRAINT workspace_view_tenant_id_owner_fkey FOREIGN KEY (tenant_id, owner) REFERENCES public.identity_user(tenant_id, id) ON DELETE CASCADE;

ALTER TABLE public.billing_allocation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_credit_note ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_credit_note_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_invoice ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_invoice_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_payment ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_payment_operation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_refund ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.billing_reminder ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.catalog_category ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.catalog_price_list ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.catalog_price_list_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.catalog_product ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.catalog_tax_rate ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.catalog_vendor ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.collaboration_comment ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.collaboration_device ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.collaboration_follower ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.collaboration_notification ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.collaboration_sender ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.collaboration_setting ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications_letter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications_message ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications_opt_out ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications_posting ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications_suppression ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.communications_template ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.crm_activity ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.crm_address ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.crm_client ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.crm_consent ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.crm_contact ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.crm_lead ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.crm_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.documents_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.documents_letterhead ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.governance_alert ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.governance_alert_rule ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.governance_retention ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_default_role ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_department ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_exception ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_exception_use ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_role ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_role_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_site ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_support_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_token ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.identity_user ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.integrations_webhook ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.integrations_webhook_secret ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.integrity_finding ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inventory_adjustment ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inventory_adjustment_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inventory_level ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inventory_location ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inventory_move ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.inventory_reservation ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.numbering_series ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.portal_online_payment ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_order ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_order_billing ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_order_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_quote ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_quote_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_shipment ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_shipment_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_survey ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.sales_survey_policy ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_attempt ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_challenge ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_credential ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_factor ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_flow ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_logout_token ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_message ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_place ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_policy ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_provider ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_provider_role ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_provider_secret ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_provider_session ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_recovery_code ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_refresh ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_security_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.signin_session ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_access ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_audit ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_counter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_custom_field ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_dead_letter ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_delivery_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_event_rest ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_idempotency ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_sequence ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_subscriber ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.system_tenant ENABLE ROW LEVEL SECURITY;

CREATE POLICY tenant ON public.billing_allocation USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_credit_note USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_credit_note_line USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_invoice USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_invoice_line USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_payment USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_payment_operation USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_refund USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.billing_reminder USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.catalog_category USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.catalog_price_list USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.catalog_price_list_item USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.catalog_product USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.catalog_tax_rate USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.catalog_vendor USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.collaboration_comment USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.collaboration_device USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.collaboration_follower USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.collaboration_notification USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.collaboration_sender USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.collaboration_setting USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.communications_letter USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.communications_message USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.communications_opt_out USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.communications_posting USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.communications_suppression USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.communications_template USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.crm_activity USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.crm_address USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.crm_client USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.crm_consent USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.crm_contact USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.crm_lead USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.crm_link USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.documents_file USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.documents_letterhead USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.governance_alert USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.governance_alert_rule USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.governance_retention USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_default_role USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_department USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_exception USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_exception_use USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_role USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_role_grant USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_site USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_support_grant USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_token USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.identity_user USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.integrations_webhook USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.integrations_webhook_secret USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.integrity_finding USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.inventory_adjustment USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.inventory_adjustment_line USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.inventory_level USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.inventory_location USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.inventory_move USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.inventory_reservation USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.numbering_series USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.portal_online_payment USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_order USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_order_billing USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_order_item USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_quote USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_quote_item USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_shipment USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_shipment_item USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_survey USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.sales_survey_policy USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_attempt USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_challenge USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_credential USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_factor USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_flow USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_link USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_logout_token USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_message USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_place USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_policy USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_provider USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_provider_role USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_provider_secret USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_provider_session USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_recovery_code USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_refresh USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_security_event USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.signin_session USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_access USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_audit USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_counter USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_custom_field USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_dead_letter USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_delivery USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_delivery_log USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_event USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_event_rest USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_idempotency USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_sequence USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_subscriber USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.system_tenant USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.workspace_job USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.workspace_job_failure USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.workspace_preference USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

CREATE POLICY tenant ON public.workspace_view USING ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((tenant_id = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif")));

ALTER TABLE public.workspace_job ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.workspace_job_failure ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.workspace_preference ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.workspace_view ENABLE ROW LEVEL SECURITY;

REVOKE USAGE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO guildhall_tenant;
GRANT USAGE ON SCHEMA public TO guildhall_loader;

REVOKE ALL ON FUNCTION public.billing_credit_note_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.billing_credit_note_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.billing_invoice_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.billing_invoice_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.billing_payment_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.billing_payment_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.billing_refund_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.billing_refund_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.catalog_category_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.catalog_category_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.catalog_price_list_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.catalog_price_list_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.catalog_product_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.catalog_product_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.catalog_tax_rate_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.catalog_tax_rate_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.catalog_vendor_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.catalog_vendor_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.communications_message_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.communications_message_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.communications_suppression_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.communications_suppression_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.crm_activity_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.crm_activity_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.crm_client_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.crm_client_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.crm_contact_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.crm_contact_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.crm_lead_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.crm_lead_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.identity_department_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_department_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.identity_exception_use_purge(before timestamp with time zone, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_exception_use_purge(before timestamp with time zone, most bigint) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.identity_role_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_role_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.identity_site_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_site_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.identity_token_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_token_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.identity_user_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.identity_user_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.inventory_adjustment_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.inventory_adjustment_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.inventory_location_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.inventory_location_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.sales_order_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sales_order_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.sales_quote_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sales_quote_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.sales_shipment_search(q text, most integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.sales_shipment_search(q text, most integer) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.system_access_purge(before timestamp with time zone, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.system_access_purge(before timestamp with time zone, most bigint) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.system_audit_purge(before timestamp with time zone, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.system_audit_purge(before timestamp with time zone, most bigint) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.system_delivery_log_purge(before timestamp with time zone, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.system_delivery_log_purge(before timestamp with time zone, most bigint) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.system_event_purge(before timestamp with time zone, most bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION public.system_event_purge(before timestamp with time zone, most bigint) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.system_forget(tenant uuid, ids uuid[], fields text[], words text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION public.system_forget(tenant uuid, ids uuid[], fields text[], words text[]) TO guildhall_tenant;

REVOKE ALL ON FUNCTION public.workspace_search(tabs text[], mosts bigint[], q text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.workspace_search(tabs text[], mosts bigint[], q text) TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_allocation TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.billing_allocation TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_credit_note TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_credit_note TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_credit_note_line TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_credit_note_line TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_invoice TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_invoice TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_invoice_line TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_invoice_line TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_payment TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_payment TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_payment_operation TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_payment_operation TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_refund TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_refund TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.billing_reminder TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.billing_reminder TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_category TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_category TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_price_list TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_price_list TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_price_list_item TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_price_list_item TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_product TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_product TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_tax_rate TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_tax_rate TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_vendor TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.catalog_vendor TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_comment TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_comment TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_device TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_device TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_follower TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_follower TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_notification TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_notification TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_sender TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_sender TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_setting TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.collaboration_setting TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_letter TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_letter TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_message TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_message TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_opt_out TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_opt_out TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_posting TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_posting TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_suppression TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_suppression TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_template TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.communications_template TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_activity TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_activity TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_address TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_address TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_client TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_client TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_consent TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_consent TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_contact TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_contact TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_lead TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_lead TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_link TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.crm_link TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.documents_file TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.documents_file TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.documents_letterhead TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.documents_letterhead TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.governance_alert TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.governance_alert TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.governance_alert_rule TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.governance_alert_rule TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.governance_retention TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.governance_retention TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_default_role TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_default_role TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_department TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_department TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_exception TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_exception TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_exception_use TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.identity_exception_use TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_role TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_role TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_role_grant TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_role_grant TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_site TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_site TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_support_grant TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_support_grant TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_token TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_token TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_user TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.identity_user TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrations_webhook TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrations_webhook TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrations_webhook_secret TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrations_webhook_secret TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrity_finding TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.integrity_finding TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_adjustment TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_adjustment TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_adjustment_line TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_adjustment_line TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_level TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_level TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_location TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_location TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_move TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.inventory_move TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_reservation TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.inventory_reservation TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.numbering_series TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.numbering_series TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.portal_online_payment TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.portal_online_payment TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_order TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_order TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_order_billing TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_order_billing TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_order_item TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_order_item TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_quote TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_quote TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_quote_item TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_quote_item TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_shipment TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_shipment TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_shipment_item TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_shipment_item TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_survey TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_survey TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_survey_policy TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sales_survey_policy TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_attempt TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_attempt TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_challenge TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_challenge TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_credential TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_credential TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_factor TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_factor TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_flow TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_flow TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_link TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_link TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_logout_token TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_logout_token TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_message TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_message TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_place TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_place TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_policy TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_policy TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider_role TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider_role TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider_secret TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider_secret TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider_session TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_provider_session TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_recovery_code TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_recovery_code TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_refresh TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_refresh TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_security_event TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_security_event TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_session TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.signin_session TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_access TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.system_access TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_alert TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_alert TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_alert_rule TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_alert_rule TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_audit TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.system_audit TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_change TO guildhall_loader;
GRANT SELECT ON TABLE public.system_change TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_counter TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_counter TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_custom_field TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_custom_field TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_dead_letter TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_dead_letter TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_delivery TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_delivery TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_delivery_log TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.system_delivery_log TO guildhall_tenant;

GRANT USAGE ON SEQUENCE public.system_event_sequence TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_event TO guildhall_loader;
GRANT SELECT,INSERT ON TABLE public.system_event TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_event_rest TO guildhall_loader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_idempotency TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_idempotency TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_migration TO guildhall_loader;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_retention TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_retention TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_sequence TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_sequence TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_subscriber TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_subscriber TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.system_tenant TO guildhall_loader;
GRANT SELECT ON TABLE public.system_tenant TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_job TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_job TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_job_failure TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_job_failure TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_preference TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_preference TO guildhall_tenant;

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_view TO guildhall_loader;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.workspace_view TO guildhall_tenant;
