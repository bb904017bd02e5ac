-- What of an order's total comes from its customer's wallet. The view is built anew with it.
alter table order_view add column store_credit_minor bigint not null default 0;
