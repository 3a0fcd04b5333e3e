-- How much a tenant uses the installation, as it was measured last.
create table tenant_usage (
  tenant uuid primary key references tenant on delete cascade,
  users bigint not null,
  records bigint not null,
  bytes bigint not null,
  last_activity timestamptz,
  measured_at timestamptz not null
);

do $$ begin
  execute format('grant select, insert, update, delete on tenant_usage to %I', current_setting('guildhall.serving_role'));
end $$;
