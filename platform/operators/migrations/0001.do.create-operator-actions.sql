-- One row per action of an operator. Rows are never removed: people act seldom, and who acted may be asked years later.
create table operator_actions (
  entry_id uuid primary key,
  at timestamptz not null,
  actor text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  reason text not null,
  trace_id text not null,
  outcome text not null check (outcome in ('done', 'refused', 'unknown')),
  runs int4 not null,
  version int4 not null
);

create index operator_actions_by_action on operator_actions (action, entry_id desc);
