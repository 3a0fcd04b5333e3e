-- The processes of the installation, as they say themselves every few seconds. One
-- that stops in good order says so.
create table process (
  id uuid primary key,
  host text not null,
  pid bigint not null,
  version text not null,
  roles text[] not null,
  started_at timestamptz not null,
  seen_at timestamptz not null,
  left_at timestamptz
);
create index process_seen_at_idx on process (seen_at);

-- What a process had counted at an instant, as far as rules of alerts ask for it:
-- numbers by series. Of a few minutes.
create table process_sample (
  process uuid not null references process on delete cascade,
  at timestamptz not null,
  counts jsonb not null,
  primary key (process, at)
);
create index process_sample_at_idx on process_sample (at);

do $$ begin
  execute format('grant select on dead_letter to %I', current_setting('guildhall.serving_role'));
  execute format('grant select, insert, update, delete on process, process_sample to %I', current_setting('guildhall.serving_role'));
end $$;
