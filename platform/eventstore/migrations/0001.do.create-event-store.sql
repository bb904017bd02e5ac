-- Text keys compare by code unit ("C"): the order of locks and pages is the same on every machine.

create table event_streams (
  stream_id text collate "C" primary key,
  stream_version int not null check (stream_version > 0),
  changed_at timestamptz not null,
  snapshot jsonb,
  snapshot_version int not null check (snapshot_version between 0 and stream_version),
  snapshot_schema int not null,
  version int not null,
  check ((snapshot is null) = (snapshot_version = 0))
) with (fillfactor = 60);

create table events (
  stream_id text collate "C" not null,
  stream_version int not null check (stream_version > 0),
  position bigint not null check (position > 0),
  type text not null,
  schema_version int not null check (schema_version > 0),
  data jsonb not null,
  at timestamptz not null,
  primary key (stream_id, stream_version)
);

create unique index events_by_position on events (position);

create table event_log (
  log text collate "C" primary key,
  position bigint not null,
  streams bigint not null,
  version int not null
) with (fillfactor = 20);

create table event_subscriptions (
  name text collate "C" primary key,
  position bigint not null,
  version int not null
) with (fillfactor = 20);

create function refuse_change_of_events() returns trigger language plpgsql as $$
begin
  raise exception '% of events refused: what has happened stays written; append an event that corrects it', lower(tg_op);
end
$$;

create trigger events_are_immutable
  before update or delete or truncate on events
  for each statement execute function refuse_change_of_events();
