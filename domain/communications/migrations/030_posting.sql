-- What becomes of the letters of a kind to clients.
create table communications_posting (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  kind text not null,
  mode text not null,
  primary key (tenant_id, id)
);
create index communications_posting_kind_idx on communications_posting (tenant_id, kind, id);
call tenant_table('communications_posting');

-- Letters may be held, and be released or discarded.
alter table communications_message drop constraint communications_message_status_check;
alter table communications_message add constraint communications_message_status_check
  check (status in ('queued', 'held', 'sent', 'delivered', 'bounced', 'suppressed', 'failed', 'discarded'));
