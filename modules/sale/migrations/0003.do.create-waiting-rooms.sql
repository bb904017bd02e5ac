create table rooms (
  sale_id uuid primary key,
  draw text not null check (draw in ('arrival', 'fair')),
  draw_seed text not null,
  drawn boolean not null,
  arrived int not null,
  early int not null,
  admitted int not null,
  admitted_at timestamptz not null,
  admissions jsonb not null,
  version int not null check (version > 0),
  check (0 <= early and early <= arrived),
  check (0 <= admitted and admitted <= arrived)
) with (fillfactor = 50);

create table places (
  sale_id uuid not null,
  customer_id text collate "C" not null check (char_length(customer_id) between 1 and 200),
  sequence int not null check (sequence >= 0),
  -- Empty until an order used the place.
  order_id text not null,
  version int not null check (version > 0),
  primary key (sale_id, customer_id),
  -- The database itself gives no place twice.
  unique (sale_id, sequence)
) with (fillfactor = 80);

create table ticket_secrets (
  name text primary key,
  secret text not null check (char_length(secret) >= 1),
  version int not null check (version > 0)
);
