-- What a default role was granted by the product itself, a permission and its reach
-- a line. A role that still grants just that was changed by nobody, and follows the
-- next version; one that the company has removed stays removed.
create table identity_default_role (
  tenant_id uuid not null,
  name text not null,
  grants text not null,
  primary key (tenant_id, name)
);
call tenant_table('identity_default_role');

-- Of the roles with which companies have begun so far, those count as unchanged that
-- came with their company and were never edited. For the others it says something
-- that no role grants.
insert into identity_default_role (tenant_id, name, grants)
select c.tenant_id, d.name, coalesce(
  (select string_agg(g.permission || ' ' || g.reach, E'\n' order by (g.permission || ' ' || g.reach) collate "C")
   from identity_role r join identity_role_grant g on g.tenant_id = r.tenant_id and g.role = r.id
   where r.tenant_id = c.tenant_id and r.name = d.name and r.version = 1 and r.created_at = c.began), 'changed')
from (select tenant_id, min(created_at) as began from identity_role group by tenant_id) c
cross join (values ('owner'), ('admin'), ('manager'), ('sales'), ('warehouse'), ('accountant'), ('viewer')) d (name);
