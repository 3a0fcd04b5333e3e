-- Clients whose person was forgotten.
alter table crm_client drop constraint crm_client_status_check;
alter table crm_client add constraint crm_client_status_check check (status in ('active', 'archived', 'anonymised'));
