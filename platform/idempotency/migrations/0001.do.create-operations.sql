-- One row per principal and idempotency key. Inserted small, grown by its answer: the room left in each page keeps that
-- update beside its row and out of the indexes.
create table operations (
  id uuid primary key,
  fingerprint text not null,
  operation_id uuid not null,
  state text not null check (state in ('running', 'answered', 'free')),
  answer text,
  owner text not null,
  claimed_until timestamptz not null,
  created_at timestamptz not null,
  version int4 not null,
  check ((state = 'answered') = (answer is not null))
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

create index operations_by_age on operations (created_at);
