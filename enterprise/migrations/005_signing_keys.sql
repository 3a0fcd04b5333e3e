-- The keys that sign access tokens. The newest signs; older ones are believed until
-- the last token that they signed has ended.
create table signing_key (
  id text primary key,
  sealed bytea not null,
  key_id text not null,
  created_at timestamptz not null
);
