-- What the audit trail tells of all records together: who changed what, and when, but
-- not what the fields held before and after. That is for whoever may read the record,
-- in its own history. Asked through the view, the rows of the trail stand under the
-- policies of who asks.
create view system_change with (security_invoker) as
select tenant_id, id, 1::bigint as version, at as created_at, at as updated_at, '{}'::jsonb as custom,
  at as changed_at, actor_kind, actor, actor_name, on_behalf_of, request_id, address, verb,
  entity as subject, entity as record_entity, record, version as record_version,
  array(select jsonb_object_keys(changes) order by 1) as fields
from system_audit;
do $$ begin execute format('grant select on system_change to %I', current_setting('guildhall.serving_role')); end $$;

-- The latest of a time, of a person, of a kind of record and of a verb are read in their
-- order, from the end of an index.
create index system_audit_at_idx on system_audit (tenant_id, at, id);
create index system_audit_actor_idx on system_audit (tenant_id, actor, at, id);
create index system_audit_entity_idx on system_audit (tenant_id, entity, at, id);
create index system_audit_verb_idx on system_audit (tenant_id, verb, at, id);
