-- When the rules were last judged, by whichever process.
create table alert_round (
  one boolean primary key default true check (one),
  at timestamptz not null
);

-- What the metric of a rule was that compares it with its own past.
create table alert_value (
  rule text not null,
  at timestamptz not null,
  value double precision not null,
  primary key (rule, at)
);

-- A rule that is met: not for long enough yet, firing, or over.
create table alert (
  id uuid primary key,
  rule text not null,
  severity text not null check (severity in ('warning', 'critical')),
  state text not null check (state in ('pending', 'firing', 'resolved')),
  value double precision not null,
  since timestamptz not null,
  fired_at timestamptz,
  calm_since timestamptz,
  resolved_at timestamptz,
  told bigint not null default 0,
  told_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text not null default '',
  reason text not null default ''
);
create unique index alert_rule_key on alert (rule) where state <> 'resolved';
create index alert_state_idx on alert (state, id);

-- What is to be told about alerts, by which channel.
create table alert_notice (
  id uuid primary key,
  alert uuid not null references alert on delete cascade,
  news text not null check (news in ('firing', 'escalated', 'resolved')),
  channel text not null,
  attempts bigint not null default 0,
  next_at timestamptz not null,
  sent_at timestamptz,
  error text not null default ''
);
create index alert_notice_alert_idx on alert_notice (alert);
create index alert_notice_next_at_idx on alert_notice (next_at) where sent_at is null;

-- Rules of which nothing is told for a time; every rule where it is empty.
create table alert_silence (
  id uuid primary key,
  rule text not null default '',
  until timestamptz not null,
  reason text not null,
  made_by text not null,
  made_at timestamptz not null
);
create index alert_silence_until_idx on alert_silence (until);

do $$ begin
  execute format('grant select, insert, update, delete on alert_round, alert_value, alert, alert_notice, alert_silence to %I',
    current_setting('guildhall.serving_role'));
end $$;
