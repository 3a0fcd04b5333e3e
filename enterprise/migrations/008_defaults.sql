-- What the tenant's modules give to a new one, as of the version that has last seen
-- to it; '' for tenants that are older than this.
alter table tenant add column defaults text not null default '';
