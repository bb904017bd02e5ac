-- Rows of several generations, of which readers see one. Most orders have ended when they are first folded, so most rows
-- are inserted once; what is told later is updated.
create table order_view (
  generation int not null,
  order_id uuid not null,
  saga_id text not null,
  customer_id text collate "C" not null,
  status text collate "C" not null,
  reason text not null,
  cancellation_requested text not null,
  currency text not null,
  total_minor bigint not null,
  coupon text not null,
  discount_minor bigint not null,
  item_count bigint not null,
  payment_method text not null,
  lines jsonb not null,
  timeline jsonb not null,
  payment jsonb not null,
  version int not null,
  primary key (generation, order_id)
) with (fillfactor = 70);

create index order_view_by_customer on order_view (generation, customer_id, order_id);
