-- Orders from before their events were kept for the views are told of now, at the end of the log, as if each had just
-- gone through what its timeline says. An order whose placing is in the log is left alone, so a second run tells nothing.
-- One of which the log has only the rest is told from its beginning: its placing starts the view's row anew.
-- No order moves meanwhile, so what happens next stands behind this.
lock table orders in share row exclusive mode;

create temporary table told on commit drop as
  select distinct (event ->> 1)::uuid as order_id
  from view_feed, jsonb_array_elements(events::jsonb) event
  where event ->> 0 = 'ordering.v1.OrderPlaced';

analyze told;

-- 32 orders a record: a batch of checkout's size, and a page of records that fits into memory.
insert into view_feed (record_id, events)
with untold as (
  select orders.*, (row_number() over (order by order_id) - 1) / 32 as record
  from orders
  where status <> 'WITHDRAWN' and not exists (select from told where told.order_id = orders.order_id)
), line as (
  select
    order_id,
    record,
    jsonb_build_array(
      'ordering.v1.OrderPlaced', order_id, (timeline -> 0 ->> 'atMs')::int8,
      jsonb_build_object(
        'orderId', order_id, 'customerId', customer_id, 'currency', currency, 'totalMinor', total_minor, 'lines', lines,
        'coupon', coupon, 'discountMinor', discount_minor, 'sagaId', saga_id, 'paymentMethod', payment_method,
        'storeCreditMinor', store_credit_minor
      )
    ) as placed,
    case when jsonb_path_exists(timeline, '$[*] ? (@.status == "CONFIRMED")') then jsonb_build_array(
      'ordering.v1.OrderConfirmed', order_id,
      jsonb_path_query_first(timeline, '$[*] ? (@.status == "CONFIRMED").atMs'),
      jsonb_build_object(
        'orderId', order_id, 'customerId', customer_id, 'currency', currency, 'totalMinor', total_minor, 'lines', lines,
        'coupon', coupon, 'discountMinor', discount_minor,
        'changes', jsonb_path_query_array(timeline, '$[*] ? (@.status != "PENDING" && @.status != "CANCELLED")')
      )
    ) end as confirmed,
    case
      when status = 'CANCELLED' then jsonb_build_array(
        'ordering.v1.OrderCancelled', order_id, (timeline -> -1 ->> 'atMs')::int8,
        jsonb_build_object('orderId', order_id, 'reason', reason)
      )
      when cancellation_requested = '' then null
      when jsonb_path_exists(timeline, '$[*] ? (@.status == "CONFIRMED")') then jsonb_build_array(
        'ordering.v1.OrderCancellationRequested', order_id, (timeline -> -1 ->> 'atMs')::int8,
        jsonb_build_object(
          'orderId', order_id, 'reason', cancellation_requested, 'currency', currency, 'totalMinor', total_minor,
          'coupon', coupon, 'storeCreditMinor', store_credit_minor
        )
      )
      else jsonb_build_array(
        'ordering.v1.OrderCancellationNoted', order_id, (timeline -> -1 ->> 'atMs')::int8,
        jsonb_build_object('orderId', order_id, 'reason', cancellation_requested)
      )
    end as ended
  from untold
)
select
  gen_random_uuid(),
  '[' || string_agg(concat_ws(',', placed::text, confirmed::text, ended::text), ',' order by order_id) || ']'
from line
group by record
order by record;

drop table told;
