-- Stock from before its events were kept for the views is told of now: for each shelf and warehouse what it has beyond
-- what the log adds up to, as one adjustment and one hold. So a second run finds no difference, and tells nothing. The
-- hold is nobody's; whatever gives its units back later tells of the hold that they were really in.
lock table shelves, holds, set_asides in share row exclusive mode;

insert into view_feed (record_id, events)
with event as (
  select entry ->> 0 as type, entry -> 3 as payload
  from view_feed, jsonb_array_elements(events::jsonb) entry
), told as (
  select payload ->> 'sku' as sku, payload ->> 'warehouse' as warehouse, (payload ->> 'delta')::int8 as on_hand, 0 as reserved
  from event
  where type = 'inventory.v1.StockAdjusted'
  union all
  select
    part ->> 'sku', part ->> 'warehouse', 0,
    (part ->> 'quantity')::int8
      * case when type in ('inventory.v1.StockReleased', 'inventory.v1.SetAsideReturned') then -1 else 1 end
  from event, jsonb_array_elements(payload -> 'allocations') part
  where type in ('inventory.v1.StockSetAside', 'inventory.v1.SetAsideReturned')
    or (
      type in ('inventory.v1.StockReserved', 'inventory.v1.StockReleased') and coalesce(payload ->> 'setAsideId', '') = ''
    )
), sum_told as (
  select sku collate "C" as sku, warehouse, sum(on_hand)::int8 as on_hand, sum(reserved)::int8 as reserved
  from told
  group by 1, 2
), missing as (
  select
    shelf.sku,
    level.warehouse,
    level."onHand" - coalesce(sum_told.on_hand, 0) as on_hand,
    level.reserved - coalesce(sum_told.reserved, 0) as reserved,
    sum_told.sku is null as is_unknown
  from shelves shelf
  cross join jsonb_to_recordset(shelf.warehouses) level (warehouse text, "onHand" int8, reserved int8)
  left join sum_told on sum_told.sku = shelf.sku and sum_told.warehouse = level.warehouse
), line as (
  select
    sku,
    warehouse,
    (row_number() over (order by sku, warehouse) - 1) / 100 as record,
    case when is_unknown or on_hand <> 0 then jsonb_build_array(
      'inventory.v1.StockAdjusted', sku, (extract(epoch from now()) * 1000)::int8,
      jsonb_build_object(
        'sku', sku, 'warehouse', warehouse, 'delta', on_hand, 'reason', 'before events were kept for views'
      )
    ) end as adjusted,
    case when reserved <> 0 then jsonb_build_array(
      'inventory.v1.StockReserved', '00000000-0000-0000-0000-000000000000', (extract(epoch from now()) * 1000)::int8,
      jsonb_build_object(
        'holdId', '00000000-0000-0000-0000-000000000000', 'setAsideId', '',
        'allocations', jsonb_build_array(
          jsonb_build_object('sku', sku, 'warehouse', warehouse, 'quantity', reserved)
        )
      )
    ) end as reserved
  from missing
  where is_unknown or on_hand <> 0 or reserved <> 0
)
select gen_random_uuid(), '[' || string_agg(concat_ws(',', adjusted::text, reserved::text), ',' order by sku, warehouse) || ']'
from line
group by record
order by record;
