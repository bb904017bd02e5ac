-- What audits found, so that an operator sees since when something is wrong. The newest hundred are kept.
create table audit_runs (
  audit_id uuid primary key,
  checked_at timestamptz not null,
  took_ms int4 not null,
  ok bool not null,
  invariants jsonb not null,
  version int4 not null
);
