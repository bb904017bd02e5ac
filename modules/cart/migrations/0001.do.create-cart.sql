create table carts (
  cart_id uuid primary key,
  -- [{productId, quantity}] in the order of adding. Anything but an array is refused by the length check.
  items jsonb not null check (jsonb_array_length(items) <= 1000),
  -- The order that the cart became; empty while it is open.
  order_id text not null check (order_id = '' or jsonb_array_length(items) > 0),
  version int not null check (version > 0)
) with (fillfactor = 60);
