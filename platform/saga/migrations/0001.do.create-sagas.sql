create table sagas (
  saga_id uuid primary key,
  definition text not null,
  subject_id text not null,
  status text not null check (status in ('in_progress', 'completed', 'compensating', 'compensated', 'parked')),
  data jsonb not null,
  trace_id text not null,
  owner text not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null
) with (fillfactor = 80);

-- Only what still runs: recovery looks here, whatever the number of sagas that ever were.
create index sagas_running on sagas (owner) where ended_at is null;

create table saga_log (
  saga_id uuid not null,
  sequence int not null,
  at timestamptz not null,
  event text not null,
  step text not null,
  attempt int not null,
  error text not null,
  trace_id text not null,
  primary key (saga_id, sequence)
);

create table leases (
  owner text primary key,
  expires_at timestamptz not null,
  version int not null
);
