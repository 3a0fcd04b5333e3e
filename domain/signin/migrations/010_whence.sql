-- From where and with what somebody came, as coarse as it takes to see that it is new.
alter table signin_security_event
  add column country text not null default '',
  add column network text not null default '',
  add column program text not null default '';
