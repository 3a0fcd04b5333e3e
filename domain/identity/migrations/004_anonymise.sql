-- Users whose person was forgotten.
alter table identity_user drop constraint identity_user_status_check;
alter table identity_user add constraint identity_user_status_check check (status in ('active', 'blocked', 'anonymised'));
