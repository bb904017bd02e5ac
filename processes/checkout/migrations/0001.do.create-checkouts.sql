-- What was asked for, apart from where it stands: moving a checkout on does not rewrite its lines.
create table requests (
  order_id uuid primary key,
  data jsonb not null
);

create table checkouts (
  order_id uuid primary key,
  status text not null check (status in ('in_progress', 'completed', 'compensating', 'compensated', 'parked')),
  state jsonb not null,
  trace_id text not null,
  sequence int not null,
  due_at timestamptz,
  created_at timestamptz not null,
  ended_at timestamptz,
  version int not null
) with (fillfactor = 80);

-- Only what still runs: the deadlines look here, whatever the number of checkouts that ever were.
create index checkouts_due on checkouts (due_at) where due_at is not null;

create table checkout_log (
  order_id uuid not null,
  sequence int not null,
  at timestamptz not null,
  event text not null,
  step text not null,
  error text not null,
  attempts int not null,
  trace_id text not null,
  primary key (order_id, sequence)
);
