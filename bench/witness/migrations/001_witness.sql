-- What a handler inside has done: a row for each time that it has, so that one too
-- many shows. There is no key on the event for the same reason.
create table witness_effect (
  tenant_id uuid not null,
  id uuid not null,
  event_id uuid not null,
  handled_at timestamptz not null,
  primary key (tenant_id, id)
);
call tenant_table('witness_effect');
