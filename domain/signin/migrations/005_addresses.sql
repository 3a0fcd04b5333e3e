-- A change of address: from which one, and by which session.
alter table signin_challenge
  add column previous text not null default '',
  add column session uuid;
