-- From where somebody has come before: digests of networks and of devices.
create table signin_place (
  tenant_id uuid not null,
  person uuid not null,
  kind text not null check (kind in ('device', 'network')),
  digest bytea not null,
  last_at timestamptz not null,
  primary key (tenant_id, person, kind, digest)
);
call signin_table('signin_place');

do $$ begin
  if to_regclass('identity_user') is not null then
    alter table signin_place add foreign key (tenant_id, person) references identity_user (tenant_id, id) on delete cascade;
  end if;
end $$;
