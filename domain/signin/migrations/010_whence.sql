-- From which country somebody came, where a proxy tells it.
alter table signin_security_event add column country text not null default '';
