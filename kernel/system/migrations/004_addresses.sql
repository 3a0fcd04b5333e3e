-- Where somebody worked from tells who they are, like their name: with it their
-- network addresses go out of the audit trail and the access log.
do $do$
begin
  execute format($f$
    create or replace function system_forget(tenant uuid, ids uuid[], fields text[], words text[]) returns void
    language plpgsql security definer set search_path = %1$I, extensions, pg_temp as $body$
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
    end $body$ $f$, current_schema());
end $do$;
