create table sales (
  sale_id uuid primary key,
  terms jsonb not null,
  state text not null check (state in ('scheduled', 'open', 'paused', 'draining', 'closed')),
  epoch int not null check (epoch > 0),
  claimed int not null,
  version int not null check (version > 0),
  -- The database itself does not oversell.
  check (0 <= claimed and claimed <= (terms ->> 'quantity')::int)
) with (fillfactor = 50);

-- The clock looks for sales that have begun or ended; closed ones, which are nearly all, are not in it.
create index sales_not_closed on sales (sale_id) where state <> 'closed';

create table claims (
  order_id uuid primary key,
  sale_id text not null,
  customer_id text collate "C" not null,
  quantity int not null check (quantity >= 0),
  status text not null check (status in ('claimed', 'returned')),
  claimed_at timestamptz not null,
  version int not null check (version > 0)
) with (fillfactor = 80);

create index claims_by_sale on claims (sale_id, order_id);

create table buyers (
  sale_id uuid not null,
  customer_id text collate "C" not null check (char_length(customer_id) between 1 and 200),
  units int not null check (units >= 0),
  version int not null check (version > 0),
  primary key (sale_id, customer_id)
) with (fillfactor = 70);
