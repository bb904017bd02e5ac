-- Text keys compare by code unit ("C"): the order of locks and pages is the same on every machine.

create table holds (
  hold_id uuid primary key,
  status text not null check (status in ('held', 'confirmed', 'released')),
  expires_at timestamptz not null,
  lapsed boolean not null,
  allocations jsonb not null check (jsonb_typeof(allocations) = 'array'),
  version int not null,
  check (not lapsed or status <> 'confirmed')
) with (fillfactor = 70);

-- The sweep looks here; confirmed and released holds, which are nearly all, are not in it.
create index holds_by_expiry on holds (expires_at) where status = 'held';

create table shelves (
  sku text collate "C" primary key,
  warehouses jsonb not null check (jsonb_typeof(warehouses) = 'array'),
  version int not null,
  -- 0 <= reserved <= on hand in every warehouse; what cannot be compared is refused like what does not hold.
  check (
    not jsonb_path_exists(
      warehouses,
      '$[*] ? (!(@.reserved >= 0 && @.reserved <= @.onHand) || ((@.reserved >= 0 && @.reserved <= @.onHand) is unknown))'
    )
  )
) with (fillfactor = 50);

-- Rows are only ever inserted, so their version stays what it was.
create table movements (
  adjustment_id text collate "C" primary key,
  sku text collate "C" not null,
  warehouse text not null,
  delta bigint not null,
  reason text not null,
  at timestamptz not null,
  answer jsonb not null,
  version int not null check (version = 1)
);

create index movements_by_sku on movements (sku);

create function refuse_change_of_ledger() returns trigger language plpgsql as $$
begin
  raise exception '% of % refused: the ledger is append-only; book a movement that corrects it', lower(tg_op), tg_table_name;
end
$$;

create trigger movements_are_append_only
  before update or delete or truncate on movements
  for each statement execute function refuse_change_of_ledger();
