-- An order is inserted once and updated in place once or twice: half of each page is left for that, and no index names
-- a column that changes, so that an update touches no index. A row whose status is WITHDRAWN is no order but the tombstone
-- of one that was withdrawn before it arrived; one that arrives later is refused.
create table orders (
  order_id uuid primary key,
  saga_id uuid not null,
  customer_id text collate "C" not null check (char_length(customer_id) <= 200),
  status text not null check (
    status in (
      'PENDING', 'RESERVED', 'PAID', 'CONFIRMED', 'PROCESSING', 'PARTIALLY_SHIPPED', 'SHIPPED', 'DELIVERED',
      'COMPLETED', 'CANCELLED', 'REFUNDED', 'WITHDRAWN'
    )
  ),
  reason text not null,
  cancellation_requested text not null,
  currency text not null,
  total_minor bigint not null check (total_minor >= 0),
  payment_method text not null,
  lines jsonb not null,
  timeline jsonb not null,
  note text not null,
  version int not null check (version > 0),
  constraint ended_has_a_reason check ((status in ('CANCELLED', 'WITHDRAWN')) = (reason <> '')),
  constraint ended_has_nothing_under_way check (
    status not in ('CANCELLED', 'WITHDRAWN') or cancellation_requested = ''
  ),
  constraint order_is_whole check (
    status = 'WITHDRAWN'
    or (customer_id <> '' and char_length(currency) = 3 and jsonb_array_length(lines) > 0)
  ),
  constraint timeline_ends_in_status check (
    status = 'WITHDRAWN' or timeline -> -1 ->> 'status' is not distinct from status
  ),
  constraint tombstone_is_empty check (
    status <> 'WITHDRAWN'
    or (customer_id = '' and currency = '' and total_minor = 0 and lines = '[]' and timeline = '[]')
  )
) with (fillfactor = 50);

create index orders_by_customer on orders (customer_id, order_id);
