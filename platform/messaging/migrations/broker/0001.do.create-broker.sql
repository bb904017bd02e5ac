-- Whoever holds the lock on a consumer's row delivers to it.
create table consumers (name text primary key);

create table subscriptions (
  type text not null,
  consumer text not null,
  primary key (type, consumer)
);

-- One row per message and consumer that has not had it yet: a queue, so vacuum goes by the number of rows.
create table deliveries (
  consumer text not null,
  position bigint generated always as identity,
  message_id uuid not null,
  ordering_key text not null,
  envelope text not null,
  attempts int4 not null default 0,
  -- Null until a delivery failed.
  next_attempt_at timestamptz,
  primary key (consumer, position),
  unique (consumer, message_id)
) with (
  fillfactor = 90,
  autovacuum_vacuum_scale_factor = 0,
  autovacuum_vacuum_threshold = 5000,
  autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_insert_threshold = 100000,
  autovacuum_vacuum_cost_delay = 0,
  autovacuum_analyze_scale_factor = 0,
  autovacuum_analyze_threshold = 20000
);

-- What holds up the later messages of its key.
create index deliveries_failing on deliveries (consumer, ordering_key, position) where next_attempt_at is not null;

create table dead_letters (
  id bigint generated always as identity primary key,
  consumer text not null,
  message_id uuid not null,
  ordering_key text not null,
  envelope text not null,
  cause text not null,
  attempts int4 not null,
  failed_at timestamptz not null,
  unique (consumer, message_id)
);
