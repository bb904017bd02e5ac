-- What a flash sale has for itself: units that stay reserved on their shelves while holds draw them and give them back.
create table set_asides (
  set_aside_id text collate "C" primary key check (char_length(set_aside_id) between 1 and 200),
  status text not null check (status in ('open', 'ended')),
  allocations jsonb not null check (jsonb_typeof(allocations) = 'array'),
  version int not null check (version > 0),
  check (status = 'open' or allocations = '[]'),
  -- Nobody draws what is not there.
  check (
    not jsonb_path_exists(allocations, '$[*] ? (!(@.quantity > 0) || ((@.quantity > 0) is unknown))')
  )
) with (fillfactor = 50);

-- The set-aside that a hold gives its units back to; empty where they came off the shelf.
alter table holds add column drawn_from text not null default '';
