-- system_forget takes what is known of persons out of rows that the serving role
-- may only add to, or that keep copies: ids are the records that were about them,
-- fields those that were made neutral, words what they held. It belongs to the
-- owner of the tables, so it applies the tenant itself. What is forgotten stays
-- forgotten; doing it twice changes nothing.
do $do$
begin
  execute format($f$
    create function system_forget(tenant uuid, ids uuid[], fields text[], words text[]) returns void
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
      update system_audit set actor_name = '***' where tenant_id = tenant and actor = any(ids);
      update system_access set actor_name = '***' where tenant_id = tenant and actor = any(ids);
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
  revoke all on function system_forget(uuid, uuid[], text[], text[]) from public;
  execute format('grant execute on function system_forget(uuid, uuid[], text[], text[]) to %I', current_setting('guildhall.serving_role'));
end $do$;
