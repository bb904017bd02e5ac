-- What of an order's total comes from its customer's wallet. Orders from before have nothing from there.
alter table orders
  add column store_credit_minor bigint not null default 0
    check (store_credit_minor >= 0 and store_credit_minor <= total_minor);
