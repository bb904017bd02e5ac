-- One record per committed batch that views are fed from, kept. A position is taken while the batch's rows are locked, so
-- events of one key stand here in their order.
create table view_feed (
  position bigint generated always as identity primary key,
  record_id uuid not null,
  events text not null
) with (
  -- Only ever inserted into: vacuum has nothing to do but to mark pages as visible.
  autovacuum_vacuum_insert_scale_factor = 0.5
);

-- Compressing costs the order that is being placed more than the disk is worth.
alter table view_feed alter column events set storage external;

create function view_feed_is_immutable() returns trigger language plpgsql as $$
begin
  raise exception 'the feed of views is append-only: nothing in it is changed or removed';
end $$;

create trigger view_feed_is_immutable before update or delete or truncate on view_feed
  for each statement execute function view_feed_is_immutable();
