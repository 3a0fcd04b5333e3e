-- What people say about records.
create table collaboration_comment (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  about_entity text not null default '',
  about uuid,
  text text not null default '' check (length(text) <= 10000),
  audience text not null check (audience in ('internal', 'client')),
  mentions uuid[] not null default '{}',
  reply_to uuid,
  edited_at timestamptz,
  withdrawn_at timestamptz,
  sent_at timestamptz,
  letter uuid,
  primary key (tenant_id, id),
  check (audience = 'client' or (letter is null and sent_at is null)), -- what is internal is sent to nobody
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, reply_to) references collaboration_comment (tenant_id, id) on delete set null (reply_to),
  foreign key (tenant_id, letter) references communications_message (tenant_id, id) on delete set null (letter)
);
create index collaboration_comment_site_idx on collaboration_comment (tenant_id, site, id);
create index collaboration_comment_owner_idx on collaboration_comment (tenant_id, owner, id);
create index collaboration_comment_department_idx on collaboration_comment (tenant_id, department, id);
create index collaboration_comment_about_idx on collaboration_comment (tenant_id, about, id);
create index collaboration_comment_audience_idx on collaboration_comment (tenant_id, audience, id);
create index collaboration_comment_reply_to_idx on collaboration_comment (tenant_id, reply_to, id);
create index collaboration_comment_letter_idx on collaboration_comment (tenant_id, letter, id);
call tenant_table('collaboration_comment');

-- Nobody makes a note out of what was said to a client, nor the other way round.
create function collaboration_audience() returns trigger
language plpgsql as $$
begin
  if new.audience <> old.audience then
    raise exception 'to whom a comment is never changes' using errcode = 'check_violation', constraint = 'collaboration_comment_audience';
  end if;
  return new;
end $$;
create trigger collaboration_audience before update of audience on collaboration_comment
  for each row execute function collaboration_audience();

-- Who wants to hear of what happens to a record, and who does not any more.
create table collaboration_follower (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid check (owner is not null),
  department uuid,
  about_entity text not null,
  about uuid check (about is not null),
  active boolean not null default true,
  because text not null check (because in ('asked', 'created', 'assigned', 'commented', 'mentioned')),
  primary key (tenant_id, id),
  unique (tenant_id, about, owner),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade,
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department)
);
create index collaboration_follower_site_idx on collaboration_follower (tenant_id, site, id);
create index collaboration_follower_owner_idx on collaboration_follower (tenant_id, owner, id);
create index collaboration_follower_department_idx on collaboration_follower (tenant_id, department, id);
create index collaboration_follower_about_idx on collaboration_follower (tenant_id, about, id);
create index collaboration_follower_active_idx on collaboration_follower (tenant_id, active, id);
call tenant_table('collaboration_follower');

-- What somebody is told. What it says is put into words when it is read.
create table collaboration_notification (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid check (owner is not null),
  department uuid,
  kind text not null check (kind in ('mention', 'comment', 'assignment', 'status', 'approval', 'reminder', 'alert', 'system')),
  about_entity text not null,
  about uuid check (about is not null),
  actor uuid,
  comment uuid,
  detail text not null default '',
  count bigint not null default 1,
  at timestamptz check (at is not null),
  shown boolean not null default true,
  read_at timestamptz,
  mail_at timestamptz,
  mailed_at timestamptz,
  push_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade,
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, actor) references identity_user (tenant_id, id) on delete set null (actor),
  foreign key (tenant_id, comment) references collaboration_comment (tenant_id, id) on delete cascade
);
create index collaboration_notification_site_idx on collaboration_notification (tenant_id, site, id);
create index collaboration_notification_owner_idx on collaboration_notification (tenant_id, owner, id);
create index collaboration_notification_department_idx on collaboration_notification (tenant_id, department, id);
create index collaboration_notification_kind_idx on collaboration_notification (tenant_id, kind, id);
create index collaboration_notification_about_idx on collaboration_notification (tenant_id, about, owner, id);
create index collaboration_notification_actor_idx on collaboration_notification (tenant_id, actor, id);
create index collaboration_notification_comment_idx on collaboration_notification (tenant_id, comment, id);
create index collaboration_notification_at_idx on collaboration_notification (tenant_id, at, id);
create index collaboration_notification_read_at_idx on collaboration_notification (tenant_id, read_at, id);
create index collaboration_notification_unread_idx on collaboration_notification (tenant_id, owner, at, id) where shown and read_at is null;
create index collaboration_notification_inbox_idx on collaboration_notification (tenant_id, owner, at, id) where shown;
create index collaboration_notification_mail_idx on collaboration_notification (tenant_id, mail_at) where mail_at is not null and mailed_at is null and read_at is null;
create index collaboration_notification_push_idx on collaboration_notification (tenant_id, push_at) where push_at is not null and read_at is null;
call tenant_table('collaboration_notification');

-- How somebody wants to be told; who has no row has what is usual.
create table collaboration_setting (
  tenant_id uuid not null,
  owner uuid not null,
  language text not null default '',
  time_zone text not null default '',
  quiet_from text not null default '',
  quiet_to text not null default '',
  daily_at text not null default '',
  push_details boolean not null default false,
  kinds jsonb not null default '[]',
  primary key (tenant_id, owner),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade
);
call tenant_table('collaboration_setting');

-- Browsers and devices that take messages by Web Push. Endpoint and keys are sealed;
-- the digest tells the same endpoint again.
create table collaboration_device (
  tenant_id uuid not null,
  id uuid not null,
  owner uuid not null,
  label text not null default '',
  made_at timestamptz not null,
  used_at timestamptz,
  digest text not null,
  sealed bytea not null,
  key_id text not null,
  primary key (tenant_id, id),
  unique (tenant_id, digest),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete cascade
);
create index collaboration_device_owner_idx on collaboration_device (tenant_id, owner, id);
call tenant_table('collaboration_device');

-- The key by which the company's messages to devices are signed. Devices take no other,
-- so it stays.
create table collaboration_sender (
  tenant_id uuid not null,
  public text not null,
  sealed bytea not null,
  key_id text not null,
  made_at timestamptz not null,
  primary key (tenant_id)
);
call tenant_table('collaboration_sender');
