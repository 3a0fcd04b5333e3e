-- What a plan allows each user of a tenant: so many requests in any stretch of time as
-- long as the window; null, or no such member, for as many as they like.
alter table plan add constraint plan_limits_requests_check check (
  coalesce(limits -> 'requests', 'null') = 'null'
  or (limits ->> 'requests' ~ '^[1-9][0-9]{0,6}$' and coalesce(limits ->> 'window', '') ~ '^[1-9][0-9]{0,4}[smh]$'));

update plan set limits = limits || '{"requests": null}' where name = 'standard';
insert into plan (name, label, limits) values ('public', 'Public API', '{"requests": 100, "window": "15m"}')
on conflict (name) do nothing;
