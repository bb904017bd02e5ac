-- The coupon that an order is to use, and what it takes off the lines. Orders from before have none.
alter table orders
  add column coupon text not null default '',
  add column discount_minor bigint not null default 0 check (discount_minor >= 0),
  add constraint discount_has_a_coupon check (discount_minor = 0 or coupon <> '');
