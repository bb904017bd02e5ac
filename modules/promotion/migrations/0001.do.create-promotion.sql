-- Text keys compare by code unit ("C"): the order of locks and pages is the same on every machine.

-- A redemption is inserted once and updated once at the most. A row in status "released" without a code is the tombstone
-- of a use that was given back before it was asked for.
create table redemptions (
  order_id uuid primary key,
  status text not null check (status in ('redeemed', 'refused', 'released')),
  code text collate "C" not null,
  customer_id text collate "C" not null check (char_length(customer_id) <= 200),
  currency text not null,
  discount_minor bigint not null check (discount_minor >= 0),
  reason text not null,
  version int not null check (version > 0),
  check ((status = 'refused') = (reason <> '')),
  check (status = 'released' or customer_id <> '')
) with (fillfactor = 80);

create table coupons (
  code text collate "C" primary key check (char_length(code) between 1 and 200),
  coupon_id uuid not null,
  kind text not null check (kind in ('percentage', 'fixed')),
  value bigint not null check (value > 0),
  currency text not null check (char_length(currency) in (0, 3)),
  minimum_minor bigint not null check (minimum_minor >= 0),
  total_limit int not null check (total_limit >= 0),
  per_customer_limit int not null check (per_customer_limit >= 0),
  starts_at timestamptz,
  ends_at timestamptz,
  active boolean not null,
  uses int not null check (uses >= 0),
  revision int not null check (revision > 0),
  version int not null check (version > 0),
  constraint percentage_of_the_whole check (kind <> 'percentage' or value <= 10000),
  constraint fixed_in_a_currency check (kind <> 'fixed' or currency <> ''),
  constraint used_within_its_limit check (total_limit = 0 or uses <= total_limit)
) with (fillfactor = 50);

create table customer_uses (
  code text collate "C" not null,
  customer_id text collate "C" not null check (char_length(customer_id) between 1 and 200),
  uses int not null check (uses >= 0),
  version int not null check (version > 0),
  primary key (code, customer_id)
) with (fillfactor = 70);
