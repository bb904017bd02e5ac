-- How far each log is folded into the rows of each generation of each projection. Changes with every batch of events, so
-- most of a page is left for new versions of its rows.
create table projection_generations (
  projection text collate "C" not null,
  generation int not null,
  state text not null check (state in ('building', 'active', 'retired')),
  fold_version int not null,
  positions jsonb not null,
  event_at timestamptz,
  started_at timestamptz not null,
  version int not null,
  primary key (projection, generation)
) with (fillfactor = 10);
