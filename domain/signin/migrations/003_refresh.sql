-- Refresh tokens of sessions: each is good once, and the use of a used one ends the
-- session (RFC 9700, section 4.14.2).
create table signin_refresh (
  tenant_id uuid not null,
  digest bytea not null,
  session uuid not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (tenant_id, digest),
  foreign key (tenant_id, session) references signin_session (tenant_id, id) on delete cascade
);
create index signin_refresh_session_idx on signin_refresh (tenant_id, session);
call signin_table('signin_refresh');
